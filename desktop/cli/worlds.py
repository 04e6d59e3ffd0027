"""`ieum demo`: an invented center to try the program on."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from db.words import Action
from desktop.cli.opening import open_window
from desktop.cli.shared import day_of, desk_of, fail, say, show_progress
from desktop.cli.spoken import Command
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from datetime import date


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    words = tr("체험 자료를 만들고 창을 엽니다. 모든 기업은 지어낸 것입니다.")
    app.command("demo", cls=Command, help=words)(demo)


def demo(
    context: typer.Context,
    companies: Annotated[
        int, typer.Option(min=1, max=90_000, help=tr("기업 수(센터 3000, 전국 30000)"))
    ] = 3_000,
    seed: Annotated[int, typer.Option(help=tr("같은 번호는 같은 자료를 만듭니다."))] = 2018,
    today: Annotated[str, typer.Option(help=tr("기준일(예: 2026-11-22)"))] = "",
    window: Annotated[bool, typer.Option("--window/--no-window", help=tr("창을 엽니다."))] = True,
) -> None:
    """Fill the named workspace, or one of its own, with the demo world."""
    from desktop import paths
    from desktop.services.workspace import DATABASE

    desk = desk_of(context)
    folder = desk.named or paths.default_workspace().with_name(f"demo-{companies}-{seed}")
    day = day_of(today)
    if not (folder / DATABASE).exists():
        _refuse_to_bury(folder)
        rows = _make(folder, companies=companies, seed=seed, today=day)
        say(tr("체험 자료 {rows}행을 {folder}에 만들었습니다.", rows=f"{rows:,}", folder=folder))
    elif desk.named is not None and not window:
        raise fail(_not_empty(folder))
    elif not window:
        say(tr("체험 자료가 이미 {folder}에 있습니다.", folder=folder))
    if window:
        raise typer.Exit(open_window(folder))


def _make(folder: Path, *, companies: int, seed: int, today: date) -> int:
    """Make the world beside its final place, so that nothing half-made is left there."""
    from desktop.services import setup
    from desktop.services.demo import world

    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=f".{folder.name}-", dir=folder.parent, ignore_cleanup_errors=True
    ) as room:
        fresh = Path(room) / folder.name
        workspace = setup.begin(fresh, centre="GN", person="김가온")
        try:
            written = workspace.write(
                lambda session: world.make(
                    session, companies=companies, seed=seed, today=today, progress=show_progress
                ),
                action=Action.DEMO,
                companies=companies,
                seed=seed,
            )
        finally:
            workspace.close()
        if folder.exists():
            folder.rmdir()  # an empty one; anything else was refused
        shutil.move(fresh, folder)
    return written.value


def _refuse_to_bury(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise fail(_not_empty(folder))


def _not_empty(folder: Path) -> str:
    return tr("{folder}에는 이미 자료가 있습니다. 빈 폴더를 골라 주세요.", folder=folder)

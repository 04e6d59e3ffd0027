"""`ieum demo`: an invented center to try the program on."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from db.words import Action
from desktop.cli.shared import desk_of, fail, say, show_progress
from desktop.views.shared.language import tr


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    words = tr("체험 자료를 만들고 창을 엽니다. 모든 기업은 지어낸 것입니다.")
    app.command("demo", help=words)(demo)


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
    from desktop.services import setup
    from desktop.services.demo import world
    from desktop.services.workspace import DATABASE

    desk = desk_of(context)
    folder = desk.named or paths.default_workspace().with_name(f"demo-{companies}-{seed}")
    day = date.fromisoformat(today) if today else date.today()
    if not (folder / DATABASE).exists():
        workspace = setup.begin(folder, centre="GN", person="김가온")
        written = workspace.write(
            lambda session: world.make(
                session, companies=companies, seed=seed, today=day, progress=show_progress
            ),
            action=Action.DEMO,
            companies=companies,
            seed=seed,
        )
        workspace.close()
        say(
            tr(
                "체험 자료 {rows}행을 {folder}에 만들었습니다.",
                rows=f"{written.value:,}",
                folder=folder,
            )
        )
    elif desk.named is not None and not window:
        raise fail(tr("{folder}에는 이미 자료가 있습니다. 빈 폴더를 골라 주세요.", folder=folder))
    if window:
        from desktop import app as window_app  # loads Qt, so only here

        raise typer.Exit(window_app.run(folder))

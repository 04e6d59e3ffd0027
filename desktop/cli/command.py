"""Puts the `ieum` command together: its rooms, and the options that stand before a command."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations at run time
from typing import Annotated

import typer

from desktop import __version__
from desktop.cli import (
    audit,
    care,
    documents,
    hub,
    lists,
    nation,
    packs,
    pictures,
    sheets,
    slates,
    sync,
    worlds,
)
from desktop.cli.opening import open_window
from desktop.cli.shared import Desk, desk_of
from desktop.cli.spoken import Command, WholeCommand
from desktop.views.shared.language import tr

_ROOMS = (
    worlds, sheets, lists, documents, packs, care, audit, sync, slates, hub, nation, pictures,
)  # fmt: skip


def build() -> typer.Typer:
    """Return the command, in the language that is chosen now."""
    app = typer.Typer(
        name="ieum",
        cls=WholeCommand,
        help=tr(
            "이음: 도입기업을 신청부터 사후관리까지 함께합니다. 명령이 없으면 창을 엽니다."
            " --workspace는 명령 뒤에 써도 됩니다."
        ),
        no_args_is_help=False,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback(invoke_without_command=True)(_begin)
    app.command("gui", cls=Command, help=tr("창을 엽니다."))(_gui)
    for room in _ROOMS:
        room.add_to(app)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ieum {__version__}")
        raise typer.Exit


def _begin(
    context: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", "-w", metavar="FOLDER", help=tr("자료가 있는 폴더")),
    ] = None,
    _show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=tr("판 번호"))
    ] = False,
) -> None:
    context.obj = Desk(workspace)
    if context.invoked_subcommand is None:
        _gui(context)


def _gui(context: typer.Context) -> None:
    """Open the window."""
    raise typer.Exit(open_window(desk_of(context).named))

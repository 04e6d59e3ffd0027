"""The `ieum` command: the same services as the window, for IT staff and scripts."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from db.errors import DeskError
from desktop import __version__, settings
from desktop.cli import care, documents, lists, pictures, sheets, worlds
from desktop.cli.shared import Desk, say_failure
from desktop.views.shared import language
from desktop.views.shared.language import Language, tr

if TYPE_CHECKING:
    from pathlib import Path


def _speak() -> None:
    """Choose the language before the help texts are made: IEUM_LANGUAGE, else the settings."""
    named = os.environ.get("IEUM_LANGUAGE", "")
    language.choose(Language(named) if named in set(Language) else settings.load().language)


_speak()
app = typer.Typer(
    name="ieum",
    help=tr("이음: 도입기업을 신청부터 사후관리까지 함께합니다."),
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ieum {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _begin(
    context: typer.Context,
    workspace: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads the annotation at run time
        typer.Option("--workspace", "-w", help=tr("자료가 있는 폴더")),
    ] = None,
    _show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=tr("판 번호"))
    ] = False,
) -> None:
    context.obj = Desk(workspace)
    if context.invoked_subcommand is None:
        raise typer.Exit(_gui(context.obj))


@app.command("gui", help=tr("창을 엽니다."))
def gui(context: typer.Context) -> None:
    """Open the window."""
    raise typer.Exit(_gui(context.obj))


def _gui(desk: Desk) -> int:
    from desktop import app as window  # loads Qt, so only here

    return window.run(desk.named)


for room in (worlds, sheets, lists, documents, care, pictures):
    room.add_to(app)


def main() -> None:
    """Run the command; a failure that a person can act on is one sentence and exit code 1."""
    try:
        app()
    except DeskError as error:
        say_failure(error)
        sys.exit(1)

"""Makes typer's own words speak Korean, takes `--workspace` anywhere, tells expected failures."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typing_extensions import override

from db.errors import DeskError
from desktop.cli.shared import say_failure
from desktop.views.shared.language import tr

WORKSPACE = ("--workspace", "-w")


class Command(TyperCommand):
    """One command."""

    @override
    def get_help(self, ctx: Any) -> str:
        """Return the help as it is printed."""
        return _spoken(super().get_help(ctx))


class Group(TyperGroup):
    """Several commands."""

    @override
    def get_help(self, ctx: Any) -> str:
        """Return the help as it is printed."""
        return _spoken(super().get_help(ctx))


class WholeCommand(Group):
    """Everything that `ieum` can do."""

    @override
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Move `--workspace FOLDER` before the command, wherever it was typed."""
        return super().parse_args(ctx, workspace_first(args))

    @override
    def invoke(self, ctx: Any) -> Any:
        """Run the command that was named; an expected failure is one sentence and exit code 1."""
        try:
            return super().invoke(ctx)
        except DeskError as error:
            say_failure(error)
            raise typer.Exit(1) from error


def workspace_first(args: list[str]) -> list[str]:
    """Return the arguments with `--workspace FOLDER` in front; what follows `--` stays."""
    end = args.index("--") if "--" in args else len(args)
    first: list[str] = []
    rest: list[str] = []
    at = 0
    while at < end:
        # Without a folder behind it, it stays where it is and is refused there.
        width = 2 if args[at] in WORKSPACE and at + 1 < end else 1
        named = width == 2 or args[at].startswith("--workspace=")
        (first if named else rest).extend(args[at : at + width])
        at += width
    return [*first, *rest, *args[end:]]


def _spoken(text: str) -> str:
    """Return a help in the chosen language; typer knows its headings in English only."""
    for english, spoken in {
        "Usage:": tr("사용법:"),
        "\nArguments:": "\n" + tr("인자:"),
        "\nOptions:": "\n" + tr("옵션:"),
        "\nCommands:": "\n" + tr("명령:"),
        "[OPTIONS]": tr("[옵션]"),
        "COMMAND [ARGS]...": tr("명령 [인자]..."),
        "[default: ": tr("[기본값: "),
        "[required]": tr("[필수]"),
        "Show this message and exit.": tr("이 도움말을 보여 줍니다."),
    }.items():
        text = text.replace(english, spoken)
    return text

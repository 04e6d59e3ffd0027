"""What the commands share: the chosen workspace, printing, failing."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import typer

from desktop import paths, settings
from desktop.services import setup
from desktop.services.workspace import Workspace
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator


class Desk:
    """Which workspace the command works on; nothing is opened before it is needed."""

    def __init__(self, named: Path | None) -> None:
        self.named = named

    @property
    def folder(self) -> Path:
        """Return the folder that was named, else the one of the settings, else the default."""
        return self.named or settings.load().workspace or paths.default_workspace()

    @contextmanager
    def open(self) -> Iterator[Workspace]:
        """Open the workspace for one command; raises what Workspace.open raises."""
        workspace = Workspace.open(self.folder)
        try:
            kept = settings.load()
            workspace.centre = kept.centre or workspace.read(setup.centre_of)
            workspace.person = workspace.read(
                lambda session: setup.who_works_here(session, kept.person)
            )
            yield workspace
        finally:
            workspace.close()


def desk_of(context: typer.Context) -> Desk:
    """Return what `ieum --workspace` chose."""
    desk = context.obj
    assert isinstance(desk, Desk)
    return desk


def say(sentence: str) -> None:
    """Print a sentence for people."""
    typer.echo(sentence)


def say_failure(error: Exception) -> None:
    """Print what went wrong, where, and what to do."""
    typer.echo(explain(error), err=True)


def say_json(answer: Any) -> None:
    """Print an answer for a script: dataclasses as objects, dates in ISO, words as codes."""
    typer.echo(json.dumps(answer, default=_plain, ensure_ascii=False, indent=2))


def say_table(titles: list[str], rows: list[list[str]]) -> None:
    """Print rows in columns that line up, Korean counted as two places."""
    widths = [max(_places(row[at]) for row in [titles, *rows]) for at in range(len(titles))]
    for row in [titles, *rows]:
        padded = (
            text + " " * (width - _places(text)) for text, width in zip(row, widths, strict=True)
        )
        typer.echo("  ".join(padded).rstrip())


def fail(sentence: str) -> typer.Exit:
    """Return the exit to raise after saying why the command could not be done."""
    typer.echo(sentence, err=True)
    return typer.Exit(1)


def show_progress(done: int, of: int) -> None:
    """Print how far a long piece of work has come, over the same line."""
    typer.echo(f"\r{tr('진행')} {done:,} / {of:,}", nl=done >= of, err=True)


def _places(text: str) -> int:
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, (UUID, Path)):
        return str(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    raise TypeError(type(value).__name__)

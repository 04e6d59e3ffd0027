"""What the commands share: the language, the chosen workspace, printing, failing.

Nothing here loads the database or the settings before a command needs them, so that `--help` is
there at once.
"""

from __future__ import annotations

import json
import os
import sys
import tomllib
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import typer

from desktop import paths
from desktop.views.shared import language
from desktop.views.shared.language import Language, tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from desktop.services.workspace import Workspace


class Desk:
    """Which workspace the command works on; nothing is opened before it is needed."""

    def __init__(self, named: Path | None) -> None:
        self.named = named

    @property
    def folder(self) -> Path:
        """Return the folder that was named, else the one of the settings, else the default."""
        from desktop import settings

        return self.named or settings.load().workspace or paths.default_workspace()

    @contextmanager
    def open(self) -> Iterator[Workspace]:
        """Open the workspace for one command; raises what Workspace.open raises."""
        from desktop import settings
        from desktop.services import setup
        from desktop.services.workspace import Workspace

        workspace = Workspace.open(self.folder)
        try:
            kept = settings.load()
            workspace.centre = workspace.read(setup.centre_of) or kept.centre
            workspace.person = workspace.read(
                lambda session: setup.who_works_here(session, kept.person)
            )
            yield workspace
        finally:
            workspace.close()


def choose_language() -> None:
    """Speak the language of IEUM_LANGUAGE, else that of the settings, else Korean."""
    named = os.environ.get("IEUM_LANGUAGE") or _kept_language()
    known = set(Language)
    language.choose(Language(named) if named in known else Language.KOREAN)


def _kept_language() -> str:
    # Not settings.load(): pydantic would take longer to import than the whole help to print.
    try:
        kept = tomllib.loads(paths.settings_file().read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    return str(kept.get("language", ""))


def desk_of(context: typer.Context) -> Desk:
    """Return what `ieum --workspace` chose."""
    desk = context.obj
    assert isinstance(desk, Desk)
    return desk


def as_script() -> Any:
    """Return the option of everything that lists; help is made when the language is known."""
    return typer.Option("--json", help=tr("스크립트가 읽을 JSON으로"))


def say(sentence: str) -> None:
    """Print a sentence for people."""
    typer.echo(sentence)


def warn(sentence: str) -> None:
    """Print a sentence that is not part of the answer, so that a pipe doesn't get it."""
    typer.echo(sentence, err=True)


def say_failure(error: Exception) -> None:
    """Print what went wrong, where, and what to do."""
    from desktop.views.shared.explain import explain

    warn(explain(error))


def say_json(answer: Any) -> None:
    """Print an answer for a script: dataclasses as objects, dates in ISO, words as codes."""
    typer.echo(json.dumps(answer, default=_plain, ensure_ascii=False, indent=2))


def say_table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns that line up, Korean counted as two places."""
    lines = [titles, *rows]
    widths = [max(_places(line[at]) for line in lines) for at in range(len(titles))]
    for line in lines:
        padded = (
            text + " " * (width - _places(text)) for text, width in zip(line, widths, strict=True)
        )
        typer.echo("  ".join(padded).rstrip())


def say_facts(facts: Mapping[str, str]) -> None:
    """Print names and values, one a line; what is empty is left out."""
    told = {name: value for name, value in facts.items() if value}
    width = max((_places(name) for name in told), default=0)
    for name, value in told.items():
        typer.echo(f"{name}{' ' * (width - _places(name))}  {value}")


def fail(sentence: str) -> typer.Exit:
    """Return the exit to raise after saying why the command could not be done."""
    warn(sentence)
    return typer.Exit(1)


def show_progress(done: int, of: int) -> None:
    """Show how far a long piece of work has come, over the same line of a terminal."""
    if sys.stderr is not None and sys.stderr.isatty():
        typer.echo(f"\r{tr('진행')} {done:,} / {of:,}", nl=done >= of, err=True)


def day_of(typed: str) -> date:
    """Return a day that was typed as 2026-11-22; today if nothing was typed."""
    try:
        return date.fromisoformat(typed) if typed else date.today()
    except ValueError:
        raise fail(
            tr("‘{typed}’은(는) 날짜가 아닙니다. 2026-11-22처럼 적어 주세요.", typed=typed)
        ) from None


def _places(text: str) -> int:
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, (UUID, Path)):
        return str(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if hasattr(value, "items"):
        return dict(value.items())
    if hasattr(value, "__iter__"):
        return list(value)
    return str(value)

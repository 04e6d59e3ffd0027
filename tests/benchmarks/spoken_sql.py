"""Listens to the SQL of a service, and says the same to SQLite without the program."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlmodel import Session

    from desktop.services.workspace import Workspace


@dataclass
class Spoken:
    """Statements with their parameters, as the driver got them."""

    statements: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Spoken]:
    """Write down every SELECT that is executed meanwhile, on any engine of this process."""
    heard = Spoken()

    def _hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            heard.statements.append((statement, tuple(parameters)))

    event.listen(Engine, "before_cursor_execute", _hear)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", _hear)


def heard_from(workspace: Workspace, work: Callable[[Session], Any]) -> Spoken:
    """Return the SQL that a service speaks."""
    with listening() as heard:
        workspace.read(work)
    return heard


def plain_connection(file: Path) -> sqlite3.Connection:
    """Return a connection as a small program would open it, with the same room for pages."""
    connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
    connection.execute("PRAGMA cache_size = -65536")
    return connection


def say(connection: sqlite3.Connection, spoken: Spoken) -> list[list[Any]]:
    """Execute everything and return the answers."""
    return [connection.execute(*one).fetchall() for one in spoken.statements]

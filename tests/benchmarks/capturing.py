"""What writing a change down costs: with the journal, beside the same edit without it."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import apsw
from sqlmodel import Session

from db import engine as engines
from db.tables import Company
from desktop.services.workspace import DATABASE, Workspace
from tests.benchmarks.table import Line, median, timed
from tests.benchmarks.volume import make

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from tests.benchmarks.world import World

_CASES = 100
_EDITS = 300
_RUNS = 5
_numbers = count(1)  # the same value again would not even be written
_EDIT = "UPDATE payment SET amount = ?, note = ? WHERE id = ?"


def measure(_world: World, _today: date) -> list[Line]:
    """Return the lines of single edits, raw and through the mapper."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / DATABASE
        keys = lay_out(Path(folder), cases=_CASES)
        bare = Path(folder) / "bare.sqlite"
        without_journal(file, bare)
        raw = [(_raw(file, keys), _raw(bare, keys), _by_session(bare, keys)) for _ in range(_RUNS)]
        ours, theirs, session = (median(column) for column in zip(*raw, strict=True))
        mapped = [(_mapped(Path(folder)), _plainly(bare)) for _ in range(_RUNS)]
        whole, plain = (median(column) for column in zip(*mapped, strict=True))
    remark = f"SQLite's session extension, kept in the same transaction: {session / theirs:.2f}x"
    return [
        Line("one edit, own transaction, raw SQL: triggers", ours, theirs, 2.0, remark=remark),
        Line("one edit through the mapper: header, triggers, chain", whole, plain, 1.25),
    ]


def lay_out(folder: Path, *, cases: int) -> list[str]:
    """Make a workspace of that many cases and return the keys of its payments."""
    volume = make(cases)
    workspace = Workspace.create(folder, centre="GN")
    workspace.close()
    with closing(engines.connect(folder / DATABASE)) as connection:
        connection.execute("UPDATE journal_context SET quiet = 1")
        connection.execute("BEGIN")
        for table, rows in volume.rows.items():
            connection.executemany(volume.insert_of(table), rows)
        connection.execute("COMMIT")
        connection.execute("UPDATE journal_context SET quiet = 0")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return [row[0] for row in volume.rows["payment"]]


def without_journal(file: Path, target: Path) -> None:
    """Copy a workspace's database and take out triggers and journal."""
    with closing(engines.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    with closing(sqlite3.connect(target)) as copy:
        for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            copy.execute(f'DROP TRIGGER "{name}"')
        tables = copy.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND (name LIKE 'journal%' "
            "OR name LIKE 'sync%' OR name = 'alembic_version')"
        ).fetchall()
        for (name,) in tables:
            copy.execute(f'DROP TABLE "{name}"')
        copy.commit()
        copy.execute("VACUUM")


def _raw(file: Path, keys: list[str]) -> float:
    with closing(engines.connect(file)) as connection:
        return timed(lambda: _edit(connection, keys)) / _EDITS


def _edit(connection: sqlite3.Connection, keys: list[str]) -> None:
    for at in range(_EDITS):
        connection.execute("BEGIN IMMEDIATE")
        number = next(_numbers)
        connection.execute(_EDIT, (number, f"고침 {number}", keys[at % len(keys)]))
        connection.execute("COMMIT")


def _by_session(file: Path, keys: list[str]) -> float:
    """Return the time of an edit whose changeset is kept in the same transaction."""
    with closing(apsw.Connection(str(file))) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS kept (changeset BLOB)")

        def _all() -> None:
            for at in range(_EDITS):
                connection.execute("BEGIN IMMEDIATE")
                session = apsw.Session(connection, "main")
                session.attach("payment")
                number = next(_numbers)
                connection.execute(_EDIT, (number, f"고침 {number}", keys[at % len(keys)]))
                connection.execute("INSERT INTO kept VALUES (?)", (session.changeset(),))
                session.close()
                connection.execute("COMMIT")

        return timed(_all) / _EDITS


def _company(session: Session) -> UUID:
    from sqlmodel import select

    return session.exec(select(Company.id).limit(1)).one()


def _mapped(folder: Path) -> float:
    workspace = Workspace.open(folder, centre="GN")
    company = workspace.read(_company)

    def _all() -> None:
        for _ in range(_EDITS):
            workspace.write(
                lambda s: setattr(s.get_one(Company, company), "address", f"{next(_numbers)}")
            )

    try:
        return timed(_all) / _EDITS
    finally:
        workspace.close()


def _plainly(file: Path) -> float:
    engine = engines.open_sqlite(file)
    with Session(engine) as session:
        company = _company(session)

    def _all() -> None:
        for _ in range(_EDITS):
            with Session(engine, expire_on_commit=False) as session, session.begin():
                session.get_one(Company, company).address = f"{next(_numbers)}"

    try:
        return timed(_all) / _EDITS
    finally:
        engine.dispose()

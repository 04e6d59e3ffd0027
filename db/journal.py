"""Writes down every change: triggers generated from the tables, in the change's own transaction.

Triggers also catch bulk statements and raw SQL, which the events of the mapper miss
(sync.md 2.2). They stay silent while `journal_context.quiet` is set: only loading a snapshot does.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Float, text

import db.tables  # noqa: F401 - triggers are made from the tables, so they must be known
from db import chain
from db.base import UNJOURNALED, Record, metadata

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from db.words import Changed


@cache
def journaled() -> dict[str, type[Record]]:
    """Return every kept class by the name of its table."""
    return {str(kept.__tablename__): kept for kept in Record.__subclasses__()}


def changed_words(tables: set[str]) -> frozenset[Changed]:
    """Return the words that pages listen to for changes in `tables`."""
    return frozenset(journaled()[name].CHANGED for name in tables)


def columns_of(table: str) -> list[str]:
    """Return the names of the columns of `table` that are journaled, in order."""
    return [c.name for c in metadata.tables[table].columns if c.name not in UNJOURNALED]


_COVERED = (
    "SELECT t.key, t.action, t.facts, t.actor_id, t.reason, t.at, t.seen, t.clock, t.revision, "
    "t.atomic, u.key FROM journal_transaction t "
    "LEFT JOIN journal_transaction u ON u.id = t.undoes WHERE t.id = :id"
)


def covered(session: Session, change_id: int | None) -> dict[str, Any]:
    """Return what the hash of a change covers, as storage keeps it; `undoes` as a key."""
    row = session.execute(text(_COVERED), {"id": change_id}).one()
    told = dict(zip(chain.COVERED, row, strict=True))
    return told | {"facts": json.loads(told["facts"])}


def root_of(table: str, row: str) -> str:
    """Return the SQL that tells the root key of `row` (`NEW`, `OLD` or an alias)."""
    root = journaled()[table].ROOT
    if root == "centre":
        return f"{row}.centre"
    if metadata.tables[table].columns[root].nullable:
        return f"coalesce({row}.{root}, {row}.centre)"
    return f"{row}.{root}"


def _exactly(table: Table, name: str, row: str) -> str:
    value = f'{row}."{name}"'
    if isinstance(table.columns[name].type, Float):  # SQLite's JSON keeps 15 digits of 17
        return f"CASE WHEN {value} IS NOT NULL THEN json(printf('%!.17g', {value})) END"
    return value


def _image(table: Table, row: str) -> str:
    parts = (f"'{name}', {_exactly(table, name, row)}" for name in columns_of(table.name))
    return f"json_object({', '.join(parts)})"


def _difference(table: Table) -> str:
    parts = " || ".join(
        f'CASE WHEN OLD."{name}" IS NOT NEW."{name}" THEN \',"{name}":\' || '
        f"json_array({_exactly(table, name, 'OLD')}, {_exactly(table, name, 'NEW')}) ELSE '' END"
        for name in columns_of(table.name)
    )
    return f"'{{' || ltrim({parts}, ',') || '}}'"


def triggers_of(table: Table) -> Iterator[tuple[str, str]]:
    """Yield the name and the SQL of each trigger that `table` needs."""
    name = table.name
    columns = columns_of(name)
    loud = "(SELECT quiet FROM journal_context) = 0"
    write = (
        "INSERT INTO journal_op (tx, tbl, pk, root, kind, data) "
        f"VALUES ((SELECT tx FROM journal_context), '{name}', "
    )
    for kind, row in (("insert", "NEW"), ("delete", "OLD")):
        yield (
            f"journal_{name}_{kind}",
            f'CREATE TRIGGER journal_{name}_{kind} AFTER {kind.upper()} ON "{name}" WHEN {loud} '
            f"BEGIN {write}{row}.id, {root_of(name, row)}, '{kind}', {_image(table, row)}); END",
        )
    differs = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in columns)
    yield (
        f"journal_{name}_update",
        f'CREATE TRIGGER journal_{name}_update AFTER UPDATE ON "{name}" '
        f"WHEN {loud} AND ({differs}) "
        f"BEGIN {write}NEW.id, {root_of(name, 'NEW')}, 'update', {_difference(table)}); END",
    )
    fixed = {"id", "centre", journaled()[name].ROOT}
    moved = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in sorted(fixed))
    yield (
        f"journal_{name}_fixed",
        f'CREATE TRIGGER journal_{name}_fixed BEFORE UPDATE ON "{name}" WHEN {moved} '
        "BEGIN SELECT raise(ABORT, 'key and root never change'); END",
    )


@cache
def _all_triggers() -> dict[str, str]:
    return {
        name: sql
        for table in metadata.sorted_tables
        if table.name in journaled()
        for name, sql in triggers_of(table)
    }


def triggers_on(tables: Iterable[str]) -> list[tuple[str, str]]:
    """Return name and SQL of all triggers of these tables."""
    wanted = sorted(set(tables) & journaled().keys())
    return [one for name in wanted for one in triggers_of(metadata.tables[name])]


@cache
def fingerprint() -> str:
    """Return a digest of all triggers; it tells under which ones a database was last written."""
    return hashlib.sha256("\n".join(_all_triggers().values()).encode()).hexdigest()


def _installed(connection: sqlite3.Connection) -> dict[str, str]:
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal\\_%' "
        "ESCAPE '\\'"
    )
    return dict(found.fetchall())


def install(connection: sqlite3.Connection) -> None:
    """Put the triggers into an SQLite database unless just these are there already.

    The triggers themselves are compared: rebuilding a table in a migration drops its triggers.
    """
    context = connection.execute("SELECT triggers FROM journal_context WHERE id = 1").fetchone()
    old = _installed(connection)
    if context == (fingerprint(),) and old == _all_triggers():
        return
    connection.execute("BEGIN IMMEDIATE")
    for name in old:
        connection.execute(f'DROP TRIGGER "{name}"')
    for sql in _all_triggers().values():
        connection.execute(sql)
    connection.execute(
        "INSERT INTO journal_context (id, tx, quiet, triggers) VALUES (1, NULL, 0, ?) "
        "ON CONFLICT (id) DO UPDATE SET triggers = excluded.triggers",
        (fingerprint(),),
    )
    connection.execute("COMMIT")

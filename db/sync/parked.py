"""Keeps ops of a newer program that this one has no place for, and brings them in afterwards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from db.sync import conflict_rows, stored
from db.sync.bulk import let_speak, quieten
from db.sync.entries import Entries, root_in
from db.sync.merge import Head, Op

if TYPE_CHECKING:
    import sqlite3

    from db.sync.careful import Told


class Parked:
    """Collects what this program has no table or column for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Collect for a database."""
        self._connection = connection
        self.ops = 0

    def add(self, op: Op, told: Told, key: str) -> None:
        """Keep the parts of an op that are not known here; key: of its transaction."""
        known = stored.known_columns(op.table)
        fields = {k: v for k, v in (op.fields | told.shown).items() if k not in known}
        heads = {
            name: [head.as_json() for head in kept]
            for name, kept in told.heads.items()
            if name not in known
        }
        if known and not fields and not heads:
            return
        self.ops += 1
        self._connection.execute(
            "INSERT INTO sync_parked (n, tx, tbl, pk, kind, data) VALUES (?, ?, ?, ?, ?, ?)",
            (told.n, key, op.table, op.pk, op.kind, json.dumps({"fields": fields, "heads": heads})),
        )


def bring_in(connection: sqlite3.Connection) -> set[str]:
    """Write what was parked and is known now, and return the tables; the caller's transaction.

    What is unknown still stays parked.
    """
    waiting = connection.execute(
        "SELECT id, n, tbl, pk, kind, data FROM sync_parked ORDER BY n, id"
    ).fetchall()
    known = [one for one in waiting if stored.known_columns(one[2])]
    if not known:
        return set()
    connection.execute("PRAGMA defer_foreign_keys = ON")
    tables = {one[2] for one in known}
    entries = Entries.begin(connection)
    first, change = entries.seq + 1, entries.upcoming()
    quieten(connection, tables, large=False)
    for number, _n, table, pk, kind, written in known:
        parked = json.loads(written)
        _write(connection, entries, change, (table, pk, kind), parked)
        _keep_the_rest(connection, number, table, parked)
        heads = _heads(table, parked["heads"])
        after = stored.row(connection, table, pk)
        if after is not None:
            conflict_rows.add(connection, table, pk, root_in(table, after), heads)
    let_speak(connection, tables, large=False)
    if entries.seq >= first:
        (seen,) = connection.execute("SELECT seen FROM journal_context").fetchone()
        entries.decided(seen, first)
    entries.write()
    return tables


def _write(
    connection: sqlite3.Connection,
    entries: Entries,
    change: int,
    row: tuple[str, str, str],
    parked: dict[str, Any],
) -> None:
    table, pk, kind = row
    columns = stored.known_columns(table)
    fields = {name: value for name, value in parked["fields"].items() if name in columns}
    before = stored.row(connection, table, pk)
    if kind == "delete":
        fields["deleted"] = 1
    if before is None:
        if kind != "insert" or not {"id", "centre"} <= fields.keys():
            return
        after = stored.fillings(table) | fields
        entries.op(change, table, pk, root_in(table, after), "insert", after)
    else:
        after = before | fields
        changed = {
            name: [before[name], after[name]] for name in fields if before[name] != after[name]
        }
        if changed:
            entries.op(change, table, pk, root_in(table, after), "update", changed)
    stored.write(connection, table, pk, before, after)


def _keep_the_rest(
    connection: sqlite3.Connection, number: int, table: str, parked: dict[str, Any]
) -> None:
    known = stored.known_columns(table)
    rest = {
        part: {name: value for name, value in parked[part].items() if name not in known}
        for part in ("fields", "heads")
    }
    if any(rest.values()):
        connection.execute(
            "UPDATE sync_parked SET data = ?, kind = 'update' WHERE id = ?",
            (json.dumps(rest), number),
        )
    else:
        connection.execute("DELETE FROM sync_parked WHERE id = ?", (number,))


def _heads(table: str, kept: dict[str, list[Any]]) -> dict[str, tuple[Head, ...]]:
    known = stored.known_columns(table)
    return {name: tuple(map(Head.of_json, heads)) for name, heads in kept.items() if name in known}

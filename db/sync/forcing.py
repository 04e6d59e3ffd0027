"""Writes ops that the triggers would not: a value that is confirmed as it is, heads laid open."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

    Row = tuple[str, str, str]  # table, key, root


def op(connection: sqlite3.Connection, tx: int, row: Row, kind: str, data: dict[str, Any]) -> None:
    """Write an op of the open change `tx`."""
    table, pk, root = row
    connection.execute(
        "INSERT INTO journal_op (tx, tbl, pk, root, kind, data) VALUES (?, ?, ?, ?, ?, ?)",
        (tx, table, pk, root, kind, json.dumps(data, ensure_ascii=False)),
    )


def value_as_it_is(connection: sqlite3.Connection, tx: int, row: Row, field: str) -> None:
    """Write an op that sets a field to what it holds, unless the change wrote the field already."""
    table, pk, _root = row
    written = connection.execute(
        "SELECT 1 FROM journal_op o, json_each(o.data) e WHERE o.pk = ? AND o.tbl = ? "
        "AND o.tx = ? AND o.kind = 'update' AND e.key = ? LIMIT 1",
        (pk, table, tx, field),
    ).fetchone()
    found = connection.execute(f'SELECT "{field}" FROM "{table}" WHERE id = ?', (pk,)).fetchone()
    if written is None and found is not None:
        op(connection, tx, row, "update", {field: [found[0], found[0]]})

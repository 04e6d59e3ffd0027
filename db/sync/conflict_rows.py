"""Keeps the fields in conflict as rows that people can be shown; derived from heads, always."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.base import new_id
from db.sync.careful import FUTURE, change_behind
from db.sync.entries import stored_now
from db.sync.merge import in_conflict
from db.sync.rules import rule_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from db.sync.merge import Head, Heads

_KEEP = (
    "INSERT INTO sync_conflict (id, tbl, pk, root, field, heads, told, base, bundle, predicted, "
    "since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (pk, tbl, field) DO UPDATE SET "
    "heads = excluded.heads, told = excluded.told, bundle = excluded.bundle, "
    "predicted = excluded.predicted, base = CASE WHEN closed_by IS NULL THEN base "
    "ELSE excluded.base END, since = CASE WHEN closed_by IS NULL THEN since ELSE excluded.since "
    "END, closed_by = NULL"
)


@dataclass
class Turned:
    """How many fields came into conflict, and how many out of it."""

    opened: int = 0
    settled: int = 0


def keep(
    connection: sqlite3.Connection, table: str, pk: str, root: str, heads: Mapping[str, Heads]
) -> Turned:
    """Make the rows of one record say what its heads say, and return what turned.

    A conflict that an own change closed stays, closed, as long as no other takes its place.
    """
    known = {
        name: closed_by is None
        for name, closed_by in connection.execute(
            "SELECT field, closed_by FROM sync_conflict WHERE pk = ? AND tbl = ?", (pk, table)
        )
    }
    opened = add(connection, table, pk, root, heads)
    gone = [name for name, is_open in known.items() if is_open and name not in opened]
    connection.executemany(
        "DELETE FROM sync_conflict WHERE pk = ? AND tbl = ? AND field = ?",
        [(pk, table, name) for name in gone],
    )
    return Turned(sum(not known.get(name, False) for name in opened), len(gone))


def add(
    connection: sqlite3.Connection, table: str, pk: str, root: str, heads: Mapping[str, Heads]
) -> list[str]:
    """Write the fields that are in conflict, leave all others, and return their names."""
    opened = [name for name, found in heads.items() if in_conflict(found, rule_of(table, name))]
    for name in opened:
        _write(connection, table, pk, root, name, heads[name])
    return opened


def close_overwritten(connection: sqlite3.Connection, tx: int, first: int) -> None:
    """Close the conflicts whose fields an own change wrote; who typed there saw all sides.

    first: number of the change's first op. What it laid open again stays open.
    """
    connection.execute(
        "UPDATE sync_conflict SET closed_by = ? WHERE closed_by IS NULL AND id IN ("
        "SELECT c.id FROM journal_op o CROSS JOIN sync_conflict c ON c.pk = o.pk "
        "AND c.tbl = o.tbl WHERE o.seq >= ? AND o.kind = 'update' "
        "AND json_type(o.data, '$.\"' || c.field || '\"') IS NOT NULL AND NOT EXISTS ("
        "SELECT 1 FROM journal_op r WHERE r.seq >= ? AND r.kind = 'reopen' AND r.pk = c.pk "
        "AND r.tbl = c.tbl AND json_type(r.data, '$.\"' || c.field || '\"') IS NOT NULL))",
        (tx, first, first),
    )


def open_again(connection: sqlite3.Connection, table: str, pk: str, field: str) -> None:
    """Open a conflict whose settling was taken back."""
    connection.execute(
        "UPDATE sync_conflict SET closed_by = NULL WHERE pk = ? AND tbl = ? AND field = ?",
        (pk, table, field),
    )


def _write(
    connection: sqlite3.Connection, table: str, pk: str, root: str, name: str, heads: Heads
) -> None:
    ordered = sorted(heads, key=lambda head: (head.n, head.place))
    bundle = next((head.bundle for head in heads if head.bundle), "")
    connection.execute(
        _KEEP,
        (
            new_id().hex,
            table,
            pk,
            root,
            name,
            json.dumps([head.as_json() for head in ordered], ensure_ascii=False),
            json.dumps(_told(connection, table, pk, name, ordered), ensure_ascii=False),
            json.dumps(_base(connection, table, pk, name, ordered), ensure_ascii=False),
            bundle,
            int(any(head.n >= FUTURE for head in heads)),
            stored_now(),
        ),
    )


def _told(
    connection: sqlite3.Connection, table: str, pk: str, name: str, heads: list[Head]
) -> dict[str, Any]:
    """Return who wrote each head, when and why; what the journal does not know was told before."""
    found = connection.execute(
        "SELECT told FROM sync_conflict WHERE pk = ? AND tbl = ? AND field = ?", (pk, table, name)
    ).fetchone()
    before = json.loads(found[0]) if found else {}
    told = {str(head.n): _author(connection, head.n) for head in heads if head.n}
    return {n: part or before.get(n) for n, part in told.items() if part or n in before}


def _author(connection: sqlite3.Connection, n: int) -> dict[str, Any] | None:
    if n >= FUTURE:
        where, value = "id = ?", change_behind(n)
    else:  # `n` of a change is that of its last op
        where, value = "n >= ? AND action <> 'sync.apply' ORDER BY n LIMIT 1", n
    found = connection.execute(
        f"SELECT actor_id, origin, device, at, reason FROM journal_transaction WHERE {where}",
        (value,),
    ).fetchone()
    if found is None:
        return None
    actor, origin, label, at, reason = found
    return {"actor": actor, "device": origin, "label": label, "at": at, "reason": reason}


def _base(
    connection: sqlite3.Connection, table: str, pk: str, name: str, heads: list[Head]
) -> dict[str, Any]:
    """Return `{"value": …}` before the first of the heads was written, {} where nobody knows."""
    first = min((head.n for head in heads if head.n), default=0)
    found = connection.execute(
        "SELECT o.data FROM journal_op o JOIN journal_transaction t ON t.id = o.tx "
        "WHERE o.pk = ? AND o.tbl = ? AND o.kind = 'update' AND (t.n >= ? OR t.n IS NULL) "
        "AND json_type(o.data, ?) IS NOT NULL ORDER BY o.seq LIMIT 1",
        (pk, table, first if first < FUTURE else 0, f'$."{name}"'),
    ).fetchone()
    if found is None:
        return {}
    return {"value": json.loads(found[0])[name][0]}

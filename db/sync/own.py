"""Reads this computer's changes out of the journal: who it is, what is only here, what it said."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from db import chain
from db.sync.merge import Op

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Container, Iterable, Iterator

Key = tuple[str, str]  # table and key of a row
Shape = tuple[str, str, tuple[str, ...]]  # table, kind, columns


# The changes that the hub has not numbered; 0 is the number of what it rejected.
_UNCONFIRMED = (
    "SELECT id, key, turn, seen, atomic, first_op, last_op FROM journal_transaction "
    "WHERE n IS NULL AND origin IS NULL AND action <> 'sync.apply' ORDER BY id"
)


@dataclass(frozen=True)
class Me:
    """Who this computer is and how far it has come; keys as hex, empty where it never enrolled."""

    device: str
    centre: str
    epoch: str
    turn: int
    acked: int
    seen: int


@dataclass(frozen=True)
class OwnOp:
    """One op of an own change; place: which of the change's it is, from 0. before: old values."""

    place: int
    op: Op
    before: dict[str, Any]

    @property
    def key(self) -> Key:
        """Return table and key of its row."""
        return self.op.table, self.op.pk


@dataclass(frozen=True)
class OwnChange:
    """An own change without hub number; ops: those that were asked for."""

    id: int
    key: str
    turn: int | None
    seen: int
    atomic: bool
    first_op: int
    last_op: int
    ops: tuple[OwnOp, ...] = ()

    def only(self, rows: Container[Key]) -> OwnChange:
        """Return the change with the ops on `rows`."""
        return replace(self, ops=tuple(op for op in self.ops if op.key in rows))


def me(connection: sqlite3.Connection) -> Me:
    """Return who this computer is."""
    found = connection.execute(
        "SELECT device, centre, epoch, turn, acked FROM sync_self WHERE id = 1"
    ).fetchone()
    (seen,) = connection.execute("SELECT seen FROM journal_context").fetchone()
    device, centre, epoch, turn, acked = found or ("", "", None, 0, 0)
    return Me(device, centre, epoch or "", turn, acked, seen)


def unconfirmed(connection: sqlite3.Connection) -> list[OwnChange]:
    """Return the changes that the hub has not numbered, in their order, without their ops."""
    return [
        OwnChange(number, key, turn, seen, bool(atomic), first or 0, last or -1)
        for number, key, turn, seen, atomic, first, last in connection.execute(_UNCONFIRMED)
    ]


def rows_of(connection: sqlite3.Connection, change: OwnChange) -> set[Key]:
    """Return the rows that a change touched."""
    return set(
        connection.execute(
            "SELECT DISTINCT tbl, pk FROM journal_op WHERE seq BETWEEN ? AND ?",
            (change.first_op, change.last_op),
        )
    )


def with_ops(connection: sqlite3.Connection, change: OwnChange) -> OwnChange:
    """Return a change with all of its ops."""
    return replace(change, ops=tuple(_ops(connection, change)))


def has_erased(connection: sqlite3.Connection, change: OwnChange) -> bool:
    """Return whether a change took rows out of their tables; only other tools do."""
    found = connection.execute(
        "SELECT 1 FROM journal_op WHERE seq BETWEEN ? AND ? AND kind = 'delete' LIMIT 1",
        (change.first_op, change.last_op),
    )
    return found.fetchone() is not None


def ops_of_key(connection: sqlite3.Connection, key: str) -> list[Op]:
    """Return the ops of a change of this computer that has its number already."""
    first, last = connection.execute(
        "SELECT coalesce(first_op, 0), coalesce(last_op, -1) FROM journal_transaction "
        "WHERE key = ?",
        (key,),
    ).fetchone()
    change = OwnChange(0, key, None, 0, False, first, last)
    return [one.op for one in _ops(connection, change)]


def _ops(connection: sqlite3.Connection, change: OwnChange) -> Iterator[OwnOp]:
    found = connection.execute(
        "SELECT tbl, pk, kind, data FROM journal_op WHERE seq BETWEEN ? AND ? ORDER BY seq",
        (change.first_op, change.last_op),
    )
    for place, (table, pk, kind, written) in enumerate(found):
        data = json.loads(written)
        before: dict[str, Any] = {}
        if kind == "update":
            before = {field: values[0] for field, values in data.items()}
        elif kind == "delete":
            before = data
        yield OwnOp(place, Op(table, pk, kind, chain.net(kind, data)), before)


def rewound(row: dict[str, Any] | None, ops: Iterable[OwnOp]) -> dict[str, Any] | None:
    """Return what a row was before its own ops, newest last; None where they added it."""
    values = None if row is None else dict(row)
    for one in reversed(list(ops)):
        if one.op.kind == "insert":
            values = None
        elif one.op.kind == "delete":
            values = dict(one.before)
        elif one.op.kind == "update":
            values = (values or {}) | one.before
    return values


def by_row(changes: Iterable[OwnChange]) -> dict[Key, list[OwnOp]]:
    """Return the ops of changes by the row that they touch, in their order."""
    found: dict[Key, list[OwnOp]] = defaultdict(list)
    for change in changes:
        for one in change.ops:
            found[one.key].append(one)
    return found

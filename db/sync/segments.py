"""Keeps the ops of a large feed packed, and lays them into the journal afterwards, in pieces.

The body is the feed's own, beside it what the rows were before; the numbers of the ops are taken
when the feed is applied, so that the order of the journal is the order in which things happened.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db import journal
from db.sync import stored, wire
from db.sync.entries import INSERT_OP, packed, root_in

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from db.sync.bulk import Before

_LENGTH = struct.Struct(">Q")
AT_ONCE = 20_000  # ops that are laid in one transaction

# seq, change, table, key, kind, columns, values, what the row was before
Op = tuple[int, int, str, str, str, tuple[str, ...], list[Any], "Before | None"]


@dataclass
class Segment:
    """Collects where the ops of a large feed belong."""

    changes: list[tuple[int, int, int, list[int]]] = field(default_factory=list)
    ops: int = 0

    def add(self, at: int, change: int, first: int, left_out: list[int], ops: int) -> None:
        """Note a change: its place in the feed, its id, the number of its first op.

        left_out: places of ops that are journaled already. ops: how many are left.
        """
        self.changes.append((at, change, first, left_out))
        self.ops += ops

    def write(self, connection: sqlite3.Connection, body: bytes, before: dict[int, Before]) -> None:
        """Keep the segment."""
        if not self.ops:
            return
        olds = [before[seq][2:] for seq in sorted(before)]
        beside = wire.packed(json.dumps([self.changes, olds], check_circular=False))
        whole = b"".join((_LENGTH.pack(len(body)), body, beside))
        connection.execute(
            "INSERT INTO journal_segment (tx, ops, body) VALUES (?, ?, ?)",
            (self.changes[-1][1], self.ops, whole),
        )


def entry(op: Op, root: str) -> tuple[Any, ...]:
    """Return an op as a row of the journal."""
    seq, change, table, pk, kind, columns, values, before = op
    if kind == "insert":
        image = stored.fillings(table) | dict(zip(columns, values, strict=True))
        return seq, change, table, pk, root_in(table, image), kind, packed(image)
    assert before is not None
    changed = {name: [old, new] for name, old, new in zip(columns, before[2:], values, strict=True)}
    return seq, change, table, pk, root, kind, packed(changed)


def waiting(connection: sqlite3.Connection) -> int:
    """Return how many ops are still to be laid."""
    found = connection.execute("SELECT coalesce(sum(ops), 0) FROM journal_segment").fetchone()
    return int(found[0])


def each_piece(
    connection: sqlite3.Connection,
) -> Iterator[Piece]:
    """Yield pieces of work, each to be run in a writing transaction of its own, until all is laid.

    Whatever was laid before a crash is not laid again.
    """
    for number, left, body in connection.execute(
        "SELECT id, ops, body FROM journal_segment ORDER BY id"
    ).fetchall():
        whole = list(_ops(body))
        for at in range(len(whole) - left, len(whole), AT_ONCE):
            yield Piece(number, whole[at : at + AT_ONCE])


@dataclass(frozen=True)
class Piece:
    """Some ops of a segment, to be laid in one transaction."""

    segment: int
    ops: list[Op]

    def __call__(self, connection: sqlite3.Connection) -> None:
        """Lay these ops into the journal."""
        roots = _roots(connection, self.ops)
        connection.executemany(
            INSERT_OP, [entry(op, roots.get((op[2], op[3]), "")) for op in self.ops]
        )
        connection.execute(
            "UPDATE journal_segment SET ops = ops - ? WHERE id = ?", (len(self.ops), self.segment)
        )
        connection.execute("DELETE FROM journal_segment WHERE id = ? AND ops <= 0", (self.segment,))


def _ops(body: bytes) -> Iterator[Op]:
    """Yield the ops of a segment in their order."""
    (length,) = _LENGTH.unpack_from(body)
    begin = _LENGTH.size
    transactions, _told = wire.unpack(body[begin : begin + length])
    changes, olds = json.loads(wire.unpacked(body[begin + length :]))
    each_old = iter(olds)
    for at, change, first, left_out in changes:
        one, seq, skipped = transactions[at], first, set(left_out)
        for place, (shape, pk, *values) in enumerate(one.rows):
            if place in skipped:
                continue
            table, kind, columns = one.shapes[shape]
            before = None if kind == "insert" else ("", "", *next(each_old))
            yield seq, change, table, pk, kind, columns, values, before
            seq += 1


def _roots(connection: sqlite3.Connection, ops: list[Op]) -> dict[tuple[str, str], str]:
    keys: dict[str, list[str]] = {}
    for _seq, _change, table, pk, kind, *_rest in ops:
        if kind == "update":
            keys.setdefault(table, []).append(pk)
    return {
        (table, pk): root
        for table, wanted in keys.items()
        for pk, (_pk, root) in stored.olds(
            connection, table, journal.root_of(table, "t"), (), wanted
        ).items()
    }

"""Packs what this computer alone knows into changes that can travel, and gives them their turns.

A turn is given in a transaction that is on the disk before anything leaves (synchronous=FULL), so
that no turn can ever stand for two different changes. What is read is a range of the journal; it
takes no longer in a large database than in a small one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from db import chain
from db.sync import own, wire
from db.sync.wire import HEADER, Transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

LARGEST = 6_000_000  # bytes of a body; a hub takes 8 MB at once
_OPS_AT_ONCE = 60_000  # a body of so many ops is about as large as may be

_HEADERS = (
    "SELECT t.first_op, t.last_op, t.turn, t.key, t.action, t.facts, t.actor_id, t.reason, t.at, "
    "t.seen, t.clock, t.revision, t.atomic, u.key, t.salt, t.prev FROM journal_transaction t "
    "LEFT JOIN journal_transaction u ON u.id = t.undoes "
    "WHERE t.origin IS NULL AND t.turn > ? ORDER BY t.turn"
)


_OPS = "SELECT tbl, kind, pk, data FROM journal_op WHERE seq BETWEEN ? AND ? ORDER BY seq"


@dataclass(frozen=True)
class Packed:
    """A body of changes with turns from `first` to `last`."""

    first: int
    last: int
    changes: int
    body: bytes


def give_turns(connection: sqlite3.Connection) -> int:
    """Give turns to the changes that have none, and return how many; in the caller's transaction.

    Nothing may leave before that transaction is committed.
    """
    (turn,) = connection.execute("SELECT turn FROM sync_self").fetchone()
    waiting = [
        number
        for (number,) in connection.execute(
            "SELECT id FROM journal_transaction WHERE n IS NULL AND origin IS NULL "
            "AND turn IS NULL AND action <> 'sync.apply' ORDER BY id"
        )
    ]
    connection.executemany(
        "UPDATE journal_transaction SET turn = ? WHERE id = ?",
        ((given, number) for given, number in enumerate(waiting, start=turn + 1)),
    )
    connection.execute("UPDATE sync_self SET turn = ?", (turn + len(waiting),))
    return len(waiting)


def pack(
    connection: sqlite3.Connection,
    after: int,
    *,
    told: dict[str, Any] | None = None,
    largest: int = LARGEST,
) -> Iterator[Packed]:
    """Yield bodies with the changes whose turn is above `after`, in their order, without a gap.

    Each holds whole changes, and is no larger than `largest` unless one change alone is.
    """
    part: list[Transaction] = []
    ops = 0
    for one in _changes(connection, after):
        if part and ops + len(one.rows) > _OPS_AT_ONCE:
            yield from _fitting(part, told, largest)
            part, ops = [], 0
        part.append(one)
        ops += len(one.rows)
    if part:
        yield from _fitting(part, told, largest)


def _fitting(
    part: list[Transaction], told: dict[str, Any] | None, largest: int
) -> Iterator[Packed]:
    body = wire.pack(part, told)
    if len(body) > largest and len(part) > 1:
        half = len(part) // 2
        yield from _fitting(part[:half], told, largest)
        yield from _fitting(part[half:], told, largest)
    else:
        yield Packed(part[0].turn, part[-1].turn, len(part), body)


def _changes(connection: sqlite3.Connection, after: int) -> Iterator[Transaction]:
    headers = connection.execute(_HEADERS, (after,)).fetchall()
    at = 0
    while at < len(headers):
        until = _end_of_run(headers, at)
        run = headers[at:until]
        first, last = run[0][0] or 0, run[-1][1] or -1
        ops = connection.execute(_OPS, (first, last)) if last >= first else iter(())
        for one in run:
            count = 0 if one[0] is None else one[1] - one[0] + 1
            yield _transaction(one, islice(ops, count))
        at = until


def _end_of_run(headers: list[tuple[Any, ...]], at: int) -> int:
    """Return where the changes end whose ops follow each other; they are read at once."""
    ops = 0
    for until in range(at, len(headers)):
        first, last = headers[until][:2]
        ops += 0 if first is None else last - first + 1
        follows = until == at or (first is not None and first - 1 == headers[until - 1][1])
        if until > at and (ops > _OPS_AT_ONCE or not follows):
            return until
    return len(headers)


def _transaction(told: tuple[Any, ...], ops: Iterator[tuple[str, str, str, str]]) -> Transaction:
    _first, _last, turn, *kept = told
    header = dict(zip(HEADER, kept, strict=True))
    header["facts"] = json.loads(header["facts"])
    shapes: dict[own.Shape, int] = {}
    rows = []
    for table, kind, pk, written in ops:
        fields = chain.net(kind, json.loads(written))
        shape = shapes.setdefault((table, kind, tuple(fields)), len(shapes))
        rows.append([shape, pk, *fields.values()])
    return Transaction(header=header, turn=turn, shapes=list(shapes), rows=rows)

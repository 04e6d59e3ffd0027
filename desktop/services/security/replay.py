"""Replays the journal from nothing and names where the tables say something else.

Both sides are read in the order of their keys, side by side, so that the memory holds one row.
"""

from __future__ import annotations

import heapq
import json
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from db import journal
from db.tables.journal import BESIDE
from desktop.services.security.problems import Problem, ProblemKind

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    # The values of one row by field; None for a row that was erased.
    Values = dict[str, Any] | None
    # All rows that have one key, by table; keys are unique, but nothing relies on it.
    Rows = dict[str, Values]

_OPS = "SELECT pk, tbl, kind, data FROM journal_op ORDER BY pk, seq"


def differences(
    connection: sqlite3.Connection,
    told: Callable[[int], object],
    baseline: sqlite3.Connection | None = None,
) -> Iterator[Problem]:
    """Yield every difference between the journal and the tables.

    told: hears the number of ops of every row that was replayed. baseline: the rows that the
    workspace began with; nothing where it began empty.
    """
    replayed, kept = _replayed(connection, told, baseline), _kept(connection)
    key_then, then = next(replayed, _END)
    key_now, now = next(kept, _END)
    while key_then is not None or key_now is not None:
        if key_now is None or (key_then is not None and key_then < key_now):
            yield from _compare(key_then or "", then, {})
            key_then, then = next(replayed, _END)
        elif key_then is None or key_now < key_then:
            yield from _compare(key_now, {}, now)
            key_now, now = next(kept, _END)
        else:
            yield from _compare(key_now, then, now)
            key_then, then = next(replayed, _END)
            key_now, now = next(kept, _END)


_END: tuple[str | None, Rows] = (None, {})


def _replayed(
    connection: sqlite3.Connection,
    told: Callable[[int], object],
    baseline: sqlite3.Connection | None,
) -> Iterator[tuple[str | None, Rows]]:
    known = journal.journaled()
    begun = iter(()) if baseline is None else _kept(baseline)
    changed = groupby(connection.execute(_OPS), key=itemgetter(0))
    for key, parts in groupby(
        heapq.merge(
            ((key, rows, None) for key, rows in begun),
            ((key, None, list(ops)) for key, ops in changed),
            key=itemgetter(0),
        ),
        key=itemgetter(0),
    ):
        rows: Rows = {}
        number = 0
        for _, first, ops in parts:  # the baseline comes first
            rows |= first or {}
            for _, table, kind, written in ops or ():
                number += 1
                if table in known:
                    rows[table] = _after(rows.get(table), kind, json.loads(written))
        told(number)
        yield key, rows


def _after(values: Values, kind: str, written: dict[str, Any]) -> Values:
    if kind == "update":
        return (values or {}) | {field: new for field, (_, new) in written.items()}
    if kind in BESIDE:
        return values
    return written if kind == "insert" else None


def _kept(connection: sqlite3.Connection) -> Iterator[tuple[str, Rows]]:
    tables = [_rows_of(connection, table) for table in journal.journaled()]
    for key, rows in groupby(heapq.merge(*tables, key=itemgetter(0)), key=itemgetter(0)):
        yield key, {table: values for _, table, values in rows}


def _rows_of(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, str, Values]]:
    fields = journal.columns_of(table)
    names = ", ".join(f'"{field}"' for field in fields)
    for row in connection.execute(f'SELECT id, {names} FROM "{table}" ORDER BY id'):
        yield row[0], table, dict(zip(fields, row[1:], strict=True))


def _compare(key: str, then: Rows, now: Rows) -> Iterator[Problem]:
    for table in sorted({*then, *now}):
        before, after = then.get(table), now.get(table)
        if before is None and after is not None:
            yield Problem(ProblemKind.NOT_JOURNALED, table, key)
        elif before is not None and after is None:
            yield Problem(ProblemKind.ROW_LOST, table, key)
        elif before is not None and after is not None:
            # A field that came with a later version is not in the older entries.
            for field in before.keys() & after.keys():
                if not _is_same(before[field], after[field]):
                    yield Problem(ProblemKind.DIFFERS, table, key, field)


def _is_same(then: Any, now: Any) -> bool:
    if isinstance(now, float) and isinstance(then, (int, float)):
        # Some engines print the last digit of a float wrongly.
        return abs(then - now) <= abs(now) * 1e-12
    return bool(then == now)

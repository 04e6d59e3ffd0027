"""Brings a batch into the rows on two roads that end at the same place.

The quick road writes what the ops say; it is taken where nobody else has a say in it. The careful
road is `db/sync/merge.py` itself. A test leads the same histories down both.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db.hub import rows
from db.hub.columns import kept
from db.hub.rows import Outcome
from db.sync.merge import GONE, Change, Head, Result, RowState, UnknownRowError, merge
from db.sync.rules import rule_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from psycopg import Connection

    from db.hub.proving import Arrived
    from db.hub.rows import Row

NOTHING = Result({}, {})


@dataclass(frozen=True)
class Placed:
    """A change in the order of the hub. n: of its first op. seen: as far as the hub believes it."""

    change: Arrived
    n: int
    seen: int
    results: tuple[Result, ...] = ()

    @property
    def last(self) -> int:
        """Return its last number; a change without ops takes one, so that it has a place."""
        return self.n + max(len(self.change.ops), 1) - 1


@dataclass(frozen=True)
class Refused:
    """A change that can't be taken. code, facts: told to its author."""

    change: Arrived
    code: str
    facts: dict[str, Any]


@dataclass
class Merged:
    """What became of a batch: rows, changes with their numbers, and what was not taken."""

    outcome: Outcome = field(default_factory=Outcome)
    taken: list[Placed] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def quickly(
    connection: Connection[Any],
    device: str,
    changes: Sequence[Arrived],
    n: int,
    seen_of: Callable[[Arrived], int],
) -> Merged | None:
    """Return what the batch does where it does just what it says, None where others have a say.

    n: the newest number that is given.
    """
    quick = _Quick(device)
    merged = Merged(quick.outcome)
    for change in changes:
        placed = Placed(change, n + 1, seen_of(change))
        for number, op in enumerate(change.ops, start=placed.n):
            known = kept(op.table)
            if known is None or not op.fields.keys() <= known.known:
                return None
            if not quick.take(op.table, op.pk, op.kind, op.fields, number, placed.seen):
                return None
        merged.taken.append(placed)
        n = placed.last
    return merged if quick.agrees_with(connection) else None


class _Quick:
    """Collects what the ops of one computer say about each row."""

    def __init__(self, device: str) -> None:
        self.outcome = Outcome()
        self._device = device
        self._seen: dict[Row, int] = {}  # least number that an op on the row had seen
        self._written: dict[Row, dict[str, tuple[int, int, Any]]] = defaultdict(dict)

    def take(
        self, table: str, pk: str, kind: str, fields: dict[str, Any], n: int, seen: int
    ) -> bool:
        inserted = self.outcome.inserts[table]
        if kind == "insert":
            if pk in inserted or pk in self.outcome.updates[table]:
                return False
            inserted[pk] = fields
            return True
        if kind == "delete":
            fields = {GONE: 1}
        elif kind != "update":
            return False
        if pk in inserted:
            inserted[pk] = inserted[pk] | fields
        else:
            self.outcome.updates[table].setdefault(pk, {}).update(fields)
            self._seen[table, pk] = min(seen, self._seen.get((table, pk), seen))
        written = self._written[table, pk]
        for name, value in fields.items():
            first = written[name][0] if name in written else n
            written[name] = (first, n, value)
        return True

    def agrees_with(self, connection: Connection[Any]) -> bool:
        """Return whether nobody else stands in the way, and lay the heads where nobody does."""
        wanted = {table: list(found) for table, found in self.outcome.updates.items() if found}
        there = rows.heads_of(connection, wanted)
        for row, fields in there.items():
            seen = self._seen[row]
            for heads in fields.values():
                if len(heads) != 1 or heads[0].bundle:
                    return False
                if heads[0].n > seen and heads[0].device != self._device:
                    return False
        for row, written in self._written.items():
            heads_of_row = there.get(row, {})
            for name, (first, n, value) in written.items():
                old = heads_of_row.get(name)
                place = old[0].place if old else first
                heads_of_row[name] = (Head(n, self._device, value, place),)
            self.outcome.heads[row] = heads_of_row
        return True


def carefully(
    connection: Connection[Any],
    device: str,
    changes: Sequence[Arrived],
    n: int,
    seen_of: Callable[[Arrived], int],
) -> Merged:
    """Return what the merge rule makes of the batch; a row that is not there refuses its change."""
    touched = {(op.table, op.pk): None for change in changes for op in change.ops}
    states = rows.load(connection, touched)
    before = {row: state.copy() for row, state in states.items()}
    merged = Merged()
    for change in changes:
        placed = Placed(change, n + 1, seen_of(change))
        try:
            results = merge(
                Change(change.key, device, placed.n, placed.seen, change.atomic, change.ops),
                lambda table, pk: states[table, pk],
                rule_of,
            )
        except UnknownRowError as error:
            table, pk = error.args
            merged.refused.append(Refused(change, "unknown_row", {"table": table, "row": pk}))
            continue
        merged.taken.append(Placed(change, placed.n, placed.seen, results))
        n = placed.last
    for row, state in states.items():
        _note(merged.outcome, row, before[row], state)
    return merged


def _note(outcome: Outcome, row: Row, before: RowState, after: RowState) -> None:
    """Note how a row differs from what is stored."""
    table, pk = row
    if after.values is None:
        return
    if before.values is None:
        outcome.inserts[table][pk] = after.values
    else:
        old = before.values
        changed = {
            name: value
            for name, value in after.values.items()
            if name not in old or old[name] != value
        }
        if changed:
            outcome.updates[table][pk] = changed
    if after.heads != before.heads:
        outcome.heads[row] = after.heads

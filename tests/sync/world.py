"""Some computers and a hub in memory: what sync means, without databases, files or clocks.

The hub brings changes into one order by `merge`; a computer shows what the hub has ordered so far,
followed by its own unconfirmed changes. Each change also remembers the set of all changes that its
author's computer held: the checks decide by these sets, never by hub numbers.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from db.base import Merging
from db.sync import merge as rule
from db.sync.merge import Change, Head, Op, RowState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TABLE = "thing"
FIELDS = {
    "name": Merging.PERSON,
    "cost": Merging.PERSON,
    "most": Merging.HIGHEST,
    "words": Merging.ALL_WORDS,
    "deleted": Merging.STAYS,
}
FRESH: dict[str, Any] = {"name": "", "cost": 0, "most": None, "words": "", "deleted": 0}
LATER = 10**12  # numbers of changes that no hub has ordered yet

Rows = dict[tuple[str, str], RowState]


def rule_of(_table: str, name: str) -> Merging:
    """Return the rule of a field of this small world."""
    return FIELDS[name]


@dataclass(frozen=True)
class Typed:
    """A change as a person made it; knew: keys of all changes that the computer held then."""

    key: str
    device: str
    turn: int
    seen: int
    atomic: bool
    ops: tuple[Op, ...]
    knew: frozenset[str]


@dataclass
class Hub:
    """Brings batches into one order; refuses gaps, knows what it has."""

    log: list[tuple[Typed, int]] = field(default_factory=list)
    rows: Rows = field(default_factory=dict)
    turns: Counter[str] = field(default_factory=Counter)
    last: int = 0
    epoch: int = 0

    def receive(self, batch: Sequence[Typed], *, crash: bool = False) -> str:
        """Take a batch as a whole and return what happened to it."""
        if not batch:
            return "empty"
        device = batch[0].device
        if batch[0].turn > self.turns[device] + 1:
            return "gap"
        fresh = [typed for typed in batch if typed.turn > self.turns[device]]
        if not fresh:
            return "known"
        if crash:
            return "crash"
        for typed in fresh:
            self.order(typed)
        return "taken"

    def order(self, typed: Typed) -> tuple[rule.Result, ...]:
        """Give the change its numbers and merge it."""
        results = rule.merge(as_change(typed, self.last + 1), self.row, rule_of)
        self.log.append((typed, self.last + 1))
        self.last += len(typed.ops)
        self.turns[typed.device] = typed.turn
        return results

    def row(self, table: str, pk: str) -> RowState:
        """Return a row, empty when it is not there yet."""
        return self.rows.setdefault((table, pk), RowState())


def as_change(typed: Typed, n: int) -> Change:
    """Return the change as the merge takes it."""
    return Change(typed.key, typed.device, n, typed.seen, typed.atomic, typed.ops)


@dataclass
class Computer:
    """One laptop: how much of the hub's order it has, and what it alone has."""

    name: str
    held: int = 0  # changes of the hub's log
    seen: int = 0
    turn: int = 0
    pending: list[Typed] = field(default_factory=list)
    _keys: Any = field(default_factory=count)

    def type(self, hub: Hub, ops: Iterable[Op], *, atomic: bool = False) -> Typed:
        """Write a change down; nobody else hears of it."""
        self.turn += 1
        knew = {typed.key for typed, _ in hub.log[: self.held]} | {one.key for one in self.pending}
        typed = Typed(
            key=f"{self.name}{next(self._keys)}e{hub.epoch}",
            device=self.name,
            turn=self.turn,
            seen=self.seen,
            atomic=atomic,
            ops=tuple(ops),
            knew=frozenset(knew),
        )
        self.pending.append(typed)
        return typed

    def pull(self, hub: Hub, *, changes: int | None = None) -> int:
        """Take changes in the order of the hub; return how many."""
        end = len(hub.log) if changes is None else min(len(hub.log), self.held + changes)
        arrived = hub.log[self.held : end]
        for typed, n in arrived:
            self.seen = n + len(typed.ops) - 1
            if typed.device == self.name:
                self.pending = [one for one in self.pending if one.key != typed.key]
        self.held = end
        return len(arrived)

    def view(self, hub: Hub) -> Rows:
        """Return what the person sees: the hub's order as far as it is here, then what is own."""
        rows: Rows = {}

        def row_of(table: str, pk: str) -> RowState:
            return rows.setdefault((table, pk), RowState())

        for typed, n in hub.log[: self.held]:
            rule.merge(as_change(typed, n), row_of, rule_of)
        for place, typed in enumerate(self.pending):
            rule.merge(as_change(typed, LATER + 1000 * place), row_of, rule_of)
        return rows


def added(pk: str, **values: Any) -> Op:
    """Return the op that adds a row."""
    return Op(TABLE, pk, "insert", FRESH | values)


def edited(pk: str, **values: Any) -> Op:
    """Return the op that edits a row."""
    return Op(TABLE, pk, "update", values)


def conflicts_of(rows: Rows) -> list[tuple[tuple[str, str], str, tuple[Head, ...]]]:
    """Return every field that waits for a person: row, field, heads."""
    return [
        (key, name, heads)
        for key, row in sorted(rows.items())
        for name, heads in sorted(row.heads.items())
        if rule.in_conflict(heads, FIELDS[name])
    ]

"""Follows rows in which several computers have a say: what the hub holds, and what is shown here.

What is shown is what the hub has ordered and then this computer's unconfirmed changes, by the same
rule (db/sync/merge.py). Rows of one unconfirmed atomic change stand and wait together, so they are
followed together: a group.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db.sync import own, stored
from db.sync.merge import GONE, Change, Head, RowState, UnknownRowError, merge
from db.sync.rules import rule_of
from db.sync_errors import BatchBrokenError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from db.sync.merge import Heads, Op
    from db.sync.own import Key, OwnChange

# Own changes have no hub number yet; theirs come after all that the hub has given.
FUTURE = 1 << 62
_OPS_OF_ONE = 1 << 20


def provisional(change_id: int, place: int) -> int:
    """Return the number under which an own op stands until the hub gives it one."""
    return FUTURE + change_id * _OPS_OF_ONE + place


def change_behind(n: int) -> int:
    """Return the id of the own change behind a provisional number."""
    return (n - FUTURE) // _OPS_OF_ONE


@dataclass
class Group:
    """Rows that have to be looked at together, and the unconfirmed changes above them."""

    rows: set[Key]
    changes: list[OwnChange] = field(default_factory=list)
    shown: dict[Key, RowState] = field(default_factory=dict)
    is_stale: bool = True


class Careful:
    """The rows that need care while a feed is applied.

    began, here: what the tables show of them at first, and now. confirmed: what the hub holds.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        device: str,
        rows: set[Key],
        above: dict[int, tuple[OwnChange, set[Key]]],
    ) -> None:
        """Follow `rows` and all that hangs together with them.

        above: the unconfirmed changes by id, each with the rows that it touched.
        """
        self._connection = connection
        self._device = device
        self.changes = self._relevant(rows, above)
        self.rows = rows | {op.key for one in self.changes.values() for op in one.ops}
        self._ops = own.by_row(self.changes.values())
        self.began: dict[Key, dict[str, Any] | None] = {}
        self.here: dict[Key, dict[str, Any] | None] = {}
        self.confirmed: dict[Key, RowState] = {}
        self._load()
        self._groups = self._grouped()
        self._fresh: set[Key] = set()

    def _relevant(
        self, rows: set[Key], above: dict[int, tuple[OwnChange, set[Key]]]
    ) -> dict[int, OwnChange]:
        """Return the unconfirmed changes on `rows`; atomic ones bring their other rows along."""
        wanted, size = set(rows), -1
        while size != len(wanted):
            size = len(wanted)
            for one, touched in above.values():
                if one.atomic and not wanted.isdisjoint(touched):
                    wanted |= touched
        return {
            one.id: own.with_ops(self._connection, one).only(wanted)
            for one, touched in above.values()
            if not wanted.isdisjoint(touched)
        }

    def _load(self) -> None:
        kept = {
            (table, pk): RowState(json.loads(fields), _heads(json.loads(heads)))
            for table, pk, fields, heads in self._connection.execute(
                "SELECT tbl, pk, fields, heads FROM sync_confirmed"
            )
            if (table, pk) in self.rows
        }
        opened = self._open_conflicts()
        for key in self.rows:
            if not stored.known_columns(key[0]):
                continue
            self.began[key] = self.here[key] = stored.row(self._connection, *key)
            values = own.rewound(self.here[key], self._ops.get(key, ()))
            self.confirmed[key] = kept.get(key) or RowState(values, opened.get(key, {}))

    def _open_conflicts(self) -> dict[Key, dict[str, Heads]]:
        """Return the heads that the hub told; those too that an own change closes only here."""
        found: dict[Key, dict[str, Heads]] = {}
        for table, pk, name, heads, closed_by in self._connection.execute(
            "SELECT tbl, pk, field, heads, closed_by FROM sync_conflict"
        ):
            if (table, pk) in self.rows and (closed_by is None or closed_by in self.changes):
                confirmed = tuple(h for h in map(Head.of_json, json.loads(heads)) if h.n < FUTURE)
                if confirmed:
                    found.setdefault((table, pk), {})[name] = confirmed
        return found

    def _grouped(self) -> dict[Key, Group]:
        groups = {key: Group({key}) for key in self.confirmed}
        for change in self.changes.values():
            if change.atomic:
                _join(groups, [op.key for op in change.ops if op.key in groups])
        for change in self.changes.values():
            for group in {id(groups[op.key]): groups[op.key] for op in change.ops}.values():
                group.changes.append(change.only(group.rows))
        return groups

    def confirm(self, op: Op, told: Told) -> None:
        """Write down what the hub made of an op. Raises BatchBrokenError for an unknown row."""
        key = (op.table, op.pk)
        state = self.confirmed[key]
        known = stored.known_columns(op.table)
        fields = {name: value for name, value in op.fields.items() if name in known}
        if op.kind == "insert" and state.values is None:
            state.values = stored.fillings(op.table) | fields
            fields = {}
        elif state.values is None:
            raise BatchBrokenError(why="row")
        elif op.kind == "delete":
            fields = {GONE: 1}
        elif op.kind == "reopen":
            fields = {}
        elif op.kind == "insert":
            fields = {name: v for name, v in fields.items() if state.values.get(name) != v}
        state.values |= fields
        for name, value in fields.items():
            state.heads[name] = (Head(told.n, told.device, value, told.n),)
        state.values |= {name: value for name, value in told.shown.items() if name in known}
        state.heads |= {name: heads for name, heads in told.heads.items() if name in known}
        self._groups[key].is_stale = True

    def settled(self, change_id: int) -> None:
        """Take an own change away from above: the hub has numbered, or rejected, it."""
        change = self.changes.pop(change_id, None)
        for op in () if change is None else change.ops:
            group = self._groups[op.key]
            group.changes = [one for one in group.changes if one.id != change_id]
            group.is_stale = True

    def differences(
        self, within: set[Key] | None = None
    ) -> Iterator[tuple[Key, dict[str, Any] | None, dict[str, Any]]]:
        """Yield the rows that are shown otherwise than before: key, before, after.

        within: only of these rows; others are told the next time.
        """
        for group in self._each_group():
            if group.is_stale:
                group.shown, group.is_stale = self._predicted(group), False
                self._fresh |= group.rows
        for key in sorted(self._fresh if within is None else self._fresh & within):
            self._fresh.discard(key)
            before, after = self.here[key], self._after(key, self._groups[key].shown[key])
            if after is not None and before != after:
                self.here[key] = after
                yield key, before, after

    def _after(self, key: Key, state: RowState) -> dict[str, Any] | None:
        """Return what stands here; a row that the hub does not take is marked as removed."""
        before = self.here[key]
        if state.values is None:
            return None if before is None else before | {GONE: 1}
        return stored.fillings(key[0]) | state.values if before is None else before | state.values

    def states(self) -> Iterator[tuple[Key, RowState, bool]]:
        """Yield every row with what is shown, its heads, and whether own changes stand above."""
        for group in self._each_group():
            if group.is_stale:
                group.shown, group.is_stale = self._predicted(group), False
            for key in sorted(group.rows):
                yield key, group.shown[key], bool(group.changes)

    def keep(self, key: Key, *, is_below: bool) -> None:
        """Remember what the hub holds of a row for as long as own changes stand above it."""
        table, pk = key
        if not is_below:
            self._connection.execute(
                "DELETE FROM sync_confirmed WHERE pk = ? AND tbl = ?", (pk, table)
            )
            return
        state = self.confirmed[key]
        heads = {name: [h.as_json() for h in kept] for name, kept in state.heads.items()}
        self._connection.execute(
            "INSERT INTO sync_confirmed (pk, tbl, fields, heads) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (pk, tbl) DO UPDATE SET fields = excluded.fields, heads = excluded.heads",
            (pk, table, json.dumps(state.values, ensure_ascii=False), json.dumps(heads)),
        )

    def _each_group(self) -> Iterable[Group]:
        return {id(group): group for group in self._groups.values()}.values()

    def _predicted(self, group: Group) -> dict[Key, RowState]:
        states = {key: self.confirmed[key].copy() for key in group.rows}
        for change in group.changes:
            ops = tuple(one.op for one in change.ops)
            at = provisional(change.id, change.ops[0].place if change.ops else 0)
            one = Change(change.key, self._device, at, change.seen, change.atomic, ops)
            try:
                merge(one, lambda table, pk: states[table, pk], rule_of)
            except UnknownRowError:  # the hub does not have the row that it is about
                continue
        return states


@dataclass(frozen=True)
class Told:
    """What the hub says about an op: its number and author, what is shown, what stands beside."""

    n: int
    device: str
    shown: dict[str, Any]
    heads: dict[str, Heads]


def _heads(kept: dict[str, list[Any]]) -> dict[str, Heads]:
    return {name: tuple(map(Head.of_json, heads)) for name, heads in kept.items()}


def _join(groups: dict[Key, Group], keys: list[Key]) -> None:
    whole = Group({row for key in keys for row in groups[key].rows})
    for row in whole.rows:
        groups[row] = whole

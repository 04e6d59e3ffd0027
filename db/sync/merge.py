"""Decides what a field becomes when two computers changed it; pure, and the same everywhere.

The rules are those of docs/adr/0010. Every op has a hub number `n`, the place of its transaction in
the order of the hub, and `seen`, the highest hub number that its author's computer had applied.
An op overwrites a head knowingly if it had seen it, or comes from the same computer. Heads that
nobody overwrote stand side by side: that is a conflict, the same on every computer, until a person
who saw all of them writes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from db.base import Merging

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Heads = tuple["Head", ...]
    RulesOf = Callable[[str, str], Merging]

GONE = "deleted"
_SEPARATOR = ", "


@dataclass(frozen=True, slots=True)
class Head:
    """A value of a field that nobody has knowingly overwritten.

    place: where it stands among the heads; an op takes the place of what it overwrites, so that a
    shown value does not flip when its author goes on. bundle: key of the atomic transaction that
    waits as a whole. implied: nobody typed it; an edit elsewhere in the row keeps the row.
    """

    n: int
    device: str
    value: Any
    place: int
    bundle: str = ""
    implied: bool = False

    def as_json(self) -> list[Any]:
        """Return what travels and is kept: n, device, value, place, bundle, implied."""
        return [self.n, self.device, self.value, self.place, self.bundle, int(self.implied)]

    @classmethod
    def of_json(cls, kept: list[Any]) -> Head:
        """Return the head that `as_json` gave."""
        n, device, value, place, bundle, implied = kept
        return cls(n, device, value, place, bundle, bool(implied))


@dataclass(frozen=True, slots=True)
class Op:
    """One row's part in a change: new storage values by field.

    kind: `insert`, `update`, `delete` (becomes a tombstone), or `reopen`, whose fields hold the
    heads of a conflict, as JSON, that an undo lays open again.
    """

    table: str
    pk: str
    kind: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A transaction as the merge sees it; its ops have the numbers from `n` on."""

    key: str
    device: str
    n: int
    seen: int
    atomic: bool
    ops: tuple[Op, ...]


@dataclass
class RowState:
    """A row as it is shown, None before it is there, and the heads of its edited fields.

    A field without heads holds a value that everybody who can write to it has seen.
    """

    values: dict[str, Any] | None = None
    heads: dict[str, Heads] = field(default_factory=dict)

    def copy(self) -> RowState:
        """Return a state that can be changed apart from this one."""
        return RowState(None if self.values is None else dict(self.values), dict(self.heads))


@dataclass(frozen=True, slots=True)
class Result:
    """What an op did: values that are shown although the op said otherwise, and conflicts.

    heads: of fields that are in conflict now, or were before (then one head or none is left).
    """

    shown: dict[str, Any]
    heads: dict[str, Heads]


class UnknownRowError(LookupError):
    """An update of a row that is not there."""


def merge(
    change: Change, row_of: Callable[[str, str], RowState], rule_of: RulesOf
) -> tuple[Result, ...]:
    """Bring a change into the rows and return one result per op.

    row_of: gives the row by table and key; it is changed in place. rule_of: the rule of a field.
    An atomic change of which any part meets a conflict waits as a whole.
    Raises UnknownRowError; then no row was changed.
    """
    touched = {(op.table, op.pk): row_of(op.table, op.pk) for op in change.ops}
    before = {key: state.copy() for key, state in touched.items()}
    try:
        results = _apply(change, touched, rule_of, bundle="")
        if change.atomic and _meets_conflict(results, change, rule_of):
            _restore(touched, before)
            results = _apply(change, touched, rule_of, bundle=change.key)
    except UnknownRowError:
        _restore(touched, before)
        raise
    return results


def in_conflict(heads: Heads, rule: Merging) -> bool:
    """Return whether a person has to decide between these heads."""
    if rule in (Merging.HIGHEST, Merging.ALL_WORDS, Merging.FOLLOWS):
        return any(head.bundle for head in heads)  # with the rest of what waits
    return len({_comparable(head.value) for head in heads}) > 1


def shown(heads: Heads, rule: Merging) -> Any:
    """Return the value that everybody sees; of several heads the first in the order of the hub."""
    settled = tuple(head for head in heads if not head.bundle) or heads
    if rule is Merging.STAYS:
        return min(head.value for head in settled)
    if rule is Merging.HIGHEST:
        return max((head.value for head in settled if head.value is not None), default=None)
    if rule is Merging.ALL_WORDS and len(settled) > 1:
        return _all_words(head.value for head in sorted(settled, key=lambda head: head.place))
    return min(settled, key=lambda head: head.place).value


def after(heads: Heads, new: Head, seen: int) -> Heads:
    """Return the heads of a field once `new` was written by somebody who had seen `seen`."""
    if new.bundle:
        kept = tuple(h for h in heads if not (h.bundle and h.device == new.device))
        return (*kept, new)
    waiting = _own_unseen_bundle(heads, new, seen)
    if waiting is not None:  # its author doesn't know yet that it waits: it goes on waiting
        kept = tuple(head for head in heads if head is not waiting)
        return (*kept, replace(new, place=waiting.place, bundle=waiting.bundle))
    kept = tuple(h for h in heads if h.n > seen and h.device != new.device)
    gone = [h.place for h in heads if h not in kept]
    return (*kept, replace(new, place=min(gone, default=new.place)))


def _own_unseen_bundle(heads: Heads, new: Head, seen: int) -> Head | None:
    return next((h for h in heads if h.bundle and h.device == new.device and h.n > seen), None)


def _apply(
    change: Change, rows: Mapping[tuple[str, str], RowState], rule_of: RulesOf, *, bundle: str
) -> tuple[Result, ...]:
    results = []
    for number, op in enumerate(change.ops, start=change.n):
        row = rows[op.table, op.pk]
        results.append(_write(row, op, _Author(change, number, bundle), rule_of))
    return tuple(results)


@dataclass(frozen=True, slots=True)
class _Author:
    """Who writes an op, under which number, and whether it waits."""

    change: Change
    n: int
    bundle: str

    def head(self, value: Any) -> Head:
        return Head(self.n, self.change.device, value, self.n, self.bundle)

    def is_apart_from(self, head: Head) -> bool:
        """Return whether the author knew nothing of `head`."""
        return head.n > self.change.seen and head.device != self.change.device


def _write(row: RowState, op: Op, author: _Author, rule_of: RulesOf) -> Result:
    if op.kind == "insert" and row.values is None:
        return _insert(row, op, author)
    if row.values is None:
        raise UnknownRowError(op.table, op.pk)
    if op.kind == "reopen":
        return _reopen(row, op, author, rule_of)
    fields = {GONE: 1} if op.kind == "delete" else op.fields
    if op.kind == "insert":  # it was there already: from a copied computer, or a shipped list
        fields = {name: value for name, value in fields.items() if row.values.get(name) != value}
    outcome = _Outcome(row, op.table, rule_of)
    for name, value in fields.items():
        outcome.write(name, author.head(value), author)
    outcome.keep_what_was_edited(fields, author)
    return outcome.result(fields)


def _insert(row: RowState, op: Op, author: _Author) -> Result:
    row.values = dict(op.fields)
    if not author.bundle:
        return Result({}, {})
    # A row of a change that waits must not be seen before the rest of the change is.
    row.values[GONE] = 1
    row.heads[GONE] = (Head(0, "", 1, 0), author.head(op.fields.get(GONE, 0)))
    return Result({GONE: 1}, {GONE: row.heads[GONE]})


def _reopen(row: RowState, op: Op, author: _Author, rule_of: RulesOf) -> Result:
    outcome = _Outcome(row, op.table, rule_of)
    for name, kept in op.fields.items():
        apart = tuple(h for h in row.heads.get(name, ()) if author.is_apart_from(h))
        opened = tuple(_numbered(Head.of_json(head), author) for head in kept)
        outcome.set(name, (*opened, *(head for head in apart if head not in opened)))
    return outcome.result({})


def _numbered(head: Head, author: _Author) -> Head:
    """Return a head of an author who did not know its number yet under that of the op."""
    if head.n or head.device != author.change.device:
        return head
    return replace(head, n=author.n, place=head.place or author.n)


class _Outcome:
    """Collects what happens to one row while an op is written to it."""

    def __init__(self, row: RowState, table: str, rule_of: RulesOf) -> None:
        self._row, self._table, self._rule_of = row, table, rule_of
        self._told: dict[str, Heads] = {}

    def write(self, name: str, new: Head, author: _Author) -> None:
        heads = self._row.heads.get(name, ())
        if new.bundle and not heads:
            # What it waits behind is what is shown; an older program's row may not have the field.
            heads = (Head(0, "", self._values.get(name), 0),)
        self.set(name, after(heads, new, author.change.seen))

    def set(self, name: str, heads: Heads) -> None:
        rule = self._rule(name)
        if in_conflict(self._row.heads.get(name, ()), rule) or in_conflict(heads, rule):
            self._told[name] = heads
        self._row.heads[name] = heads
        self._values[name] = shown(heads, rule)

    def keep_what_was_edited(self, fields: Mapping[str, Any], author: _Author) -> None:
        """Let an edit that the remover did not know of keep the row, whichever came first."""
        gone = self._row.heads.get(GONE, ())
        if fields.get(GONE) == 1:
            rival = self._rival_edit(author)
            if rival is not None:
                self.set(GONE, (*gone, Head(rival.n, rival.device, 0, rival.place, implied=True)))
        elif GONE not in fields and any(h.value and author.is_apart_from(h) for h in gone):
            mine = [h for h in gone if not (h.implied and h.device == author.change.device)]
            self.set(GONE, (*mine, replace(author.head(0), bundle="", implied=True)))

    def _rival_edit(self, author: _Author) -> Head | None:
        edits = (h for name, heads in self._row.heads.items() if name != GONE for h in heads)
        apart = [head for head in edits if author.is_apart_from(head)]
        return max(apart, key=lambda head: head.n, default=None)

    def result(self, fields: Mapping[str, Any]) -> Result:
        differs = {
            name: self._values[name]
            for name in {*fields, *self._told}
            if name not in fields or self._values[name] != fields[name]
        }
        return Result(dict(sorted(differs.items())), dict(sorted(self._told.items())))

    @property
    def _values(self) -> dict[str, Any]:
        assert self._row.values is not None
        return self._row.values

    def _rule(self, name: str) -> Merging:
        return self._rule_of(self._table, name)


def _meets_conflict(results: Iterable[Result], change: Change, rule_of: RulesOf) -> bool:
    """Return whether any op of the change now stands beside a head that its author did not know."""
    numbers = range(change.n, change.n + len(change.ops))
    return any(
        in_conflict(heads, rule_of(op.table, name)) and any(head.n in numbers for head in heads)
        for op, result in zip(change.ops, results, strict=True)
        for name, heads in result.heads.items()
    )


def _restore(
    rows: Mapping[tuple[str, str], RowState], before: Mapping[tuple[str, str], RowState]
) -> None:
    for key, state in before.items():
        rows[key].values = None if state.values is None else dict(state.values)
        rows[key].heads = dict(state.heads)


def _comparable(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _all_words(lists: Iterable[Any]) -> str:
    words = (word.strip() for text in lists for word in str(text or "").split(","))
    return _SEPARATOR.join(dict.fromkeys(word for word in words if word))

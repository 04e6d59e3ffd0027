"""Says independently what a history must lead to: by who knew of what, not by hub numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.base import Merging
from db.sync import merge as rule
from tests.sync.world import FIELDS, Hub, Rows, Typed

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Standing:
    """A value that nobody has knowingly overwritten, by whom, and its place in what is shown."""

    typed: Typed
    value: Any
    place: int


def _writes(log: list[tuple[Typed, int]], pk: str, name: str) -> Iterator[tuple[Typed, int, Any]]:
    for typed, first in log:
        for n, op in enumerate(typed.ops, start=first):
            if op.pk == pk and name in op.fields and op.kind == "update":
                yield typed, n, op.fields[name]


def standing(log: list[tuple[Typed, int]], pk: str, name: str) -> list[Standing]:
    """Return what stands in a field, in the order in which it came."""
    heads: list[Standing] = []
    for typed, n, value in _writes(log, pk, name):
        gone = [h for h in heads if h.typed.key in typed.knew or h.typed.key == typed.key]
        place = min((head.place for head in gone), default=n)
        heads = [head for head in heads if head not in gone] + [Standing(typed, value, place)]
    return heads


def _concurrent(one: Typed, other: Typed) -> bool:
    return one.key != other.key and one.key not in other.knew and other.key not in one.knew


def is_kept(log: list[tuple[Typed, int]], pk: str) -> bool:
    """Return whether a row must be seen although somebody removed it: an edit did not know."""
    removals = list(_writes(log, pk, "deleted"))
    edits = {
        typed.key: typed
        for typed, _ in log
        for op in typed.ops
        if op.pk == pk and op.kind == "update" and "deleted" not in op.fields
    }
    for edit in edits.values():
        rivals = [gone for gone, _, value in removals if value == 1 and _concurrent(edit, gone)]
        settled = any(edit.key in later.knew for later, _, _ in removals)
        if rivals and not settled:
            return True
    return any(head.value == 0 for head in standing(log, pk, "deleted"))


def check(hub: Hub) -> None:
    """Fail unless what the hub shows follows from the history, and no edit is lost.

    For histories without atomic changes and reopened conflicts.
    """
    for (_, pk), row in hub.rows.items():
        assert row.values is not None
        for name, how in FIELDS.items():
            if name == "deleted":
                _check_removal(hub, pk, row)
                continue
            _check_field(hub, pk, name, how, row)


def _check_removal(hub: Hub, pk: str, row: rule.RowState) -> None:
    """Fail when a row is gone against an edit, or stays without need and nobody is asked."""
    heads = standing(hub.log, pk, "deleted")
    gone = bool(heads) and not is_kept(hub.log, pk)
    assert row.values is not None
    if not gone:
        assert row.values["deleted"] == 0, pk
    elif not row.values["deleted"]:
        assert rule.in_conflict(row.heads["deleted"], Merging.STAYS), pk


def _check_field(hub: Hub, pk: str, name: str, how: Merging, row: rule.RowState) -> None:
    wanted = standing(hub.log, pk, name)
    kept = row.heads.get(name, ())
    assert sorted((h.device, repr(h.value)) for h in kept) == sorted(
        (h.typed.device, repr(h.value)) for h in wanted
    ), (pk, name)
    assert row.values is not None
    if not wanted:
        return
    values = [head.value for head in wanted]
    match how:
        case Merging.HIGHEST:
            expected = max((value for value in values if value is not None), default=None)
            assert row.values[name] == expected
        case Merging.ALL_WORDS:
            words = {w.strip() for text in values for w in text.split(",") if w.strip()}
            shown = {w.strip() for w in row.values[name].split(",") if w.strip()}
            assert shown == words
        case _:
            assert row.values[name] == min(wanted, key=lambda head: head.place).value
            is_open = rule.in_conflict(kept, how)
            assert is_open == (len({repr(value) for value in values}) > 1)


def check_whole_or_not(before: Rows, after: Rows, typed: Typed, n: int) -> bool:
    """Fail unless an atomic change is shown as a whole or not at all; return whether it waits."""
    numbers = range(n, n + len(typed.ops))
    waits = any(
        head.n in numbers and head.bundle and rule.in_conflict(heads, FIELDS[name])
        for row in after.values()
        for name, heads in row.heads.items()
        for head in heads
    )
    wanted: dict[tuple[str, str], dict[str, Any]] = {}
    for op in typed.ops:
        wanted.setdefault((op.table, op.pk), {}).update(op.fields)
    for key, fields in wanted.items():
        old, shown = before.get(key, rule.RowState()).values, after[key].values
        assert shown is not None
        if waits and old is None:
            assert shown["deleted"] == 1
        elif waits:
            assert old is not None
            assert {name: shown[name] for name in fields} == {name: old[name] for name in fields}
        else:
            plain = [name for name in fields if FIELDS[name] is Merging.PERSON]
            assert all(shown[name] == fields[name] for name in plain)
    return waits


def check_goes_on_waiting(before: Rows, after: Rows, typed: Typed) -> None:
    """Fail when an edit shows a part of a change that waits, though its author did not know."""
    for op in typed.ops:
        row = before.get((op.table, op.pk))
        for name in op.fields if row is not None and row.values is not None else ():
            waits = any(
                head.bundle and head.device == typed.device and head.n > typed.seen
                for head in row.heads.get(name, ())  # type: ignore[union-attr]
            )
            if waits:
                shown = after[op.table, op.pk].values
                assert shown is not None
                assert shown[name] == row.values[name]  # type: ignore[union-attr,index]


def check_every_edit_is_there(hub: Hub, typed: list[Typed]) -> None:
    """Fail unless every change that was ever typed stands in the hub's order, once."""
    ordered = [one.key for one, _ in hub.log]
    assert len(ordered) == len(set(ordered))
    assert {one.key for one in typed} == set(ordered)
    expected = 1
    for one, n in hub.log:
        assert n == expected, "a hub number is missing"
        expected += len(one.ops)

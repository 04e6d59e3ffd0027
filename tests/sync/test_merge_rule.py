"""Stories of the merge rule: any history leads where the judge says; broken rules are noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from db.base import Merging
from db.sync import merge as rule
from db.sync.merge import Change, Head, Op, RowState
from tests.sync import machine
from tests.sync.machine import AtomicSync, Sync, happened
from tests.sync.world import FIELDS, Hub, Rows, added, edited, rule_of

if TYPE_CHECKING:
    from collections.abc import Callable

QUICK = settings(
    max_examples=250,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # a mutant has to be found, not made small
    suppress_health_check=list(HealthCheck),
)
SITUATIONS = (
    "two people on one field",
    "stands beside another",
    "equal values agree",
    "overwrites own",
    "overwrites what it knew of another",
    "knows one of two sides",
    "removal first",
    "edit first",
    "settled",
    "settled a predicted conflict",
    "batch known",
    "batch taken",
    "batch crash",
    "gap",
    "stick",
    "feed meets unconfirmed changes",
    "confirmed by the feed",
)
ATOMIC_SITUATIONS = ("atomic change waits", "atomic change taken", "goes on with what may wait")


@pytest.fixture(autouse=True)
def _count_anew() -> None:
    happened.clear()


def test_given_any_history_then_nobody_loses_an_edit_and_all_see_what_the_judge_says():
    run_state_machine_as_test(Sync, settings=QUICK)

    rare = {name: happened[name] for name in SITUATIONS if happened[name] < 100}
    assert not rare, "a proof that never met these situations proves nothing of them"


def test_given_any_history_with_atomic_changes_then_each_is_seen_whole_or_not_at_all():
    run_state_machine_as_test(AtomicSync, settings=QUICK)

    rare = {name: happened[name] for name in ATOMIC_SITUATIONS if happened[name] < 100}
    assert not rare


# --- broken rules, all of which the histories have to notice -----------------------------------


def _last_write_wins(heads: rule.Heads, new: Head, _seen: int) -> rule.Heads:
    return (*heads[:0], new)


def _never_overwrites(heads: rule.Heads, new: Head, _seen: int) -> rule.Heads:
    return (*heads, new)


def _forgets_own_device(heads: rule.Heads, new: Head, seen: int) -> rule.Heads:
    kept = tuple(head for head in heads if head.n > seen)
    gone = [head.place for head in heads if head not in kept]
    return (*kept, Head(new.n, new.device, new.value, min(gone, default=new.n), new.bundle))


def _off_by_one(heads: rule.Heads, new: Head, seen: int) -> rule.Heads:
    return _REAL_AFTER(heads, new, seen - 1)


def _takes_no_place(heads: rule.Heads, new: Head, seen: int) -> rule.Heads:
    kept = tuple(h for h in heads if h.n > seen and h.device != new.device)
    return (*kept, new)


def _last_is_shown(heads: rule.Heads, how: Merging) -> Any:
    if how in (Merging.HIGHEST, Merging.ALL_WORDS, Merging.STAYS):
        return _REAL_SHOWN(heads, how)
    return max(heads, key=lambda head: head.place).value


def _removal_wins(heads: rule.Heads, how: Merging) -> Any:
    if how is Merging.STAYS:
        return max(head.value for head in heads)
    return _REAL_SHOWN(heads, how)


def _equal_values_conflict(heads: rule.Heads, how: Merging) -> bool:
    return _REAL_IN_CONFLICT(heads, how) or (how is Merging.PERSON and len(heads) > 1)


def _one_word_list_wins(heads: rule.Heads, how: Merging) -> Any:
    if how is Merging.ALL_WORDS:
        return min(heads, key=lambda head: head.place).value
    return _REAL_SHOWN(heads, how)


def _no_edit_keeps_a_row(*_: Any) -> None:
    return None


def _atomic_is_not(*_: Any) -> bool:
    return False


_REAL_AFTER, _REAL_SHOWN, _REAL_IN_CONFLICT = rule.after, rule.shown, rule.in_conflict

MUTANTS: list[tuple[str, str, Callable[..., Any], type[Sync]]] = [
    ("last write wins", "after", _last_write_wins, Sync),
    ("nothing is ever overwritten", "after", _never_overwrites, Sync),
    ("own changes stand beside each other", "after", _forgets_own_device, Sync),
    ("seen is one too low", "after", _off_by_one, Sync),
    ("an op takes no place", "after", _takes_no_place, Sync),
    ("the last is shown", "shown", _last_is_shown, Sync),
    ("a removal wins", "shown", _removal_wins, Sync),
    ("equal values are a conflict", "in_conflict", _equal_values_conflict, Sync),
    ("one list of words wins", "shown", _one_word_list_wins, Sync),
    ("an edit keeps no row", "_Outcome.keep_what_was_edited", _no_edit_keeps_a_row, Sync),
    ("atomic changes come in parts", "_meets_conflict", _atomic_is_not, AtomicSync),
    ("a waiting change stops to wait", "_own_unseen_bundle", _no_edit_keeps_a_row, AtomicSync),
]


@pytest.mark.parametrize(
    ("place", "broken", "histories"), [m[1:] for m in MUTANTS], ids=[m[0] for m in MUTANTS]
)
def test_given_a_broken_rule_then_the_histories_notice(
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    broken: Callable[..., Any],
    histories: type[Sync],
):
    owner, _, name = place.rpartition(".")
    monkeypatch.setattr(getattr(rule, owner) if owner else rule, name, broken)

    with pytest.raises((AssertionError, TypeError, ValueError, KeyError)):
        run_state_machine_as_test(histories, settings=QUICK)


# --- single meetings, for people who read ------------------------------------------------------


def _told(*changes: Change) -> tuple[Rows, list[rule.Result]]:
    hub = Hub()
    results = [one for change in changes for one in rule.merge(change, hub.row, rule_of)]
    return hub.rows, results


def _change(key: str, device: str, n: int, seen: int, *ops: Op, atomic: bool = False) -> Change:
    return Change(key, device, n, seen, atomic, ops)


ADDED = _change("a1", "A", 1, 0, added("r"))


def test_given_two_edits_that_know_nothing_of_each_other_then_the_first_is_shown_and_both_stand():
    rows, results = _told(
        ADDED,
        _change("a2", "A", 2, 1, edited("r", cost=100)),
        _change("b1", "B", 3, 1, edited("r", cost=200)),
    )

    assert rows["thing", "r"].values == {
        "name": "", "cost": 100, "most": None, "words": "", "deleted": 0,
    }  # fmt: skip
    assert results[-1].shown == {"cost": 100}
    assert [head.value for head in results[-1].heads["cost"]] == [100, 200]


def test_given_a_conflict_when_its_author_goes_on_editing_then_what_is_shown_does_not_flip():
    rows, _ = _told(
        ADDED,
        _change("a2", "A", 2, 1, edited("r", cost=100)),
        _change("b1", "B", 3, 1, edited("r", cost=200)),
        _change("a3", "A", 4, 2, edited("r", cost=150)),
    )

    row = rows["thing", "r"]
    assert row.values is not None
    assert row.values["cost"] == 150
    assert {head.value for head in row.heads["cost"]} == {150, 200}


def test_given_a_person_who_saw_all_sides_when_they_write_then_the_conflict_is_settled():
    rows, results = _told(
        ADDED,
        _change("a2", "A", 2, 1, edited("r", cost=100)),
        _change("b1", "B", 3, 1, edited("r", cost=200)),
        _change("c1", "C", 4, 3, edited("r", cost=100)),
    )

    assert results[-1].heads == {"cost": rows["thing", "r"].heads["cost"]}
    assert [head.value for head in rows["thing", "r"].heads["cost"]] == [100]


def test_given_a_settled_conflict_when_that_is_undone_then_it_is_open_again_as_it_was():
    _, results = _told(
        ADDED,
        _change("a2", "A", 2, 1, edited("r", cost=100)),
        _change("b1", "B", 3, 1, edited("r", cost=200)),
    )
    heads = results[-1].heads["cost"]
    kept = [head.as_json() for head in heads]

    rows, results = _told(
        ADDED,
        _change("a2", "A", 2, 1, edited("r", cost=100)),
        _change("b1", "B", 3, 1, edited("r", cost=200)),
        _change("c1", "C", 4, 3, edited("r", cost=200)),
        _change("c2", "C", 5, 3, Op("thing", "r", "reopen", {"cost": kept})),
    )

    row = rows["thing", "r"]
    assert row.values is not None
    assert (row.heads["cost"], row.values["cost"]) == (heads, 100)


@pytest.mark.parametrize("removal_first", [True, False])
def test_given_a_removal_and_an_edit_apart_then_the_row_stays_and_a_person_decides(
    removal_first: bool,
):
    gone, renamed = edited("r", deleted=1), edited("r", name="나")
    first, then = (gone, renamed) if removal_first else (renamed, gone)

    rows, _ = _told(ADDED, _change("a2", "A", 2, 1, first), _change("b1", "B", 3, 1, then))

    row = rows["thing", "r"]
    assert row.values is not None
    assert (row.values["deleted"], row.values["name"]) == (0, "나")
    assert rule.in_conflict(row.heads["deleted"], Merging.STAYS)


def test_given_an_atomic_change_of_which_one_part_meets_a_conflict_then_no_part_is_shown():
    rows, _ = _told(
        _change("a1", "A", 1, 0, added("from", cost=10), added("to", cost=0)),
        _change("b1", "B", 3, 2, edited("from", cost=7)),
        _change(
            "a2", "A", 4, 2, edited("from", cost=5), edited("to", cost=5), added("line"),
            atomic=True,
        ),
    )  # fmt: skip

    values = {pk: row.values for (_, pk), row in rows.items()}
    assert [values[pk]["cost"] for pk in ("from", "to")] == [7, 0]  # type: ignore[index]
    assert values["line"]["deleted"] == 1  # type: ignore[index]
    waiting = {
        (pk, name)
        for (_, pk), row in rows.items()
        for name, heads in row.heads.items()
        if any(head.bundle == "a2" for head in heads)
    }
    assert waiting == {("from", "cost"), ("to", "cost"), ("line", "deleted")}


def test_given_a_field_that_an_older_program_did_not_write_then_a_change_of_it_can_wait():
    older = Op("thing", "r", "insert", {"name": "", "deleted": 0})

    rows, _ = _told(
        _change("a1", "A", 1, 0, older),
        _change("b1", "B", 2, 1, edited("r", name="나")),
        _change("a2", "A", 3, 1, edited("r", name="가"), edited("r", cost=5), atomic=True),
    )

    values = rows["thing", "r"].values
    assert values == {"name": "나", "deleted": 0, "cost": None}


def test_given_an_update_of_a_row_that_is_not_there_then_nothing_of_the_change_is_taken():
    hub = Hub()
    rule.merge(ADDED, hub.row, rule_of)
    change = _change("b1", "B", 2, 1, edited("r", name="나"), edited("elsewhere", name="다"))

    with pytest.raises(rule.UnknownRowError):
        rule.merge(change, hub.row, rule_of)

    assert hub.rows["thing", "r"] == RowState(dict(added("r").fields))


def test_given_a_row_that_is_added_twice_with_the_same_values_then_nothing_happens():
    rows, results = _told(ADDED, _change("b1", "B", 2, 0, added("r")))

    assert results[-1] == rule.Result({}, {})
    assert rows["thing", "r"].values == added("r").fields


def test_given_the_fields_of_this_small_world_then_every_rule_but_those_of_texts_is_tried():
    assert set(FIELDS.values()) == set(Merging) - {Merging.PROPOSAL, Merging.FOLLOWS}
    assert machine.NAMES == ("A", "B", "C")

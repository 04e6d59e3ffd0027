"""Stories of changes that meet: at the hub, and before that on the screen."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from db.errors import CannotUndoError
from db.sync import incoming
from db.sync_errors import ConflictMovedError, GapError
from db.words import Action
from desktop.services import history
from desktop.services.security.verify import verify
from desktop.services.sync import conflicts, rejected, status
from tests.sync.desks import Desk
from tests.sync.model_hub import ModelHub

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def hub() -> ModelHub:
    return ModelHub()


@pytest.fixture
def desks(empty_workspace: Path, tmp_path: Path, hub: ModelHub) -> Iterator[tuple[Desk, Desk]]:
    a, b = (Desk.fresh(empty_workspace, tmp_path / name, hub) for name in "ab")
    yield a, b
    a.close()
    b.close()


def test_given_a_row_added_on_one_computer_when_both_sync_then_the_other_has_it(
    desks: tuple[Desk, Desk],
) -> None:
    a, b = desks
    key = a.add("이음정밀", employees=12)
    a.sync()
    b.sync()
    assert a.rows() == b.rows()
    assert b.rows()[key.hex]["name"] == "이음정밀"
    assert verify(b.workspace).is_clean


def test_given_the_same_field_edited_twice_when_the_feed_comes_then_both_values_stand(
    desks: tuple[Desk, Desk],
) -> None:
    a, b = desks
    key = a.add("이음정밀", employees=12)
    a.sync()
    b.sync()
    a.edit((key, {"employees": 20}))
    b.edit((key, {"employees": 30, "phone": "055-1"}))
    a.sync()
    b.pull_everything()
    assert b.conflicts() == {(key.hex, "employees"): (["20", "30"], True)}
    assert b.rows()[key.hex]["employees"] == 20
    b.sync()
    a.sync()
    assert a.conflicts() == b.conflicts() == {(key.hex, "employees"): (["20", "30"], False)}
    assert a.rows() == b.rows()
    assert a.rows()[key.hex]["phone"] == "055-1"
    for desk in desks:
        assert verify(desk.workspace).is_clean


def test_given_a_conflict_when_it_is_settled_then_it_is_gone_everywhere_and_undo_opens_it_again(
    desks: tuple[Desk, Desk],
) -> None:
    a, b = desks
    key = a.add("이음정밀", employees=12)
    a.sync()
    b.sync()
    a.edit((key, {"employees": 20}))
    b.edit((key, {"employees": 30}))
    for desk in (a, b, a):
        desk.sync()
    (conflict,) = a.workspace.read(conflicts.list_conflicts)
    assert [(side.value, side.mine, side.shown) for side in conflict.sides] == [
        (20, True, True),
        (30, False, False),
    ]
    assert conflict.base == 12
    choice = conflicts.Choice(conflict.id, n=conflict.sides[0].n, reason="현장 확인")
    a.workspace.write(
        lambda session: conflicts.settle(session, [choice]), action=Action.CONFLICT_SETTLE
    )
    assert a.conflicts() == {}
    a.sync()
    b.sync()
    assert b.conflicts() == {}
    history.undo(a.workspace)
    assert a.conflicts() == {(key.hex, "employees"): (["20", "30"], False)}
    a.sync()
    b.sync()
    assert a.conflicts() == b.conflicts() == {(key.hex, "employees"): (["20", "30"], False)}
    history.redo(a.workspace)
    a.sync()
    b.sync()
    assert a.conflicts() == b.conflicts() == {}
    assert a.rows() == b.rows()
    for desk in desks:
        assert verify(desk.workspace).is_clean


def test_given_a_settled_conflict_when_it_is_settled_again_from_an_old_list_then_it_is_refused(
    desks: tuple[Desk, Desk],
) -> None:
    a, b = desks
    key = a.add("이음정밀", employees=12)
    a.sync()
    b.sync()
    a.edit((key, {"employees": 20}))
    b.edit((key, {"employees": 30}))
    for desk in (a, b, a):
        desk.sync()
    (conflict,) = a.workspace.read(conflicts.list_conflicts)
    b.edit((key, {"employees": 31}))
    b.sync()
    a.sync()
    old = conflicts.Choice(conflict.id, n=conflict.sides[1].n)
    with pytest.raises(ConflictMovedError):
        a.workspace.write(
            lambda session: conflicts.settle(session, [old]), action=Action.CONFLICT_SETTLE
        )


def test_given_another_built_on_my_change_when_i_undo_then_it_says_who(
    desks: tuple[Desk, Desk],
) -> None:
    a, b = desks
    key = a.add("이음정밀", employees=12)
    a.sync()
    b.sync()
    a.edit((key, {"employees": 20}))
    a.sync()
    b.sync()
    b.edit((key, {"employees": 25}))
    b.sync()
    a.sync()
    with pytest.raises(CannotUndoError) as refused:
        history.undo(a.workspace)
    assert refused.value.facts["who"] == f"PC {b.device[-2:]}"


def test_given_parts_saved_as_one_when_one_meets_a_conflict_then_all_wait(
    desks: tuple[Desk, Desk],
) -> None:
    a, b = desks
    one, two = a.add("하나", employees=1), a.add("둘", employees=2)
    a.sync()
    b.sync()
    a.edit((one, {"employees": 10}))
    a.sync()
    b.edit((one, {"employees": 11}), (two, {"employees": 22}), atomic=True)
    b.pull_everything()
    assert b.rows()[two.hex]["employees"] == 2
    assert {name for _pk, name in b.conflicts()} == {"employees"}
    assert len(b.conflicts()) == 2
    b.sync()
    a.sync()
    assert a.rows() == b.rows()
    assert a.conflicts() == b.conflicts()
    assert verify(b.workspace).is_clean


def test_given_a_refused_change_when_the_feed_says_so_then_it_is_told_and_taken_back(
    desks: tuple[Desk, Desk], hub: ModelHub
) -> None:
    a, b = desks
    key = a.add("이음정밀", employees=12)
    a.sync()
    hub.refuses = lambda _one: "grant"
    a.edit((key, {"employees": 99}))
    a.sync()
    assert a.rows()[key.hex]["employees"] == 12
    (told,) = a.workspace.read(rejected.list_rejected)
    assert told.code == "grant"
    assert a.workspace.read(status.status).pending == 0
    b.sync()
    assert a.rows() == b.rows()


def test_given_a_feed_that_came_already_when_it_is_applied_again_then_nothing_changes(
    desks: tuple[Desk, Desk], hub: ModelHub
) -> None:
    a, b = desks
    a.add("이음정밀")
    a.sync()
    feed = hub.feed(b.device, 0)
    for _time in range(2):
        b.workspace.receive(lambda c: (incoming.apply(c, feed), set()))
    assert len(b.rows()) == 1
    assert b.run(lambda c: c.execute("SELECT count(*) FROM journal_op").fetchone()) == (1,)


def test_given_a_gap_when_the_later_feed_comes_first_then_it_is_refused_and_nothing_applied(
    desks: tuple[Desk, Desk], hub: ModelHub
) -> None:
    a, b = desks
    a.add("하나")
    a.add("둘")
    a.push()
    later = hub.feed(b.device, 1)
    with pytest.raises(GapError) as refused:
        b.workspace.receive(lambda c: (incoming.apply(c, later), set()))
    assert refused.value.facts["have"] == 0
    assert b.rows() == {}
    assert b.seen == 0


def test_given_a_crash_anywhere_in_applying_then_nothing_of_it_stands(
    desks: tuple[Desk, Desk], hub: ModelHub
) -> None:
    a, b = desks
    key = a.add("이음정밀", employees=12)
    a.sync()
    b.sync()
    a.edit((key, {"employees": 20}))
    a.add("둘")
    a.sync()
    b.edit((key, {"employees": 30}))
    feed = hub.feed(b.device, b.seen)
    before = b.run(lambda c: list(c.iterdump()))
    steps = 0

    def _count() -> int:
        nonlocal steps
        steps += 1
        return 0

    def _dry(connection: sqlite3.Connection) -> tuple[None, set[str]]:
        connection.set_progress_handler(_count, 1)
        try:
            incoming.apply(connection, feed)
        finally:
            connection.set_progress_handler(None, 0)
        raise _CrashError

    with pytest.raises(_CrashError):
        b.workspace.receive(_dry)
    for at in range(1, steps, max(1, steps // 60)):
        with pytest.raises((sqlite3.OperationalError, _CrashError)):
            b.workspace.receive(lambda c, at=at: _crash(c, feed, at))
        assert b.run(lambda c: list(c.iterdump())) == before
    b.pull_everything()
    assert b.conflicts() == {(key.hex, "employees"): (["20", "30"], True)}


class _CrashError(Exception):
    """Stands for the power that fails."""


def _crash(connection: sqlite3.Connection, feed: incoming.Feed, at: int) -> tuple[None, set[str]]:
    left = at

    def _tick() -> int:
        nonlocal left
        left -= 1
        return int(left <= 0)

    connection.set_progress_handler(_tick, 1)
    try:
        incoming.apply(connection, feed)
    finally:
        connection.set_progress_handler(None, 0)
    raise _CrashError

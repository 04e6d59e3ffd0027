"""The board lays cases out by stage, the most urgent first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from db.words import CaseState, Stage
from desktop.services.cases.board import board, counts
from tests.factory import make_case, make_deadline, make_staff

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.workspace import Workspace

TODAY = date(2026, 7, 1)


def some_cases(session: Session) -> UUID:
    me = make_staff(session).id
    for days in (3, -2, 40):
        case = make_case(session, f"구축 {days}", stage=Stage.BUILDOUT, total_cost=10, owner_id=me)
        make_deadline(session, case, due=TODAY + timedelta(days=days))
    make_case(session, "쉬는 곳", stage=Stage.BUILDOUT, state=CaseState.ON_HOLD, total_cost=5)
    make_case(session, "끝난 곳", stage=Stage.AFTERCARE, state=CaseState.CLOSED, owner_id=me)
    make_case(session, "신청", stage=Stage.APPLICATION)
    return me


def test_given_cases_then_columns_hold_totals_and_the_most_urgent_cards(
    workspace: Workspace,
) -> None:
    workspace.write(some_cases)

    columns = workspace.read(lambda session: board(session, today=TODAY, cards=2))

    assert [(c.stage, c.count) for c in columns] == [
        (Stage.APPLICATION, 1),
        (Stage.MATCHING, 0),
        (Stage.BUILDOUT, 4),
        (Stage.AFTERCARE, 0),
    ]
    built = columns[Stage.BUILDOUT.position]
    assert (built.total_cost, built.overdue) == (35, 1)
    assert [card.company for card in built.cards] == ["구축 -2", "구축 3"]


def test_given_a_query_about_states_then_the_board_shows_those(workspace: Workspace) -> None:
    workspace.write(some_cases)

    columns = workspace.read(lambda session: board(session, "상태:종료", today=TODAY))

    assert [column.count for column in columns] == [0, 0, 0, 1]


def test_given_cases_then_they_are_counted_by_stage_state_and_person(workspace: Workspace) -> None:
    me = workspace.write(some_cases).value

    numbers = workspace.read(lambda session: counts(session, me=me))

    assert numbers.by_stage[Stage.BUILDOUT] == 4
    assert numbers.by_state[CaseState.CLOSED] == 1
    assert (numbers.all, numbers.on_the_road, numbers.mine) == (6, 5, 3)
    assert workspace.read(counts).mine == 0


def test_given_nothing_then_everything_is_counted_as_none(workspace: Workspace) -> None:
    numbers = workspace.read(counts)

    assert numbers.all == 0
    assert set(numbers.by_stage) == set(Stage)
    assert workspace.read(lambda s: board(s, today=TODAY))[0].cards == ()

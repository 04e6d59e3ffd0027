"""Stories of a case that somebody takes along to a factory."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from db.errors import NotFoundError, RefusedValueError
from db.words import Action
from desktop.services import history
from desktop.services.cases import check_out
from tests.factory import make_case, make_staff
from tests.services.road import TODAY

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.cases.check_out import TakenAlong
    from desktop.services.workspace import Workspace

FRIDAY = TODAY + timedelta(days=4)


@pytest.fixture
def case_id(workspace: Workspace) -> UUID:
    """Return a case, with somebody at work."""

    def make(session: Session) -> tuple[UUID, UUID]:
        return make_staff(session).id, make_case(session).id

    workspace.person, case_id = workspace.write(make).value
    return case_id


def _take(workspace: Workspace, case_id: UUID, *, device: str = "laptop-1") -> int | None:
    return workspace.write(
        lambda s: check_out.take_along(
            s, case_id, until=FRIDAY, today=TODAY, device=device, note="김해 공장"
        ),
        action=Action.CASE_TAKE_ALONG,
    ).transaction


def _now(workspace: Workspace, case_id: UUID, days: int = 0) -> list[TakenAlong]:
    day = TODAY + timedelta(days=days)
    return workspace.read(lambda s: check_out.of_case(s, case_id, today=day))


def test_given_a_case_when_taken_along_then_all_see_who_has_it_and_until_when(
    workspace: Workspace, case_id: UUID
):
    _take(workspace, case_id)

    (taken,) = _now(workspace, case_id)
    assert (taken.who, taken.device, taken.until) == ("이주임", "laptop-1", FRIDAY)
    assert taken.note == "김해 공장"


def test_given_a_case_taken_along_when_its_last_day_is_over_then_nobody_has_it_any_more(
    workspace: Workspace, case_id: UUID
):
    _take(workspace, case_id)

    assert len(_now(workspace, case_id, 4)) == 1
    assert _now(workspace, case_id, 5) == []


def test_given_a_case_taken_along_when_the_same_person_says_so_again_then_the_last_word_holds(
    workspace: Workspace, case_id: UUID
):
    _take(workspace, case_id)
    _take(workspace, case_id)

    assert len(_now(workspace, case_id)) == 1


def test_given_a_case_taken_along_when_somebody_else_takes_it_too_then_both_are_named(
    workspace: Workspace, case_id: UUID
):
    _take(workspace, case_id)
    workspace.person = workspace.write(lambda s: make_staff(s, name="최주임").id).value
    _take(workspace, case_id, device="laptop-2")

    assert [one.who for one in _now(workspace, case_id)] == ["이주임", "최주임"]


def test_given_a_case_given_back_when_that_is_undone_then_it_is_away_again(
    workspace: Workspace, case_id: UUID
):
    _take(workspace, case_id)
    (taken,) = _now(workspace, case_id)
    workspace.write(lambda s: check_out.give_back(s, taken.id), action=Action.CASE_GIVE_BACK)
    assert _now(workspace, case_id) == []

    history.undo(workspace)

    assert _now(workspace, case_id) == [taken]


def test_given_a_day_that_is_over_when_a_case_is_taken_along_until_then_it_is_refused(
    workspace: Workspace, case_id: UUID
):
    with pytest.raises(RefusedValueError) as refused:
        workspace.write(
            lambda s: check_out.take_along(
                s, case_id, until=TODAY - timedelta(days=1), today=TODAY, device="laptop-1"
            )
        )

    assert refused.value.facts["field"] == "until"
    assert _now(workspace, case_id) == []


def test_given_no_case_when_taken_along_then_it_is_refused(workspace: Workspace, case_id: UUID):
    with pytest.raises(NotFoundError):
        workspace.write(
            lambda s: check_out.take_along(
                s, workspace.person or case_id, until=FRIDAY, today=TODAY, device=""
            )
        )

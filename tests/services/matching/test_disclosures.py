"""Stories of letting a large firm see a case: for a purpose, up to a day, and back again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from db.errors import NotFoundError, StaleRecordError
from db.tables import PartnerAnswer, SlateView
from db.words import Action, AnswerKind, Changed, DisclosurePurpose, DisclosureState
from desktop.services import history
from desktop.services.errors import DisclosureRefusedError, ReasonNeededError
from desktop.services.matching import disclosures
from tests.factory import keep, make_case, make_partner, moment

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.workspace import Workspace

TODAY = date(2026, 12, 1)
MONTH = {"from_on": TODAY, "until_on": TODAY + timedelta(days=30)}


@pytest.fixture
def offered(workspace: Workspace) -> tuple[UUID, UUID]:
    """Return a case and a large firm."""
    return workspace.write(lambda s: (make_case(s).id, make_partner(s).id)).value


def allow(workspace: Workspace, offered: tuple[UUID, UUID], **days: date) -> UUID:
    written = workspace.write(
        lambda s: disclosures.allow(s, *offered, MONTH | days, today=TODAY),
        action=Action.DISCLOSURE_EDIT,
    )
    assert written.changed == {Changed.MATCHES}
    return written.value


def shown(workspace: Workspace, case: UUID, day: date = TODAY) -> list[disclosures.DisclosureRow]:
    return workspace.read(lambda s: disclosures.disclosures_of(s, case, today=day))


def test_given_a_case_when_a_firm_is_let_in_then_both_sides_list_it(
    workspace: Workspace, offered: tuple[UUID, UUID]
):
    allow(workspace, offered)

    (row,) = shown(workspace, offered[0])

    assert (row.partner, row.purpose) == ("가람전자", DisclosurePurpose.SELECTION)
    assert workspace.read(lambda s: disclosures.disclosures_to(s, offered[1], today=TODAY)) == [row]


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (TODAY - timedelta(days=1), DisclosureState.PLANNED),
        (TODAY, DisclosureState.IN_FORCE),
        (TODAY + timedelta(days=30), DisclosureState.IN_FORCE),
        (TODAY + timedelta(days=31), DisclosureState.ENDED),
    ],
)
def test_given_a_disclosure_when_days_pass_then_it_begins_and_ends_with_its_days(
    workspace: Workspace, offered: tuple[UUID, UUID], day: date, state: DisclosureState
):
    allow(workspace, offered)

    assert shown(workspace, offered[0], day)[0].state is state


def test_given_a_disclosure_when_it_is_taken_back_then_with_a_reason_and_undo_brings_it_again(
    workspace: Workspace, offered: tuple[UUID, UUID]
):
    key = allow(workspace, offered)

    with pytest.raises(ReasonNeededError):
        workspace.write(lambda s: disclosures.revoke(s, key, reason=" ", today=TODAY))
    workspace.write(
        lambda s: disclosures.revoke(s, key, reason="경쟁사로 확인", today=TODAY),
        action=Action.DISCLOSURE_EDIT,
    )

    (row,) = shown(workspace, offered[0])
    assert (row.state, row.revoked_because) == (DisclosureState.REVOKED, "경쟁사로 확인")
    history.undo(workspace)
    assert shown(workspace, offered[0])[0].state is DisclosureState.IN_FORCE


def test_given_what_makes_no_sense_when_a_firm_is_let_in_then_it_is_refused_and_nothing_is_kept(
    workspace: Workspace, offered: tuple[UUID, UUID]
):
    def refused(**days: date) -> str:
        with pytest.raises(DisclosureRefusedError) as failure:
            allow(workspace, offered, **days)
        return str(failure.value.code)

    assert refused(until_on=TODAY - timedelta(days=1)) == "days"
    past = TODAY - timedelta(days=9)
    assert refused(from_on=past, until_on=past) == "past"
    with pytest.raises(NotFoundError):
        allow(workspace, (uuid4(), offered[1]))
    assert shown(workspace, offered[0]) == []
    allow(workspace, offered)
    assert refused() == "already"
    later = {"from_on": TODAY + timedelta(days=31), "until_on": TODAY + timedelta(days=60)}
    allow(workspace, offered, **later)
    assert len(shown(workspace, offered[0])) == 2


def test_given_a_disclosure_when_its_last_day_moves_then_only_while_it_lasts_and_nobody_was_first(
    workspace: Workspace, offered: tuple[UUID, UUID]
):
    key = allow(workspace, offered)
    later = TODAY + timedelta(days=60)

    workspace.write(
        lambda s: disclosures.extend(s, key, later, expected=MONTH["until_on"], today=TODAY)
    )

    assert shown(workspace, offered[0])[0].until_on == later
    with pytest.raises(StaleRecordError):
        workspace.write(
            lambda s: disclosures.extend(s, key, TODAY, expected=MONTH["until_on"], today=TODAY)
        )
    workspace.write(lambda s: disclosures.revoke(s, key, reason="계약 끝", today=TODAY))
    with pytest.raises(DisclosureRefusedError):
        workspace.write(lambda s: disclosures.extend(s, key, later, today=TODAY))


def test_given_answers_and_viewings_of_a_firm_then_the_case_shows_them_newest_first(
    workspace: Workspace, offered: tuple[UUID, UUID]
):
    case, partner = offered
    allow(workspace, offered)
    keys = {"case_id": case, "partner_id": partner}
    workspace.write(
        lambda s: [
            keep(s, PartnerAnswer(kind=kind, answered_at=moment(2026, 12, day), **keys))
            for kind, day in ((AnswerKind.COMMENT, 1), (AnswerKind.APPROVE, 2))
        ]
    )
    workspace.write(lambda s: keep(s, SlateView(viewed_at=moment(2026, 12, 2), **keys)))

    answers = workspace.read(lambda s: disclosures.answers_of(s, case))

    assert [one.kind for one in answers] == [AnswerKind.APPROVE, AnswerKind.COMMENT]
    seen = shown(workspace, case)[0].last_viewed_at
    assert seen is not None
    assert seen.day == 2

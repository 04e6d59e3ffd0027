"""Stories of the committee: quorum for each case, recusals, a majority, a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from db.tables import Recusal, Reviewer
from db.words import BarReason, MeetingState, SelectionOutcome, VoteChoice
from desktop.services.scoring import meetings
from desktop.services.scoring.agendas import agenda
from desktop.services.scoring.barred import Reader
from desktop.services.scoring.errors import BarredError, MeetingRefusedError, NotAssignedError
from tests.factory import make_conflict, make_reviewer
from tests.services.scoring.judging import STAFF, grade_all, make_judging

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.workspace import Workspace
    from tests.services.scoring.judging import Judging


def _committee(
    session: Session, members: int = 5, *, there: int | None = None
) -> tuple[Judging, UUID, list[UUID]]:
    """Return a round whose one case was judged, and a meeting that is on."""
    world = make_judging(session, cases=1)
    for person in world.reviewers:
        grade_all(session, world.round, world.cases[0], person, 4)
    people = [make_reviewer(session, name=f"심의{at}").id for at in range(members)]
    meeting = meetings.add(session, world.round.id, {"title": "선정심의"}, people, reader=STAFF)
    for person in people[: members if there is None else there]:
        meetings.attend(session, meeting, person, there=True, reader=STAFF)
    meetings.open_meeting(session, meeting, reader=STAFF)
    return world, meeting, people


def _refused(code: str) -> AbstractContextManager[object]:
    return pytest.raises(MeetingRefusedError, match=code)


def test_given_too_few_members_then_the_meeting_does_not_open(workspace: Workspace) -> None:
    def story(session: Session) -> None:
        world = make_judging(session, cases=1)
        people = [make_reviewer(session).id for _ in range(5)]
        meeting = meetings.add(session, world.round.id, {}, people, reader=STAFF)
        assert agenda(session, meeting, reader=STAFF).quorum == 3
        for person in people[:2]:
            meetings.attend(session, meeting, person, there=True, reader=STAFF)

        with _refused("no_quorum"):
            meetings.open_meeting(session, meeting, reader=STAFF)
        meetings.attend(session, meeting, people[2], there=True, reader=STAFF)
        meetings.open_meeting(session, meeting, reader=STAFF)

        assert agenda(session, meeting, reader=STAFF).state is MeetingState.OPEN

    workspace.write(story)


def test_given_votes_when_more_than_half_want_it_then_it_is_decided(workspace: Workspace) -> None:
    def story(session: Session) -> None:
        world, meeting, people = _committee(session, 4)
        case = world.cases[0].id
        choices = (VoteChoice.SELECT, VoteChoice.SELECT, VoteChoice.REJECT, VoteChoice.ABSTAIN)
        for person, choice in zip(people, choices, strict=True):
            meetings.vote(session, meeting, case, person, choice, reader=Reader(person))
        with _refused("no_majority"):  # two of four are not more than half
            meetings.decide(session, meeting, case, reader=STAFF)

        meetings.vote(
            session, meeting, case, people[3], VoteChoice.SELECT, reader=STAFF, opinion="보완됨"
        )
        outcome = meetings.decide(session, meeting, case, reader=STAFF, opinion="원안대로 선정")

        row = agenda(session, meeting, reader=STAFF).cases[0]
        assert outcome is row.outcome is SelectionOutcome.SELECTED
        assert (row.opinion, row.ballots[people[3]].opinion) == ("원안대로 선정", "보완됨")
        meetings.take_back(session, meeting, case, reader=STAFF)
        assert agenda(session, meeting, reader=STAFF).decided == 0

    workspace.write(story)


def test_given_members_who_stand_back_then_quorum_and_majority_are_of_the_rest(
    workspace: Workspace,
) -> None:
    def story(session: Session) -> None:
        world, meeting, people = _committee(session, 5, there=4)
        case = world.cases[0]
        make_conflict(session, _row(session, people[0]), company_id=case.company_id)
        with pytest.raises(BarredError):
            meetings.vote(session, meeting, case.id, people[0], VoteChoice.SELECT, reader=STAFF)
        for person in people[1:3]:
            meetings.vote(session, meeting, case.id, person, VoteChoice.SELECT, reader=STAFF)
        row = agenda(session, meeting, reader=STAFF).cases[0]
        assert (len(row.may_vote), row.has_quorum, row.waiting) == (3, True, 1)
        assert row.proposed is SelectionOutcome.SELECTED

        meetings.recuse(session, meeting, case.id, people[1], reader=Reader(people[1]), note="지인")

        row = agenda(session, meeting, reader=STAFF).cases[0]
        assert (len(row.may_vote), row.has_quorum, row.proposed) == (2, False, None)
        assert row.ballots[people[1]].choice is None
        with _refused("no_quorum"):
            meetings.decide(session, meeting, case.id, reader=STAFF)
        with _refused("recused"):
            meetings.vote(session, meeting, case.id, people[1], VoteChoice.SELECT, reader=STAFF)
        meetings.unrecuse(session, meeting, case.id, people[1], reader=STAFF)
        meetings.vote(session, meeting, case.id, people[1], VoteChoice.SELECT, reader=STAFF)
        meetings.decide(session, meeting, case.id, reader=STAFF)
        assert [one.bar for one in session.exec(select(Recusal))] == [BarReason.DECLARED]

    workspace.write(story)


def test_given_who_is_absent_or_a_stranger_then_their_vote_is_refused(
    workspace: Workspace,
) -> None:
    def story(session: Session) -> None:
        world, meeting, people = _committee(session, 5, there=4)
        case, stranger = world.cases[0].id, make_reviewer(session).id

        with _refused("not_there"):
            meetings.vote(session, meeting, case, people[4], VoteChoice.SELECT, reader=STAFF)
        with _refused("not_a_member"):
            meetings.vote(session, meeting, case, stranger, VoteChoice.SELECT, reader=STAFF)
        with pytest.raises(NotAssignedError):
            meetings.vote(
                session, meeting, case, people[0], VoteChoice.SELECT, reader=Reader(people[1])
            )
        with pytest.raises(NotAssignedError):
            agenda(session, meeting, reader=Reader(stranger))

    workspace.write(story)


def test_given_a_meeting_that_is_over_then_nothing_changes_any_more(workspace: Workspace) -> None:
    def story(session: Session) -> None:
        world, meeting, people = _committee(session, 3)
        case = world.cases[0].id
        meetings.close(session, meeting, reader=STAFF)

        with _refused("not_open"):
            meetings.vote(session, meeting, case, people[0], VoteChoice.SELECT, reader=STAFF)
        with _refused("closed"):
            meetings.edit(session, meeting, {"place": "2층"}, reader=STAFF)

    workspace.write(story)


def _row(session: Session, reviewer_id: UUID) -> Reviewer:
    return session.get_one(Reviewer, reviewer_id)

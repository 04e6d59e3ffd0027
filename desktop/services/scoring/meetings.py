"""Keeps the meetings of the selection committee: members, quorum, recusals, votes, decisions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.tables import Decision, EvaluationRound, Meeting, MeetingMember, Recusal, Reviewer, Vote
from db.tables.meeting import MeetingFields
from db.words import MeetingState, VoteChoice
from desktop.services import rows
from desktop.services.scoring import agendas, barred
from desktop.services.scoring.errors import MeetingRefusedError, NotAssignedError
from desktop.services.scoring.keys import ensured, kept, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from sqlmodel import Session

    from db.words import BarReason, SelectionOutcome
    from desktop.services.scoring.barred import Reader

__all__ = [
    "MeetingFields",
    "add",
    "attend",
    "close",
    "decide",
    "edit",
    "open_meeting",
    "recuse",
    "set_members",
    "take_back",
    "unrecuse",
    "vote",
]

_LONGEST_OPINION = 2_000
_LONGEST_NOTE = 500


def add(
    session: Session,
    round_id: UUID,
    fields: MeetingFields | Mapping[str, Any],
    members: Iterable[UUID] = (),
    *,
    reader: Reader,
) -> UUID:
    """Add a meeting on a round; without another word the quorum is the majority of its members."""
    barred.staff_only(reader)
    found = rows.find(session, EvaluationRound, round_id)
    given = dict(
        fields.model_dump(exclude_unset=True) if isinstance(fields, MeetingFields) else fields
    )
    people = list(dict.fromkeys(members))
    given.setdefault("title", found.title)
    given.setdefault("quorum", len(people) // 2 + 1)
    made = rows.add(session, Meeting, given, round_id=round_id)
    set_members(session, made.id, people, reader=reader)
    return made.id


def edit(
    session: Session,
    meeting_id: UUID,
    changes: Mapping[str, Any],
    *,
    reader: Reader,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields and return their names. Raises MeetingRefusedError: closed."""
    barred.staff_only(reader)
    _not_closed(session, meeting_id)
    _, changed = rows.save(session, Meeting, meeting_id, changes, expected=expected)
    return changed


def set_members(
    session: Session, meeting_id: UUID, members: Iterable[UUID], *, reader: Reader
) -> None:
    """Let exactly these reviewers sit on the committee. Raises MeetingRefusedError: closed."""
    barred.staff_only(reader)
    _not_closed(session, meeting_id)
    wanted = list(dict.fromkeys(members))
    statement = select(MeetingMember).where(MeetingMember.meeting_id == meeting_id)
    for member in session.exec(statement).all():
        if member.reviewer_id not in wanted:
            rows.remove(member)
    for reviewer_id in wanted:
        rows.find(session, Reviewer, reviewer_id)
        key = key_of(MeetingMember, meeting_id, reviewer_id)
        ensured(session, MeetingMember, key, meeting_id=meeting_id, reviewer_id=reviewer_id)


def attend(
    session: Session, meeting_id: UUID, reviewer_id: UUID, *, there: bool, reader: Reader
) -> None:
    """Write down whether a member came.

    Raises StaffOnlyError, MeetingRefusedError: closed, not_a_member.
    """
    barred.staff_only(reader)
    _not_closed(session, meeting_id)
    _member(session, meeting_id, reviewer_id).attended = there


def open_meeting(session: Session, meeting_id: UUID, *, reader: Reader) -> None:
    """Open the meeting. Raises StaffOnlyError, MeetingRefusedError: no_quorum, closed."""
    barred.staff_only(reader)
    meeting = _not_closed(session, meeting_id)
    came = select(MeetingMember.id).where(
        MeetingMember.meeting_id == meeting_id, col(MeetingMember.attended).is_(True)
    )
    there = len(session.exec(came).all())
    if there < meeting.quorum:
        raise MeetingRefusedError(code="no_quorum", there=there, quorum=meeting.quorum)
    meeting.state = MeetingState.OPEN
    meeting.held_on = meeting.held_on or date.today()


def close(session: Session, meeting_id: UUID, *, reader: Reader) -> None:
    """End the meeting; what was not decided waits for another.

    Raises StaffOnlyError, MeetingRefusedError: not_open.
    """
    barred.staff_only(reader)
    _opened(session, meeting_id).state = MeetingState.CLOSED


def recuse(
    session: Session,
    meeting_id: UUID,
    case_id: UUID,
    reviewer_id: UUID,
    *,
    reader: Reader,
    note: str = "",
) -> None:
    """Write down that a member stands back from a case by their own wish; a vote falls.

    Raises BarredError, NotAssignedError, MeetingRefusedError: closed, not_a_member.
    """
    _speaks_for(reader, reviewer_id)
    barred.admit(session, reader, case_id)
    _not_closed(session, meeting_id)
    _member(session, meeting_id, reviewer_id)
    _stand_back(session, meeting_id, case_id, reviewer_id, bar=None, note=note)


def unrecuse(
    session: Session, meeting_id: UUID, case_id: UUID, reviewer_id: UUID, *, reader: Reader
) -> None:
    """Take a wish to stand back off again; what bars a member can't be taken off here.

    Raises BarredError, NotAssignedError, MeetingRefusedError: closed.
    """
    _speaks_for(reader, reviewer_id)
    barred.admit(session, reader, case_id)
    barred.refuse_barred(session, reviewer_id, case_id)
    _not_closed(session, meeting_id)
    found = kept(session, Recusal, key_of(Recusal, meeting_id, case_id, reviewer_id))
    if found is not None:
        rows.remove(found)


def vote(
    session: Session,
    meeting_id: UUID,
    case_id: UUID,
    reviewer_id: UUID,
    choice: VoteChoice | None,
    *,
    reader: Reader,
    opinion: str | None = None,
) -> None:
    """Keep the vote of a member who is there and does not stand back; None takes it back.

    Raises BarredError, NotAssignedError, MeetingRefusedError: not_open, not_a_member, not_there,
    recused, not_scored (a case of another round).
    """
    _speaks_for(reader, reviewer_id)
    barred.admit(session, reader, case_id)
    barred.refuse_barred(session, reviewer_id, case_id)
    meeting = _opened(session, meeting_id)
    if case_id not in barred.cases_of(session, meeting.round_id):
        raise MeetingRefusedError(code="not_scored")
    if not _member(session, meeting_id, reviewer_id).attended:
        raise MeetingRefusedError(code="not_there")
    if kept(session, Recusal, key_of(Recusal, meeting_id, case_id, reviewer_id)) is not None:
        raise MeetingRefusedError(code="recused")
    key = key_of(Vote, meeting_id, case_id, reviewer_id)
    if choice is None:
        cast = kept(session, Vote, key)
        if cast is not None:
            rows.remove(cast)
        return
    ballot = ensured(
        session, Vote, key,
        case_id=case_id, meeting_id=meeting_id, reviewer_id=reviewer_id, choice=choice,
    )  # fmt: skip
    changes: dict[str, Any] = {"choice": choice}
    if opinion is not None:
        changes["opinion"] = opinion.strip()[:_LONGEST_OPINION]
    rows.change(ballot, changes)


def decide(
    session: Session,
    meeting_id: UUID,
    case_id: UUID,
    *,
    reader: Reader,
    opinion: str | None = None,
    decided_on: date | None = None,
) -> SelectionOutcome:
    """Keep what the majority wants as the decision of the committee, and who stood back.

    Raises StaffOnlyError, BarredError, MeetingRefusedError: not_open, no_quorum, no_majority,
    not_scored.
    """
    barred.staff_only(reader)
    barred.admit(session, reader, case_id)
    meeting = _opened(session, meeting_id)
    cases = agendas.agenda(session, meeting_id, reader=reader).cases
    row = next((one for one in cases if one.rank.case_id == case_id), None)
    if row is None:
        raise MeetingRefusedError(code="not_scored")
    if not row.has_quorum:
        raise MeetingRefusedError(code="no_quorum", there=len(row.may_vote), quorum=meeting.quorum)
    if row.proposed is None:
        raise MeetingRefusedError(code="no_majority")
    for reviewer_id, ballot in row.ballots.items():
        if ballot.bar is not None:
            _stand_back(session, meeting_id, case_id, reviewer_id, bar=ballot.bar, note=ballot.note)
    key = key_of(Decision, meeting_id, case_id)
    found = ensured(
        session, Decision, key, case_id=case_id, meeting_id=meeting_id, outcome=row.proposed
    )
    changes: dict[str, Any] = {
        "outcome": row.proposed,
        "decided_on": decided_on or meeting.held_on or date.today(),
    }
    if opinion is not None:
        changes["opinion"] = opinion.strip()[:_LONGEST_OPINION]
    rows.change(found, changes)
    return row.proposed


def take_back(session: Session, meeting_id: UUID, case_id: UUID, *, reader: Reader) -> None:
    """Take a decision back while the meeting is on.

    Raises StaffOnlyError, BarredError, MeetingRefusedError: not_open.
    """
    barred.staff_only(reader)
    barred.admit(session, reader, case_id)
    _opened(session, meeting_id)
    found = kept(session, Decision, key_of(Decision, meeting_id, case_id))
    if found is not None:
        rows.remove(found)


def _member(session: Session, meeting_id: UUID, reviewer_id: UUID) -> MeetingMember:
    found = kept(session, MeetingMember, key_of(MeetingMember, meeting_id, reviewer_id))
    if found is None:
        raise MeetingRefusedError(code="not_a_member")
    return found


def _stand_back(
    session: Session,
    meeting_id: UUID,
    case_id: UUID,
    reviewer_id: UUID,
    *,
    bar: BarReason | None,
    note: str,
) -> None:
    found = ensured(
        session, Recusal, key_of(Recusal, meeting_id, case_id, reviewer_id),
        case_id=case_id, meeting_id=meeting_id, reviewer_id=reviewer_id,
    )  # fmt: skip
    rows.change(found, {"bar": bar, "note": note.strip()[:_LONGEST_NOTE]})
    cast = kept(session, Vote, key_of(Vote, meeting_id, case_id, reviewer_id))
    if cast is not None:
        rows.remove(cast)


def _speaks_for(reader: Reader, reviewer_id: UUID) -> None:
    """Let pass the member themself, and staff who write down what was said."""
    if not reader.staff and reader.reviewer_id != reviewer_id:
        raise NotAssignedError


def _not_closed(session: Session, meeting_id: UUID) -> Meeting:
    found = rows.find(session, Meeting, meeting_id)
    if found.state is MeetingState.CLOSED:
        raise MeetingRefusedError(code="closed")
    return found


def _opened(session: Session, meeting_id: UUID) -> Meeting:
    found = rows.find(session, Meeting, meeting_id)
    if found.state is not MeetingState.OPEN:
        raise MeetingRefusedError(code="not_open")
    return found

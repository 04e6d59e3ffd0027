"""Shows a meeting as it stands: who may vote on which case, and what the votes come to."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.tables import Decision, Meeting, MeetingMember, Recusal, Reviewer, Vote
from db.words import MeetingState, SelectionOutcome, VoteChoice
from desktop.services import rows
from desktop.services.scoring import barred, ranking
from desktop.services.scoring.errors import NotAssignedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

    from db.words import BarReason
    from desktop.services.scoring.barred import Bars, Reader
    from desktop.services.scoring.ranking import RankRow

__all__ = ["Agenda", "AgendaRow", "Ballot", "Member", "agenda"]

_OUTCOMES = {
    VoteChoice.SELECT: SelectionOutcome.SELECTED,
    VoteChoice.RESERVE: SelectionOutcome.RESERVE,
    VoteChoice.REJECT: SelectionOutcome.REJECTED,
}


@dataclass(frozen=True)
class Member:
    """One member of the committee."""

    id: UUID
    name: str
    organisation: str
    title: str
    attended: bool
    is_chair: bool


@dataclass(frozen=True)
class Ballot:
    """What one member did about one case; `stands_back` outweighs any vote."""

    stands_back: bool
    bar: BarReason | None
    note: str
    choice: VoteChoice | None
    opinion: str


@dataclass(frozen=True)
class AgendaRow:
    """One case on the agenda: its rank, the ballots by member, and what they come to.

    may_vote: members who are there and do not stand back. proposed: what the majority of them
    wants, None while there is none.
    """

    rank: RankRow
    ballots: Mapping[UUID, Ballot]
    may_vote: tuple[UUID, ...]
    counts: Mapping[VoteChoice, int]
    has_quorum: bool
    proposed: SelectionOutcome | None
    outcome: SelectionOutcome | None
    opinion: str
    decided_on: date | None

    @property
    def waiting(self) -> int:
        """Return how many who may vote have not voted yet."""
        return len(self.may_vote) - sum(self.counts.values())


@dataclass(frozen=True)
class Agenda:
    """A meeting as it stands."""

    id: UUID
    round_id: UUID
    title: str
    held_on: date | None
    place: str
    quorum: int
    chair_id: UUID | None
    opinion: str
    state: MeetingState
    members: tuple[Member, ...]
    cases: tuple[AgendaRow, ...]

    @property
    def there(self) -> int:
        """Return how many members have come."""
        return sum(member.attended for member in self.members)

    @property
    def has_quorum(self) -> bool:
        """Return whether enough members have come."""
        return self.there >= self.quorum

    @property
    def decided(self) -> int:
        """Return how many cases are decided."""
        return sum(row.outcome is not None for row in self.cases)


def agenda(session: Session, meeting_id: UUID, *, reader: Reader) -> Agenda:
    """Return the meeting with the cases that the reader may see; of others not even a line.

    Raises NotAssignedError for who is neither staff nor a member.
    """
    meeting = rows.find(session, Meeting, meeting_id)
    members = _members(session, meeting)
    if not reader.staff and reader.reviewer_id not in {member.id for member in members}:
        raise NotAssignedError
    return rows.shown(
        Agenda,
        meeting,
        members=members,
        cases=tuple(_rows(session, meeting, members, reader)),
    )


def _rows(
    session: Session, meeting: Meeting, members: tuple[Member, ...], reader: Reader
) -> list[AgendaRow]:
    ranked = ranking.ranking(session, meeting.round_id, reader=reader).rows
    bars = barred.bars(session, [row.case_id for row in ranked], [member.id for member in members])
    recusals = _of_meeting(session, Recusal, meeting.id)
    votes = _of_meeting(session, Vote, meeting.id)
    decided = select(Decision).where(Decision.meeting_id == meeting.id)
    decisions = {one.case_id: one for one in session.exec(decided)}
    made = []
    for row in ranked:
        ballots = {
            member.id: _ballot(
                bars, row.case_id, member.id,
                recusals[row.case_id].get(member.id), votes[row.case_id].get(member.id),
            )
            for member in members
        }  # fmt: skip
        made.append(_row(meeting, row, members, ballots, decisions.get(row.case_id)))
    return made


def _ballot(
    bars: Bars, case_id: UUID, member_id: UUID, wish: Recusal | None, cast: Vote | None
) -> Ballot:
    bar = bars.of(member_id, case_id)
    back = bar is not None or wish is not None
    counts = cast if not back else None
    return Ballot(
        stands_back=back,
        bar=bar.reason if bar is not None else None,
        note=wish.note if wish is not None else "",
        choice=counts.choice if counts is not None else None,
        opinion=counts.opinion if counts is not None else "",
    )


def _row(
    meeting: Meeting,
    row: RankRow,
    members: tuple[Member, ...],
    ballots: Mapping[UUID, Ballot],
    decision: Decision | None,
) -> AgendaRow:
    may = tuple(one.id for one in members if one.attended and not ballots[one.id].stands_back)
    counts = Counter(choice for one in may if (choice := ballots[one].choice) is not None)
    enough = len(may) >= meeting.quorum
    return AgendaRow(
        rank=row,
        ballots=ballots,
        may_vote=may,
        counts=dict(counts),
        has_quorum=enough,
        proposed=_majority(counts, len(may)) if enough else None,
        outcome=decision.outcome if decision is not None else None,
        opinion=decision.opinion if decision is not None else "",
        decided_on=decision.decided_on if decision is not None else None,
    )


def _majority(counts: Mapping[VoteChoice, int], there: int) -> SelectionOutcome | None:
    """Return what more than half of those who may vote want; an abstention is no consent."""
    for choice, outcome in _OUTCOMES.items():
        if counts.get(choice, 0) * 2 > there:
            return outcome
    return None


def _of_meeting(session: Session, table: Any, meeting_id: UUID) -> Any:
    """Return the rows of a meeting by case and reviewer."""
    found: Any = defaultdict(dict)
    for one in session.exec(select(table).where(table.meeting_id == meeting_id)):
        found[one.case_id][one.reviewer_id] = one
    return found


def _members(session: Session, meeting: Meeting) -> tuple[Member, ...]:
    statement = (
        select(MeetingMember, Reviewer)
        .join(Reviewer, col(Reviewer.id) == col(MeetingMember.reviewer_id))
        .where(MeetingMember.meeting_id == meeting.id)
        .order_by(col(Reviewer.name), col(Reviewer.id))
    )
    return tuple(
        rows.shown(
            Member, reviewer, attended=member.attended, is_chair=reviewer.id == meeting.chair_id
        )
        for member, reviewer in session.exec(statement)
    )

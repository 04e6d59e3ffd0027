"""Meetings of the selection committee (선정심의위원회): who came, who stood back, who voted how."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from db.base import Record, word
from db.words import BarReason, Changed, MeetingState, SelectionOutcome, VoteChoice


class MeetingFields(SQLModel):
    """What is fixed before a meeting, and what the chair says at its end."""

    title: str = Field(default="", max_length=200)
    held_on: date | None = None
    place: str = Field(default="", max_length=200)
    quorum: int = Field(default=3, ge=1, le=99)  # members who have to be there, for each case
    chair_id: UUID | None = Field(default=None, foreign_key="reviewer.id")
    opinion: str = Field(default="", max_length=4000)


class Meeting(Record, MeetingFields, table=True):
    """One meeting on the cases of one round."""

    CHANGED = Changed.EVALUATION

    round_id: UUID = Field(foreign_key="evaluation_round.id", index=True)
    state: MeetingState = word(MeetingState, MeetingState.PLANNED)

    __table_args__ = (CheckConstraint("quorum >= 1", name="quorum"),)


class MeetingMember(Record, table=True):
    """One member of a committee and whether they came."""

    CHANGED = Changed.EVALUATION

    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    reviewer_id: UUID = Field(foreign_key="reviewer.id", index=True)
    attended: bool = False


class Recusal(Record, table=True):
    """A member stands back from one case; `bar` is empty where they asked for it themselves."""

    ROOT = "case_id"
    CHANGED = Changed.EVALUATION

    case_id: UUID = Field(foreign_key="case.id", index=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    reviewer_id: UUID = Field(foreign_key="reviewer.id", index=True)
    bar: BarReason | None = word(BarReason, empty=True)
    note: str = Field(default="", max_length=500)


class Vote(Record, table=True):
    """What one member voted on one case, and why."""

    ROOT = "case_id"
    CHANGED = Changed.EVALUATION

    case_id: UUID = Field(foreign_key="case.id", index=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    reviewer_id: UUID = Field(foreign_key="reviewer.id", index=True)
    choice: VoteChoice = word(VoteChoice)
    opinion: str = Field(default="", max_length=2000)


class Decision(Record, table=True):
    """What the committee decided on one case."""

    ROOT = "case_id"
    CHANGED = Changed.EVALUATION

    case_id: UUID = Field(foreign_key="case.id", index=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    outcome: SelectionOutcome = word(SelectionOutcome)
    opinion: str = Field(default="", max_length=2000)
    decided_on: date | None = None

"""Scorecards, their scores criterion by criterion, and the bonus that an applicant claims."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from db.base import Record, word
from db.words import BonusState, Changed, ScorecardState


class ScorecardFields(SQLModel):
    """What a reviewer says about the whole application."""

    opinion: str = Field(default="", max_length=4000)


class Scorecard(Record, ScorecardFields, table=True):
    """One reviewer's card on one case of a round."""

    ROOT = "case_id"
    CHANGED = Changed.EVALUATION

    case_id: UUID = Field(foreign_key="case.id", index=True)
    round_id: UUID = Field(foreign_key="evaluation_round.id", index=True)
    reviewer_id: UUID = Field(foreign_key="reviewer.id", index=True)
    state: ScorecardState = word(ScorecardState, ScorecardState.OPEN)
    submitted_at: datetime | None = None


class ScoreFields(SQLModel):
    """What a reviewer says about one criterion; no level means that evidence is missing."""

    level: int | None = Field(default=None, ge=0, le=100)  # step on the scale of the pack
    opinion: str = Field(default="", max_length=2000)
    attachment_id: UUID | None = Field(default=None, foreign_key="attachment.id")
    page_number: int | None = Field(default=None, ge=1, le=9999)


class Score(Record, ScoreFields, table=True):
    """One criterion of a card: a row of its own, so that edits of two people merge."""

    ROOT = "case_id"
    CHANGED = Changed.EVALUATION

    case_id: UUID = Field(foreign_key="case.id", index=True)
    scorecard_id: UUID = Field(foreign_key="scorecard.id", index=True)
    criterion: str = Field(max_length=60)  # code of a criterion of the pack

    __table_args__ = (
        CheckConstraint("level IS NULL OR level BETWEEN 0 AND 100", name="level"),
        CheckConstraint("page_number IS NULL OR page_number >= 1", name="page_number"),
    )


class BonusClaimFields(SQLModel):
    """What an applicant claims and what became of it."""

    state: BonusState = word(BonusState, BonusState.CLAIMED)
    points: int | None = Field(default=None, ge=-100_000, le=100_000)  # 1/1000; None: as the pack
    note: str = Field(default="", max_length=500)
    attachment_id: UUID | None = Field(default=None, foreign_key="attachment.id")


class BonusClaim(Record, BonusClaimFields, table=True):
    """One item of 우대사항 on one case (domain 1.4)."""

    ROOT = "case_id"
    CHANGED = Changed.EVALUATION

    case_id: UUID = Field(foreign_key="case.id", index=True)
    code: str = Field(max_length=60)  # code of a bonus item of the pack
    decided_on: date | None = None
    decided_by: UUID | None = Field(default=None, foreign_key="staff.id")

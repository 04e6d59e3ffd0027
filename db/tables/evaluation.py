"""Rounds of evaluation: who judges which case."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from db.base import Record, word
from db.words import Changed, RoundKind, RoundState


class EvaluationRoundFields(SQLModel):
    """What staff decide about a round."""

    title: str = Field(default="", max_length=200)
    kind: RoundKind = word(RoundKind, RoundKind.TECHNICAL)
    blind: bool = True  # names, contacts and numbers of the applicant are hidden from reviewers
    reviewers_per_case: int = Field(default=3, ge=1, le=15)
    closes: date | None = None


class EvaluationRound(Record, EvaluationRoundFields, table=True):
    """One round; its cases are those of the announcement that were found eligible.

    `seed` is what the optimiser and the draws of the rank interval begin with, so that anybody
    gets the same result again.
    """

    CHANGED = Changed.EVALUATION

    announcement_id: UUID = Field(foreign_key="announcement.id", index=True)
    state: RoundState = word(RoundState, RoundState.PREPARING)
    seed: int = 2018

    __table_args__ = (CheckConstraint("reviewers_per_case >= 1", name="reviewers_per_case"),)


class Assignment(Record, table=True):
    """One reviewer judges one case in one round; `fixed` ones were made by hand and stay."""

    ROOT = "case_id"
    CHANGED = Changed.EVALUATION

    case_id: UUID = Field(foreign_key="case.id", index=True)
    round_id: UUID = Field(foreign_key="evaluation_round.id", index=True)
    reviewer_id: UUID = Field(foreign_key="reviewer.id", index=True)
    fixed: bool = False

"""Cases: one company's way through one programme (과제)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from db.base import Record, now, won, word
from db.words import CaseState, Changed, Stage


class CaseFields(SQLModel):
    """What staff decide about a case."""

    title: str = Field(default="", max_length=300)
    track: str = Field(default="", max_length=60)  # code of a track of the pack
    supplier_id: UUID | None = Field(default=None, foreign_key="supplier.id")
    owner_id: UUID | None = Field(default=None, foreign_key="staff.id", index=True)


class Case(Record, CaseFields, table=True):
    """One case; it keeps the version of the pack that it began with.

    `total_cost` is the cost that holds now, without VAT (domain 0.7): the applied one until a match
    is confirmed, then the matched one. `partner_id` is the large firm of the current match.
    """

    CHANGED = Changed.CASES

    number: str = Field(max_length=30, index=True)
    company_id: UUID = Field(foreign_key="company.id", index=True)
    site_id: UUID | None = Field(default=None, foreign_key="site.id")
    announcement_id: UUID | None = Field(default=None, foreign_key="announcement.id", index=True)
    pack: str = Field(default="", max_length=60)
    pack_version: str = Field(default="", max_length=20)
    stage: Stage = word(Stage, Stage.APPLICATION)
    state: CaseState = word(CaseState, CaseState.OPEN)
    partner_id: UUID | None = Field(default=None, foreign_key="partner.id", index=True)
    total_cost: int = won()

    __table_args__ = (
        CheckConstraint("total_cost >= 0", name="total_cost"),
        Index("ix_case_stage_state", "stage", "state", "deleted"),
    )


class StageChange(Record, table=True):
    """One step forward or back, with the reason that a person gave."""

    ROOT = "case_id"
    CHANGED = Changed.CASES

    case_id: UUID = Field(foreign_key="case.id", index=True)
    from_stage: Stage | None = word(Stage, empty=True)
    to_stage: Stage = word(Stage)
    at: datetime = Field(default_factory=now)
    by: UUID | None = Field(default=None, foreign_key="staff.id")
    reason: str = Field(default="", max_length=500)

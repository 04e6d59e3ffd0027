"""People who judge applications (평가위원), and what ties them to firms."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from db.base import Record, word
from db.words import Changed, ConflictKind

USUAL_LOAD = 60  # cases of one round


class ReviewerFields(SQLModel):
    """What is known about a reviewer; lists are codes separated by commas."""

    name: str = Field(max_length=60, min_length=1)
    organisation: str = Field(default="", max_length=200)
    brn: str = Field(default="", max_length=10)  # of the organisation, digits only
    title: str = Field(default="", max_length=60)
    sido: str = Field(default="", max_length=2)  # where they work
    specialties: str = Field(default="", max_length=300)  # codes of CodeKind.SOLUTION
    industries: str = Field(default="", max_length=200)  # KSIC divisions
    max_load: int = Field(default=USUAL_LOAD, ge=0, le=1000)
    phone: str = Field(default="", max_length=40)
    email: str = Field(default="", max_length=120)
    note: str = Field(default="", max_length=500)
    active: bool = True


class Reviewer(Record, ReviewerFields, table=True):
    """One reviewer; `staff_id` is the login of one who works with the program."""

    CHANGED = Changed.EVALUATION

    staff_id: UUID | None = Field(default=None, foreign_key="staff.id", index=True)
    synthetic: bool = False

    __table_args__ = (CheckConstraint("max_load >= 0", name="max_load"),)


class ConflictFields(SQLModel):
    """What is declared: the tie, and since when it is known."""

    kind: ConflictKind = word(ConflictKind, ConflictKind.OTHER)
    reason: str = Field(default="", max_length=500)
    declared_on: date | None = None


class Conflict(Record, ConflictFields, table=True):
    """One declared tie of a reviewer to a company, a supplier or a large firm; exactly one."""

    CHANGED = Changed.EVALUATION

    reviewer_id: UUID = Field(foreign_key="reviewer.id", index=True)
    company_id: UUID | None = Field(default=None, foreign_key="company.id")
    supplier_id: UUID | None = Field(default=None, foreign_key="supplier.id")
    partner_id: UUID | None = Field(default=None, foreign_key="partner.id")

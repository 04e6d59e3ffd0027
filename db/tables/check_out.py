"""Cases that somebody has taken along to a place without a network."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlmodel import Field, SQLModel

from db.base import Record
from db.words import Changed


class CheckOutFields(SQLModel):
    """What is said when a case is taken along."""

    until: date  # the last day; it holds no longer afterwards, whether or not it was given back
    note: str = Field(default="", max_length=300)


class CheckOut(Record, CheckOutFields, table=True):
    """One case taken along (현장 반출). It warns the others and stops nobody."""

    ROOT = "case_id"
    CHANGED = Changed.CASES

    case_id: UUID = Field(foreign_key="case.id", index=True)
    staff_id: UUID | None = Field(default=None, foreign_key="staff.id")
    device: str = Field(default="", max_length=120)

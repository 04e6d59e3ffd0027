"""Visits to factories and what was found there."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlmodel import Field, SQLModel

from db.base import Merging, Record, word
from db.words import Changed, OperationState, VisitKind


class VisitFields(SQLModel):
    """What a visitor writes down (D30, domain 3.3)."""

    kind: VisitKind = word(VisitKind, VisitKind.REGULAR)
    period_months: int | None = None  # 0, 6, 12, 24 or 36 months after the build end
    planned_on: date | None = None
    visited_on: date | None = None
    operation_state: OperationState | None = word(OperationState, empty=True)
    stopped_because: str = Field(default="", max_length=500)
    functions_built: int | None = Field(default=None, ge=0)
    functions_used: int | None = Field(default=None, ge=0)
    months_of_data: int | None = Field(default=None, ge=0)
    maintenance_contract: bool | None = None
    operator_name: str = Field(default="", max_length=60)
    operator_changed_on: date | None = None
    difficulties: str = Field(default="", max_length=2000)
    next_step: str = Field(default="", max_length=500)
    opinion: str = Field(default="", max_length=4000)


class Visit(Record, VisitFields, table=True):
    """One visit, planned or done."""

    ROOT = "case_id"
    CHANGED = Changed.AFTERCARE
    MERGING: ClassVar[dict[str, Merging]] = {
        "months_of_data": Merging.HIGHEST,
        "difficulties": Merging.PROPOSAL,
        "opinion": Merging.PROPOSAL,
    }

    case_id: UUID = Field(foreign_key="case.id", index=True)
    visitor_id: UUID | None = Field(default=None, foreign_key="staff.id")

"""Outcome indicators of a case and their values over the years."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlmodel import Field, SQLModel

from db.base import Record, word
from db.words import Changed, KpiBasis, KpiDirection


class KpiFields(SQLModel):
    """One indicator with its baseline and target (domain 3.1); raw values in `unit`."""

    code: str = Field(max_length=10)
    name: str = Field(max_length=100)
    direction: KpiDirection | None = word(KpiDirection, empty=True)  # None: neither is better
    unit: str = Field(max_length=20)
    weight: float = Field(default=0, ge=0)
    baseline: float | None = None
    target: float | None = None
    key: bool = False


class Kpi(Record, KpiFields, table=True):
    """One indicator of a case."""

    ROOT = "case_id"
    CHANGED = Changed.AFTERCARE

    case_id: UUID = Field(foreign_key="case.id", index=True)


class KpiValueFields(SQLModel):
    """One value with how it became known; measured, claimed and estimated are never mixed."""

    period_months: int = Field(ge=0, le=120)
    value: float
    measured_on: date | None = None
    basis: KpiBasis = word(KpiBasis, KpiBasis.CLAIMED)
    evidence: str = Field(default="", max_length=300)


class KpiValue(Record, KpiValueFields, table=True):
    """The value of an indicator some months after the build end."""

    ROOT = "case_id"
    CHANGED = Changed.AFTERCARE

    case_id: UUID = Field(foreign_key="case.id", index=True)
    kpi_id: UUID = Field(foreign_key="kpi.id", index=True)

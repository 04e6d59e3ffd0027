"""Inspections and audits of a build-out (점검, 감리)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field, SQLModel

from db.base import Record, word
from db.words import Changed, InspectionKind, SystemLevel, Verdict


class InspectionFields(SQLModel):
    """What an inspector writes down (D19, D24; domain 2.5)."""

    kind: InspectionKind = word(InspectionKind)
    planned_on: date | None = None
    visited_on: date | None = None
    inspector: str = Field(default="", max_length=60)
    verdict: Verdict | None = word(Verdict, empty=True)
    system_level: SystemLevel | None = word(SystemLevel, empty=True)
    capability_level: int | None = Field(default=None, ge=1, le=5)
    capability_score: int | None = Field(default=None, ge=0, le=1000)
    opinion: str = Field(default="", max_length=4000)
    items: dict[str, str] = Field(default_factory=dict, sa_type=JSON)  # item code: a Verdict


class Inspection(Record, InspectionFields, table=True):
    """One visit with a verdict."""

    ROOT = "case_id"
    CHANGED = Changed.BUILDOUT

    case_id: UUID = Field(foreign_key="case.id", index=True)

    __table_args__ = (
        CheckConstraint(
            "capability_level IS NULL OR capability_level BETWEEN 1 AND 5", name="capability"
        ),
    )

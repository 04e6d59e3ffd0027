"""Milestones of a build-out."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlmodel import Field, SQLModel

from db.base import Record, word
from db.words import Changed, MilestoneKind


class MilestoneFields(SQLModel):
    """What staff type in about a milestone."""

    kind: MilestoneKind = word(MilestoneKind)
    planned_on: date | None = None
    done_on: date | None = None
    note: str = Field(default="", max_length=500)


class Milestone(Record, MilestoneFields, table=True):
    """One fixed point of a build-out."""

    ROOT = "case_id"
    CHANGED = Changed.BUILDOUT

    case_id: UUID = Field(foreign_key="case.id", index=True)

"""Days by which something has to be done, with the clause that says so."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from db.base import Record, word
from db.words import Changed, DeadlineKind


class DeadlineFields(SQLModel):
    """One last day; `verified` is false where the clause was not seen in an official text."""

    kind: DeadlineKind = word(DeadlineKind)
    due: date
    clause: str = Field(default="", max_length=300)
    source: str = Field(default="", max_length=300)
    verified: bool = True
    note: str = Field(default="", max_length=300)


class Deadline(Record, DeadlineFields, table=True):
    """One deadline of a case; open until `done_on`."""

    ROOT = "case_id"
    CHANGED = Changed.DEADLINES

    case_id: UUID = Field(foreign_key="case.id")
    done_on: date | None = None
    about_id: UUID | None = None  # the milestone, visit or ticket that the day belongs to

    __table_args__ = (
        # `deleted` stands late: first, SQLite would use the index for every query.
        Index("ix_deadline_case", "case_id", "done_on", "deleted", "due"),
        Index("ix_deadline_open", "done_on", "due", "case_id", "deleted"),
    )

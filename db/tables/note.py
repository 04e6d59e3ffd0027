"""Notes that staff write down about a case or a company."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from sqlmodel import Field

from db.base import Merging, Record
from db.words import Changed


class Note(Record, table=True):
    """One note."""

    ROOT = "case_id"
    CHANGED = Changed.NOTES
    MERGING: ClassVar[dict[str, Merging]] = {"text": Merging.PROPOSAL}

    case_id: UUID | None = Field(default=None, foreign_key="case.id", index=True)
    company_id: UUID | None = Field(default=None, foreign_key="company.id", index=True)
    text: str = Field(max_length=8000, min_length=1)
    by: UUID | None = Field(default=None, foreign_key="staff.id")

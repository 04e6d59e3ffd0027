"""Who looked at what must be accounted for: personal data, slates, attachments, exports."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from db.base import Record, now, word
from db.words import AccessKind, Changed


class AccessEntry(Record, table=True):
    """One person looked at one thing, noted once a day; nobody edits or removes it.

    `tbl` and `row` name what was looked at, `why` what the person said, where asked.
    """

    ROOT = "case_id"
    CHANGED = Changed.ACCESS

    case_id: UUID | None = Field(default=None, foreign_key="case.id", index=True)
    kind: AccessKind = word(AccessKind)
    by: UUID | None = Field(default=None, foreign_key="staff.id")
    at: datetime = Field(default_factory=now)
    tbl: str = Field(max_length=40)
    row: UUID | None = Field(default=None, index=True)
    why: str = Field(default="", max_length=300)

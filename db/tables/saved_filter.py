"""Searches that somebody keeps."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Field

from db.base import Record
from db.words import Changed


class SavedFilter(Record, table=True):
    """One named search of one list."""

    CHANGED = Changed.FILTERS

    page: str = Field(max_length=40)
    name: str = Field(max_length=80, min_length=1)
    query: str = Field(max_length=1000)
    owner_id: UUID | None = Field(default=None, foreign_key="staff.id")

"""Programmes and the announcements that open them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlmodel import Field, SQLModel

from db.base import Record
from db.words import Changed


class Programme(Record, table=True):
    """One support programme over the years, such as 대·중소 상생형."""

    CHANGED = Changed.PROGRAMMES

    code: str = Field(max_length=40)
    name: str = Field(max_length=200)


class AnnouncementFields(SQLModel):
    """One call (세부공고)."""

    title: str = Field(max_length=200, min_length=1)
    year: int = Field(ge=2014, le=2100)
    opens: date | None = None
    closes: date | None = None
    pack: str = Field(default="", max_length=60)
    pack_version: str = Field(default="", max_length=20)


class Announcement(Record, AnnouncementFields, table=True):
    """A call and the pack of rules that it stands on."""

    CHANGED = Changed.PROGRAMMES

    programme_id: UUID = Field(foreign_key="programme.id", index=True)

"""The people of a center who use the program."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from db.base import Record, word
from db.words import Changed, Role


class StaffFields(SQLModel):
    """What is typed in about a member of staff."""

    name: str = Field(max_length=60, min_length=1)
    role: Role = word(Role, Role.STAFF)
    title: str = Field(default="", max_length=60)
    phone: str = Field(default="", max_length=40)
    email: str = Field(default="", max_length=120)
    active: bool = True


class Staff(Record, StaffFields, table=True):
    """One person in charge (담당자)."""

    CHANGED = Changed.STAFF

"""People to talk to at companies, large firms and suppliers."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Field, SQLModel

from db.base import Record
from db.words import Changed


class ContactFields(SQLModel):
    """What is known about a contact; personal data, so never in a log."""

    name: str = Field(default="", max_length=60)
    department: str = Field(default="", max_length=80)
    title: str = Field(default="", max_length=60)
    phone: str = Field(default="", max_length=40)
    mobile: str = Field(default="", max_length=40)
    email: str = Field(default="", max_length=120)
    main: bool = False


class Contact(Record, ContactFields, table=True):
    """One person of one organisation."""

    CHANGED = Changed.COMPANIES

    company_id: UUID | None = Field(default=None, foreign_key="company.id", index=True)
    partner_id: UUID | None = Field(default=None, foreign_key="partner.id")
    supplier_id: UUID | None = Field(default=None, foreign_key="supplier.id")

"""Files that belong to a case or company; the bytes lie beside the database by their digest."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field

from db.base import Record
from db.words import Changed


class Attachment(Record, table=True):
    """One file; two rows with the same bytes share them."""

    ROOT = "case_id"
    CHANGED = Changed.DOCUMENTS

    case_id: UUID | None = Field(default=None, foreign_key="case.id", index=True)
    company_id: UUID | None = Field(default=None, foreign_key="company.id", index=True)
    name: str = Field(max_length=255)
    media_type: str = Field(default="", max_length=100)
    size: int = Field(sa_type=BigInteger, ge=0)
    sha256: str = Field(max_length=64)
    note: str = Field(default="", max_length=300)

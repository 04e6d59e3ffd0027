"""The register of documents that were made."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field

from db.base import Record, now, word
from db.words import Changed, DocumentKind


class Document(Record, table=True):
    """One document as it was issued: template, values and file by their digests."""

    ROOT = "case_id"
    CHANGED = Changed.DOCUMENTS

    case_id: UUID = Field(foreign_key="case.id", index=True)
    kind: DocumentKind = word(DocumentKind)
    number: str = Field(max_length=60)
    title: str = Field(max_length=200)
    template_version: str = Field(max_length=40)
    template_sha256: str = Field(max_length=64)
    file_name: str = Field(max_length=255)
    file_sha256: str = Field(max_length=64)
    values: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    made_by: UUID | None = Field(default=None, foreign_key="staff.id")
    made_at: datetime = Field(default_factory=now)

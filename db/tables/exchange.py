"""What is remembered about imported sheets: the mapping per sender, the run."""

from __future__ import annotations

from sqlalchemy import JSON
from sqlmodel import Field

from db.base import Record, word
from db.words import Changed, ImportKind


class ImportMapping(Record, table=True):
    """Which column of a sender's sheet means what."""

    CHANGED = Changed.FILTERS

    kind: ImportKind = word(ImportKind)
    sender: str = Field(max_length=120)
    header_key: str = Field(max_length=64)  # digest of the header words
    columns: dict[str, str] = Field(default_factory=dict, sa_type=JSON)  # header: field code


class ImportRun(Record, table=True):
    """One sheet that was taken in."""

    CHANGED = Changed.COMPANIES

    kind: ImportKind = word(ImportKind)
    file_name: str = Field(max_length=255)
    file_sha256: str = Field(max_length=64)
    sender: str = Field(default="", max_length=120)
    rows_read: int = 0
    rows_applied: int = 0
    rows_refused: int = 0

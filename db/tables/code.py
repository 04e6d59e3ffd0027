"""Code lists: KSIC, regions, centres, complexes, solutions (domain 9)."""

from __future__ import annotations

from sqlmodel import Field

from db.base import Record, word
from db.words import Changed, CodeKind


class Code(Record, table=True):
    """One entry of a code list; `revision` tells KSIC 10 from 11, or the year of a list."""

    CHANGED = Changed.CODES

    kind: CodeKind = word(CodeKind, index=True)
    code: str = Field(max_length=32)
    name: str = Field(max_length=200)
    parent: str = Field(default="", max_length=32)
    revision: str = Field(default="", max_length=16)

"""Companies that build the systems (공급기업)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlmodel import Field, SQLModel

from db.base import Merging, Record, word
from db.words import Changed, OperatingState


class SupplierFields(SQLModel):
    """What is known about a supplier."""

    name: str = Field(max_length=200, min_length=1)
    brn: str = Field(default="", max_length=10)
    solutions: str = Field(default="", max_length=300)  # codes of CodeKind.SOLUTION
    sido: str = Field(default="", max_length=2)
    phone: str = Field(default="", max_length=40)
    operating_state: OperatingState = word(OperatingState, OperatingState.OPERATING)
    operating_state_on: date | None = None


class Supplier(Record, SupplierFields, table=True):
    """One supplier."""

    CHANGED = Changed.SUPPLIERS
    MERGING: ClassVar[dict[str, Merging]] = {
        "name_key": Merging.FOLLOWS,
        "solutions": Merging.ALL_WORDS,
    }

    name_key: str = Field(default="", max_length=200)
    synthetic: bool = False

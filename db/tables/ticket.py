"""Tickets: what does not work at a factory and who mends it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlmodel import Field, SQLModel

from db.base import Merging, Record, word
from db.words import Changed, TicketKind, TicketState


class TicketFields(SQLModel):
    """What is written down when a company calls (D31)."""

    kind: TicketKind = word(TicketKind, TicketKind.REPAIR)
    title: str = Field(max_length=200, min_length=1)
    description: str = Field(default="", max_length=4000)
    opened_on: date
    answer_by: date | None = None
    cause: str = Field(default="", max_length=500)
    resolution: str = Field(default="", max_length=2000)
    closed_on: date | None = None
    supplier_id: UUID | None = Field(default=None, foreign_key="supplier.id")


class Ticket(Record, TicketFields, table=True):
    """One request for help."""

    ROOT = "case_id"
    CHANGED = Changed.AFTERCARE
    MERGING: ClassVar[dict[str, Merging]] = {
        "description": Merging.PROPOSAL,
        "resolution": Merging.PROPOSAL,
    }

    case_id: UUID = Field(foreign_key="case.id", index=True)
    state: TicketState = word(TicketState, TicketState.OPEN)

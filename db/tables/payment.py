"""Payments of grant money."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from db.base import Record, won, word
from db.words import Changed, FundingSource, PaymentKind, PaymentState


class PaymentFields(SQLModel):
    """What staff type in about a payment (D17)."""

    kind: PaymentKind = word(PaymentKind)
    source: FundingSource = word(FundingSource)
    amount: int = won(ge=0)
    requested_on: date | None = None
    paid_on: date | None = None
    operating_checked_on: date | None = None  # 휴폐업조회 before paying (domain 1.3)
    note: str = Field(default="", max_length=500)


class Payment(Record, PaymentFields, table=True):
    """One payment from one source."""

    ROOT = "case_id"
    CHANGED = Changed.BUILDOUT

    case_id: UUID = Field(foreign_key="case.id", index=True)
    state: PaymentState = word(PaymentState, PaymentState.WAITING)

    __table_args__ = (CheckConstraint("amount >= 0", name="amount"),)

"""Agreements (협약): the project period, the amounts, who has signed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from db.base import Record, won, word
from db.words import AgreementState, Changed


class AgreementFields(SQLModel):
    """What staff type in about an agreement."""

    number: str = Field(default="", max_length=60)
    signed_on: date | None = None
    build_start: date | None = None
    build_end: date | None = None
    bond_number: str = Field(default="", max_length=60)  # 이행보증증권
    bond_amount: int = won(ge=0)
    bond_expires: date | None = None


class Agreement(Record, AgreementFields, table=True):
    """One agreement; `care_end` is the build end and six months of intensive A/S (domain 0.4)."""

    ROOT = "case_id"
    CHANGED = Changed.BUILDOUT

    case_id: UUID = Field(foreign_key="case.id", index=True)
    state: AgreementState = word(AgreementState, AgreementState.PAPERS)
    care_end: date | None = None
    total_cost: int = won()
    extension_months: int = 0  # at most 3, once (domain 2.5, D15)

    __table_args__ = (CheckConstraint("total_cost >= 0 AND bond_amount >= 0", name="amounts"),)

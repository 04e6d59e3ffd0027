"""Large firms and public bodies that co-invest (주관기관), and their pools."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from db.base import Merging, Record, won
from db.words import Changed


class PartnerFields(SQLModel):
    """What is known about a large firm."""

    name: str = Field(max_length=200, min_length=1)
    brn: str = Field(default="", max_length=10)
    industries: str = Field(default="", max_length=200)  # KSIC divisions wanted, comma separated
    regions: str = Field(default="", max_length=200)  # 시도 codes wanted, comma separated
    note: str = Field(default="", max_length=1000)


class Partner(Record, PartnerFields, table=True):
    """One large firm or public body."""

    CHANGED = Changed.PARTNERS
    MERGING: ClassVar[dict[str, Merging]] = {
        "industries": Merging.ALL_WORDS,
        "regions": Merging.ALL_WORDS,
        "note": Merging.PROPOSAL,
    }

    synthetic: bool = False


class PoolFields(SQLModel):
    """The envelope that a large firm agreed with the government for one year (domain 2.1)."""

    year: int = Field(ge=2014, le=2100)
    government_amount: int = won(ge=0)
    partner_amount: int = won(ge=0)
    in_kind_amount: int = won(ge=0)
    operating_fee: int = won(ge=0)
    quota_min: int = Field(default=0, ge=0)
    quota_max: int = Field(default=0, ge=0)


class Pool(Record, PoolFields, table=True):
    """One partner's fund of one year; companies are chosen inside it."""

    CHANGED = Changed.PARTNERS

    partner_id: UUID = Field(foreign_key="partner.id", index=True)

    __table_args__ = (
        CheckConstraint(
            "government_amount >= 0 AND partner_amount >= 0 AND in_kind_amount >= 0",
            name="amounts",
        ),
    )

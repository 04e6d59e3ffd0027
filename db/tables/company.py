"""Companies that apply for support (도입기업)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from db.base import Merging, Record, word
from db.words import Changed, OperatingState, SizeClass


class CompanyFields(SQLModel):
    """What staff know about a company; also the shape in which forms hand it over."""

    name: str = Field(max_length=200, min_length=1)
    brn: str = Field(default="", max_length=10)  # 사업자등록번호, digits only
    crn: str = Field(default="", max_length=13)  # 법인등록번호, digits only
    representative: str = Field(default="", max_length=60)
    ksic: str = Field(default="", max_length=5)
    ksic_revision: str = Field(default="10", max_length=4)
    size_class: SizeClass | None = word(SizeClass, empty=True)
    size_basis_date: date | None = None  # 기업규모 is never computed silently (domain 1.3)
    size_valid_to: date | None = None
    operating_state: OperatingState = word(OperatingState, OperatingState.OPERATING)
    operating_state_on: date | None = None
    founded: date | None = None
    employees: int | None = Field(default=None, ge=0)
    sido: str = Field(default="", max_length=2)
    sigungu: str = Field(default="", max_length=5)
    address: str = Field(default="", max_length=300)
    complex_name: str = Field(default="", max_length=120)
    products: str = Field(default="", max_length=500)
    phone: str = Field(default="", max_length=40)
    email: str = Field(default="", max_length=120)
    homepage: str = Field(default="", max_length=200)


class Company(Record, CompanyFields, table=True):
    """One company over all programmes and years.

    `name_key` and `name_initials` are derived from the name for searching. A number that is
    registered twice never aborts anything: one row stays, the other points to it by `duplicate_of`.
    """

    CHANGED = Changed.COMPANIES
    MERGING: ClassVar[dict[str, Merging]] = {
        "name_key": Merging.FOLLOWS,
        "name_initials": Merging.FOLLOWS,
    }

    name_key: str = Field(default="", max_length=200)
    name_initials: str = Field(default="", max_length=200)
    synthetic: bool = False
    duplicate_of: UUID | None = Field(default=None, foreign_key="company.id")

    __table_args__ = (
        CheckConstraint("employees IS NULL OR employees >= 0", name="employees"),
        Index("ix_company_brn", "brn"),
        # Names are searched and ordered without touching the table.
        Index("ix_company_names", "name_key", "name_initials", "brn", "deleted", "id"),
    )

"""Factories and other workplaces of a company (사업장)."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Field, SQLModel

from db.base import Record
from db.words import Changed


class SiteFields(SQLModel):
    """What staff know about a workplace; each one applies by itself."""

    name: str = Field(default="", max_length=200)
    sub_number: str = Field(default="", max_length=4)  # 종사업장번호
    factory_number: str = Field(default="", max_length=30)  # 공장관리번호
    ksic: str = Field(default="", max_length=5)
    sido: str = Field(default="", max_length=2)
    sigungu: str = Field(default="", max_length=5)
    address: str = Field(default="", max_length=300)
    complex_name: str = Field(default="", max_length=120)
    phone: str = Field(default="", max_length=40)
    employees: int | None = Field(default=None, ge=0)
    products: str = Field(default="", max_length=500)


class Site(Record, SiteFields, table=True):
    """One workplace; a company has one or more."""

    CHANGED = Changed.COMPANIES

    company_id: UUID = Field(foreign_key="company.id", index=True)

"""Applications: what a company asks for, the papers it hands in, the eligibility review."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, SQLModel

from db.base import Merging, Record, won, word
from db.words import Changed, EligibilityState, PaperState, SystemLevel


class ApplicationFields(SQLModel):
    """What staff type in (D01, domain 2.5); also the shape in which a form hands it over."""

    project_title: str = Field(default="", max_length=300)
    received_on: date | None = None
    total_cost: int = won(ge=0)  # without VAT
    requested_amount: int = won(ge=0)  # public money asked for, cut to 1,000 won (domain 0.7)
    current_level: SystemLevel | None = word(SystemLevel, empty=True)
    target_level: SystemLevel | None = word(SystemLevel, empty=True)
    solutions: str = Field(default="", max_length=300)
    existing_systems: str = Field(default="", max_length=300)
    summary: str = Field(default="", max_length=4000)
    wanted_visit_on: date | None = None
    coordinator_wanted: bool | None = None
    sales: int | None = won(None)  # last closed year
    exports: int | None = won(None)
    operating_margin: float | None = None  # percent
    debt_ratio: float | None = None  # percent
    equity: int | None = won(None)  # can be negative
    workers: int | None = Field(default=None, ge=0)
    tax_arrears: bool | None = None  # None: not known, the certificate is missing
    credit_default: bool | None = None
    sanctioned: bool | None = None  # 참여제한; a last day in `sanctioned_until` outweighs it
    sanctioned_until: date | None = None
    excluded_industry: bool | None = None  # asked for where the KSIC code leaves it open
    restart_fund: bool | None = None  # 재창업자금, an exception for arrears
    target_exceeded: bool | None = None  # 목표초과달성, an exception for the same level
    previous_supports: int | None = Field(default=None, ge=0)
    double_funding: bool | None = None
    root_industry: bool | None = None
    crisis_region: bool | None = None
    disabled_owned: bool | None = None


class Application(Record, ApplicationFields, table=True):
    """One application; a case has exactly one."""

    ROOT = "case_id"
    CHANGED = Changed.APPLICATIONS
    MERGING: ClassVar[dict[str, Merging]] = {
        "solutions": Merging.ALL_WORDS,
        "summary": Merging.PROPOSAL,
    }

    case_id: UUID = Field(foreign_key="case.id", index=True)

    __table_args__ = (CheckConstraint("total_cost >= 0 AND requested_amount >= 0", name="amounts"),)


class Paper(Record, table=True):
    """One required paper of a case and whether it is there."""

    ROOT = "case_id"
    CHANGED = Changed.APPLICATIONS

    case_id: UUID = Field(foreign_key="case.id", index=True)
    code: str = Field(max_length=60)  # code of the paper in the pack
    state: PaperState = word(PaperState, PaperState.MISSING)
    issued_on: date | None = None
    valid_to: date | None = None
    attachment_id: UUID | None = Field(default=None, foreign_key="attachment.id")
    note: str = Field(default="", max_length=500)


class ApplicationAnswer(Record, table=True):
    """One answer of a form, where no column of ours holds it; a case has at most one per field.

    Its id follows from case, form and field, so that two computers which answer the same field
    write the same row. `value` is text as `services/applications/answer_values.py` writes it,
    empty where the answer was taken away.
    """

    ROOT = "case_id"
    CHANGED = Changed.APPLICATIONS

    case_id: UUID = Field(foreign_key="case.id", index=True)
    form_code: str = Field(max_length=60)
    field_code: str = Field(max_length=60)
    value: str = Field(default="", sa_type=Text)


class EligibilityReview(Record, table=True):
    """A person's decision on the findings (요건검토)."""

    ROOT = "case_id"
    CHANGED = Changed.APPLICATIONS

    case_id: UUID = Field(foreign_key="case.id", index=True)
    state: EligibilityState = word(EligibilityState, EligibilityState.IN_REVIEW)
    decided_on: date | None = None
    decided_by: UUID | None = Field(default=None, foreign_key="staff.id")
    opinion: str = Field(default="", max_length=2000)

"""Reads everything that the page of one company shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.tables import Announcement, Case, Company, FundingLine, Match, Partner, Site
from db.tables.company import CompanyFields
from db.words import FundingSource, MatchState
from desktop.services import rows
from desktop.services.companies.contacts import ContactRow, list_contacts
from desktop.services.companies.numbers import crn_is_valid
from desktop.services.companies.register import Candidate, possible_duplicates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlmodel import Session

    from db.words import CaseState, Stage

_PUBLIC = (FundingSource.NATIONAL, FundingSource.PROVINCE, FundingSource.CITY)


@dataclass(frozen=True)
class SiteRow:
    """One workplace of a company."""

    id: UUID
    name: str
    sub_number: str
    factory_number: str
    ksic: str
    sido: str
    sigungu: str
    address: str
    complex_name: str
    phone: str
    employees: int | None
    products: str


@dataclass(frozen=True)
class CompanyCase:
    """One case of a company; `public_money` is what the confirmed match asks of the state, won."""

    id: UUID
    number: str
    title: str
    stage: Stage
    state: CaseState
    announcement: str | None
    partner: str | None
    total_cost: int
    public_money: int


@dataclass(frozen=True)
class CompanyDetail:
    """A company with what belongs to it.

    values: to show and to hand back as `expected`. duplicates: rows that may be the same company.
    crn_is_odd: the 법인등록번호 fails its check digit, which is only ever a warning (domain 9.5).
    """

    id: UUID
    name: str
    values: Mapping[str, Any]
    version: int
    synthetic: bool
    sites: tuple[SiteRow, ...]
    contacts: tuple[ContactRow, ...]
    cases: tuple[CompanyCase, ...]
    duplicates: tuple[Candidate, ...]
    crn_is_odd: bool

    @property
    def public_money(self) -> int:
        """Return the won of the state in all confirmed matches of the company."""
        return sum(case.public_money for case in self.cases)


def company_detail(session: Session, company_id: UUID) -> CompanyDetail:
    """Return a company with its workplaces, contacts, cases and possible doubles."""
    company = rows.find(session, Company, company_id)
    values = rows.values_of(company, CompanyFields)
    sites = session.exec(select(Site).where(Site.company_id == company_id).order_by(col(Site.id)))
    return rows.shown(
        CompanyDetail,
        company,
        values=values,
        sites=tuple(rows.shown(SiteRow, site) for site in sites),
        contacts=tuple(list_contacts(session, company_id=company_id)),
        cases=tuple(_cases(session, company_id)),
        duplicates=tuple(possible_duplicates(session, values, besides=company_id)),
        crn_is_odd=bool(company.crn) and not crn_is_valid(company.crn),
    )


def _cases(session: Session, company_id: UUID) -> list[CompanyCase]:
    """Return the cases, the newest first."""
    found = session.exec(
        select(Case).where(Case.company_id == company_id).order_by(col(Case.id).desc())
    ).all()
    money = _public_money(session, [case.id for case in found])
    return [
        rows.shown(
            CompanyCase,
            case,
            announcement=_read(session, Announcement, case.announcement_id, "title"),
            partner=_read(session, Partner, case.partner_id, "name"),
            public_money=money.get(case.id, 0),
        )
        for case in found
    ]


def _public_money(session: Session, cases: list[UUID]) -> dict[UUID, int]:
    lines = session.exec(
        select(FundingLine)
        .join(Match, col(Match.id) == col(FundingLine.match_id))
        .where(
            col(FundingLine.case_id).in_(cases),
            col(FundingLine.source).in_(_PUBLIC),
            Match.state == MatchState.CONFIRMED,
        )
    )
    sums: dict[UUID, int] = {}
    for line in lines:
        sums[line.case_id] = sums.get(line.case_id, 0) + line.amount
    return sums


def _read(session: Session, table: Any, row_id: UUID | None, field: str) -> str | None:
    row = session.get(table, row_id) if row_id is not None else None
    return str(getattr(row, field)) if row is not None else None

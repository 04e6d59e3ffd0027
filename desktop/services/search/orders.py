"""Says in which order cases and companies stand; what is empty stands last, both ways round."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import case as when
from sqlalchemy import extract, func, select

from db.words import CaseState, OperatingState, SizeClass, Stage
from desktop.services.search.asking import case, company, live, site, table

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy import ColumnElement, Table


class CaseSort(StrEnum):
    """What cases can be put in order by."""

    DUE = "due"
    NUMBER = "number"
    TITLE = "title"
    COMPANY = "company"
    STAGE = "stage"
    STATE = "state"
    REGION = "region"
    KSIC = "ksic"
    TRACK = "track"
    PARTNER = "partner"
    SUPPLIER = "supplier"
    OWNER = "owner"
    COST = "cost"
    YEAR = "year"
    OPENED = "opened"


class CompanySort(StrEnum):
    """What companies can be put in order by."""

    NAME = "name"
    NUMBER = "number"
    REGION = "region"
    KSIC = "ksic"
    SIZE = "size"
    EMPLOYEES = "employees"
    CASES = "cases"
    STAGE = "stage"
    COMPLEX = "complex"
    OPERATING = "operating"
    OPENED = "opened"


def of_site(name: str) -> ColumnElement[str]:
    """Return a column of the case's site where it says something, else of the company.

    Both have to be joined. A site says where it lies by its province and all below it.
    """
    said = site.c["sido" if name == "sigungu" else name]
    return when((said != "", site.c[name]), else_=company.c[name])


def case_order(sort: CaseSort, *, descending: bool) -> list[ColumnElement[Any]]:
    """Return what to order cases by; equal ones stand by number."""
    return [*_directed(_of_case(sort), descending=descending), case.c.number, case.c.id]


def company_order(sort: CompanySort, *, descending: bool) -> list[ColumnElement[Any]]:
    """Return what to order companies by; equal ones stand by name."""
    return [*_directed(_of_company(sort), descending=descending), company.c.name_key, company.c.id]


def _directed(value: ColumnElement[Any], *, descending: bool) -> list[ColumnElement[Any]]:
    return [value.desc().nulls_last() if descending else value.asc().nulls_last()]


def next_due() -> ColumnElement[date | None]:
    """Return the next open day of the case of the row, None where there is none."""
    deadline = table("deadline")
    return (
        select(func.min(deadline.c.due))
        .where(live(deadline), deadline.c.done_on.is_(None), deadline.c.case_id == case.c.id)
        .correlate(case)
        .scalar_subquery()
    )


def case_count() -> ColumnElement[int]:
    """Return how many cases the company of the row has."""
    return (
        select(func.count())
        .where(live(case), case.c.company_id == company.c.id)
        .correlate(company)
        .scalar_subquery()
    )


def current_case(column: str) -> ColumnElement[Any]:
    """Return a column of the company's case that matters now: the newest open one, else the newest.

    Keys grow with time, so the greatest one is the newest.
    """
    alone = case.alias()
    return (
        select(alone.c[column])
        .where(live(alone), alone.c.company_id == company.c.id)
        .order_by((alone.c.state == CaseState.OPEN).desc(), alone.c.id.desc())
        .limit(1)
        .correlate(company)
        .scalar_subquery()
    )


def _of_case(sort: CaseSort) -> ColumnElement[Any]:
    orders: dict[CaseSort, Callable[[], ColumnElement[Any]]] = {
        CaseSort.DUE: next_due,
        CaseSort.NUMBER: lambda: case.c.number,
        CaseSort.TITLE: lambda: _filled(case.c.title),
        CaseSort.COMPANY: lambda: _of(company, "name_key", case.c.company_id),
        CaseSort.STAGE: lambda: _placed(case.c.stage, Stage),
        CaseSort.STATE: lambda: _placed(case.c.state, CaseState),
        CaseSort.REGION: lambda: _where("sigungu"),
        CaseSort.KSIC: lambda: _where("ksic"),
        CaseSort.TRACK: lambda: _filled(case.c.track),
        CaseSort.PARTNER: lambda: _of(table("partner"), "name", case.c.partner_id),
        CaseSort.SUPPLIER: lambda: _of(table("supplier"), "name", case.c.supplier_id),
        CaseSort.OWNER: lambda: _of(table("staff"), "name", case.c.owner_id),
        CaseSort.COST: lambda: case.c.total_cost,
        CaseSort.YEAR: lambda: func.coalesce(
            _of(table("announcement"), "year", case.c.announcement_id),
            extract("year", case.c.created_at),
        ),
        CaseSort.OPENED: lambda: case.c.created_at,
    }
    return orders[sort]()


def _of_company(sort: CompanySort) -> ColumnElement[Any]:
    orders: dict[CompanySort, Callable[[], ColumnElement[Any]]] = {
        CompanySort.NAME: lambda: company.c.name_key,
        CompanySort.NUMBER: lambda: _filled(company.c.brn),
        CompanySort.REGION: lambda: _filled(company.c.sigungu),
        CompanySort.KSIC: lambda: _filled(company.c.ksic),
        CompanySort.SIZE: lambda: _placed(company.c.size_class, SizeClass),
        CompanySort.EMPLOYEES: lambda: company.c.employees,
        CompanySort.CASES: case_count,
        CompanySort.STAGE: lambda: _placed(current_case("stage"), Stage),
        CompanySort.COMPLEX: lambda: _filled(company.c.complex_name),
        CompanySort.OPERATING: lambda: _placed(company.c.operating_state, OperatingState),
        CompanySort.OPENED: lambda: company.c.created_at,
    }
    return orders[sort]()


def _filled(text: ColumnElement[str]) -> ColumnElement[str | None]:
    return func.nullif(text, "")


def _of(other: Table, column: str, key: ColumnElement[Any]) -> ColumnElement[Any]:
    return select(other.c[column]).where(other.c.id == key).correlate(case).scalar_subquery()


def _where(column: str) -> ColumnElement[Any]:
    """Return a column of the case's site, else of its company."""
    place = (
        select(of_site(column))
        .select_from(company)
        .outerjoin(site, site.c.id == case.c.site_id)
        .where(company.c.id == case.c.company_id)
        .correlate(case)
        .scalar_subquery()
    )
    return _filled(place)


def _placed(value: ColumnElement[Any], members: type[StrEnum]) -> ColumnElement[int]:
    """Return the place of a word in its list, so that stages stand as they follow each other."""
    return when({member: place for place, member in enumerate(members)}, value=value)

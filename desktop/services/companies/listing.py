"""Finds companies by a query and shows them as lines: keys for all of them, lines for a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, select

from db.words import CaseState
from desktop.services import codes
from desktop.services.search.asking import Asking, case, company, key_of, live
from desktop.services.search.conditions import for_companies
from desktop.services.search.found import Found, Ids
from desktop.services.search.orders import CompanySort, company_order
from desktop.services.search.query import Query, parse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

    from db.words import OperatingState, SizeClass, Stage

__all__ = ["CompanyRow", "CompanySort", "Found", "find", "rows"]

MOST_ROWS = 500  # a page

_OWN = (
    "id", "name", "brn", "representative", "sido", "sigungu", "ksic", "size_class", "employees",
    "complex_name", "operating_state", "operating_state_on", "phone", "duplicate_of", "version",
)  # fmt: skip


@dataclass(frozen=True)
class CompanyRow:
    """One line of the company list, ready to show.

    `stage` and `state` are those of the case that matters now: the newest open one, else the
    newest; None without cases.
    """

    id: UUID
    name: str
    brn: str
    representative: str
    sido: str
    sigungu: str
    region: str
    ksic: str
    ksic_name: str
    size_class: SizeClass | None
    employees: int | None
    complex_name: str
    operating_state: OperatingState
    operating_state_on: date | None
    phone: str
    duplicate_of: UUID | None
    cases: int
    case_id: UUID | None
    stage: Stage | None
    state: CaseState | None
    version: int


@dataclass(frozen=True)
class _Cases:
    """What the cases of a company come to."""

    count: int = 0
    id: UUID | None = None
    stage: Stage | None = None
    state: CaseState | None = None


def find(
    session: Session,
    query: Query | str = "",
    *,
    today: date,
    me: UUID | None = None,
    sort: CompanySort = CompanySort.NAME,
    descending: bool = False,
) -> Found:
    """Return the keys of the companies that a query finds, in order.

    What is empty stands last in both directions; companies that are equal stand by name.
    """
    asking = Asking(session, parse(query) if isinstance(query, str) else query, today, me)
    statement = select(key_of(company)).where(live(company), *for_companies(asking))
    statement = statement.order_by(*company_order(sort, descending=descending))
    ids = Ids(session.execute(statement).scalars().all())
    return Found(ids, len(ids), (*asking.query.findings, *asking.findings))


def rows(session: Session, ids: Sequence[UUID]) -> list[CompanyRow]:
    """Return the lines of a page of at most MOST_ROWS companies, in the order of `ids`.

    A company that was deleted meanwhile is left out.
    """
    wanted = list(ids[:MOST_ROWS])
    statement = select(*(company.c[name] for name in _OWN)).where(
        live(company), company.c.id.in_(wanted)
    )
    found = {row.id: row for row in session.execute(statement)}
    cases = _cases_of(session, wanted)
    industries = codes.ksic_names(session, {row.ksic for row in found.values()})
    return [
        _line(found[key], cases.get(key, _Cases()), industries) for key in wanted if key in found
    ]


def _cases_of(session: Session, ids: Sequence[UUID]) -> dict[UUID, _Cases]:
    """Return what the cases of each company that has some come to."""
    statement = (
        select(case.c.company_id, case.c.id, case.c.stage, case.c.state)
        .where(live(case), case.c.company_id.in_(ids))
        .order_by(case.c.company_id, (case.c.state == CaseState.OPEN).desc(), case.c.id.desc())
    )
    known: dict[UUID, _Cases] = {}
    for company_id, key, stage, state in session.execute(statement):
        first = known.get(company_id, _Cases(0, key, stage, state))
        known[company_id] = _Cases(first.count + 1, first.id, first.stage, first.state)
    return known


def _line(row: Row[Any], cases: _Cases, industries: dict[str, str]) -> CompanyRow:
    return CompanyRow(
        **row._asdict(),
        region=codes.region_name(row.sido, row.sigungu),
        ksic_name=industries.get(row.ksic, ""),
        cases=cases.count,
        case_id=cases.id,
        stage=cases.stage,
        state=cases.state,
    )

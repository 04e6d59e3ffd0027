"""Finds cases by a query and shows them as lines: keys for all of them, lines for a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Row, Select, extract, func, select

from desktop.services import codes
from desktop.services.search.asking import Asking, case, company, key_of, live, site, table
from desktop.services.search.conditions import for_cases
from desktop.services.search.found import Found, Ids
from desktop.services.search.orders import CaseSort, case_order, of_site
from desktop.services.search.query import Query, parse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlmodel import Session

    from db.words import CaseState, DeadlineKind, OperatingState, Stage

__all__ = ["CaseRow", "CaseSort", "Found", "find", "rows"]

MOST_ROWS = 500  # a page; SQLite takes many more keys, but nobody looks at them at once


@dataclass(frozen=True)
class CaseRow:
    """One line of the case list, ready to show; `due` is the next open day, None if there is none.

    Region and industry are those of the case's site, where it says so, else the company's.
    """

    id: UUID
    number: str
    title: str
    company_id: UUID
    company: str
    brn: str
    operating_state: OperatingState
    stage: Stage
    state: CaseState
    track: str
    sido: str
    sigungu: str
    region: str
    ksic: str
    ksic_name: str
    partner_id: UUID | None
    partner: str
    supplier_id: UUID | None
    supplier: str
    owner_id: UUID | None
    owner: str
    announcement: str
    year: int
    total_cost: int
    due: date | None
    due_kind: DeadlineKind | None
    due_clause: str
    due_source: str
    due_verified: bool
    open_deadlines: int
    opened: datetime
    version: int


_OWN = (
    "id", "number", "title", "company_id", "stage", "state", "track", "partner_id", "supplier_id",
    "owner_id", "total_cost", "version",
)  # fmt: skip


class _Next(NamedTuple):
    """The next open day of a case and how many there are."""

    due: date | None = None
    kind: DeadlineKind | None = None
    clause: str = ""
    source: str = ""
    verified: bool = True
    number: int = 0


def find(
    session: Session,
    query: Query | str = "",
    *,
    today: date,
    me: UUID | None = None,
    sort: CaseSort = CaseSort.DUE,
    descending: bool = False,
) -> Found:
    """Return the keys of the cases that a query finds, in order.

    What is empty stands last in both directions; cases that are equal stand by number.
    """
    asking = Asking(session, parse(query) if isinstance(query, str) else query, today, me)
    statement = select(key_of(case)).where(live(case), *for_cases(asking))
    statement = statement.order_by(*case_order(sort, descending=descending))
    ids = Ids(session.execute(statement).scalars().all())
    return Found(ids, len(ids), (*asking.query.findings, *asking.findings))


def rows(session: Session, ids: Sequence[UUID]) -> list[CaseRow]:
    """Return the lines of a page of at most MOST_ROWS cases, in the order of `ids`.

    A case that was deleted meanwhile is left out.
    """
    wanted = list(ids[:MOST_ROWS])
    found = {row.id: row for row in session.execute(_lines().where(case.c.id.in_(wanted)))}
    due = _next_days(session, wanted)
    industries = codes.ksic_names(session, {row.ksic for row in found.values()})
    return [_line(found[key], due.get(key, _Next()), industries) for key in wanted if key in found]


def _lines() -> Select[Any]:
    partner, supplier, staff = table("partner"), table("supplier"), table("staff")
    call = table("announcement")
    return (
        select(
            *(case.c[name] for name in _OWN),
            case.c.created_at.label("opened"),
            company.c.name.label("company"),
            company.c.brn,
            company.c.operating_state,
            *(of_site(name).label(name) for name in ("sido", "sigungu", "ksic")),
            func.coalesce(partner.c.name, "").label("partner"),
            func.coalesce(supplier.c.name, "").label("supplier"),
            func.coalesce(staff.c.name, "").label("owner"),
            func.coalesce(call.c.title, "").label("announcement"),
            func.coalesce(call.c.year, extract("year", case.c.created_at)).label("year"),
        )
        .join_from(case, company, company.c.id == case.c.company_id)
        .outerjoin(site, site.c.id == case.c.site_id)
        .outerjoin(partner, partner.c.id == case.c.partner_id)
        .outerjoin(supplier, supplier.c.id == case.c.supplier_id)
        .outerjoin(staff, staff.c.id == case.c.owner_id)
        .outerjoin(call, call.c.id == case.c.announcement_id)
        .where(live(case))
    )


def _next_days(session: Session, ids: Sequence[UUID]) -> dict[UUID, _Next]:
    """Return the next open day of each case that has one."""
    deadline = table("deadline")
    statement = (
        select(
            deadline.c.case_id,
            deadline.c.due,
            deadline.c.kind,
            deadline.c.clause,
            deadline.c.source,
            deadline.c.verified,
        )
        .where(live(deadline), deadline.c.done_on.is_(None), deadline.c.case_id.in_(ids))
        .order_by(deadline.c.case_id, deadline.c.due, deadline.c.id)
    )
    nearest: dict[UUID, _Next] = {}
    for case_id, *day in session.execute(statement):
        first = nearest.get(case_id) or _Next(*day)
        nearest[case_id] = first._replace(number=first.number + 1)
    return nearest


def _line(row: Row[Any], due: _Next, industries: dict[str, str]) -> CaseRow:
    return CaseRow(
        **row._asdict(),
        region=codes.region_name(row.sido, row.sigungu),
        ksic_name=industries.get(row.ksic, ""),
        due=due.due,
        due_kind=due.kind,
        due_clause=due.clause,
        due_source=due.source,
        due_verified=due.verified,
        open_deadlines=due.number,
    )

"""What came out of the build-outs: whether they ended in time, and what became of the KPIs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from db.words import KpiBasis
from desktop.services.reports.frames import conditions
from desktop.services.reports.indicators import (
    Improvement,
    Measured,
    Spread,
    improvement_of,
    spread,
)
from desktop.services.search.asking import case, live, table
from desktop.services.search.build_ends import built_by
from desktop.services.search.spoken import join, say
from desktop.services.search.words import BuildEnd, Field

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Row
    from sqlmodel import Session


@dataclass(frozen=True)
class KpiReportRow:
    """What became of one indicator, by how its values became known; the three are never mixed.

    `cases` have the indicator at all. `basis` is None for an indicator without any value.
    """

    code: str
    name: str
    basis: KpiBasis | None
    cases: int
    outcome: Improvement
    query: str


@dataclass(frozen=True)
class BuildEndRow:
    """How many build-outs stand so; `days_late` says how late the late ones are."""

    state: BuildEnd
    cases: int
    days_late: Spread
    query: str


def build_ends(
    session: Session, query: str = "", *, today: date, me: UUID | None = None
) -> list[BuildEndRow]:
    """Return how many build-outs ended by their day, how many did not, and how many still run.

    A build-out that should have ended and has not counts as late, up to today.
    """
    planned = built_by()
    statement = (
        select(planned.c.case_id, planned.c.build_end, planned.c.built_on)
        .join(case, case.c.id == planned.c.case_id)
        .where(*conditions(session, query, today, me))
    )
    cases: dict[BuildEnd, set[UUID]] = defaultdict(set)
    delays = []
    for key, build_end, built_on in session.execute(statement):
        late = ((built_on or today) - build_end).days
        if late > 0:
            delays.append(Fraction(late))
        on_road = BuildEnd.ON_TIME if built_on else BuildEnd.RUNNING
        cases[BuildEnd.LATE if late > 0 else on_road].add(key)
    return [
        BuildEndRow(
            state,
            len(cases[state]),
            spread(delays if state is BuildEnd.LATE else []),
            join(query, say(Field.BUILD_END, state)),
        )
        for state in BuildEnd
    ]


def kpis(
    session: Session, query: str = "", *, today: date, me: UUID | None = None
) -> list[KpiReportRow]:
    """Return what became of each indicator, from the latest value of each basis, by code."""
    kpi = table("kpi")
    statement = (
        select(kpi)
        .join(case, case.c.id == kpi.c.case_id)
        .where(live(kpi), *conditions(session, query, today, me))
        .order_by(kpi.c.code, kpi.c.id)
    )
    by_code: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(statement):
        by_code[row.code].append(row)
    latest = _latest_values(session)
    rows: list[KpiReportRow] = []
    for code, listed in by_code.items():
        rows += _rows_of(code, listed, latest, join(query, say(Field.KPI, code, whole=True)))
    return rows


def _rows_of(
    code: str, kpis_: Sequence[Row[Any]], latest: dict[tuple[UUID, KpiBasis], float], query: str
) -> list[KpiReportRow]:
    name, cases = kpis_[-1].name, len({row.case_id for row in kpis_})
    rows = []
    for basis in KpiBasis:
        measured = [
            Measured(row.direction, row.baseline, row.target, latest[row.id, basis])
            for row in kpis_
            if (row.id, basis) in latest
        ]
        if measured:
            rows.append(KpiReportRow(code, name, basis, cases, improvement_of(measured), query))
    return rows or [KpiReportRow(code, name, None, cases, improvement_of([]), query)]


def _latest_values(session: Session) -> dict[tuple[UUID, KpiBasis], float]:
    """Return the value of the latest period of each indicator and basis."""
    value = table("kpi_value")
    statement = (
        select(value.c.kpi_id, value.c.basis, value.c.value)
        .where(live(value))
        .order_by(value.c.period_months, value.c.id)
    )
    return {(kpi_id, basis): after for kpi_id, basis, after in session.execute(statement)}

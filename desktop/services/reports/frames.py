"""Counts and sums over many cases; every row carries the query that finds its cases.

Each report takes a query that narrows it down; the rows' queries contain it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, select

from db.words import CaseState, FundingForm, FundingSource, MatchState, Stage
from desktop.services.cases.board import ON_THE_ROAD
from desktop.services.reports.dimensions import Dimension, Group, column_of, groups_of
from desktop.services.reports.indicators import percent
from desktop.services.search.asking import Asking, Condition, case, company, live, site, table
from desktop.services.search.conditions import for_cases
from desktop.services.search.query import parse
from desktop.services.search.spoken import join, say
from desktop.services.search.words import Field

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal
    from uuid import UUID

    import pandas as pd
    from sqlalchemy import Select
    from sqlmodel import Session

_LOST = (CaseState.WITHDRAWN, CaseState.REJECTED, CaseState.CANCELLED)


@dataclass(frozen=True)
class FunnelRow:
    """One stage: how many cases have come that far, are there now, and were lost there."""

    stage: Stage
    reached: int
    now: int
    lost: int
    share_of_all: Decimal | None  # percent
    reached_query: str
    now_query: str
    lost_query: str


@dataclass(frozen=True)
class GroupRow:
    """The cases of one value of a dimension; money is the cost that holds now, in won."""

    group: Group
    cases: int
    on_the_road: int
    companies: int
    total_cost: int
    query: str | None


@dataclass(frozen=True)
class PivotCell:
    """The cases of one value of each of two dimensions."""

    row: Group
    column: Group
    cases: int
    total_cost: int
    query: str | None


@dataclass(frozen=True)
class MoneyRow:
    """What one source pays in the matches that count, in won."""

    source: FundingSource
    cases: int
    cash: int
    in_kind: int
    share: Decimal | None  # percent of all sources
    query: str

    @property
    def total(self) -> int:
        """Return cash and in-kind together."""
        return self.cash + self.in_kind


def funnel(
    session: Session, query: str = "", *, today: date, me: UUID | None = None
) -> list[FunnelRow]:
    """Return the four stages; a closed case has come through all of them."""
    asked = conditions(session, query, today, me)
    statement = select(case.c.stage, case.c.state, func.count()).where(*asked)
    numbers = {
        (stage, state): number
        for stage, state, number in session.execute(statement.group_by(case.c.stage, case.c.state))
    }
    every = sum(numbers.values())
    return [_funnel_row(stage, numbers, every, query) for stage in Stage]


def _funnel_row(
    stage: Stage, numbers: dict[tuple[Stage, CaseState], int], every: int, query: str
) -> FunnelRow:
    reached = sum(
        number
        for (where, state), number in numbers.items()
        if where.position >= stage.position or state is CaseState.CLOSED
    )
    there = say(Field.STAGE, stage)
    before = say(Field.DONE, list(Stage)[stage.position - 1]) if stage.position else ""
    return FunnelRow(
        stage,
        reached,
        now=sum(numbers.get((stage, state), 0) for state in ON_THE_ROAD),
        lost=sum(numbers.get((stage, state), 0) for state in _LOST),
        share_of_all=percent(reached, every),
        reached_query=join(query, before),
        now_query=join(query, there, say(Field.STATE, *ON_THE_ROAD)),
        lost_query=join(query, there, say(Field.STATE, *_LOST)),
    )


def grouped(
    session: Session,
    dimension: Dimension,
    query: str = "",
    *,
    today: date,
    me: UUID | None = None,
) -> list[GroupRow]:
    """Return the cases by one dimension, the largest group first; what is empty stands last."""
    by = column_of(dimension)
    statement = _joined(
        by.label("by"),
        func.count().label("cases"),
        func.count().filter(case.c.state.in_(ON_THE_ROAD)).label("on_the_road"),
        func.count(case.c.company_id.distinct()).label("companies"),
        func.sum(case.c.total_cost).label("total_cost"),
    ).where(*conditions(session, query, today, me))
    found = session.execute(statement.group_by(by)).all()
    groups = groups_of(session, dimension, (row.by for row in found))
    rows = [
        GroupRow(
            groups[row.by],
            row.cases,
            row.on_the_road,
            row.companies,
            int(row.total_cost),
            _narrowed(query, groups[row.by]),
        )
        for row in found
    ]
    return sorted(rows, key=lambda row: (not row.group.key, -row.cases, str(row.group.key)))


def pivot(
    session: Session,
    down: Dimension,
    across: Dimension,
    query: str = "",
    *,
    today: date,
    me: UUID | None = None,
) -> list[PivotCell]:
    """Return the cases by two dimensions at once; pairs without cases are left out."""
    rows, columns = column_of(down), column_of(across)
    statement = _joined(
        rows.label("down"),
        columns.label("across"),
        func.count().label("cases"),
        func.sum(case.c.total_cost).label("total_cost"),
    ).where(*conditions(session, query, today, me))
    found = session.execute(statement.group_by(rows, columns)).all()
    row_groups = groups_of(session, down, (row.down for row in found))
    column_groups = groups_of(session, across, (row.across for row in found))
    return [
        PivotCell(
            row_groups[row.down],
            column_groups[row.across],
            row.cases,
            int(row.total_cost),
            _narrowed(query, row_groups[row.down], column_groups[row.across]),
        )
        for row in found
    ]


def money(
    session: Session, query: str = "", *, today: date, me: UUID | None = None
) -> list[MoneyRow]:
    """Return what each source pays, in the order of the sources; matches that were declined not."""
    line, match = table("funding_line"), table("match")
    cash = line.c.form == FundingForm.CASH
    statement = (
        select(
            line.c.source,
            func.count(case.c.id.distinct()),
            func.coalesce(func.sum(line.c.amount).filter(cash), 0),
            func.coalesce(func.sum(line.c.amount).filter(~cash), 0),
        )
        .select_from(line)
        .join(match, match.c.id == line.c.match_id)
        .join(case, case.c.id == line.c.case_id)
        .where(live(line), live(match), match.c.state != MatchState.DECLINED, line.c.amount > 0)
        .where(*conditions(session, query, today, me))
        .group_by(line.c.source)
    )
    found = {source: numbers for source, *numbers in session.execute(statement)}
    every = sum(in_cash + in_kind for _, in_cash, in_kind in found.values())
    rows = []
    for source in FundingSource:
        cases, in_cash, in_kind = found.get(source, (0, 0, 0))
        share = percent(in_cash + in_kind, every)
        narrowed = join(query, say(Field.FUNDING, source))
        rows.append(MoneyRow(source, cases, int(in_cash), int(in_kind), share, narrowed))
    return rows


def as_frame(rows: Sequence[Any]) -> pd.DataFrame:
    """Return rows of a report as a frame, for a sheet or a chart; one column per field."""
    import pandas as pd  # most days nobody exports a report

    return pd.json_normalize([asdict(row) for row in rows])


def conditions(
    session: Session, query: str, today: date, me: UUID | None = None
) -> list[Condition]:
    """Return what has to hold of the cases that a report counts."""
    return [live(case), *for_cases(Asking(session, parse(query), today, me))]


def _joined(*columns: ColumnElement[Any]) -> Select[Any]:
    call = table("announcement")
    return (
        select(*columns)
        .select_from(case)
        .join(company, company.c.id == case.c.company_id)
        .outerjoin(site, site.c.id == case.c.site_id)
        .outerjoin(call, call.c.id == case.c.announcement_id)
    )


def _narrowed(query: str, *groups: Group) -> str | None:
    clauses = [group.clause for group in groups if group.clause is not None]
    return join(query, *clauses) if len(clauses) == len(groups) else None

"""Counts cases by stage and state, and lays them out as a board of four columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from db.words import CaseState, Stage
from desktop.services.cases.listing import CaseRow, rows
from desktop.services.search.asking import Asking, case, key_of, live
from desktop.services.search.conditions import for_cases
from desktop.services.search.found import Ids
from desktop.services.search.orders import CaseSort, case_order, next_due
from desktop.services.search.query import Query, parse
from desktop.services.search.words import Field

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.search.asking import Condition

ON_THE_ROAD = (CaseState.OPEN, CaseState.ON_HOLD)
CARDS_SHOWN = 50


@dataclass(frozen=True)
class Counts:
    """How many cases there are: on the road by stage, all of them by state, and mine."""

    by_stage: dict[Stage, int]
    by_state: dict[CaseState, int]
    mine: int

    @property
    def all(self) -> int:
        """Return how many cases there are, closed ones too."""
        return sum(self.by_state.values())

    @property
    def on_the_road(self) -> int:
        """Return how many cases are open or on hold."""
        return sum(self.by_stage.values())


@dataclass(frozen=True)
class BoardColumn:
    """One stage of the board: all of its cases in numbers, the most urgent ones as cards."""

    stage: Stage
    count: int
    total_cost: int
    overdue: int
    cards: tuple[CaseRow, ...]


def counts(session: Session, *, me: UUID | None = None) -> Counts:
    """Return how many cases there are by stage and by state; `mine` are on the road."""
    statement = (
        select(case.c.stage, case.c.state, func.count())
        .where(live(case))
        .group_by(case.c.stage, case.c.state)
    )
    by_stage, by_state = dict.fromkeys(Stage, 0), dict.fromkeys(CaseState, 0)
    for stage, state, number in session.execute(statement):
        by_state[state] += number
        if state in ON_THE_ROAD:
            by_stage[stage] += number
    own = select(func.count()).where(
        live(case), case.c.owner_id == me, case.c.state.in_(ON_THE_ROAD)
    )
    return Counts(by_stage, by_state, session.execute(own).scalar_one() if me else 0)


def board(
    session: Session,
    query: Query | str = "",
    *,
    today: date,
    me: UUID | None = None,
    cards: int = CARDS_SHOWN,
) -> list[BoardColumn]:
    """Return one column per stage, the most urgent cases first, at most `cards` of them.

    Cases that are no longer on the road are left out, unless the query speaks of states.
    """
    asked = parse(query) if isinstance(query, str) else query
    conditions = [live(case), *for_cases(Asking(session, asked, today, me))]
    if not asked.of(Field.STATE):
        conditions.append(case.c.state.in_(ON_THE_ROAD))
    late = func.count().filter(next_due() < today)
    statement = (
        select(case.c.stage, func.count(), func.coalesce(func.sum(case.c.total_cost), 0), late)
        .where(*conditions)
        .group_by(case.c.stage)
    )
    totals = {stage: numbers for stage, *numbers in session.execute(statement)}
    columns = []
    for stage in Stage:
        count, cost, overdue = totals.get(stage, (0, 0, 0))
        shown = _first(session, [*conditions, case.c.stage == stage], cards) if count else ()
        columns.append(BoardColumn(stage, count, int(cost), overdue, tuple(shown)))
    return columns


def _first(session: Session, conditions: list[Condition], number: int) -> list[CaseRow]:
    order = case_order(CaseSort.DUE, descending=False)
    statement = select(key_of(case)).where(*conditions).order_by(*order).limit(number)
    return rows(session, Ids(session.execute(statement).scalars().all()))

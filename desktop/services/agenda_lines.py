"""Gathers what the agenda is made of: parts of cases with their days, nearest to today first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from desktop.services.agenda import AgendaItem, AgendaKind, Urgency, urgency_of
from desktop.services.cases.board import ON_THE_ROAD
from desktop.services.search.asking import between, case, company, live, table
from desktop.services.search.spoken import say
from desktop.services.search.words import Field

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Row, Select, Table
    from sqlmodel import Session

    from db.words import Action
    from desktop.services.search.asking import Condition

MOST_OF_A_KIND = 200  # nobody works off more in one sitting; the summary counts all


@dataclass(frozen=True)
class Asked:
    """Who asks, and about which days."""

    session: Session
    today: date
    until: date
    me: UUID | None

    def of_cases(self) -> Condition:
        """Return the condition on the cases that are asked about."""
        mine = case.c.owner_id == self.me if self.me else case.c.id.is_not(None)
        return live(case) & case.c.state.in_(ON_THE_ROAD) & mine


def near(
    asked: Asked,
    part: Table,
    due: ColumnElement[date],
    conditions: Sequence[Condition],
    *columns: ColumnElement[Any],
) -> Sequence[Row[Any]]:
    """Return the lines of parts of a case that are overdue or come up, nearest to today first.

    The keys are picked before names are fetched: most of what is overdue is never shown.
    """
    picked = (
        select(part.c.id)
        .join(case, case.c.id == part.c.case_id)
        .where(live(part), asked.of_cases(), *conditions)
        .limit(MOST_OF_A_KIND)
    )
    overdue = picked.where(due < asked.today).order_by(due.desc())
    coming = picked.where(between(due, asked.today, asked.until)).order_by(due)
    keys = [*asked.session.execute(overdue).scalars(), *asked.session.execute(coming).scalars()]
    named = lines(part.c.id.label("about_id"), due.label("due"), *columns)
    of_parts = named.join(part, part.c.case_id == case.c.id).where(part.c.id.in_(keys))
    return asked.session.execute(of_parts).all()


def lines(*columns: ColumnElement[Any]) -> Select[Any]:
    """Return cases with the names that an item of the agenda shows, and `columns`."""
    staff = table("staff")
    return (
        select(
            case.c.id.label("case_id"),
            case.c.number,
            case.c.company_id,
            company.c.name.label("company"),
            case.c.stage,
            case.c.owner_id,
            func.coalesce(staff.c.name, "").label("owner"),
            *columns,
        )
        .select_from(case)
        .join(company, company.c.id == case.c.company_id)
        .outerjoin(staff, staff.c.id == case.c.owner_id)
    )


def item(asked: Asked, kind: AgendaKind, action: Action, row: Row[Any], **more: Any) -> AgendaItem:
    """Return one line as an item of the agenda; without a day it is wrong already."""
    due: date | None = getattr(row, "due", None)
    days_left = (due - asked.today).days if due else None
    return AgendaItem(
        kind=kind,
        urgency=Urgency.TODAY if days_left is None else urgency_of(days_left),
        action=action,
        about_id=row.about_id,
        due=due,
        days_left=days_left,
        case_id=row.case_id,
        number=row.number,
        company_id=row.company_id,
        company=row.company,
        stage=row.stage,
        owner_id=row.owner_id,
        owner=row.owner,
        query=say(Field.NUMBER, row.number),
        **more,
    )

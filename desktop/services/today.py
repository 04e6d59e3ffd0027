"""Says what can go wrong in the coming weeks: every day, paper and partner that needs somebody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, or_, select

from db.words import (
    Action,
    AgreementState,
    DeadlineKind,
    InspectionKind,
    OperatingState,
    PaperState,
    PaymentState,
    Stage,
    TicketState,
)
from desktop.services.agenda import (
    DAYS_OF_A_WEEK,
    HANDLED_BY,
    AgendaItem,
    AgendaKind,
    Summary,
    Urgency,
)
from desktop.services.agenda_lines import MOST_OF_A_KIND, Asked, item, lines, near
from desktop.services.cases.board import ON_THE_ROAD
from desktop.services.search.asking import case, company, live, table
from desktop.services.search.spoken import join, say
from desktop.services.search.words import Field

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy import Table
    from sqlmodel import Session

    from desktop.services.search.asking import Condition

__all__ = ["AgendaItem", "AgendaKind", "Summary", "Urgency", "agenda", "summary"]

DAYS_AHEAD = 30

_PAPERS_COUNT = (Stage.APPLICATION, Stage.MATCHING)  # later the agreement stands on them
_HANDED_IN = (PaperState.RECEIVED, PaperState.ACCEPTED)
_UNSOLVED = (TicketState.OPEN, TicketState.WITH_SUPPLIER)
_UNPAID = (PaymentState.WAITING, PaymentState.APPROVED)
_NEEDS_SUPPLIER = (Stage.BUILDOUT, Stage.AFTERCARE)


def agenda(
    session: Session, *, today: date, days: int = DAYS_AHEAD, me: UUID | None = None
) -> list[AgendaItem]:
    """Return what is overdue or comes up within `days`, the most urgent first.

    With `me`, of my cases only. At most MOST_OF_A_KIND of each kind, those nearest to today.
    """
    asked = Asked(session, today, today + timedelta(days=days), me)
    items = [
        *_deadlines(asked),
        *_visits(asked),
        *_tickets(asked),
        *_papers(asked),
        *_bonds(asked),
        *_payments(asked),
        *_companies(asked),
        *_suppliers(asked),
    ]
    return sorted(items, key=_most_urgent_first)


def summary(session: Session, *, today: date, me: UUID | None = None) -> Summary:
    """Return how much there is to do; `mine` are my cases on the road."""
    deadline, ticket = table("deadline"), table("ticket")
    asked = Asked(session, today, today, None)
    road = select(func.count(), func.count().filter(case.c.owner_id == me)).where(asked.of_cases())
    due = deadline.c.due
    open_days = (
        select(
            func.count().filter(due < today),
            func.count().filter(due == today),
            func.count().filter(due >= today),
        )
        .select_from(deadline)
        .join(case, case.c.id == deadline.c.case_id)
        .where(
            live(deadline),
            deadline.c.done_on.is_(None),
            due < today + timedelta(days=DAYS_OF_A_WEEK),
            asked.of_cases(),
        )
    )
    unsolved = (
        select(func.count())
        .select_from(ticket)
        .join(case, case.c.id == ticket.c.case_id)
        .where(live(ticket), ticket.c.state.in_(_UNSOLVED), asked.of_cases())
    )
    cases, mine = session.execute(road).one()
    overdue, due_today, this_week = session.execute(open_days).one()
    tickets = session.execute(unsolved).scalar_one()
    return Summary(cases, mine if me else 0, overdue, due_today, this_week, tickets)


def _most_urgent_first(item: AgendaItem) -> tuple[int, date, str, str]:
    order = list(Urgency).index(item.urgency)
    return order, item.due or item.since or date.min, item.company, item.number


def _deadlines(asked: Asked) -> Iterator[AgendaItem]:
    deadline, check = table("deadline"), table("inspection")
    booked = exists().where(
        live(check),
        check.c.case_id == deadline.c.case_id,
        check.c.kind == InspectionKind.FINAL,
        or_(check.c.planned_on.is_not(None), check.c.visited_on.is_not(None)),
    )
    columns = (
        deadline.c.kind.label("deadline_kind"),
        deadline.c.clause,
        deadline.c.source,
        deadline.c.verified,
        booked.label("booked"),
    )
    for row in near(asked, deadline, deadline.c.due, [deadline.c.done_on.is_(None)], *columns):
        final = row.deadline_kind is DeadlineKind.FINAL_CHECK
        yield item(
            asked,
            AgendaKind.DEADLINE,
            HANDLED_BY.get(row.deadline_kind, Action.DEADLINE_EDIT),
            row,
            deadline_kind=row.deadline_kind,
            clause=row.clause,
            source=row.source,
            verified=row.verified,
            unbooked=final and not row.booked,
        )


def _visits(asked: Asked) -> Iterator[AgendaItem]:
    visit = table("visit")
    planned = [visit.c.visited_on.is_(None), _without_day(visit)]
    for row in near(asked, visit, visit.c.planned_on, planned, visit.c.kind):
        yield item(asked, AgendaKind.VISIT, Action.VISIT_EDIT, row, what=row.kind.value)


def _tickets(asked: Asked) -> Iterator[AgendaItem]:
    ticket = table("ticket")
    unsolved = [ticket.c.state.in_(_UNSOLVED), _without_day(ticket)]
    for row in near(asked, ticket, ticket.c.answer_by, unsolved, ticket.c.title):
        yield item(asked, AgendaKind.TICKET, Action.TICKET_EDIT, row, what=row.title)


def _papers(asked: Asked) -> Iterator[AgendaItem]:
    paper = table("paper")
    needed = [paper.c.state.in_(_HANDED_IN), case.c.stage.in_(_PAPERS_COUNT)]
    for row in near(asked, paper, paper.c.valid_to, needed, paper.c.code):
        yield item(asked, AgendaKind.PAPER_EXPIRES, Action.PAPER_EDIT, row, what=row.code)


def _bonds(asked: Asked) -> Iterator[AgendaItem]:
    agreement = table("agreement")
    in_force = [agreement.c.state != AgreementState.TERMINATED, case.c.stage == Stage.BUILDOUT]
    expires, number = agreement.c.bond_expires, agreement.c.bond_number
    for row in near(asked, agreement, expires, in_force, number):
        yield item(asked, AgendaKind.BOND_EXPIRES, Action.AGREEMENT_EDIT, row, what=row.bond_number)


def _payments(asked: Asked) -> Iterator[AgendaItem]:
    payment = table("payment")
    since = payment.c.requested_on
    statement = (
        lines(payment.c.id.label("about_id"), payment.c.kind, since.label("since"))
        .join(payment, payment.c.case_id == case.c.id)
        .where(live(payment), payment.c.state.in_(_UNPAID), asked.of_cases())
        .order_by(since.asc().nulls_last(), payment.c.id)
        .limit(MOST_OF_A_KIND)
    )
    for row in asked.session.execute(statement):
        yield item(
            asked,
            AgendaKind.PAYMENT_WAITING,
            Action.PAYMENT_EDIT,
            row,
            what=row.kind.value,
            since=row.since,
        )


def _companies(asked: Asked) -> Iterator[AgendaItem]:
    statement = (
        lines(
            company.c.id.label("about_id"),
            company.c.operating_state,
            company.c.operating_state_on.label("since"),
        )
        .where(company.c.operating_state != OperatingState.OPERATING, asked.of_cases())
        .order_by(company.c.operating_state_on.desc(), case.c.id)
        .limit(MOST_OF_A_KIND)
    )
    for row in asked.session.execute(statement):
        yield item(
            asked,
            AgendaKind.COMPANY_NOT_OPERATING,
            Action.CASE_STATE,
            row,
            what=row.operating_state.value,
            since=row.since,
        )


def _suppliers(asked: Asked) -> Iterator[AgendaItem]:
    """Yield the suppliers that are gone while cases stand on them, with how many."""
    supplier = table("supplier")
    number = func.count(case.c.id)
    statement = (
        select(supplier.c.id, supplier.c.name, supplier.c.operating_state_on, number)
        .join(case, case.c.supplier_id == supplier.c.id)
        .where(
            live(supplier),
            supplier.c.operating_state != OperatingState.OPERATING,
            case.c.stage.in_(_NEEDS_SUPPLIER),
            asked.of_cases(),
        )
        .group_by(supplier.c.id, supplier.c.name, supplier.c.operating_state_on)
        .order_by(number.desc(), supplier.c.name)
        .limit(MOST_OF_A_KIND)
    )
    stages = say(Field.STAGE, *_NEEDS_SUPPLIER)
    states = say(Field.STATE, *ON_THE_ROAD)
    for key, name, since, count in asked.session.execute(statement):
        yield AgendaItem(
            AgendaKind.SUPPLIER_NOT_OPERATING,
            Urgency.TODAY,
            Action.CASE_EDIT,
            key,
            since=since,
            what=name,
            count=count,
            query=join(say(Field.SUPPLIER, name, whole=True), stages, states),
        )


def _without_day(part: Table) -> Condition:
    """Return the condition that no deadline stands for this part, done or not."""
    deadline = table("deadline")
    # Asked by case, an index answers; asked by the part alone, all days were read each time.
    own = select(deadline.c.id).where(
        live(deadline), deadline.c.case_id == part.c.case_id, deadline.c.about_id == part.c.id
    )
    return ~own.exists()

"""What the agenda is made of: what needs somebody, how soon, and what people do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from db.words import Action, DeadlineKind

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from db.words import Stage

DAYS_OF_A_WEEK = 7


class AgendaKind(StrEnum):
    """What needs somebody."""

    DEADLINE = "deadline"
    VISIT = "visit"
    TICKET = "ticket"
    PAPER_EXPIRES = "paper_expires"
    BOND_EXPIRES = "bond_expires"
    PAYMENT_WAITING = "payment_waiting"
    COMPANY_NOT_OPERATING = "company_not_operating"
    SUPPLIER_NOT_OPERATING = "supplier_not_operating"


class Urgency(StrEnum):
    """How soon it needs somebody."""

    OVERDUE = "overdue"
    TODAY = "today"
    THIS_WEEK = "this_week"
    LATER = "later"


# What a person does about a day; the rest is ticked off by hand.
HANDLED_BY = {
    DeadlineKind.PAPERS: Action.PAPER_EDIT,
    DeadlineKind.SUPPLEMENT: Action.PAPER_EDIT,
    DeadlineKind.PARTNER_ANSWER: Action.MATCH_DECIDE,
    DeadlineKind.AGREEMENT_SIGNING: Action.AGREEMENT_SIGN,
    DeadlineKind.CHANGE_REQUEST: Action.AGREEMENT_EDIT,
    DeadlineKind.MILESTONE: Action.MILESTONE_EDIT,
    DeadlineKind.BUILD_END: Action.MILESTONE_EDIT,
    DeadlineKind.FINAL_CHECK: Action.INSPECTION_EDIT,
    DeadlineKind.SETTLEMENT: Action.PAYMENT_EDIT,
    DeadlineKind.INTENSIVE_CARE_END: Action.VISIT_EDIT,
    DeadlineKind.VISIT: Action.VISIT_EDIT,
    DeadlineKind.KPI_SURVEY: Action.KPI_EDIT,
    DeadlineKind.TICKET_ANSWER: Action.TICKET_EDIT,
}


@dataclass(frozen=True)
class AgendaItem:
    """One thing that needs somebody.

    `due` is the last day, `days_left` is negative when it has passed; both are None for what is
    wrong already, since `since`. `case_id` is None where several cases (`count`) are concerned;
    `query` finds them. `about_id` is the deadline, visit, ticket, paper, payment or supplier, and
    `what` its own name: a ticket's title, a paper's code, a supplier's name. `unbooked` marks a
    final check that nobody has planned a day for.
    """

    kind: AgendaKind
    urgency: Urgency
    action: Action
    about_id: UUID
    due: date | None = None
    days_left: int | None = None
    since: date | None = None
    case_id: UUID | None = None
    number: str = ""
    company_id: UUID | None = None
    company: str = ""
    stage: Stage | None = None
    owner_id: UUID | None = None
    owner: str = ""
    what: str = ""
    deadline_kind: DeadlineKind | None = None
    clause: str = ""
    source: str = ""
    verified: bool = True
    unbooked: bool = False
    count: int = 1
    query: str = ""


@dataclass(frozen=True)
class Summary:
    """The numbers above the agenda; days are those of cases on the road."""

    open_cases: int
    mine: int
    overdue: int
    due_today: int
    due_this_week: int  # from today on, seven days
    open_tickets: int


def urgency_of(days_left: int) -> Urgency:
    """Return how soon something needs somebody that has so many days left."""
    if days_left < 0:
        return Urgency.OVERDUE
    if days_left == 0:
        return Urgency.TODAY
    return Urgency.THIS_WEEK if days_left < DAYS_OF_A_WEEK else Urgency.LATER

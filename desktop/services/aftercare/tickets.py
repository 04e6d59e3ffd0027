"""Keeps what does not work at a factory and who mends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.errors import RefusedValueError
from db.tables import Case, Supplier, Ticket
from db.tables.ticket import TicketFields
from db.words import TicketState
from desktop.services import deadlines, rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

    from db.words import TicketKind

__all__ = [
    "TicketFields",
    "TicketRow",
    "answer",
    "close",
    "edit",
    "list_tickets",
    "open_ticket",
    "remove",
    "reopen",
    "solve",
]

_OVER = (TicketState.SOLVED, TicketState.CLOSED)


@dataclass(frozen=True)
class TicketRow:
    """One request for help; `days_open` counts up to the day on which it was closed."""

    id: UUID
    kind: TicketKind
    state: TicketState
    title: str
    description: str
    opened_on: date
    answer_by: date | None
    closed_on: date | None
    days_open: int
    is_late: bool
    cause: str
    resolution: str
    supplier_id: UUID | None
    supplier: str | None

    @property
    def is_over(self) -> bool:
        """Return whether nothing is left to do."""
        return self.state in _OVER


def open_ticket(session: Session, case_id: UUID, fields: TicketFields | Mapping[str, Any]) -> UUID:
    """Write a request down and return its key; unless named, the supplier is the case's own."""
    given = fields.model_dump(exclude_unset=True) if isinstance(fields, TicketFields) else fields
    supplier_id = given.get("supplier_id") or rows.find(session, Case, case_id).supplier_id
    ticket = rows.add(session, Ticket, {**given, "supplier_id": supplier_id}, case_id=case_id)
    _hold_days(ticket)
    deadlines.refresh(session, case_id)
    return ticket.id


def edit(
    session: Session,
    ticket_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields and return their names; the day in the list of days follows."""
    ticket, changed = rows.save(session, Ticket, ticket_id, changes, expected=expected)
    _hold_days(ticket)
    if changed:
        deadlines.refresh(session, ticket.case_id)
    return changed


def answer(session: Session, ticket_id: UUID, *, supplier_id: UUID | None = None) -> None:
    """Say that the company was answered and the supplier is at work."""
    ticket = rows.find(session, Ticket, ticket_id)
    if supplier_id is not None:
        ticket.supplier_id = rows.find(session, Supplier, supplier_id).id
    ticket.state = TicketState.WITH_SUPPLIER
    deadlines.refresh(session, ticket.case_id)


def solve(session: Session, ticket_id: UUID, *, resolution: str, on: date, cause: str = "") -> None:
    """Say how it was mended and when; the company still has to agree (`close`)."""
    ticket = rows.find(session, Ticket, ticket_id)
    given = {"resolution": resolution, "closed_on": on} | ({"cause": cause} if cause else {})
    rows.change(ticket, rows.checked(TicketFields, given))
    ticket.state = TicketState.SOLVED
    _hold_days(ticket)
    deadlines.refresh(session, ticket.case_id)


def close(session: Session, ticket_id: UUID, *, on: date) -> None:
    """Close a ticket: the company agrees, or nothing is left to do."""
    ticket = rows.find(session, Ticket, ticket_id)
    ticket.closed_on = ticket.closed_on or on
    ticket.state = TicketState.CLOSED
    _hold_days(ticket)
    deadlines.refresh(session, ticket.case_id)


def reopen(session: Session, ticket_id: UUID) -> None:
    """Open a ticket again, because it is still broken."""
    ticket = rows.find(session, Ticket, ticket_id)
    ticket.closed_on = None
    ticket.state = TicketState.OPEN
    deadlines.refresh(session, ticket.case_id)


def remove(session: Session, ticket_id: UUID) -> None:
    """Hide a ticket and its day."""
    ticket = rows.find(session, Ticket, ticket_id)
    rows.remove(ticket)
    deadlines.refresh(session, ticket.case_id)


def list_tickets(session: Session, case_id: UUID, *, today: date) -> list[TicketRow]:
    """Return the tickets, open ones first, then the newest first."""
    names = dict(
        session.exec(select(Supplier.id, Supplier.name).execution_options(with_deleted=True)).all()
    )
    statement = select(Ticket).where(Ticket.case_id == case_id)
    found = session.exec(statement.order_by(col(Ticket.opened_on).desc(), col(Ticket.id).desc()))
    return [
        rows.shown(
            TicketRow,
            ticket,
            days_open=((ticket.closed_on or today) - ticket.opened_on).days,
            is_late=_is_late(ticket, today),
            supplier=names.get(ticket.supplier_id) if ticket.supplier_id else None,
        )
        for ticket in sorted(found, key=lambda ticket: ticket.state in _OVER)
    ]


def _is_late(ticket: Ticket, today: date) -> bool:
    waits = ticket.state is TicketState.OPEN
    return waits and ticket.answer_by is not None and ticket.answer_by < today


def _hold_days(ticket: Ticket) -> None:
    """Refuse a request that ends before it began."""
    for field in ("answer_by", "closed_on"):
        day = getattr(ticket, field)
        if day is not None and day < ticket.opened_on:
            raise RefusedValueError(
                table="ticket", field=field, value=day, limit="before", bound=ticket.opened_on
            )

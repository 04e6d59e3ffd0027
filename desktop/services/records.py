"""Saves single fields of any record in place; the one way in which pages edit what they show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db.journal import journaled
from db.tables import (
    Agreement,
    Announcement,
    Application,
    Case,
    Company,
    Contact,
    Deadline,
    EvaluationRound,
    Inspection,
    Kpi,
    KpiValue,
    Milestone,
    Paper,
    Partner,
    Payment,
    Pool,
    Reviewer,
    Site,
    Staff,
    Supplier,
    Ticket,
    Visit,
)
from desktop.services import announcements, deadlines, partners, rows, staff, suppliers
from desktop.services.aftercare import kpis, tickets, visits
from desktop.services.applications import intake, papers
from desktop.services.buildout import agreements, inspections, milestones, payments
from desktop.services.cases import open as opening
from desktop.services.companies import contacts, register, sites
from desktop.services.scoring import reviewers, rounds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from sqlmodel import Session

    from db.base import Record

# Whoever keeps a table also knows what follows from a change: keys, deadlines, the case's cost.
_KEEPERS: dict[type[Record], Callable[..., list[str]]] = {
    Agreement: agreements.edit,
    Announcement: announcements.edit,
    Application: intake.edit,
    Case: opening.edit,
    Company: register.edit,
    Contact: contacts.edit,
    Deadline: deadlines.edit,
    EvaluationRound: rounds.edit,
    Inspection: inspections.edit,
    Kpi: kpis.edit,
    KpiValue: kpis.edit_value,
    Milestone: milestones.edit,
    Paper: papers.edit,
    Partner: partners.edit,
    Payment: payments.edit,
    Pool: partners.edit_pool,
    Reviewer: reviewers.edit,
    Site: sites.edit,
    Staff: staff.edit,
    Supplier: suppliers.edit,
    Ticket: tickets.edit,
    Visit: visits.edit,
}


def save_fields(
    session: Session,
    table: type[Record] | str,
    row_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store `changes` of one row, do what follows from them, return the fields that changed.

    table: the class, or its name as pages know it ("company", "agreement").
    expected: the values that the person saw; None saves over whatever is there.
    Raises RefusedValueError (field, value, limit), StaleRecordError (fields, who, when) and
    NotFoundError; then nothing is stored.
    """
    kept = journaled()[table] if isinstance(table, str) else table
    try:
        edit = _KEEPERS[kept]
    except KeyError:
        raise TypeError(f"{kept.__tablename__} is not edited field by field") from None
    return edit(session, row_id, changes, expected=expected)


def shown_values(session: Session, table: type[Record] | str, row_id: UUID) -> dict[str, Any]:
    """Return what a page should show and hand back as `expected`, by field."""
    kept = journaled()[table] if isinstance(table, str) else table
    row = rows.find(session, kept, row_id)
    shape = rows.shape_of(kept)
    return rows.values_of(row, shape) if shape is not None else {}

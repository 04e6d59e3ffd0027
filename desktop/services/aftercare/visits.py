"""Plans and keeps the visits to factories after the build-out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.tables import Case, Staff, Visit
from db.tables.visit import VisitFields
from db.words import VisitKind
from desktop.services import deadlines, parts, rows
from desktop.services.aftercare.improvement import rate
from desktop.services.buildout.dates import add_months
from desktop.services.case_rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

    from db.words import OperationState
    from desktop.services.aftercare.improvement import Figure
    from desktop.services.programmes.day_rules import DayRules

__all__ = ["VisitFields", "VisitRow", "add", "edit", "list_visits", "remove", "schedule"]


@dataclass(frozen=True)
class VisitRow:
    """One visit; `utilisation` is 사용 기능 ÷ 구축 기능 in percent (domain 3.2).

    verified: whether an official text names the visit; those of our schedule are not (domain 11).
    """

    id: UUID
    kind: VisitKind
    period_months: int | None
    planned_on: date | None
    visited_on: date | None
    days_late: int
    verified: bool
    visitor_id: UUID | None
    visitor: str | None
    operation_state: OperationState | None
    stopped_because: str
    functions_built: int | None
    functions_used: int | None
    utilisation: Figure
    months_of_data: int | None
    maintenance_contract: bool | None
    operator_name: str
    operator_changed_on: date | None
    difficulties: str
    next_step: str
    opinion: str


def months_after_build_end(rules: DayRules) -> tuple[int, ...]:
    """Return when to visit: at the end of the intensive care, then as the pack says (2.3)."""
    later = (rules.aftercare.months * time for time in range(1, rules.aftercare.times + 1))
    return (rules.care_end.months, *later)


def schedule(session: Session, case_id: UUID) -> int:
    """Plan the visits that were never planned; return how many. None before the build end is set.

    A visit that somebody has removed stays away.
    """
    agreement = parts.agreement_of(session, case_id)
    if agreement is None or agreement.build_end is None:
        return 0
    days = rules_of(rows.find(session, Case, case_id)).days
    ever = select(Visit.period_months).where(Visit.case_id == case_id)
    there = set(session.exec(ever.execution_options(with_deleted=True)))
    missing = [months for months in months_after_build_end(days) if months not in there]
    for months in missing:
        day = add_months(agreement.build_end, months)
        values = {"kind": VisitKind.REGULAR, "period_months": months, "planned_on": day}
        rows.add(session, Visit, values, case_id=case_id)
    deadlines.refresh(session, case_id)
    return len(missing)


def follow_build_end(session: Session, case_id: UUID, old: date, new: date) -> None:
    """Move the open visits that nobody has moved by hand along with the build end."""
    for visit in _of(session, case_id):
        months = visit.period_months
        if months is None or visit.visited_on is not None:
            continue
        if visit.planned_on == add_months(old, months):
            visit.planned_on = add_months(new, months)


def add(
    session: Session,
    case_id: UUID,
    fields: VisitFields | Mapping[str, Any],
    *,
    visitor_id: UUID | None = None,
) -> UUID:
    """Add a visit, planned or done, and return its key."""
    visitor = visitor_id or rows.person(session)
    visit = rows.add(session, Visit, fields, case_id=case_id, visitor_id=visitor)
    deadlines.refresh(session, case_id)
    return visit.id


def edit(
    session: Session,
    visit_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields and return their names; the day in the list of days follows.

    Whoever writes down that a visit took place is its visitor unless one is named.
    """
    visit, changed = rows.save(session, Visit, visit_id, changes, expected=expected)
    if "visited_on" in changed and visit.visited_on is not None and visit.visitor_id is None:
        visit.visitor_id = rows.person(session)
    if changed:
        deadlines.refresh(session, visit.case_id)
    return changed


def assign(session: Session, visit_id: UUID, visitor_id: UUID | None) -> None:
    """Say who goes there."""
    if visitor_id is not None:
        rows.find(session, Staff, visitor_id)
    rows.find(session, Visit, visit_id).visitor_id = visitor_id


def remove(session: Session, visit_id: UUID) -> None:
    """Hide a visit and its day."""
    visit = rows.find(session, Visit, visit_id)
    rows.remove(visit)
    deadlines.refresh(session, visit.case_id)


def list_visits(session: Session, case_id: UUID, *, today: date) -> list[VisitRow]:
    """Return the visits by day, those without one last."""
    names = dict(
        session.exec(select(Staff.id, Staff.name).execution_options(with_deleted=True)).all()
    )
    verified = rules_of(rows.find(session, Case, case_id)).days.aftercare.verified
    return [
        rows.shown(
            VisitRow,
            visit,
            days_late=_days_late(visit, today),
            verified=verified or visit.period_months is None,
            visitor=names.get(visit.visitor_id) if visit.visitor_id else None,
            utilisation=rate(visit.functions_used, visit.functions_built),
        )
        for visit in _of(session, case_id)
    ]


def _days_late(visit: Visit, today: date) -> int:
    if visit.visited_on is not None or visit.planned_on is None:
        return 0
    return max(0, (today - visit.planned_on).days)


def _of(session: Session, case_id: UUID) -> list[Visit]:
    statement = select(Visit).where(Visit.case_id == case_id)
    day = col(Visit.planned_on)
    return list(session.exec(statement.order_by(day.is_(None), day, col(Visit.id))))

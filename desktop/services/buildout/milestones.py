"""Keeps the fixed points of a build-out and proposes days for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.tables import Milestone
from db.tables.milestone import MilestoneFields
from db.words import MilestoneKind
from desktop.services import deadlines, parts, rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

__all__ = [
    "MilestoneFields",
    "MilestoneRow",
    "add",
    "edit",
    "list_milestones",
    "propose",
    "remove",
    "usual_day",
]

# Our own proposal of how far into the build period each point lies, in percent; staff move them.
_USUAL_PLACE = {
    MilestoneKind.KICKOFF: 0,
    MilestoneKind.DESIGN: 20,
    MilestoneKind.MIDTERM: 50,
    MilestoneKind.INSTALLATION: 70,
    MilestoneKind.TRIAL_RUN: 85,
    MilestoneKind.COMPLETION: 100,
}


@dataclass(frozen=True)
class MilestoneRow:
    """One fixed point; `days_late` counts from the planned day while it is not done."""

    id: UUID
    kind: MilestoneKind
    planned_on: date | None
    done_on: date | None
    note: str
    days_late: int


def propose(session: Session, case_id: UUID) -> int:
    """Make sure that every usual point is there, with a day once the build period is known.

    Points that have a day keep it, and what somebody has removed stays away. Returns how many were
    added or dated.
    """
    there = {milestone.kind: milestone for milestone in _of(session, case_id, with_deleted=True)}
    agreement = parts.agreement_of(session, case_id)
    touched = 0
    for kind in _USUAL_PLACE:
        day = None
        if agreement is not None and agreement.build_start and agreement.build_end:
            day = usual_day(kind, agreement.build_start, agreement.build_end)
        milestone = there.get(kind)
        if milestone is None:
            rows.add(session, Milestone, {"kind": kind, "planned_on": day}, case_id=case_id)
            touched += 1
        elif not milestone.deleted and milestone.planned_on is None and day is not None:
            milestone.planned_on = day
            touched += 1
    return touched


def usual_day(kind: MilestoneKind, build_start: date, build_end: date) -> date:
    """Return the day that we propose for a point of a build period."""
    return build_start + (build_end - build_start) * _USUAL_PLACE[kind] // 100


def follow_build_end(session: Session, case_id: UUID, old: date, new: date) -> None:
    """Move open points that lay on the old build end to the new one."""
    for milestone in _of(session, case_id):
        if milestone.done_on is None and milestone.planned_on == old:
            milestone.planned_on = new


def add(session: Session, case_id: UUID, fields: MilestoneFields | Mapping[str, Any]) -> UUID:
    """Add a point and return its key."""
    milestone = rows.add(session, Milestone, fields, case_id=case_id)
    deadlines.refresh(session, case_id)
    return milestone.id


def edit(
    session: Session,
    milestone_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields and return their names; the day in the list of days follows."""
    milestone, changed = rows.save(session, Milestone, milestone_id, changes, expected=expected)
    if changed:
        deadlines.refresh(session, milestone.case_id)
    return changed


def remove(session: Session, milestone_id: UUID) -> None:
    """Hide a point and its day."""
    milestone = rows.find(session, Milestone, milestone_id)
    rows.remove(milestone)
    deadlines.refresh(session, milestone.case_id)


def list_milestones(session: Session, case_id: UUID, *, today: date) -> list[MilestoneRow]:
    """Return the points in the order of the build-out; those without a day by their kind."""
    order = list(_USUAL_PLACE)
    found = sorted(
        _of(session, case_id),
        key=lambda point: (order.index(point.kind), str(point.id)),
    )
    return [
        rows.shown(MilestoneRow, milestone, days_late=_days_late(milestone, today))
        for milestone in found
    ]


def _days_late(milestone: Milestone, today: date) -> int:
    if milestone.done_on is not None or milestone.planned_on is None:
        return 0
    return max(0, (today - milestone.planned_on).days)


def _of(session: Session, case_id: UUID, *, with_deleted: bool = False) -> list[Milestone]:
    statement = select(Milestone).where(Milestone.case_id == case_id)
    # Where a kind was removed and added again, the one that people see comes last.
    ordered = statement.order_by(col(Milestone.deleted).desc(), col(Milestone.id))
    return list(session.exec(ordered.execution_options(with_deleted=with_deleted)))

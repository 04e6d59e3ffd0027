"""The few numbers that the window shows all the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func
from sqlmodel import Session, col, select

from db.tables.case import Case
from db.tables.deadline import Deadline
from db.tables.journal import JournalTransaction
from db.tables.staff import Staff
from db.words import CaseState, Role
from desktop.services import history
from desktop.services.history.changes import is_ordinary

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.history import Change


@dataclass(frozen=True)
class Status:
    """What the bar and the rail show."""

    next_undo: Change | None
    next_redo: Change | None
    unsent: int  # changes that lie on this computer only
    person: str
    judges_only: bool  # the person is a reviewer and no staff of the centre
    open_cases: int
    due_today: int  # deadlines of open cases up to today
    overdue: int  # those before today


def read(session: Session, *, me: UUID | None, today: date | None = None) -> Status:
    """Return the numbers of this moment."""
    day = today or date.today()
    staff = session.get(Staff, me) if me else None
    due = (
        select(func.count(), func.count().filter(col(Deadline.due) < day))
        .join(Case, col(Case.id) == Deadline.case_id)
        .where(col(Deadline.done_on).is_(None), Deadline.due <= day, Case.state == CaseState.OPEN)
    )
    due_today, overdue = session.exec(due).one()
    return Status(
        next_undo=history.next_undo(session),
        next_redo=history.next_redo(session),
        unsent=session.exec(
            select(func.count()).select_from(JournalTransaction).where(is_ordinary())
        ).one(),
        person=staff.name if staff else "",
        judges_only=staff is not None and staff.role is Role.EVALUATOR,
        open_cases=session.exec(
            select(func.count()).select_from(Case).where(Case.state == CaseState.OPEN)
        ).one(),
        due_today=due_today,
        overdue=overdue,
    )

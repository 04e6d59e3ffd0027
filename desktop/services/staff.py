"""Lists, adds and edits the people of a center who use the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, func, select

from db.tables import Case, Staff
from db.tables.staff import StaffFields
from db.words import CaseState
from desktop.services import rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlmodel import Session

    from db.words import Role

__all__ = ["StaffFields", "StaffRow", "add", "edit", "list_staff", "me"]


@dataclass(frozen=True)
class StaffRow:
    """One person in charge and how many open cases they have."""

    id: UUID
    name: str
    role: Role
    title: str
    phone: str
    email: str
    active: bool
    open_cases: int = 0


def add(session: Session, fields: StaffFields | Mapping[str, Any]) -> UUID:
    """Add a person and return their key."""
    return rows.add(session, Staff, fields).id


def edit(
    session: Session,
    staff_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields and return their names; somebody who leaves is set inactive."""
    _, changed = rows.save(session, Staff, staff_id, changes, expected=expected)
    return changed


def list_staff(session: Session, *, active_only: bool = True) -> list[StaffRow]:
    """Return the people by name, each with the number of open cases."""
    counts = dict(
        session.exec(
            select(Case.owner_id, func.count())
            .where(Case.state == CaseState.OPEN)
            .group_by(col(Case.owner_id))
        ).all()
    )
    statement = select(Staff).order_by(col(Staff.name), col(Staff.id))
    if active_only:
        statement = statement.where(col(Staff.active).is_(True))
    return [
        rows.shown(StaffRow, staff, open_cases=counts.get(staff.id, 0))
        for staff in session.exec(statement)
    ]


def me(session: Session, person: UUID | None = None) -> StaffRow | None:
    """Return who works here, or None while nobody has said who they are.

    A reading session does not know it, so pages hand over `Workspace.person`.
    """
    key = person or rows.person(session)
    staff = session.get(Staff, key) if key is not None else None
    return None if staff is None or staff.deleted else rows.shown(StaffRow, staff)

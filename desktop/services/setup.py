"""Begins a workspace: its code lists, its center, the person who works here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from db.tables.staff import Staff
from db.words import Action, Role
from desktop.services import codes
from desktop.services.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID


def begin(folder: Path, *, centre: str, person: str) -> Workspace:
    """Make a workspace in `folder` with the shipped code lists and one member of staff.

    centre: code of a center from the shipped list. person: the name as it shall be shown.
    """
    workspace = Workspace.create(folder, centre=centre)
    workspace.write(lambda session: codes.load(session, centre=centre), action=Action.SEED)
    workspace.person = workspace.write(
        lambda session: _first_person(session, centre, person), action=Action.SEED
    ).value
    return workspace


def who_works_here(session: Session, kept: str) -> UUID | None:
    """Return the member of staff whose id the settings keep, else the first one, else None."""
    staff = session.exec(select(Staff).where(Staff.active).order_by(col(Staff.created_at))).all()
    return next((one.id for one in staff if str(one.id) == kept), staff[0].id if staff else None)


def centre_of(session: Session) -> str:
    """Return the center that this workspace's own rows belong to, or nothing."""
    return session.exec(select(Staff.centre).limit(1)).first() or ""


def _first_person(session: Session, centre: str, person: str) -> UUID:
    staff = Staff(centre=centre, name=person, role=Role.OFFICER)
    session.add(staff)
    session.flush()
    return staff.id

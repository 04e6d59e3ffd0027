"""Keeps the programmes and the announcements that open them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, func, select

from db.tables import Announcement, Case, Programme
from db.tables.announcement import AnnouncementFields
from desktop.services import deadlines, rows
from desktop.services.errors import InUseError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

__all__ = [
    "AnnouncementFields",
    "AnnouncementRow",
    "add",
    "edit",
    "list_announcements",
    "programme",
    "remove",
]


@dataclass(frozen=True)
class AnnouncementRow:
    """One call with the programme and the pack that it stands on."""

    id: UUID
    title: str
    year: int
    opens: date | None
    closes: date | None
    pack: str
    pack_version: str
    programme_id: UUID
    programme: str
    cases: int

    def is_open(self, today: date) -> bool:
        """Return whether an application may be handed in today."""
        begun = self.opens is None or self.opens <= today
        return begun and (self.closes is None or today <= self.closes)


def programme(session: Session, *, code: str, name: str) -> UUID:
    """Return the key of the programme called `code`; add it where there is none."""
    found = session.exec(select(Programme).where(Programme.code == code)).first()
    if found is None:
        found = rows.add(session, Programme, {"code": code, "name": name})
    return found.id


def add(
    session: Session, programme_id: UUID, fields: AnnouncementFields | Mapping[str, Any]
) -> UUID:
    """Add an announcement of a programme and return its key."""
    rows.find(session, Programme, programme_id)
    return rows.add(session, Announcement, fields, programme_id=programme_id).id


def edit(
    session: Session,
    announcement_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields and return their names; the days of its cases follow the closing day.

    A case that is open already keeps the version of the pack that it began with.
    """
    _, changed = rows.save(session, Announcement, announcement_id, changes, expected=expected)
    if "closes" in changed:
        statement = select(Case.id).where(Case.announcement_id == announcement_id)
        deadlines.refresh_all(session, session.exec(statement).all())
    return changed


def remove(session: Session, announcement_id: UUID) -> None:
    """Hide an announcement. Raises InUseError while cases stand on it."""
    announcement = rows.find(session, Announcement, announcement_id)
    cases = session.exec(select(Case.id).where(Case.announcement_id == announcement_id)).all()
    if cases:
        raise InUseError(table="announcement", id=announcement_id, by="case", count=len(cases))
    rows.remove(announcement)


def list_announcements(session: Session, *, year: int | None = None) -> list[AnnouncementRow]:
    """Return the announcements, the newest year first."""
    counts = dict(
        session.exec(
            select(Case.announcement_id, func.count()).group_by(col(Case.announcement_id))
        ).all()
    )
    statement = (
        select(Announcement, Programme.name)
        .join(Programme, col(Programme.id) == col(Announcement.programme_id))
        .order_by(col(Announcement.year).desc(), col(Announcement.title))
    )
    if year is not None:
        statement = statement.where(Announcement.year == year)
    return [
        rows.shown(
            AnnouncementRow, announcement, programme=name, cases=counts.get(announcement.id, 0)
        )
        for announcement, name in session.exec(statement)
    ]

"""Notes who looked at personal data, slates and attachments: once a day for each person and thing.

Kept as rows like any other, so they are chained, travel to the hub and reach an auditor.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from sqlmodel import col, select

from db.base import now
from db.tables import AccessEntry

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from db.words import AccessKind


def note(
    session: Session,
    kind: AccessKind,
    table: str,
    row: UUID | None,
    *,
    case_id: UUID | None = None,
    why: str = "",
) -> bool:
    """Note that the person who works here looked at a row; return False when today has it."""
    person = session.info.get("person")
    today = datetime.combine(now().astimezone(), time.min).astimezone()
    known = select(AccessEntry.id).where(
        AccessEntry.row == row,
        AccessEntry.tbl == table,
        AccessEntry.kind == kind,
        AccessEntry.by == person,
        AccessEntry.why == why,
        col(AccessEntry.at) >= today,
    )
    if session.exec(known.limit(1)).first() is not None:
        return False
    session.add(
        AccessEntry(
            centre=str(session.info.get("centre") or ""),
            case_id=case_id,
            kind=kind,
            by=person,
            tbl=table,
            row=row,
            why=why,
        )
    )
    return True


def list_access(
    session: Session, *, row: UUID | None = None, limit: int = 300
) -> list[AccessEntry]:
    """Return the newest entries first; row: of one thing only."""
    wanted = select(AccessEntry).order_by(col(AccessEntry.at).desc()).limit(limit)
    if row is not None:
        wanted = wanted.where(AccessEntry.row == row)
    return list(session.exec(wanted))

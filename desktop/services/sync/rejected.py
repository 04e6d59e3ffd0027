"""Shows authors what the hub did not take, and why; their values stand here all the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, text, update

from db.base import metadata, now
from db.tables import SyncRejected

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlmodel import Session

_REJECTED = metadata.tables["sync_rejected"]


@dataclass(frozen=True)
class Rejected:
    """A change that the hub did not take; `change` is its id in the history, None if unknown.

    code, facts: the failure, as in db/sync_errors.py, or a code of the hub.
    """

    id: int
    change: int | None
    code: str
    facts: Mapping[str, Any]
    at: datetime
    is_read: bool


def list_rejected(session: Session) -> list[Rejected]:
    """Return what the hub did not take, the newest first."""
    found = session.execute(
        text(
            "SELECT r.id, t.id FROM sync_rejected r "
            "LEFT JOIN journal_transaction t ON t.key = r.tx ORDER BY r.id DESC"
        )
    ).all()
    rows = {row.id: row for row in session.scalars(select(SyncRejected))}
    return [
        Rejected(
            id=number,
            change=change,
            code=rows[number].code,
            facts=rows[number].facts,
            at=rows[number].at,
            is_read=rows[number].read_at is not None,
        )
        for number, change in found
    ]


def unread(session: Session) -> int:
    """Return how many nobody has looked at yet."""
    wanted = select(func.count()).where(_REJECTED.c.read_at.is_(None))
    return session.scalar(wanted) or 0


def mark_read(session: Session, ids: Iterable[int]) -> None:
    """Note that somebody has looked at these."""
    session.execute(
        update(_REJECTED)
        .where(_REJECTED.c.id.in_(list(ids)), _REJECTED.c.read_at.is_(None))
        .values(read_at=now())
    )

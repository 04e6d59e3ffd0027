"""Tells how far this computer and the hub have come, and where single records stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select, text

from db.base import metadata
from db.tables import SyncSelf
from db.words import Action, SyncState
from desktop.services.sync import conflicts as conflicts_of
from desktop.services.sync.rejected import unread

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlmodel import Session

_AT_ONCE = 500


@dataclass(frozen=True)
class Missing:
    """A range of numbers that has not arrived: hub numbers that this computer waits for."""

    first: int
    last: int


@dataclass(frozen=True)
class SyncStatus:
    """Where this computer stands; numbers of changes, not of rows.

    pending: only here. sent: gone out, not confirmed yet. confirmed_at: when the hub last said how
    far it has got. seen: hub number up to which everything was applied. conflicts: that a person
    has to decide; predicted: those of them that the hub has not said yet.
    """

    enrolled: bool
    hub: str
    label: str
    centre: str
    pending: int
    sent: int
    confirmed_at: datetime | None
    seen: int
    conflicts: int
    predicted: int
    duplicates: int
    rejected: int
    parked: int
    missing: tuple[Missing, ...]


def status(session: Session) -> SyncStatus:
    """Return where this computer stands."""
    known = session.get(SyncSelf, 1)
    pending, sent = _under_way(session)
    fields = conflicts_of.list_conflicts(session)
    return SyncStatus(
        enrolled=known is not None and bool(known.hub_key),
        hub="" if known is None else known.hub_url,
        label="" if known is None else known.label,
        centre="" if known is None else known.centre,
        pending=pending,
        sent=sent,
        confirmed_at=None if known is None else known.confirmed_at,
        seen=session.scalar(text("SELECT seen FROM journal_context")) or 0,
        conflicts=len(fields),
        predicted=sum(one.predicted for one in fields),
        duplicates=len(conflicts_of.duplicates(session)),
        rejected=unread(session),
        parked=session.scalar(text("SELECT count(*) FROM sync_parked")) or 0,
        missing=_missing(session),
    )


def states_of(session: Session, table: str, ids: Iterable[UUID]) -> dict[UUID, SyncState]:
    """Return where the last own change of each row has come to; CONFIRMED where there is none."""
    op, change = metadata.tables["journal_op"].c, metadata.tables["journal_transaction"].c
    wanted = list(dict.fromkeys(ids))
    states = dict.fromkeys(wanted, SyncState.CONFIRMED)
    for at in range(0, len(wanted), _AT_ONCE):
        keys = [key.hex for key in wanted[at : at + _AT_ONCE]]
        found = session.execute(
            select(op.pk, func.max(change.turn.is_(None)))
            .where(op.pk.in_(keys), op.tbl == table, change.id == op.tx)
            .where(change.origin.is_(None), change.n.is_(None), change.action != Action.SYNC_APPLY)
            .group_by(op.pk)
        )
        for key, is_here in found:
            states[UUID(key)] = SyncState.HERE if is_here else SyncState.SENT
    return states


def _missing(session: Session) -> tuple[Missing, ...]:
    """Return what has to arrive before files that came too early."""
    seen = session.scalar(text("SELECT seen FROM journal_context")) or 0
    early = session.scalar(
        text("SELECT min(first) FROM sync_file WHERE failed = 'GapError' AND first > :seen + 1"),
        {"seen": seen},
    )
    return () if early is None else (Missing(seen + 1, early - 1),)


def _under_way(session: Session) -> tuple[int, int]:
    """Return how many own changes are only here, and how many went out unconfirmed."""
    change = metadata.tables["journal_transaction"].c
    found = session.execute(
        select(change.turn.is_(None), func.count())
        .where(change.n.is_(None), change.origin.is_(None))
        .where(change.action != Action.SYNC_APPLY)
        .group_by(change.turn.is_(None))
    )
    counted = {bool(here): number for here, number in found}
    return counted.get(True, 0), counted.get(False, 0)

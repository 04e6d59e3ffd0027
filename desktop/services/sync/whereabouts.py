"""Tells of the rows in sight where their changes have come to; a few queries, however many rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import bindparam, select, text

from db.base import metadata
from db.tables import SyncSelf
from db.words import Action, SyncState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlmodel import Session

_AT_ONCE = 500
_CONFLICT = metadata.tables["sync_conflict"].c

# From the changes that the hub has not confirmed; usually few, however long the journal is.
_UNDER_WAY = text(
    """
    SELECT o.tbl, o.pk, o.root, max(t.turn IS NULL) AS here
    FROM journal_transaction t JOIN journal_op o ON o.seq BETWEEN t.first_op AND t.last_op
    WHERE t.n IS NULL AND t.origin IS NULL AND t.action <> :own
        AND (o.root IN :keys OR (o.tbl = :tbl AND o.pk IN :keys))
    GROUP BY o.tbl, o.pk, o.root
    """
).bindparams(bindparam("keys", expanding=True))


@dataclass(frozen=True)
class Whereabouts:
    """Where all that belongs to a row has come to, and how many of its fields are in conflict.

    state: None on a computer that belongs to no hub, where it says nothing.
    """

    state: SyncState | None = None
    conflicts: int = 0


def of_rows(session: Session, table: str, ids: Iterable[UUID]) -> dict[UUID, Whereabouts]:
    """Return where each row stands with all that hangs under it (of a case: its papers, …)."""
    wanted = list(dict.fromkeys(ids))
    enrolled = is_enrolled(session)
    found: dict[UUID, Whereabouts] = {}
    for at in range(0, len(wanted), _AT_ONCE):
        part = wanted[at : at + _AT_ONCE]
        states = _states(session, table, part) if enrolled else {}
        conflicts = _conflicts(session, table, part)
        for key in part:
            state = states.get(key, SyncState.CONFIRMED) if enrolled else None
            found[key] = Whereabouts(state, conflicts[key])
    return found


def is_enrolled(session: Session) -> bool:
    """Return whether this computer belongs to a hub."""
    known = session.get(SyncSelf, 1)
    return known is not None and bool(known.hub_key)


def device_of(session: Session) -> str:
    """Return by what the hub tells this computer apart, as hex; empty where it has no identity."""
    known = session.get(SyncSelf, 1)
    return "" if known is None else known.device.hex


def _states(session: Session, table: str, ids: Sequence[UUID]) -> dict[UUID, SyncState]:
    keys = {key.hex for key in ids}
    given = {"own": Action.SYNC_APPLY.value, "tbl": table, "keys": sorted(keys)}
    states: dict[UUID, SyncState] = {}
    for tbl, pk, root, here in session.execute(_UNDER_WAY, given):
        key = UUID(pk if tbl == table and pk in keys else root)
        if here or key not in states:
            states[key] = SyncState.HERE if here else SyncState.SENT
    return states


def _conflicts(session: Session, table: str, ids: Sequence[UUID]) -> Counter[UUID]:
    keys = {key.hex for key in ids}
    wanted = select(_CONFLICT.tbl, _CONFLICT.pk, _CONFLICT.root).where(
        _CONFLICT.closed_by.is_(None),
        _CONFLICT.root.in_(keys) | ((_CONFLICT.tbl == table) & _CONFLICT.pk.in_(keys)),
    )
    return Counter(
        UUID(pk if tbl == table and pk in keys else root)
        for tbl, pk, root in session.execute(wanted)
    )

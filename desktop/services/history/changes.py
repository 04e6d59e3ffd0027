"""Lists changes as people know them: one line for everything that was saved together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, String, and_, exists, func, select, type_coerce, union

import db.journal  # noqa: F401 - makes the tables known
from db.base import metadata
from db.words import Action

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlmodel import Session

TRANSACTIONS = metadata.tables["journal_transaction"]
OPS = metadata.tables["journal_op"]
_STAFF = metadata.tables["staff"]

# An action that only a newer program knows must not close the whole history.
_ACTION = type_coerce(TRANSACTIONS.c.action, String)

TAKING_BACK = (Action.UNDO.value, Action.REDO.value)
# What the program ships, the hub decided or somebody looked at is not taken back.
LASTING = (Action.SEED.value, Action.DEMO.value, Action.SYNC_APPLY.value, Action.VIEW.value)


@dataclass(frozen=True)
class Change:
    """Everything that was saved together, ready to show.

    `facts` of an undo or redo are `{"action": …, "facts": …}` of the change that it is about.
    """

    id: int
    action: Action
    facts: Mapping[str, Any]
    actor: str  # name of the member of staff; empty when nobody was chosen
    device: str
    at: datetime
    reason: str
    ops: int  # number of row changes
    undone: bool
    undoes: int | None

    @property
    def about(self) -> Action:
        """Return the action that an undo or redo was about, or the change's own."""
        return word_of(str(self.facts.get("action", ""))) if self.undoes else self.action

    @property
    def can_be_taken_back(self) -> bool:
        """Return whether undoing may be offered; it can still be refused."""
        return not self.undone and self.action.value not in LASTING


def word_of(action: str) -> Action:
    """Return the action, or UNKNOWN for one that only a newer program knows."""
    return Action(action) if action in set(Action) else Action.UNKNOWN


def is_ordinary() -> ColumnElement[bool]:
    """Return the condition for a change that was made here and that was not a step back.

    One that the hub rejected (number 0) does not stand; there is nothing to take back.
    """
    return and_(
        _ACTION.not_in([*TAKING_BACK, *LASTING]),
        TRANSACTIONS.c.origin.is_(None),
        func.coalesce(TRANSACTIONS.c.n, 1) > 0,
    )


def list_changes(
    session: Session,
    *,
    before: int | None = None,
    limit: int | None = 100,
    root: UUID | str | None = None,
    row: UUID | None = None,
    viewing: bool = False,
) -> list[Change]:
    """Return the newest changes first.

    before: only changes older than this id, to page on. root: only changes under this case
    (with the case's own row) or centre. row: only changes of this row. viewing: with what was only
    looked at.
    """
    conditions: list[ColumnElement[bool]] = []
    if not viewing:
        conditions.append(_ACTION.not_in([Action.VIEW.value]))
    if before is not None:
        conditions.append(TRANSACTIONS.c.id < before)
    if root is not None:
        conditions.append(TRANSACTIONS.c.id.in_(under(root)))
    if row is not None:
        conditions.append(TRANSACTIONS.c.id.in_(select(OPS.c.tx).where(OPS.c.pk == row.hex)))
    return _changes(session, *conditions, limit=limit)


def change_of(session: Session, change_id: int) -> Change | None:
    """Return one change, or None when there is none with this id."""
    return _only(_changes(session, TRANSACTIONS.c.id == change_id, limit=1))


def next_undo(session: Session) -> Change | None:
    """Return the change that `undo` would take back now."""
    standing = and_(is_ordinary(), TRANSACTIONS.c.undone_by.is_(None))
    return _only(_changes(session, standing, TRANSACTIONS.c.undoes.is_(None), limit=1))


def next_redo(session: Session) -> Change | None:
    """Return the undo that `redo` would take back now; a new change ends redoing."""
    newer = TRANSACTIONS.alias("newer")
    nothing_new = ~exists().where(
        newer.c.id > TRANSACTIONS.c.id,
        newer.c.origin.is_(None),
        type_coerce(newer.c.action, String).not_in([*TAKING_BACK, *LASTING]),
    )
    standing = and_(
        _ACTION.in_([Action.UNDO.value]),
        TRANSACTIONS.c.undone_by.is_(None),
        TRANSACTIONS.c.origin.is_(None),
    )
    newest = _only(_changes(session, standing, limit=1))
    if newest is None:
        return None
    return _only(_changes(session, TRANSACTIONS.c.id == newest.id, nothing_new, limit=1))


def under(root: UUID | str) -> Any:
    """Return a statement of the ids of all changes under a case or centre."""
    if isinstance(root, str):
        return select(OPS.c.tx).where(OPS.c.root == root)
    return union(
        select(OPS.c.tx).where(OPS.c.root == root.hex), select(OPS.c.tx).where(OPS.c.pk == root.hex)
    )


def _changes(session: Session, *conditions: ColumnElement[bool], limit: int | None) -> list[Change]:
    t = TRANSACTIONS.c
    statement = (
        select(
            t.id, _ACTION.label("action"), t.facts, _STAFF.c.name, t.device, t.at, t.reason,
            t.first_op, t.last_op, t.undone_by, t.undoes,
        )
        .join_from(TRANSACTIONS, _STAFF, _STAFF.c.id == t.actor_id, isouter=True)
        .where(*conditions)
        .order_by(t.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [_change(row) for row in session.execute(statement)]


def _change(row: Row[Any]) -> Change:
    return Change(
        id=row.id,
        action=word_of(row.action),
        facts=row.facts,
        actor=row.name or "",
        device=row.device,
        at=row.at,
        reason=row.reason,
        ops=0 if row.first_op is None else row.last_op - row.first_op + 1,
        undone=row.undone_by is not None,
        undoes=row.undoes,
    )


def _only(changes: list[Change]) -> Change | None:
    return changes[0] if changes else None

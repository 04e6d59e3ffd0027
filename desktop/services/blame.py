"""Says who changed a value last, and when, from the journal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, select

from db.tables import Staff
from db.tables.journal import BESIDE, JournalOp, JournalTransaction

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from sqlmodel import Session


@dataclass(frozen=True)
class Change:
    """One change of a row: `who` is the name of the person, None where it is not known."""

    who: str | None
    when: datetime
    reason: str = ""


def last_change(
    session: Session, table: str, row_id: UUID, fields: Iterable[str] = ()
) -> Change | None:
    """Return the last change of the row that touched one of `fields`, or of any field."""
    wanted = set(fields)
    ops = session.exec(
        select(JournalOp.kind, JournalOp.data, JournalTransaction)
        .join(JournalTransaction, col(JournalTransaction.id) == col(JournalOp.tx))
        .where(JournalOp.pk == row_id.hex, JournalOp.tbl == table)
        .where(col(JournalOp.kind).not_in(BESIDE))
        .order_by(col(JournalOp.seq).desc())
    )
    for kind, written, header in ops:
        if not wanted or kind != "update" or wanted & json.loads(written).keys():
            who = _name(session, header.actor_id)
            return Change(who=who, when=header.at, reason=header.reason)
    return None


def _name(session: Session, person: UUID | None) -> str | None:
    if person is None:
        return None
    statement = select(Staff.name).where(Staff.id == person)
    return session.exec(statement.execution_options(with_deleted=True)).first()

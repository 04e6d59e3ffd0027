"""Takes a case along to a place without a network, so that others know; it warns, it never stops.

Most conflicts come from two people working on one case apart. Whoever goes to a factory says so
before, and the others see it as long as it holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, select

from db.errors import RefusedValueError
from db.tables import Case, CheckOut, Staff
from desktop.services import rows

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

__all__ = ["TakenAlong", "give_back", "of_case", "take_along"]


@dataclass(frozen=True)
class TakenAlong:
    """Who has taken a case along, on which computer, and up to which day (included)."""

    id: UUID
    case_id: UUID
    who: str  # empty where nobody was chosen
    staff_id: UUID | None
    device: str
    until: date
    note: str


def take_along(
    session: Session, case_id: UUID, *, until: date, today: date, device: str, note: str = ""
) -> UUID:
    """Say that whoever works here takes the case along, and return the key of that.

    What the same person said before on the same computer is replaced. Raises RefusedValueError
    for a day that is over, NotFoundError.
    """
    case = rows.find(session, Case, case_id)
    if until < today:
        raise RefusedValueError(
            table="check_out", field="until", value=until, limit="before", bound=today
        )
    person = rows.person(session)
    for before in session.exec(select(CheckOut).where(CheckOut.case_id == case_id)):
        if before.until < today or (before.staff_id == person and before.device == device):
            rows.remove(before)
    words = {"until": until, "note": note}
    kept = rows.add(session, CheckOut, words, case_id=case.id, staff_id=person, device=device)
    return kept.id


def give_back(session: Session, check_out_id: UUID) -> None:
    """Say that the case is back; undo says again that it is not. Raises NotFoundError."""
    rows.remove(rows.find(session, CheckOut, check_out_id))


def of_case(session: Session, case_id: UUID, *, today: date) -> list[TakenAlong]:
    """Return who has the case with them today, the first first; what has run out is left out.

    Usually one; two where neither could know of the other.
    """
    statement = (
        select(CheckOut, Staff.name)
        .join(Staff, col(Staff.id) == col(CheckOut.staff_id), isouter=True)
        .where(CheckOut.case_id == case_id, CheckOut.until >= today)
        .where(col(CheckOut.deleted).is_(False))
        .order_by(col(CheckOut.created_at), col(CheckOut.id))
    )
    # A person who has left is still the one who has the case with them.
    found = session.exec(statement.execution_options(with_deleted=True))
    return [rows.shown(TakenAlong, taken, who=name or "") for taken, name in found]

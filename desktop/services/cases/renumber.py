"""Gives a case another number, where two computers gave out the same one apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.tables import Announcement, Case
from desktop.services import rows
from desktop.services.cases.open import next_number

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session


def renumber(session: Session, case_id: UUID, *, today: date) -> str:
    """Give the case the next free number of its centre and year, and return it.

    The year is that of its announcement. Raises NotFoundError.
    """
    case = rows.find(session, Case, case_id)
    call = session.get(Announcement, case.announcement_id) if case.announcement_id else None
    year = call.year if call is not None else today.year
    case.number = next_number(session, centre=case.centre, year=year)
    return case.number

"""Says whether a case belongs to an invented company of the demo world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.tables import Company
from desktop.services import rows

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session


def is_invented(session: Session, company_id: UUID) -> bool:
    """Return whether the company carries the mark of demo data. Raises NotFoundError."""
    return rows.find(session, Company, company_id).synthetic

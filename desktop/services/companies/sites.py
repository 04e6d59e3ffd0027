"""Adds, edits and hides the workplaces of a company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel import select

from db.tables import Case, Company, Site
from db.tables.site import SiteFields
from desktop.services import rows
from desktop.services.errors import InUseError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlmodel import Session

__all__ = ["SiteFields", "add", "edit", "remove"]


def add(session: Session, company_id: UUID, fields: SiteFields | Mapping[str, Any]) -> UUID:
    """Add a workplace to a company and return its key."""
    company = rows.find(session, Company, company_id)
    return rows.add(session, Site, fields, company_id=company.id).id


def edit(
    session: Session,
    site_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields and return their names."""
    _, changed = rows.save(session, Site, site_id, changes, expected=expected)
    return changed


def remove(session: Session, site_id: UUID) -> None:
    """Hide a workplace. Raises InUseError while a case is about it."""
    site = rows.find(session, Site, site_id)
    cases = session.exec(select(Case.id).where(Case.site_id == site_id)).all()
    if cases:
        raise InUseError(table="site", id=site_id, by="case", count=len(cases))
    rows.remove(site)

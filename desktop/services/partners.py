"""Lists, adds and edits the large firms that co-invest, and their funds of each year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, func, select

from db.errors import RefusedValueError
from db.tables import Case, Match, Partner, Pool
from db.tables.partner import PartnerFields, PoolFields
from db.words import CaseState
from desktop.services import rows
from desktop.services.companies.register import with_plain_numbers
from desktop.services.errors import InUseError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlmodel import Session

__all__ = [
    "PartnerFields",
    "PartnerRow",
    "PoolFields",
    "add",
    "edit",
    "edit_pool",
    "list_partners",
    "remove",
    "set_pool",
]


@dataclass(frozen=True)
class PartnerRow:
    """One large firm and how many open cases it takes part in."""

    id: UUID
    name: str
    brn: str
    industries: str
    regions: str
    note: str
    open_cases: int = 0


def add(session: Session, fields: PartnerFields | Mapping[str, Any], **keys: Any) -> UUID:
    """Add a large firm and return its key. Raises RefusedValueError, for a wrong number too."""
    given = fields.model_dump(exclude_unset=True) if isinstance(fields, PartnerFields) else fields
    return rows.add(session, Partner, with_plain_numbers(given), **keys).id


def edit(
    session: Session,
    partner_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields and return their names."""
    plain = with_plain_numbers(changes)
    _, changed = rows.save(session, Partner, partner_id, plain, expected=expected)
    return changed


def remove(session: Session, partner_id: UUID) -> None:
    """Hide a large firm. Raises InUseError while a match names it."""
    partner = rows.find(session, Partner, partner_id)
    matches = session.exec(select(Match.id).where(Match.partner_id == partner_id)).all()
    if matches:
        raise InUseError(table="partner", id=partner_id, by="match", count=len(matches))
    rows.remove(partner)


def set_pool(session: Session, partner_id: UUID, fields: PoolFields | Mapping[str, Any]) -> UUID:
    """Keep the fund of one year, the only one of that year, and return its key."""
    given = fields.model_dump() if isinstance(fields, PoolFields) else dict(fields)
    year = rows.checked_whole(PoolFields, given)["year"]
    found = session.exec(
        select(Pool).where(Pool.partner_id == partner_id, Pool.year == year)
    ).first()
    if found is not None:
        rows.change(found, rows.checked(PoolFields, given))
        return found.id
    rows.find(session, Partner, partner_id)
    return rows.add(session, Pool, given, partner_id=partner_id).id


def edit_pool(
    session: Session,
    pool_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed amounts of one year's fund and return the names of the fields.

    Raises RefusedValueError with the limit "twice" for a year that has a fund already.
    """
    pool, changed = rows.save(session, Pool, pool_id, changes, expected=expected)
    if "year" in changed:
        others = select(Pool.id).where(Pool.partner_id == pool.partner_id, Pool.year == pool.year)
        if session.exec(others.where(Pool.id != pool_id)).first() is not None:
            raise RefusedValueError(table="pool", field="year", value=pool.year, limit="twice")
    return changed


def list_partners(session: Session) -> list[PartnerRow]:
    """Return the large firms by name."""
    counts = dict(
        session.exec(
            select(Case.partner_id, func.count())
            .where(Case.state == CaseState.OPEN)
            .group_by(col(Case.partner_id))
        ).all()
    )
    return [
        rows.shown(PartnerRow, partner, open_cases=counts.get(partner.id, 0))
        for partner in session.exec(select(Partner).order_by(col(Partner.name)))
    ]

"""Lists, adds and edits the companies that build the systems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, func, select

from db.tables import Case, Supplier
from db.tables.supplier import SupplierFields
from db.words import CaseState
from desktop.services import rows
from desktop.services.companies.names import normalise_name
from desktop.services.companies.register import with_plain_numbers
from desktop.services.errors import InUseError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

    from db.words import OperatingState

__all__ = ["SupplierFields", "SupplierRow", "add", "edit", "list_suppliers", "remove"]


@dataclass(frozen=True)
class SupplierRow:
    """One supplier and how many open cases it works on."""

    id: UUID
    name: str
    brn: str
    solutions: str
    sido: str
    phone: str
    operating_state: OperatingState
    operating_state_on: date | None
    open_cases: int = 0


def add(session: Session, fields: SupplierFields | Mapping[str, Any], **keys: Any) -> UUID:
    """Add a supplier and return its key. Raises RefusedValueError, for a wrong number too."""
    given = fields.model_dump(exclude_unset=True) if isinstance(fields, SupplierFields) else fields
    supplier = rows.add(session, Supplier, with_plain_numbers(given), **keys)
    supplier.name_key = normalise_name(supplier.name)
    return supplier.id


def edit(
    session: Session,
    supplier_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields and return their names."""
    supplier, changed = rows.save(
        session, Supplier, supplier_id, with_plain_numbers(changes), expected=expected
    )
    if "name" in changed:
        supplier.name_key = normalise_name(supplier.name)
    return changed


def remove(session: Session, supplier_id: UUID) -> None:
    """Hide a supplier. Raises InUseError while a case names it."""
    supplier = rows.find(session, Supplier, supplier_id)
    cases = session.exec(select(Case.id).where(Case.supplier_id == supplier_id)).all()
    if cases:
        raise InUseError(table="supplier", id=supplier_id, by="case", count=len(cases))
    rows.remove(supplier)


def list_suppliers(session: Session) -> list[SupplierRow]:
    """Return the suppliers by name."""
    counts = dict(
        session.exec(
            select(Case.supplier_id, func.count())
            .where(Case.state == CaseState.OPEN)
            .group_by(col(Case.supplier_id))
        ).all()
    )
    return [
        rows.shown(SupplierRow, supplier, open_cases=counts.get(supplier.id, 0))
        for supplier in session.exec(select(Supplier).order_by(col(Supplier.name)))
    ]

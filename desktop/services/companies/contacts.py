"""Keeps the people to talk to; each organisation has at most one main contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.tables import Company, Contact, Partner, Supplier
from db.tables.contact import ContactFields
from desktop.services import rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlmodel import Session

__all__ = ["ContactFields", "ContactRow", "add", "edit", "list_contacts", "remove"]


@dataclass(frozen=True)
class ContactRow:
    """One person of an organisation."""

    id: UUID
    name: str
    department: str
    title: str
    phone: str
    mobile: str
    email: str
    main: bool


def add(
    session: Session,
    fields: ContactFields | Mapping[str, Any],
    *,
    company_id: UUID | None = None,
    partner_id: UUID | None = None,
    supplier_id: UUID | None = None,
) -> UUID:
    """Add a contact to exactly one organisation and return its key.

    The first contact of an organisation becomes its main one.
    """
    owner = {"company_id": company_id, "partner_id": partner_id, "supplier_id": supplier_id}
    given = {name: key for name, key in owner.items() if key is not None}
    if len(given) != 1:
        raise TypeError("a contact belongs to one company, partner or supplier")
    for table, key in ((Company, company_id), (Partner, partner_id), (Supplier, supplier_id)):
        if key is not None:
            rows.find(session, table, key)
    contact = rows.add(session, Contact, fields, **given)
    if contact.main or len(_colleagues(session, contact)) == 0:
        _make_main(session, contact)
    return contact.id


def edit(
    session: Session,
    contact_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields and return their names; a new main contact replaces the old one."""
    contact, changed = rows.save(session, Contact, contact_id, changes, expected=expected)
    if "main" in changed and contact.main:
        _make_main(session, contact)
    return changed


def remove(session: Session, contact_id: UUID) -> None:
    """Hide a contact; if it was the main one, the oldest colleague takes its place."""
    contact = rows.find(session, Contact, contact_id)
    rows.remove(contact)
    colleagues = _colleagues(session, contact)
    if contact.main and colleagues:
        _make_main(session, colleagues[0])


def list_contacts(
    session: Session,
    *,
    company_id: UUID | None = None,
    partner_id: UUID | None = None,
    supplier_id: UUID | None = None,
) -> list[ContactRow]:
    """Return the contacts of one organisation, the main one first."""
    statement = select(Contact).where(
        Contact.company_id == company_id,
        Contact.partner_id == partner_id,
        Contact.supplier_id == supplier_id,
    )
    found = session.exec(statement.order_by(col(Contact.main).desc(), col(Contact.id)))
    return [rows.shown(ContactRow, contact) for contact in found]


def _colleagues(session: Session, contact: Contact) -> list[Contact]:
    statement = select(Contact).where(
        Contact.company_id == contact.company_id,
        Contact.partner_id == contact.partner_id,
        Contact.supplier_id == contact.supplier_id,
        Contact.id != contact.id,
    )
    return list(session.exec(statement.order_by(col(Contact.id))))


def _make_main(session: Session, contact: Contact) -> None:
    for colleague in _colleagues(session, contact):
        colleague.main = False
    contact.main = True

"""Finds telephone numbers and addresses that an applicant shares with somebody else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlmodel import col, func, select

from db.tables import Application, Case, Company, Contact, Supplier
from desktop.services import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from sqlmodel import Session

_FEWEST_DIGITS = 8  # a shorter number is an extension or was never finished
_FEWEST_KINDS = 3  # different digits; 010-0000-0000 stands for "not known"
_MOST_CASES = 10
_SIGNS = "- .()\t"


class Way(StrEnum):
    """By what two are the same."""

    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True)
class OtherApplicant:
    """A case of another company with the same number or address."""

    case_id: UUID
    number: str
    company_id: UUID
    company: str


@dataclass(frozen=True)
class SharedContact:
    """One number or address that stands with somebody else too.

    suppliers: their names; own_supplier: the one of this very case is among them. applicants: at
    most ten; applicant_count tells how many companies there are.
    """

    way: Way
    shown: str
    suppliers: tuple[str, ...] = ()
    own_supplier: bool = False
    applicants: tuple[OtherApplicant, ...] = ()
    applicant_count: int = 0


def shared_contacts(session: Session, case_id: UUID) -> tuple[SharedContact, ...]:
    """Return what the applicant of a case shares with suppliers or with other applicants."""
    case = rows.find(session, Case, case_id)
    own = _own(session, case.company_id)
    found = {key: SharedContact(way, shown) for (way, key), shown in own.items()}
    for way in Way:
        keys = [key for kind, key in own if kind is way]
        if keys:
            _add_suppliers(session, case, way, keys, found)
            _add_applicants(session, case, way, keys, found)
    return tuple(one for one in found.values() if one.suppliers or one.applicants)


def plain_phone(text: str) -> str:
    """Return the digits of a number that can tell people apart, otherwise nothing."""
    digits = "".join(filter(str.isdigit, text))
    telling = len(digits) >= _FEWEST_DIGITS and len(set(digits)) >= _FEWEST_KINDS
    return digits if telling else ""


def plain_email(text: str) -> str:
    """Return an address in small letters, nothing for what is no address."""
    plain = text.strip().casefold()
    return plain if "@" in plain[1:-1] else ""


def _own(session: Session, company_id: UUID) -> dict[tuple[Way, str], str]:
    """Return the numbers and addresses of a company: what is compared, and how it is written."""
    company = rows.find(session, Company, company_id)
    contacts = session.exec(select(Contact).where(Contact.company_id == company_id))
    written: list[tuple[Way, str]] = [(Way.PHONE, company.phone), (Way.EMAIL, company.email)]
    for contact in contacts:
        written += [
            (Way.PHONE, contact.mobile), (Way.PHONE, contact.phone), (Way.EMAIL, contact.email),
        ]  # fmt: skip
    own: dict[tuple[Way, str], str] = {}
    for way, text in written:
        key = plain_phone(text) if way is Way.PHONE else plain_email(text)
        if key:
            own.setdefault((way, key), text.strip())
    return own


def _plain(column: Any, way: Way) -> Any:
    """Return the column as it is compared, worked out by the database."""
    if way is Way.EMAIL:
        return func.lower(func.trim(column))
    plain = column
    for sign in _SIGNS:
        plain = func.replace(plain, sign, "")
    return plain


def _columns(table: type[Company | Contact | Supplier], way: Way) -> Iterator[Any]:
    names = ("phone", "mobile") if way is Way.PHONE else ("email",)
    return (_plain(getattr(table, name), way) for name in names if hasattr(table, name))


def _add_suppliers(
    session: Session, case: Case, way: Way, keys: list[str], found: dict[str, SharedContact]
) -> None:
    """Add the suppliers who have one of the numbers, themselves or by a person of theirs."""
    names: dict[str, dict[UUID, str]] = defaultdict(dict)
    for plain in _columns(Supplier, way):
        asked = select(plain, Supplier.id, Supplier.name).where(plain.in_(keys))
        for key, supplier, name in session.exec(asked):
            names[key][supplier] = name
    for plain in _columns(Contact, way):
        asked = (
            select(plain, Supplier.id, Supplier.name)
            .select_from(Contact)
            .join(Supplier, col(Supplier.id) == col(Contact.supplier_id))
            .where(plain.in_(keys))
        )
        for key, supplier, name in session.exec(asked):
            names[key][supplier] = name
    for key, known in names.items():
        found[key] = replace(
            found[key],
            suppliers=tuple(sorted(known.values())),
            own_supplier=case.supplier_id in known,
        )


def _add_applicants(
    session: Session, case: Case, way: Way, keys: list[str], found: dict[str, SharedContact]
) -> None:
    """Add the cases of other companies that have one of the numbers."""
    companies: dict[str, set[UUID]] = defaultdict(set)
    for plain in _columns(Company, way):
        asked = select(plain, Company.id).where(plain.in_(keys), Company.id != case.company_id)
        for key, company in session.exec(asked):
            companies[key].add(company)
    for plain in _columns(Contact, way):
        by_person = (
            select(plain, Company.id)
            .select_from(Contact)
            .join(Company, col(Company.id) == col(Contact.company_id))
            .where(plain.in_(keys), Company.id != case.company_id)
        )
        for key, company in session.exec(by_person):
            companies[key].add(company)
    for key, ids in companies.items():
        applicants = _applicants(session, ids)
        found[key] = replace(
            found[key],
            applicants=tuple(applicants[:_MOST_CASES]),
            applicant_count=len({one.company_id for one in applicants}),
        )


def _applicants(session: Session, companies: Iterable[UUID]) -> list[OtherApplicant]:
    """Return the cases of companies that applied, the newest first."""
    asked = (
        select(Case.id, Case.number, Company.id, Company.name)
        .join(Company, col(Company.id) == col(Case.company_id))
        .join(Application, col(Application.case_id) == col(Case.id))
        .where(col(Company.id).in_(list(companies)))
        .order_by(col(Case.id).desc())
    )
    return [OtherApplicant(*columns) for columns in session.exec(asked)]

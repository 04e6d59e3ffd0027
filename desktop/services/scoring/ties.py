"""Finds what ties a person to a firm: organisation, declared interest, telephone, name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlmodel import col, or_, select

from db.tables import Company, Conflict, Contact, Partner, Supplier
from db.words import BarReason
from desktop.services.companies.names import normalise_name

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from db.tables import Reviewer

_MOST_NAMED = 500  # beyond, all rows are read and sifted
_LEAST_DIGITS = 7  # shorter is an extension, not a number


@dataclass(frozen=True)
class Bar:
    """Why a reviewer may not touch a case, and with which firm the tie is."""

    reason: BarReason
    firm: str = ""


@dataclass
class Firm:
    """What can tie a person to one company, supplier or large firm."""

    name: str
    brns: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    reached: set[str] = field(default_factory=set)  # telephone numbers and addresses
    people: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Person:
    """What can tie a reviewer to firms; none of it is empty in a firm, so empty never matches."""

    brn: str
    organisation: str
    reached: frozenset[str]
    name: str


def narrowed(statement: Any, column: Any, ids: set[UUID]) -> Any:
    """Return the statement for these rows; many are read as all and sifted by the caller."""
    if len(ids) > _MOST_NAMED:
        return statement
    return statement.where(col(column).in_(ids))


def firms_of(session: Session, ids: set[UUID]) -> dict[UUID, Firm]:
    """Return what can tie somebody to each firm; a merged company brings what it had before."""
    found: dict[UUID, Firm] = {}
    for company in session.exec(narrowed(select(*_OF_COMPANY), Company.id, ids)):
        if company.id in ids:
            _know_company(found.setdefault(company.id, Firm(company.name)), company)
    merged = select(*_OF_COMPANY).where(col(Company.duplicate_of).is_not(None))
    for company in session.exec(merged.execution_options(with_deleted=True)):
        if company.duplicate_of in found:
            _know_company(found[company.duplicate_of], company)
    _know_others(session, found, ids)
    _know_people(session, found, ids)
    for firm in found.values():
        for known in (firm.brns, firm.names, firm.reached, firm.people):
            known.discard("")
    return found


# Columns, not rows: a list of a thousand cases must not make ten thousand objects.
_OF_COMPANY: Any = (
    Company.id, Company.name, Company.name_key, Company.brn, Company.representative,
    Company.phone, Company.email, Company.duplicate_of,
)  # fmt: skip
_OF_CONTACT: Any = (
    Contact.company_id, Contact.supplier_id, Contact.partner_id,
    Contact.name, Contact.phone, Contact.mobile, Contact.email,
)  # fmt: skip


def _know_others(session: Session, found: dict[UUID, Firm], ids: set[UUID]) -> None:
    for table in (Supplier, Partner):
        for row in session.exec(narrowed(select(table), table.id, ids)):
            if row.id in ids:
                firm = found.setdefault(row.id, Firm(row.name))
                firm.brns.add(row.brn)
                firm.names.add(normalise_name(row.name))
                firm.reached.update(_reached(getattr(row, "phone", "")))


def _know_people(session: Session, found: dict[UUID, Firm], ids: set[UUID]) -> None:
    statement = select(*_OF_CONTACT)
    if len(ids) <= _MOST_NAMED:
        columns = (Contact.company_id, Contact.supplier_id, Contact.partner_id)
        statement = statement.where(or_(*(col(column).in_(ids) for column in columns)))
    for *keys, name, phone, mobile, email in session.exec(statement):
        for key in keys:
            if key in found:
                found[key].people.add(_person(name))
                found[key].reached.update(_reached(phone, mobile, email))


def _know_company(firm: Firm, company: Any) -> None:
    firm.brns.add(company.brn)
    firm.names.add(company.name_key or normalise_name(company.name))
    firm.people.add(_person(company.representative))
    firm.reached.update(_reached(company.phone, company.email))


def declared_by(session: Session, ids: set[UUID]) -> dict[UUID, set[UUID]]:
    """Return the firms with which each reviewer has declared a tie."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    merged = dict(
        session.exec(
            select(Company.id, Company.duplicate_of)
            .where(col(Company.duplicate_of).is_not(None))
            .execution_options(with_deleted=True)
        ).all()
    )
    for conflict in session.exec(select(Conflict).where(col(Conflict.reviewer_id).in_(ids))):
        for key in (conflict.company_id, conflict.supplier_id, conflict.partner_id):
            if key is not None:
                found[conflict.reviewer_id] |= {key, merged.get(key) or key}
    return found


def known_of(reviewer: Reviewer) -> Person:
    """Return what can tie a reviewer to firms, made ready for many comparisons."""
    return Person(
        brn=reviewer.brn,
        organisation=normalise_name(reviewer.organisation),
        reached=frozenset(_reached(reviewer.phone, reviewer.email)),
        name=_person(reviewer.name),
    )


def tie(person: Person, key: UUID, firm: Firm, declared: set[UUID]) -> Bar | None:
    """Return the first thing that ties a reviewer to a firm."""
    reason: BarReason | None = None
    if person.brn in firm.brns or person.organisation in firm.names:
        reason = BarReason.ORGANISATION
    elif key in declared:
        reason = BarReason.DECLARED
    elif not person.reached.isdisjoint(firm.reached):
        reason = BarReason.PEOPLE
    elif person.name in firm.people:
        reason = BarReason.NAMESAKE
    return None if reason is None else Bar(reason, firm.name)


def _person(name: str) -> str:
    return "".join(name.split()).casefold()


def _reached(*ways: str) -> set[str]:
    """Return telephone numbers as digits and addresses in small letters."""
    found = set()
    for way in ways:
        if "@" in way:
            found.add(way.strip().casefold())
        else:
            digits = "".join(filter(str.isdigit, way))
            if len(digits) >= _LEAST_DIGITS:
                found.add(digits)
    return found

"""Adds and edits companies and says which ones may be the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy
from sqlalchemy import String, type_coerce
from sqlmodel import col, or_, select

from db.base import metadata
from db.errors import RefusedValueError
from db.tables import Case, Company, Contact, Site
from db.tables.company import CompanyFields
from desktop.services import rows
from desktop.services.companies.names import initials, normalise_name
from desktop.services.companies.numbers import brn_is_valid, normalise_brn, normalise_crn
from desktop.services.errors import InUseError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlmodel import Session

__all__ = [
    "Candidate",
    "CompanyFields",
    "add",
    "edit",
    "possible_duplicates",
    "remove",
    "with_plain_numbers",
]

SIMILAR_NAME = 70  # of 100; one wrong syllable in a name of four leaves 75
SIMILAR_ADDRESS = 90
NAMES_COMPARED = 60
POINTS_FOR_NAME = 60  # for an equal name; a similar one gets its part
POINTS = {"phone": 20, "address": 20, "representative": 15, "number_similar": 20}
HIGHEST_WITHOUT_NUMBER = 99


@dataclass(frozen=True)
class Candidate:
    """A company that may be the same: 100 for the same number, less for likeness.

    why: number, number_similar, name, name_similar, phone, address, representative.
    """

    id: UUID
    name: str
    brn: str
    address: str
    score: int
    why: tuple[str, ...]


def add(session: Session, fields: CompanyFields | Mapping[str, Any], **keys: Any) -> UUID:
    """Add a company and return its key. Raises RefusedValueError, for a wrong number too."""
    given = _as_mapping(fields)
    whole = rows.checked_whole(CompanyFields, with_plain_numbers(given))
    company = rows.add(session, Company, whole, **_derived(whole["name"]), **keys)
    return company.id


def edit(
    session: Session,
    company_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields; the keys of the name follow the name. Returns what changed."""
    company, changed = rows.save(
        session, Company, company_id, with_plain_numbers(changes), expected=expected
    )
    if "name" in changed:
        rows.change(company, _derived(company.name))
    return changed


def remove(session: Session, company_id: UUID) -> None:
    """Hide a company. Raises InUseError while it has cases."""
    company = rows.find(session, Company, company_id)
    cases = session.exec(select(Case.id).where(Case.company_id == company_id)).all()
    if cases:
        raise InUseError(table="company", id=company_id, by="case", count=len(cases))
    rows.remove(company)


def with_plain_numbers(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return `changes` with their numbers as digits only.

    Raises RefusedValueError for a 사업자등록번호 with a wrong check digit; the check digit of a
    법인등록번호 is only ever a warning (domain 9.5).
    """
    plain = dict(changes)
    _plain(plain, "brn", normalise_brn)
    _plain(plain, "crn", normalise_crn)
    if plain.get("brn") and not brn_is_valid(plain["brn"]):
        raise RefusedValueError(
            table="company", field="brn", value=plain["brn"], limit="check_digit"
        )
    return plain


def _plain(changes: dict[str, Any], field: str, normalise: Callable[[str], str | None]) -> None:
    typed = changes.get(field)
    if not isinstance(typed, str) or not typed.strip():
        return
    digits = normalise(typed.strip())
    if digits is None:
        raise RefusedValueError(table="company", field=field, value=typed, limit="digits")
    changes[field] = digits


def possible_duplicates(
    session: Session,
    fields: CompanyFields | Mapping[str, Any],
    *,
    besides: UUID | None = None,
) -> list[Candidate]:
    """Return kept companies that may be the one described, most likely first.

    A likeness of names counts only with a second sign: phone, address, representative or a number
    with one slip of the pen. An equal name is named alone too, because numbers get mistyped.
    """
    given = _as_mapping(fields)
    key = normalise_name(str(given.get("name") or ""))
    brn = normalise_brn(str(given.get("brn") or "")) or str(given.get("brn") or "")
    likeness = _similar_names(session, key)
    statement = select(Company).where(
        or_(col(Company.id).in_(likeness), (col(Company.brn) == brn) & (brn != ""))
    )
    alike = [
        company
        for company in session.exec(statement)
        if company.id != besides and company.duplicate_of is None
    ]
    reached = _reached_at(session, alike)
    compared = (
        _compare(company, reached[company.id], given, brn, likeness.get(company.id, 0))
        for company in alike
    )
    candidates = [found for found in compared if found is not None]
    return sorted(candidates, key=lambda found: (-found.score, found.name, str(found.id)))


def _similar_names(session: Session, key: str) -> dict[UUID, float]:
    """Return how alike the names are, from 70 to 100, by company."""
    if not key:
        return {}
    from rapidfuzz import fuzz, process

    # Thirty thousand keys are made into UUIDs much more slowly than they are compared.
    company = metadata.tables["company"]
    names = sqlalchemy.select(type_coerce(company.c.id, String), company.c.name_key)
    found = session.connection().execute(names.where(company.c.deleted.is_(False)))
    keys: dict[str, str] = {str(row[0]): str(row[1]) for row in found}
    best = process.extract(
        key, keys, scorer=fuzz.ratio, score_cutoff=SIMILAR_NAME, limit=NAMES_COMPARED
    )
    return {UUID(company_id): score for _, score, company_id in best}


@dataclass
class _Reached:
    """The telephone numbers and addresses of a company, its workplaces and contacts."""

    phones: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)


def _reached_at(session: Session, companies: list[Company]) -> dict[UUID, _Reached]:
    """Return where each company is reached, in two queries for all of them."""
    reached = {
        company.id: _Reached({_digits(company.phone)}, {_letters(company.address)})
        for company in companies
    }
    contacts = select(Contact.company_id, Contact.phone, Contact.mobile).where(
        col(Contact.company_id).in_(reached)
    )
    for company_id, phone, mobile in session.exec(contacts):
        if company_id is not None:
            reached[company_id].phones |= {_digits(phone), _digits(mobile)}
    sites = select(Site.company_id, Site.phone, Site.address).where(
        col(Site.company_id).in_(reached)
    )
    for company_id, phone, address in session.exec(sites):
        reached[company_id].phones.add(_digits(phone))
        reached[company_id].addresses.add(_letters(address))
    return reached


def _compare(
    company: Company, reached: _Reached, given: Mapping[str, Any], brn: str, likeness: float
) -> Candidate | None:
    same_number = bool(brn) and company.brn == brn
    signs = [
        sign
        for sign, holds in (
            ("number_similar", not same_number and _one_slip(brn, company.brn)),
            ("phone", _digits(given.get("phone")) in reached.phones - {""}),
            ("address", _is_near(_letters(given.get("address")), reached.addresses - {""})),
            ("representative", _same_text(company.representative, given.get("representative"))),
        )
        if holds
    ]
    if not same_number and likeness < 100 and (likeness < SIMILAR_NAME or not signs):
        return None
    names = ["name"] if likeness == 100 else ["name_similar"] if likeness else []
    score = POINTS_FOR_NAME * likeness / 100 + sum(POINTS[sign] for sign in signs)
    return Candidate(
        id=company.id,
        name=company.name,
        brn=company.brn,
        address=company.address,
        score=100 if same_number else min(HIGHEST_WITHOUT_NUMBER, round(score)),
        why=tuple((["number"] if same_number else []) + names + signs),
    )


def _one_slip(one: str, other: str) -> bool:
    from rapidfuzz.distance import OSA

    return bool(one) and len(one) == len(other) and OSA.distance(one, other) == 1


def _is_near(wanted: str, addresses: set[str]) -> bool:
    from rapidfuzz import fuzz

    return bool(wanted) and any(fuzz.ratio(wanted, one) >= SIMILAR_ADDRESS for one in addresses)


def _same_text(one: str, other: object) -> bool:
    return bool(_letters(one)) and _letters(one) == _letters(other)


def _digits(text: object) -> str:
    return "".join(filter(str.isdigit, str(text or "")))


def _letters(text: object) -> str:
    return "".join(filter(str.isalnum, str(text or "").casefold()))


def _derived(name: str) -> dict[str, str]:
    return {"name_key": normalise_name(name), "name_initials": initials(name)}


def _as_mapping(fields: CompanyFields | Mapping[str, Any]) -> Mapping[str, Any]:
    return fields.model_dump(exclude_unset=True) if isinstance(fields, CompanyFields) else fields

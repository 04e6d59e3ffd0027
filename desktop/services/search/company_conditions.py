"""Turns clauses about companies into conditions on the table `company`, or on where they work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import Table, false, or_, select

from db.words import CodeKind
from desktop.services import codes
from desktop.services.companies.names import normalise_name
from desktop.services.search.asking import (
    Asking,
    Condition,
    case,
    company,
    in_numbers,
    in_words,
    is_whole,
    live,
    table,
    typed_in,
)
from desktop.services.search.matching import (
    name_matches,
    number_matches,
    phone_matches,
    text_matches,
)
from desktop.services.search.query import Choice
from desktop.services.search.values import Nothing, Words
from desktop.services.search.words import Field, YesNo

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

Maker = Callable[[Asking, Choice], Condition]
PlaceMaker = Callable[[Asking, Choice, Table], Condition]


def free_word(typed: str) -> Condition:
    """Return the condition that a company is called so, or has that in its number."""
    return or_(
        name_matches(typed, company.c.name_key, company.c.name_initials),
        number_matches(typed, company.c.brn),
    )


def _region(asking: Asking, choice: Choice, place: Table) -> Condition:
    if isinstance(choice.value, Nothing):
        return place.c.sido == ""
    typed = typed_in(choice)
    found = codes.regions_named(typed) or codes.regions_beginning(typed)
    if not found:
        asking.nobody(choice, typed, codes.region_words())
        return false()
    return or_(place.c.sido.in_(sorted(found)), place.c.sigungu.in_(sorted(found)))


def _industry(asking: Asking, choice: Choice, place: Table) -> Condition:
    if isinstance(choice.value, Nothing):
        return place.c.ksic == ""
    typed = typed_in(choice)
    digits = typed.strip().upper().removeprefix("C")
    if digits.isascii() and digits.isdigit():
        return place.c.ksic.startswith(digits)
    found = codes.divisions_named(typed) | _classes_named(asking, typed)
    if not found:
        asking.nobody(choice, typed)
        return false()
    return or_(*(place.c.ksic.startswith(code) for code in sorted(found)))


def _classes_named(asking: Asking, typed: str) -> frozenset[str]:
    """Return the codes of the imported KSIC table whose own name contains the word."""
    code = table("code")
    named = text_matches(typed, code.c.name)
    statement = select(code.c.code).where(live(code), code.c.kind == CodeKind.KSIC, named)
    found = set(asking.session.execute(statement).scalars())
    # A class inside a division that is found anyway would only make the statement longer.
    return frozenset(one for one in found if not any(one[:end] in found for end in range(len(one))))


def _complex(_asking: Asking, choice: Choice, place: Table) -> Condition:
    if isinstance(choice.value, Nothing):
        return place.c.complex_name == ""
    return text_matches(typed_in(choice), place.c.complex_name)


def _name(_asking: Asking, choice: Choice) -> Condition:
    typed = typed_in(choice)
    return company.c.name_key == normalise_name(typed) if is_whole(choice) else free_word(typed)


def _number(_asking: Asking, choice: Choice) -> Condition:
    if isinstance(choice.value, Nothing):
        return company.c.brn == ""
    typed = typed_in(choice)
    numbered = select(case.c.company_id).where(live(case), text_matches(typed, case.c.number))
    return or_(number_matches(typed, company.c.brn), company.c.id.in_(numbered))


def _size(_asking: Asking, choice: Choice) -> Condition:
    return in_words(company.c.size_class, choice)


def _employees(_asking: Asking, choice: Choice) -> Condition:
    return in_numbers(company.c.employees, choice)


def _operating(_asking: Asking, choice: Choice) -> Condition:
    return in_words(company.c.operating_state, choice)


def _contact(_asking: Asking, choice: Choice) -> Condition:
    """Return the condition that somebody there is called so, or has that telephone number."""
    contact = table("contact")
    there = select(contact.c.company_id).where(live(contact), contact.c.company_id.is_not(None))
    if isinstance(choice.value, Nothing):
        return company.c.id.not_in(there)
    typed = typed_in(choice)
    in_contacts = _person(
        typed, (contact.c.name, contact.c.email), (contact.c.phone, contact.c.mobile)
    )
    own = _person(typed, (company.c.representative, company.c.email), (company.c.phone,))
    return or_(own, company.c.id.in_(there.where(in_contacts)))


def _person(
    typed: str, texts: tuple[ColumnElement[str], ...], phones: tuple[ColumnElement[str], ...]
) -> Condition:
    return or_(text_matches(typed, *texts), phone_matches(typed, *phones))


def _twin(_asking: Asking, choice: Choice) -> Condition:
    answers = choice.value.members if isinstance(choice.value, Words) else ()
    other = company.c.duplicate_of
    return or_(
        false(),
        *(other.is_not(None) if one is YesNo.YES else other.is_(None) for one in answers),
    )


PLACES: dict[Field, PlaceMaker] = {
    Field.REGION: _region,
    Field.KSIC: _industry,
    Field.COMPLEX: _complex,
}

MAKERS: dict[Field, Maker] = {
    Field.COMPANY: _name,
    Field.NUMBER: _number,
    Field.SIZE: _size,
    Field.EMPLOYEES: _employees,
    Field.OPERATING: _operating,
    Field.CONTACT: _contact,
    Field.TWIN: _twin,
}

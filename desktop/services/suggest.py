"""Suggests companies and cases while somebody types: best first, with what it was that matched."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy import case as when

from desktop.services.cases import listing as case_list
from desktop.services.companies import listing as company_list
from desktop.services.companies.names import is_initials, normalise_name, spread_initials
from desktop.services.search.asking import Condition, case, company, live, table
from desktop.services.search.matching import (
    digits_of,
    name_matches,
    phone_matches,
    plain_text,
    spelling_matches,
    spellings,
    text_matches,
)
from desktop.services.search.query import Query, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Table
    from sqlmodel import Session

    from db.words import CaseState, DeadlineKind, Stage
    from desktop.services.cases.listing import CaseRow

MOST = 12
FEWEST_LETTERS = 2  # a person or a title is not looked for by one letter


class Hit(StrEnum):
    """What was found."""

    COMPANY = "company"
    CASE = "case"


class Matched(StrEnum):
    """What it was that matched."""

    NAME = "name"
    INITIALS = "initials"
    KEYS = "keys"  # Korean that was typed in English mode
    NUMBER = "number"
    TITLE = "title"
    PERSON = "person"  # or a telephone number
    QUERY = "query"
    COMPANY = "company"  # a case of a company that matched


@dataclass(frozen=True)
class Suggestion:
    """One hit: a case, or a company with the case that matters now.

    `number` is the case's or the company's own; `build_end` answers what callers ask most.
    """

    hit: Hit
    matched: Matched
    id: UUID
    company_id: UUID
    company: str
    number: str
    title: str
    case_id: UUID | None
    stage: Stage | None
    state: CaseState | None
    due: date | None
    due_kind: DeadlineKind | None
    build_end: date | None


class _Place(NamedTuple):
    """How good a hit is, lower is better."""

    rank: int
    length: int
    name: str


class _Found(NamedTuple):
    hit: Hit
    matched: Matched
    id: UUID
    place: _Place


_EXACT, _BEGINS, _CONTAINS, _INITIALS_BEGIN, _INITIALS, _TITLE, _PERSON = range(7)
_Ranked = tuple[int, Matched, Condition]


def suggest(
    session: Session, text: str, *, today: date, me: UUID | None = None, limit: int = MOST
) -> list[Suggestion]:
    """Return at most `limit` hits for what is being typed, the best first.

    Free text is looked for in names (also by first consonants, or typed in English mode), numbers,
    titles, persons and telephone numbers; `key:value` works as in every list.
    """
    query = parse(text)
    if any(clause.field or clause.negated for clause in query.clauses):
        return _shown(session, _by_query(session, query, today, me, limit))
    typed = " ".join(text.replace('"', " ").split())
    if not normalise_name(typed):
        return []
    found = _ranked(session, company, _company_ranks(typed), limit)
    if len(found) < limit or any(letter.isdigit() for letter in typed):
        found += _ranked(session, case, _case_ranks(typed), limit)
    if len(found) <= limit // 2:  # reading every person takes longer than all the rest
        known = {one.id for one in found}
        found += [one for one in _people(session, typed, limit) if one.id not in known]
    found = sorted(found, key=_best_first)[:limit]
    found += _cases_of(session, found, limit - len(found))
    return _shown(session, found)


def _best_first(found: _Found) -> tuple[int, bool, _Place]:
    return found.place.rank, found.hit is Hit.CASE, found.place


def _by_query(
    session: Session, query: Query, today: date, me: UUID | None, limit: int
) -> list[_Found]:
    ids = case_list.find(session, query, today=today, me=me).ids[:limit]
    return [_Found(Hit.CASE, Matched.QUERY, key, _Place(0, 0, "")) for key in ids]


def _company_ranks(typed: str) -> Iterator[_Ranked]:
    key, first, brn = company.c.name_key, company.c.name_initials, company.c.brn
    for spelling in spellings(typed):
        matched = Matched.NAME if spelling == typed else Matched.KEYS
        if is_initials(spelling):
            begun = spread_initials(spelling)
            matched = Matched.INITIALS if spelling == typed else Matched.KEYS
            yield _INITIALS_BEGIN, matched, func.instr(first, begun) == 1
            yield _INITIALS, matched, func.instr(first, begun) > 1
        elif wanted := normalise_name(spelling):
            yield _EXACT, matched, key == wanted
            yield _BEGINS, matched, func.instr(key, wanted) == 1
            yield _CONTAINS, matched, spelling_matches(spelling, key, first)
    if digits := digits_of(typed):
        yield _EXACT, Matched.NUMBER, brn == digits
        yield _BEGINS, Matched.NUMBER, func.instr(brn, digits) == 1
        yield _CONTAINS, Matched.NUMBER, func.instr(brn, digits) > 1
    if len(words := typed.split()) > 1:
        yield _CONTAINS, Matched.NAME, and_(*(name_matches(word, key, first) for word in words))


def _case_ranks(typed: str) -> Iterator[_Ranked]:
    wanted = plain_text(typed)
    if len(wanted) < FEWEST_LETTERS or is_initials(typed):
        return
    number = func.lower(case.c.number)
    yield _EXACT, Matched.NUMBER, number == wanted
    yield _BEGINS, Matched.NUMBER, number.endswith(wanted, autoescape=True)
    yield _CONTAINS, Matched.NUMBER, func.instr(number, wanted) > 0
    yield _TITLE, Matched.TITLE, text_matches(typed, case.c.title)


def _ranked(session: Session, kept: Table, ranks: Iterator[_Ranked], limit: int) -> list[_Found]:
    """Return the first rows that meet one of the conditions, each under the best it meets."""
    ordered = sorted(ranks, key=lambda ranked: ranked[0])
    if not ordered:
        return []
    is_case = kept is case
    name = case.c.number if is_case else company.c.name_key
    place = when(*((condition, at) for at, (_, _, condition) in enumerate(ordered)))
    statement = (
        select(kept.c.id, place, name)
        .where(live(kept), or_(*(condition for _, _, condition in ordered)))
        .order_by(place, func.length(name), name, kept.c.id)
        .limit(limit)
    )
    return [
        _Found(
            Hit.CASE if is_case else Hit.COMPANY,
            ordered[at][1],
            key,
            _Place(ordered[at][0], len(said), said),
        )
        for key, at, said in session.execute(statement)
    ]


def _people(session: Session, typed: str, limit: int) -> list[_Found]:
    """Return the companies where somebody is called so or has that telephone number."""
    if len(plain_text(typed)) < FEWEST_LETTERS or is_initials(typed):
        return []
    contact = table("contact")
    there = select(contact.c.company_id).where(
        live(contact),
        or_(
            text_matches(typed, contact.c.name),
            phone_matches(typed, contact.c.phone, contact.c.mobile),
        ),
    )
    own = or_(text_matches(typed, company.c.representative), phone_matches(typed, company.c.phone))
    ranks = iter([(_PERSON, Matched.PERSON, or_(own, company.c.id.in_(there)))])
    return _ranked(session, company, ranks, limit)


def _cases_of(session: Session, found: Sequence[_Found], limit: int) -> list[_Found]:
    """Return cases of the companies that were found, in their order, the newest first."""
    companies = [one.id for one in found if one.hit is Hit.COMPANY]
    known = {one.id for one in found}
    if not companies or limit <= 0:
        return []
    statement = (
        select(case.c.id, case.c.company_id)
        .where(live(case), case.c.company_id.in_(companies), case.c.id.not_in(known))
        .order_by(case.c.id.desc())
    )
    pairs = sorted(session.execute(statement), key=lambda pair: companies.index(pair[1]))
    last = _Place(_PERSON + 1, 0, "")
    return [_Found(Hit.CASE, Matched.COMPANY, key, last) for key, _ in pairs[:limit]]


def _shown(session: Session, found: Sequence[_Found]) -> list[Suggestion]:
    owners = company_list.rows(session, [one.id for one in found if one.hit is Hit.COMPANY])
    companies = {row.id: row for row in owners}
    wanted = {one.id for one in found if one.hit is Hit.CASE}
    wanted |= {row.case_id for row in owners if row.case_id}
    cases = {row.id: row for row in case_list.rows(session, list(wanted))}
    ends = _build_ends(session, wanted)
    shown = []
    for one in found:
        owner = companies.get(one.id)
        current = cases.get(owner.case_id) if owner and owner.case_id else cases.get(one.id)
        if owner is not None:
            shown.append(_suggestion(one, owner.id, owner.name, owner.brn, current, ends))
        elif current is not None:
            shown.append(
                _suggestion(one, current.company_id, current.company, current.number, current, ends)
            )
    return shown


def _suggestion(
    found: _Found,
    company_id: UUID,
    name: str,
    number: str,
    current: CaseRow | None,
    ends: dict[UUID, date],
) -> Suggestion:
    return Suggestion(
        hit=found.hit,
        matched=found.matched,
        id=found.id,
        company_id=company_id,
        company=name,
        number=number,
        title=current.title if current else "",
        case_id=current.id if current else None,
        stage=current.stage if current else None,
        state=current.state if current else None,
        due=current.due if current else None,
        due_kind=current.due_kind if current else None,
        build_end=ends.get(current.id) if current else None,
    )


def _build_ends(session: Session, cases: set[UUID]) -> dict[UUID, date]:
    """Return when the agreement of each case ends that has one."""
    agreement = table("agreement")
    statement = (
        select(agreement.c.case_id, agreement.c.build_end)
        .where(live(agreement), agreement.c.case_id.in_(cases), agreement.c.build_end.is_not(None))
        .order_by(agreement.c.id)
    )
    return {row.case_id: row.build_end for row in session.execute(statement)}

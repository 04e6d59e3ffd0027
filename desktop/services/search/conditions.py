"""Turns a whole query into conditions, for a list of cases and for a list of companies."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from desktop.services.companies.names import normalise_name
from desktop.services.search import case_conditions, company_conditions
from desktop.services.search.asking import (
    Asking,
    Condition,
    case,
    company,
    holds,
    ids_where,
    live,
    site,
    typed_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.search.query import Choice, Clause
    from desktop.services.search.words import Field

# The columns that tell where a case happens; a site without them takes the company's.
_KNOWN_BY = {"region": "sido", "ksic": "ksic", "complex": "complex_name"}


def for_cases(asking: Asking) -> list[Condition]:
    """Return what has to hold of a case."""
    return [holds(clause, partial(_of_case, asking, clause.field)) for clause in _meant(asking)]


def for_companies(asking: Asking) -> list[Condition]:
    """Return what has to hold of a company.

    What is said about its cases has to hold of one and the same case; what is denied, of none.
    """
    conditions, of_one_case = [], []
    for clause in _meant(asking):
        if _is_about_companies(clause.field):
            conditions.append(holds(clause, partial(_of_company, asking, clause.field)))
        elif clause.negated:
            conditions.append(holds(clause, partial(_of_a_case, asking, clause.field)))
        else:
            of_one_case.append(holds(clause, partial(_of_case, asking, clause.field)))
    if of_one_case:
        conditions.append(_has_case(*of_one_case))
    return conditions


def _meant(asking: Asking) -> Iterator[Clause]:
    """Yield the clauses, without free words that are nothing but signs."""
    for clause in asking.query.clauses:
        if clause.field is not None:
            yield clause
            continue
        said = tuple(choice for choice in clause.choices if normalise_name(typed_in(choice)))
        if said:
            yield replace(clause, choices=said)


def _of_case(asking: Asking, field: Field | None, choice: Choice) -> Condition:
    if field is None:
        return case_conditions.free_word(typed_in(choice))
    if field in case_conditions.MAKERS:
        return case_conditions.MAKERS[field](asking, choice)
    if field in company_conditions.PLACES:
        return _where_it_happens(asking, field, choice)
    own = company_conditions.MAKERS[field](asking, choice)
    return case.c.company_id.in_(ids_where(company, own))


def _where_it_happens(asking: Asking, field: Field, choice: Choice) -> Condition:
    """Return a condition on the case's site; without one, or where it says nothing, the company."""
    make = company_conditions.PLACES[field]
    unknown = site.c[_KNOWN_BY[field]] == ""
    at_site = case.c.site_id.in_(ids_where(site, ~unknown, make(asking, choice, site)))
    no_site = or_(case.c.site_id.is_(None), case.c.site_id.in_(ids_where(site, unknown)))
    at_company = case.c.company_id.in_(ids_where(company, make(asking, choice, company)))
    return or_(at_site, and_(no_site, at_company))


def _is_about_companies(field: Field | None) -> bool:
    return field is None or field in company_conditions.MAKERS or field in company_conditions.PLACES


def _of_company(asking: Asking, field: Field | None, choice: Choice) -> Condition:
    if field is None:
        return company_conditions.free_word(typed_in(choice))
    if field in company_conditions.MAKERS:
        return company_conditions.MAKERS[field](asking, choice)
    make = company_conditions.PLACES[field]
    there = select(site.c.company_id).where(live(site), make(asking, choice, site))
    return or_(make(asking, choice, company), company.c.id.in_(there))


def _of_a_case(asking: Asking, field: Field | None, choice: Choice) -> Condition:
    return _has_case(_of_case(asking, field, choice))


def _has_case(*conditions: Condition) -> Condition:
    return company.c.id.in_(select(case.c.company_id).where(live(case), *conditions))

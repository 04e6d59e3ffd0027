"""Gathers the named values of a case that rules, forms and papers ask for."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.tables import Application, Case, Company, Paper, Site
from db.words import MatchState
from desktop.services import parts, rows
from desktop.services.applications.answers import answered_facts
from desktop.services.applications.support_history import recorded_facts
from desktop.services.programmes.facts import FACTS, MISSING, FactValue, Missing

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

_MANUFACTURING = range(10, 35)  # KSIC divisions of section C
_OTHER_PRODUCTS = 33  # holds toys and games, where some kinds are excluded (domain 1.1)
_TAX_PAPER = "tax_certificate"
_INTENT_PAPER = "intent_letter"
_DECLARED = (MatchState.ACCEPTED, MatchState.CONFIRMED)


def facts(
    session: Session, case_id: UUID, *, today: date | None = None
) -> dict[str, FactValue | Missing]:
    """Return every named value of a case; what nobody has typed in is MISSING, never a guess.

    Where nobody has said anything about earlier support, what our own records tell counts.
    """
    known, _ = known_facts(session, case_id, today=today)
    return known


def known_facts(
    session: Session, case_id: UUID, *, today: date | None = None
) -> tuple[dict[str, FactValue | Missing], frozenset[str]]:
    """Return the facts, and the names of those that only our own records tell."""
    case = rows.find(session, Case, case_id)
    company = rows.find(session, Company, case.company_id)
    site = session.get(Site, case.site_id) if case.site_id is not None else None
    application = parts.application_of(session, case_id)
    said: dict[str, Any] = {
        **_of_same_name(company),
        **_of_same_name(application),
        **{name: getattr(application, name) or None for name in ("total_cost", "requested_amount")},
        **_of_place(application, company, site),
        **_of_history(application),
        "supplier_named": case.supplier_id is not None,
        "partner_recommended": _is_recommended(session, case_id),
        "tax_certificate_valid_to": _valid_to(session, case_id, _TAX_PAPER),
        "sanctioned": _is_sanctioned(application, today or date.today()),
    }
    said |= {
        name: value
        for name, value in answered_facts(session, case).items()
        if said.get(name) in (None, "")
    }
    known = {name: _plain(said.get(name)) for name in FACTS}
    recorded = recorded_facts(session, case, application)
    from_register = frozenset(name for name in recorded if known[name] is MISSING)
    return known | {name: recorded[name] for name in from_register}, from_register


def _of_same_name(row: Company | Application) -> dict[str, Any]:
    """Return the columns that rules ask for by their own name."""
    return {name: getattr(row, name) for name in FACTS if hasattr(row, name)}


def _of_place(application: Application, company: Company, site: Site | None) -> dict[str, Any]:
    """Return where and what the factory is; a workplace speaks before its company.

    A workplace says where it lies by its province and all below it. What somebody has said about
    the industry outweighs what its code suggests.
    """
    ksic = (site.ksic if site is not None else "") or company.ksic
    division = int(ksic[:2]) if ksic[:2].isdigit() and len(ksic) > 1 else None
    allowed = division in _MANUFACTURING and division != _OTHER_PRODUCTS
    said = application.excluded_industry
    place = site if site is not None and site.sido else company
    return {
        "ksic_division": division,
        "excluded_industry": False if allowed and said is None else said,
        "sido": place.sido,
        "sigungu": place.sigungu,
    }


def _of_history(application: Application) -> dict[str, Any]:
    """Return what follows from earlier support; nothing follows where there was some."""
    if application.previous_supports is None:
        return {}
    if application.previous_supports == 0:
        return {"new_build_registered": False, "same_level_before": False}
    return {"new_build_registered": True}


def _is_recommended(session: Session, case_id: UUID) -> bool | None:
    match = parts.match_of(session, case_id)
    if match is not None and match.partner_id is not None and match.state in _DECLARED:
        return True
    return True if _INTENT_PAPER in parts.papers_there(session, case_id) else None


def _valid_to(session: Session, case_id: UUID, code: str) -> date | None:
    statement = select(Paper).where(Paper.case_id == case_id, Paper.code == code)
    paper = session.exec(statement.order_by(col(Paper.id).desc())).first()
    return paper.valid_to if paper is not None else None


def _is_sanctioned(application: Application, today: date) -> bool | None:
    """Say whether the company is barred on the day of receipt; None while nobody has looked."""
    until = application.sanctioned_until
    if until is None:
        return application.sanctioned
    return until >= (application.received_on or today)


def _plain(value: Any) -> FactValue | Missing:
    """Return a value as rules know it; an empty text and no text are the same."""
    if value is None or value == "":
        return MISSING
    return value.value if isinstance(value, StrEnum) else value

"""Holds a case against the rules of its pack and keeps what a person decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlmodel import Field, SQLModel, col, select

from db.tables import Application, Case, Company, Deadline, EligibilityReview, Paper, Site, Staff
from db.words import (
    DeadlineKind,
    EligibilityState,
    FindingResult,
    MatchState,
    Severity,
)
from desktop.services import deadlines, parts, rows
from desktop.services.applications import papers
from desktop.services.applications.support_history import recorded_facts
from desktop.services.case_rules import rules_of
from desktop.services.errors import ReasonNeededError
from desktop.services.programmes.check import Finding, check, counts, proposed_state
from desktop.services.programmes.facts import FACTS, MISSING, FactValue, Missing
from desktop.services.status_machines import ELIGIBILITY

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping
    from uuid import UUID

    from sqlmodel import Session

__all__ = [
    "EligibilityDetail",
    "Finding",
    "ask_supplement",
    "decide_eligibility",
    "facts",
    "failures",
    "findings",
    "show",
]

_MANUFACTURING = range(10, 35)  # KSIC divisions of section C
_OTHER_PRODUCTS = 33  # holds toys and games, where some kinds are excluded (domain 1.1)
_TAX_PAPER = "tax_certificate"
_INTENT_PAPER = "intent_letter"
_DECLARED = (MatchState.ACCEPTED, MatchState.CONFIRMED)


class _ReviewFields(SQLModel):
    """What a person writes down when they decide."""

    state: EligibilityState
    opinion: str = Field(default="", max_length=2000)
    decided_on: date | None = None


@dataclass(frozen=True)
class EligibilityDetail:
    """The findings, what they suggest, and what a person has decided.

    known: all facts of the case. from_register: names of those that nobody has typed in, but that
    our own records tell.
    """

    state: EligibilityState
    proposed: EligibilityState
    findings: tuple[Finding, ...]
    counts: Counter[FindingResult]
    opinion: str
    decided_on: date | None
    decided_by: str | None
    known: Mapping[str, FactValue | Missing]
    from_register: frozenset[str]


def facts(
    session: Session, case_id: UUID, *, today: date | None = None
) -> dict[str, FactValue | Missing]:
    """Return every named value of a case; what nobody has typed in is MISSING, never a guess.

    Where nobody has said anything about earlier support, what our own records tell counts.
    """
    known, _ = _known(session, case_id, today=today)
    return known


def _known(
    session: Session, case_id: UUID, *, today: date | None
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
    known = {name: _plain(said.get(name)) for name in FACTS}
    recorded = recorded_facts(session, case, application)
    from_register = frozenset(name for name in recorded if known[name] is MISSING)
    return known | {name: recorded[name] for name in from_register}, from_register


def findings(
    session: Session,
    case_id: UUID,
    *,
    today: date | None = None,
    known: Mapping[str, FactValue | Missing] | None = None,
) -> tuple[Finding, ...]:
    """Return what each rule of the pack says about the case, in the order of the pack.

    known: the facts of the case, where the caller has them already.
    """
    found = facts(session, case_id, today=today) if known is None else known
    rules = rules_of(rows.find(session, Case, case_id)).eligibility
    return check(found, rules, papers=papers.there(session, case_id))


def failures(found: tuple[Finding, ...]) -> list[Finding]:
    """Return the findings that keep a case out: blocking ones that fail without an exception.

    Where the exception is still open, the person who decides has to know about it.
    """
    return [
        one
        for one in found
        if one.severity is Severity.BLOCKS
        and one.result is FindingResult.FAIL
        and not one.exception_open
    ]


def decide_eligibility(
    session: Session,
    case_id: UUID,
    state: EligibilityState,
    *,
    opinion: str = "",
    decided_on: date | None = None,
) -> None:
    """Keep what a person decided on the findings.

    Raises ReasonNeededError when the company is refused, or taken against a failed rule, without
    an opinion, and MoveRefusedError for a decision that would replace another one directly.
    """
    against = state is EligibilityState.ELIGIBLE and failures(findings(session, case_id))
    if (state is EligibilityState.INELIGIBLE or against) and not opinion.strip():
        raise ReasonNeededError(step="decide_eligibility")
    decided = state in (EligibilityState.ELIGIBLE, EligibilityState.INELIGIBLE)
    day = (decided_on or date.today()) if decided else None
    values = rows.checked(_ReviewFields, {"state": state, "opinion": opinion, "decided_on": day})
    review = _review(session, case_id)
    ELIGIBILITY.check(review.state, values["state"])
    rows.change(review, values | {"decided_by": rows.person(session) if decided else None})
    if decided:
        for asked in _supplements(session, case_id):
            asked.done_on = asked.done_on or day
    deadlines.refresh(session, case_id)


def ask_supplement(session: Session, case_id: UUID, *, due: date, note: str) -> UUID:
    """Ask the company for something more by a day, and return the key of that day.

    Raises ReasonNeededError where nothing is said about what is asked for, and MoveRefusedError
    where the case is decided already.
    """
    if not note.strip():
        raise ReasonNeededError(step="ask_supplement")
    review = _review(session, case_id)
    ELIGIBILITY.check(review.state, EligibilityState.SUPPLEMENT_ASKED)
    review.state = EligibilityState.SUPPLEMENT_ASKED
    asked = {"kind": DeadlineKind.SUPPLEMENT, "due": due, "note": note}
    return deadlines.add(session, case_id, asked)


def show(session: Session, case_id: UUID, *, today: date | None = None) -> EligibilityDetail:
    """Return the findings and the decision of a case."""
    known, from_register = _known(session, case_id, today=today)
    found = findings(session, case_id, known=known)
    review = parts.review_of(session, case_id)
    decider = session.get(Staff, review.decided_by) if review and review.decided_by else None
    return EligibilityDetail(
        state=review.state if review else EligibilityState.IN_REVIEW,
        proposed=proposed_state(found),
        findings=found,
        counts=counts(found),
        opinion=review.opinion if review else "",
        decided_on=review.decided_on if review else None,
        decided_by=decider.name if decider else None,
        known=known,
        from_register=from_register,
    )


def _review(session: Session, case_id: UUID) -> EligibilityReview:
    found = parts.review_of(session, case_id)
    return found or rows.add(session, EligibilityReview, case_id=case_id)


def _supplements(session: Session, case_id: UUID) -> list[Deadline]:
    statement = select(Deadline).where(
        Deadline.case_id == case_id, Deadline.kind == DeadlineKind.SUPPLEMENT
    )
    return list(session.exec(statement))


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
    return True if _INTENT_PAPER in papers.there(session, case_id) else None


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

"""Holds a case against the rules of its pack and keeps what a person decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import Field, SQLModel, select

from db.tables import Case, Deadline, EligibilityReview, Staff
from db.words import DeadlineKind, EligibilityState, FindingResult, Severity
from desktop.services import deadlines, parts, rows
from desktop.services.applications.case_facts import facts, known_facts
from desktop.services.case_rules import rules_of
from desktop.services.errors import ReasonNeededError
from desktop.services.programmes.check import Finding, check, counts, proposed_state
from desktop.services.status_machines import ELIGIBILITY

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.programmes.facts import FactValue, Missing

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
    return check(found, rules, papers=parts.papers_there(session, case_id))


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
    known, from_register = known_facts(session, case_id, today=today)
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

"""Finds the parts of a case: its application, its match with the lines, its agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sqlmodel import col, select

from db.base import Record
from db.errors import NotFoundError
from db.tables import (
    Agreement,
    Application,
    EligibilityReview,
    FundingLine,
    Inspection,
    Match,
    Paper,
)
from db.words import (
    AgreementState,
    FundingForm,
    InspectionKind,
    MatchState,
    PaperState,
    Verdict,
)

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

    from db.words import FundingSource

Part = TypeVar("Part", bound=Record)
_THERE = (PaperState.RECEIVED, PaperState.ACCEPTED)


def application_of(session: Session, case_id: UUID) -> Application:
    """Return the application of a case. Raises NotFoundError."""
    return _needed(case_id, Application, _newest(session, Application, case_id))


def review_of(session: Session, case_id: UUID) -> EligibilityReview | None:
    """Return the eligibility review of a case."""
    return _newest(session, EligibilityReview, case_id)


def match_of(session: Session, case_id: UUID) -> Match | None:
    """Return the match that counts: the newest one that nobody declined."""
    return session.exec(
        select(Match)
        .where(Match.case_id == case_id, Match.state != MatchState.DECLINED)
        .order_by(col(Match.id).desc())
    ).first()


def lines_of(session: Session, match: Match | None) -> list[FundingLine]:
    """Return who pays how much in a match, in the order in which the lines were planned."""
    if match is None:
        return []
    statement = select(FundingLine).where(FundingLine.match_id == match.id)
    return list(session.exec(statement.order_by(col(FundingLine.id))))


def agreement_of(session: Session, case_id: UUID) -> Agreement | None:
    """Return the agreement that counts: the newest one that was not terminated."""
    return session.exec(
        select(Agreement)
        .where(Agreement.case_id == case_id, Agreement.state != AgreementState.TERMINATED)
        .order_by(col(Agreement.id).desc())
    ).first()


def needed_agreement(session: Session, case_id: UUID) -> Agreement:
    """Return the agreement that counts. Raises NotFoundError."""
    return _needed(case_id, Agreement, agreement_of(session, case_id))


def inspections_of(session: Session, case_id: UUID, kind: InspectionKind) -> list[Inspection]:
    """Return the inspections of one kind, the newest first."""
    statement = select(Inspection).where(Inspection.case_id == case_id, Inspection.kind == kind)
    return list(session.exec(statement.order_by(col(Inspection.id).desc())))


def passed_on(session: Session, case_id: UUID) -> date | None:
    """Return when the final inspection found the build-out adequate, None if it has not yet."""
    for final in inspections_of(session, case_id, InspectionKind.FINAL):
        if final.verdict is Verdict.ADEQUATE and final.visited_on is not None:
            return final.visited_on
    return None


def papers_there(session: Session, case_id: UUID) -> frozenset[str]:
    """Return the codes of the papers that were handed in."""
    statement = select(Paper.code).where(Paper.case_id == case_id, col(Paper.state).in_(_THERE))
    return frozenset(session.exec(statement))


def cash_of(lines: list[FundingLine], source: FundingSource) -> int:
    """Return the won that a source pays in cash."""
    return sum(
        line.amount for line in lines if line.source is source and line.form is FundingForm.CASH
    )


def _newest(session: Session, table: type[Part], case_id: UUID) -> Part | None:
    statement = select(table).where(col(table.case_id) == case_id)  # type: ignore[attr-defined]
    return session.exec(statement.order_by(col(table.id).desc())).first()


def _needed(case_id: UUID, table: type[Part], found: Part | None) -> Part:
    if found is None:
        raise NotFoundError(table=str(table.__tablename__), id=case_id)
    return found

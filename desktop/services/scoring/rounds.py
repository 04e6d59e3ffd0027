"""Keeps the rounds of evaluation: which announcement, what kind, how far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, func, select

from db.tables import Announcement, Assignment, Case, EvaluationRound, Meeting, Scorecard
from db.tables.evaluation import EvaluationRoundFields
from db.words import RoundKind, RoundState, ScorecardState
from desktop.services import rows
from desktop.services.errors import InUseError
from desktop.services.scoring.barred import cases_of
from desktop.services.scoring.errors import ScoringRefusedError
from desktop.services.scoring.packs import card_rules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

__all__ = [
    "EvaluationRoundFields",
    "RoundRow",
    "add",
    "close",
    "edit",
    "list_rounds",
    "remove",
    "reopen",
    "start",
]


@dataclass(frozen=True)
class RoundRow:
    """One round and how far it has come: cases, assignments, cards that were handed in."""

    id: UUID
    title: str
    announcement_id: UUID
    announcement: str
    year: int
    kind: RoundKind
    state: RoundState
    blind: bool
    reviewers_per_case: int
    closes: date | None
    seed: int
    cases: int = 0
    assigned: int = 0
    submitted: int = 0
    meeting_id: UUID | None = None


def add(
    session: Session, announcement_id: UUID, fields: EvaluationRoundFields | Mapping[str, Any]
) -> UUID:
    """Add a round of an announcement; how many reviewers judge a case is as its pack says."""
    call = rows.find(session, Announcement, announcement_id)
    given = dict(
        fields.model_dump(exclude_unset=True)
        if isinstance(fields, EvaluationRoundFields)
        else fields
    )
    kind = RoundKind(given.get("kind", RoundKind.TECHNICAL))
    some = session.exec(select(Case).where(Case.announcement_id == announcement_id)).first()
    if some is not None:
        given.setdefault("reviewers_per_case", card_rules(some, kind).reviewers)
    given.setdefault("title", call.title)
    return rows.add(session, EvaluationRound, given, announcement_id=announcement_id).id


def edit(
    session: Session,
    round_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields and return their names. Raises ScoringRefusedError: closed."""
    if rows.find(session, EvaluationRound, round_id).state is RoundState.CLOSED:
        raise ScoringRefusedError(code="closed")
    _, changed = rows.save(session, EvaluationRound, round_id, changes, expected=expected)
    return changed


def start(session: Session, round_id: UUID) -> None:
    """Let reviewers score. Raises ScoringRefusedError: closed."""
    found = rows.find(session, EvaluationRound, round_id)
    if found.state is RoundState.CLOSED:
        raise ScoringRefusedError(code="closed")
    found.state = RoundState.SCORING


def close(session: Session, round_id: UUID) -> None:
    """End the scoring; cards are fixed. Raises ScoringRefusedError: not_scoring."""
    found = rows.find(session, EvaluationRound, round_id)
    if found.state is not RoundState.SCORING:
        raise ScoringRefusedError(code="not_scoring")
    found.state = RoundState.CLOSED


def reopen(session: Session, round_id: UUID) -> None:
    """Let reviewers score again after the round was closed by mistake."""
    rows.find(session, EvaluationRound, round_id).state = RoundState.SCORING


def remove(session: Session, round_id: UUID) -> None:
    """Hide a round on which nobody has scored. Raises InUseError."""
    found = rows.find(session, EvaluationRound, round_id)
    cards = session.exec(select(Scorecard.id).where(Scorecard.round_id == round_id)).all()
    if cards:
        raise InUseError(table="evaluation_round", id=round_id, by="scorecard", count=len(cards))
    for assignment in session.exec(select(Assignment).where(Assignment.round_id == round_id)):
        rows.remove(assignment)
    rows.remove(found)


def list_rounds(session: Session) -> list[RoundRow]:
    """Return the rounds, the newest first."""
    assigned = _counted(session, Assignment.round_id)
    submitted = dict(
        session.exec(
            select(Scorecard.round_id, func.count())
            .where(Scorecard.state == ScorecardState.SUBMITTED)
            .group_by(col(Scorecard.round_id))
        ).all()
    )
    meetings = dict(
        session.exec(select(Meeting.round_id, Meeting.id).order_by(col(Meeting.id))).all()
    )
    statement = (
        select(EvaluationRound, Announcement.title, Announcement.year)
        .join(Announcement, col(Announcement.id) == col(EvaluationRound.announcement_id))
        .order_by(col(EvaluationRound.id).desc())
    )
    return [
        rows.shown(
            RoundRow,
            found,
            announcement=title,
            year=year,
            cases=len(cases_of(session, found.id)),
            assigned=assigned.get(found.id, 0),
            submitted=submitted.get(found.id, 0),
            meeting_id=meetings.get(found.id),
        )
        for found, title, year in session.exec(statement)
    ]


def _counted(session: Session, column: Any) -> dict[UUID, int]:
    return dict(session.exec(select(column, func.count()).group_by(col(column))).all())

"""What stories about scoring start from: a round with cases, reviewers and cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.services.scoring import cards
from desktop.services.scoring.barred import Reader
from desktop.services.scoring.packs import card_rules
from tests.factory import (
    make_announcement,
    make_assignment,
    make_eligible_case,
    make_reviewer,
    make_round,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel import Session

    from db.tables import Case, EvaluationRound, Reviewer

STAFF = Reader(staff=True)


@dataclass
class Judging:
    """A round in which every reviewer was asked to judge every case."""

    round: EvaluationRound
    cases: list[Case]
    reviewers: list[Reviewer]


def make_judging(
    session: Session, *, cases: int = 2, reviewers: int = 3, pack: str = "", **fields: object
) -> Judging:
    """Return a round of so many cases and reviewers; cards are not begun."""
    call = make_announcement(session)
    found = make_round(session, call, **fields)
    made = [
        make_eligible_case(session, call, number=f"2026-{at:03d}", pack=pack, pack_version="")
        for at in range(1, cases + 1)
    ]
    people = [make_reviewer(session, name=f"평가{at}") for at in range(1, reviewers + 1)]
    for case in made:
        for person in people:
            make_assignment(session, found, case, person)
    return Judging(found, made, people)


def grade_all(
    session: Session,
    found: EvaluationRound,
    case: Case,
    reviewer: Reviewer,
    level: int | Mapping[str, int | None] | None,
    *,
    submit: bool = True,
) -> None:
    """Give every criterion this level (or its own), and hand the card in."""
    for rule in card_rules(case, found.kind).criteria:
        own = level.get(rule.code, 3) if isinstance(level, dict) else level
        changes = {"level": own, "opinion": "자료 없음" if own is None else ""}
        cards.grade(session, found.id, case.id, reviewer.id, rule.code, changes, reader=STAFF)
    if submit:
        cards.submit(session, found.id, case.id, reviewer.id, reader=STAFF)

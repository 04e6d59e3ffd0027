"""Shows a reviewer's pile and cards, and keeps each grade as soon as it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.base import now
from db.tables import (
    Application,
    Assignment,
    Attachment,
    Case,
    Company,
    EvaluationRound,
    Score,
    Scorecard,
    Site,
    Supplier,
)
from db.tables.scorecard import ScorecardFields, ScoreFields
from db.words import RoundState, ScorecardState
from desktop.services import codes, parts, rows
from desktop.services.scoring import barred, blind, files, points
from desktop.services.scoring.errors import NotAssignedError, ScoringRefusedError
from desktop.services.scoring.keys import ensured, kept, key_of
from desktop.services.scoring.packs import card_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from sqlmodel import Session

    from db.words import SizeClass, SystemLevel
    from desktop.services.attachments import AttachmentRow
    from desktop.services.scoring.barred import Reader
    from desktop.services.scoring.points import CardPoints
    from desktop.services.scoring.rules import CardRules, CriterionRule

__all__ = [
    "Card",
    "CardRow",
    "Dossier",
    "Grade",
    "card",
    "grade",
    "pile",
    "reopen",
    "say",
    "submit",
]


@dataclass(frozen=True)
class CardRow:
    """One card of a pile; `title` is the company, or the alias where the round is blind."""

    case_id: UUID
    reviewer_id: UUID
    title: str
    subtitle: str
    state: ScorecardState
    graded: int
    criteria: int
    points: int | None


@dataclass(frozen=True)
class Dossier:
    """What a reviewer may know of an application; empty where the round is blind."""

    title: str
    number: str
    company: str
    representative: str
    supplier: str
    project: str
    summary: str
    region: str
    industry: str
    size: SizeClass | None
    employees: int | None
    level: SystemLevel | None
    target: SystemLevel | None
    solutions: str
    total_cost: int
    requested: int
    sales: int | None
    debt_ratio: float | None
    is_blind: bool


@dataclass(frozen=True)
class Grade:
    """What was said about one criterion; no level means that the evidence is missing."""

    rule: CriterionRule
    level: int | None
    opinion: str = ""
    attachment_id: UUID | None = None
    page_number: int | None = None


@dataclass(frozen=True)
class Card:
    """One card ready to show; `may_write` is false once it is handed in or the round is not on."""

    round_id: UUID
    case_id: UUID
    reviewer_id: UUID
    state: ScorecardState
    may_write: bool
    dossier: Dossier
    grades: tuple[Grade, ...]
    opinion: str
    points: CardPoints
    rules: CardRules
    files: tuple[AttachmentRow, ...]


def pile(session: Session, round_id: UUID, reviewer_id: UUID, *, reader: Reader) -> list[CardRow]:
    """Return the cards of a reviewer, what is not handed in first; barred cases are not there.

    A reviewer sees their own pile only. Raises NotAssignedError.
    """
    _own_or_staff(reader, reviewer_id)
    found = rows.find(session, EvaluationRound, round_id)
    statement = select(Assignment.case_id).where(
        Assignment.round_id == round_id, Assignment.reviewer_id == reviewer_id
    )
    asked = barred.admitted(session, reader, session.exec(statement))
    bars = barred.bars(session, asked, [reviewer_id])
    cases = [case_id for case_id in asked if bars.of(reviewer_id, case_id) is None]
    known = _cases(session, cases)
    cards = _cards(session, round_id, reviewer_id)
    scores = _scores(session, [one.id for one in cards.values()])
    hidden = files.is_blind(session, round_id, reader)
    made = []
    for case_id in cases:
        case, company, industry = known[case_id]
        rules = card_rules(case, found.kind)
        own = cards.get(case_id)
        levels = {one.criterion: one.level for one in scores.get(own.id, ())} if own else {}
        counted = points.of_card(rules, levels)
        made.append(
            CardRow(
                case_id=case_id,
                reviewer_id=reviewer_id,
                title=blind.alias(round_id, case_id) if hidden else company,
                subtitle=industry if hidden else f"{case.number} · {industry}".rstrip(" ·"),
                state=own.state if own else ScorecardState.OPEN,
                graded=len(rules.criteria) - len(counted.missing),
                criteria=len(rules.criteria),
                points=counted.estimate,
            )
        )
    return sorted(made, key=lambda row: (row.state is ScorecardState.SUBMITTED, row.title))


def card(
    session: Session, round_id: UUID, case_id: UUID, reviewer_id: UUID, *, reader: Reader
) -> Card:
    """Return one card with all that a reviewer may know of its case.

    Raises BarredError, NotAssignedError.
    """
    _let_through(session, round_id, case_id, reviewer_id, reader)
    found = rows.find(session, EvaluationRound, round_id)
    case = rows.find(session, Case, case_id)
    rules = card_rules(case, found.kind)
    own = kept(session, Scorecard, key_of(Scorecard, round_id, case_id, reviewer_id))
    scores = {one.criterion: one for one in _scores(session, [own.id])[own.id]} if own else {}
    grades = tuple(_grade(rule, scores.get(rule.code)) for rule in rules.criteria)
    state = own.state if own else ScorecardState.OPEN
    return Card(
        round_id=round_id,
        case_id=case_id,
        reviewer_id=reviewer_id,
        state=state,
        may_write=found.state is RoundState.SCORING and state is ScorecardState.OPEN,
        dossier=_dossier(session, found, case, reader),
        grades=grades,
        opinion=own.opinion if own else "",
        points=points.of_card(rules, {one.rule.code: one.level for one in grades}),
        rules=rules,
        files=tuple(files.list_files(session, round_id, case_id, reader=reader)),
    )


def grade(
    session: Session,
    round_id: UUID,
    case_id: UUID,
    reviewer_id: UUID,
    criterion: str,
    changes: Mapping[str, Any],
    *,
    reader: Reader,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Keep what is said about one criterion: level, opinion, evidence; return what changed.

    Raises BarredError, NotAssignedError, StaleRecordError, RefusedValueError; ScoringRefusedError:
    not_scoring, submitted, no_criterion, beyond_scale, other_case.
    """
    own = _writable(session, round_id, case_id, reviewer_id, reader)
    rules = card_rules(rows.find(session, Case, case_id), _round(session, round_id).kind)
    rule = next((one for one in rules.criteria if one.code == criterion), None)
    if rule is None:
        raise ScoringRefusedError(code="no_criterion")
    level = changes.get("level")
    if isinstance(level, int) and not 0 <= level <= rule.scale:
        raise ScoringRefusedError(code="beyond_scale", most=rule.scale)
    _same_case(session, changes.get("attachment_id"), case_id)
    key = key_of(Score, own.id, criterion)
    ensured(session, Score, key, case_id=case_id, scorecard_id=own.id, criterion=criterion)
    _, changed = rows.save(session, Score, key, changes, expected=expected, shape=ScoreFields)
    return changed


def say(
    session: Session,
    round_id: UUID,
    case_id: UUID,
    reviewer_id: UUID,
    opinion: str,
    *,
    reader: Reader,
    expected: str | None = None,
) -> list[str]:
    """Keep what a reviewer says about the whole application; raises as `grade` does."""
    own = _writable(session, round_id, case_id, reviewer_id, reader)
    seen = None if expected is None else {"opinion": expected}
    _, changed = rows.save(
        session, Scorecard, own.id, {"opinion": opinion}, expected=seen, shape=ScorecardFields
    )
    return changed


def submit(
    session: Session, round_id: UUID, case_id: UUID, reviewer_id: UUID, *, reader: Reader
) -> None:
    """Hand a card in. What is left without a level has to say why.

    Raises as `grade` does, and ScoringRefusedError: opinion_missing (criteria).
    """
    own = _writable(session, round_id, case_id, reviewer_id, reader)
    rules = card_rules(rows.find(session, Case, case_id), _round(session, round_id).kind)
    scores = {one.criterion: one for one in _scores(session, [own.id])[own.id]}
    silent = [
        rule.code
        for rule in rules.criteria
        if (one := scores.get(rule.code)) is None or (one.level is None and not one.opinion)
    ]
    if silent:
        raise ScoringRefusedError(code="opinion_missing", criteria=silent, count=len(silent))
    own.state = ScorecardState.SUBMITTED
    own.submitted_at = now()


def reopen(
    session: Session, round_id: UUID, case_id: UUID, reviewer_id: UUID, *, reader: Reader
) -> None:
    """Give a card back to its reviewer while the round is on; staff do that.

    Raises StaffOnlyError, BarredError, NotAssignedError; ScoringRefusedError: not_scoring,
    not_submitted.
    """
    barred.staff_only(reader)
    _let_through(session, round_id, case_id, reviewer_id, reader)
    if _round(session, round_id).state is not RoundState.SCORING:
        raise ScoringRefusedError(code="not_scoring")
    own = kept(session, Scorecard, key_of(Scorecard, round_id, case_id, reviewer_id))
    if own is None or own.state is not ScorecardState.SUBMITTED:
        raise ScoringRefusedError(code="not_submitted")
    own.state = ScorecardState.OPEN
    own.submitted_at = None


def _round(session: Session, round_id: UUID) -> EvaluationRound:
    return rows.find(session, EvaluationRound, round_id)


def _own_or_staff(reader: Reader, reviewer_id: UUID) -> None:
    if not reader.staff and reader.reviewer_id != reviewer_id:
        raise NotAssignedError


def _let_through(
    session: Session, round_id: UUID, case_id: UUID, reviewer_id: UUID, reader: Reader
) -> None:
    """Let pass who reads, and whose card it is; neither may be barred, and it was asked for."""
    barred.admit(session, reader, case_id)
    barred.refuse_barred(session, reviewer_id, case_id)
    _own_or_staff(reader, reviewer_id)
    if kept(session, Assignment, key_of(Assignment, round_id, case_id, reviewer_id)) is None:
        raise NotAssignedError


def _writable(
    session: Session, round_id: UUID, case_id: UUID, reviewer_id: UUID, reader: Reader
) -> Scorecard:
    """Return the card on which may be written; it is begun with the first word."""
    _let_through(session, round_id, case_id, reviewer_id, reader)
    if _round(session, round_id).state is not RoundState.SCORING:
        raise ScoringRefusedError(code="not_scoring")
    key = key_of(Scorecard, round_id, case_id, reviewer_id)
    found = ensured(
        session, Scorecard, key, case_id=case_id, round_id=round_id, reviewer_id=reviewer_id
    )
    if found.state is ScorecardState.SUBMITTED:
        raise ScoringRefusedError(code="submitted")
    return found


def _same_case(session: Session, attachment_id: UUID | None, case_id: UUID) -> None:
    """Refuse evidence that lies in another case."""
    if attachment_id is not None:
        attachment = rows.find(session, Attachment, attachment_id)
        if attachment.case_id != case_id:
            raise ScoringRefusedError(code="other_case")


def _grade(rule: CriterionRule, score: Score | None) -> Grade:
    if score is None:
        return Grade(rule, None)
    return Grade(rule, score.level, score.opinion, score.attachment_id, score.page_number)


def _dossier(session: Session, found: EvaluationRound, case: Case, reader: Reader) -> Dossier:
    company = rows.find(session, Company, case.company_id)
    site = session.get(Site, case.site_id) if case.site_id else None
    supplier = session.get(Supplier, case.supplier_id) if case.supplier_id else None
    asked: Application = parts.application_of(session, case.id)
    hidden = files.is_blind(session, found.id, reader)
    secrets = blind.secrets_of(session, case.id) if hidden else ()
    place = site if site is not None and site.sido else company
    ksic = (site.ksic if site is not None else "") or company.ksic

    def clear(text: str) -> str:
        return blind.hide(text, secrets) if hidden else text

    return Dossier(
        title=blind.alias(found.id, case.id) if hidden else company.name,
        number="" if hidden else case.number,
        company="" if hidden else company.name,
        representative="" if hidden else company.representative,
        supplier=clear(supplier.name) if supplier is not None else "",
        project=clear(asked.project_title or case.title),
        summary=clear(asked.summary),
        region=codes.region_name(place.sido, place.sigungu),
        industry=codes.ksic_names(session, [ksic]).get(ksic, "") if ksic else "",
        size=company.size_class,
        employees=company.employees,
        level=asked.current_level,
        target=asked.target_level,
        solutions=asked.solutions,
        total_cost=case.total_cost,
        requested=asked.requested_amount,
        sales=asked.sales,
        debt_ratio=asked.debt_ratio,
        is_blind=hidden,
    )


def _cases(session: Session, ids: list[UUID]) -> dict[UUID, tuple[Case, str, str]]:
    statement = (
        select(Case, Company.name, Company.ksic)
        .join(Company, col(Company.id) == col(Case.company_id))
        .where(col(Case.id).in_(ids))
    )
    found = session.exec(statement).all()
    names = codes.ksic_names(session, {ksic for _, _, ksic in found if ksic})
    return {case.id: (case, company, names.get(ksic, "")) for case, company, ksic in found}


def _cards(session: Session, round_id: UUID, reviewer_id: UUID) -> dict[UUID, Scorecard]:
    statement = select(Scorecard).where(
        Scorecard.round_id == round_id, Scorecard.reviewer_id == reviewer_id
    )
    return {one.case_id: one for one in session.exec(statement)}


def _scores(session: Session, cards: Iterable[UUID]) -> dict[UUID, list[Score]]:
    found: dict[UUID, list[Score]] = {key: [] for key in cards}
    for one in session.exec(select(Score).where(col(Score.scorecard_id).in_(found))):
        found[one.scorecard_id].append(one)
    return found

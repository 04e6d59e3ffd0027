"""Ranks the cases of a round: what each was given, by how much it is sure, and how reviewers lean.

Only cards that were handed in count, and none of a reviewer whom something bars by now.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, select

from db.tables import (
    Assignment,
    Case,
    Company,
    EvaluationRound,
    Meeting,
    MeetingMember,
    Reviewer,
    Score,
    Scorecard,
    Site,
)
from db.words import ScorecardState
from desktop.services import codes, rows
from desktop.services.scoring import barred, blind, bonuses, files, points
from desktop.services.scoring.bonus_points import BonusPoints
from desktop.services.scoring.errors import StaffOnlyError
from desktop.services.scoring.intervals import RankInterval, rank_intervals
from desktop.services.scoring.packs import card_rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.scoring.barred import Reader
    from desktop.services.scoring.points import CardPoints, CasePoints
    from desktop.services.scoring.rules import CardRules

__all__ = ["Leaning", "RankRow", "Ranking", "ReviewersCard", "case_cards", "ranking"]

NO_BONUS = BonusPoints(0, 0, 0, (), is_capped=False, unknown=())


@dataclass(frozen=True)
class ReviewersCard:
    """One card that counts, and whether it was the highest or lowest that is left out."""

    reviewer_id: UUID
    reviewer: str
    points: CardPoints
    opinion: str
    dropped: bool = False


@dataclass(frozen=True)
class RankRow:
    """One case; points in 1/1000. `interval` is where it stands if the weights swing by ±20 %.

    low, high: what the total may still become, for missing evidence and open claims.
    """

    case_id: UUID
    number: str
    title: str
    region: str
    industry: str
    points: CasePoints
    bonus: BonusPoints
    total: int | None
    low: int
    high: int
    most: int
    rank: int | None
    region_rank: int | None
    interval: RankInterval | None
    cards: int
    asked: int
    passes: bool | None
    rules: CardRules

    @property
    def is_sure(self) -> bool:
        """Return whether nothing is missing: all cards are in and whole, all claims decided."""
        return self.cards >= self.asked > 0 and self.low == self.high == self.total


@dataclass(frozen=True)
class Leaning:
    """How far a reviewer lies from the others on the same cases, on average; in 1/1000 points."""

    reviewer_id: UUID
    reviewer: str
    offset: int
    cases: int


@dataclass(frozen=True)
class Ranking:
    """The cases in their order, and the reviewers by how far they lean."""

    rows: tuple[RankRow, ...]
    leanings: tuple[Leaning, ...]
    seed: int
    verified: bool


@dataclass(frozen=True)
class _Reading:
    """All that a ranking stands on."""

    round: EvaluationRound
    cases: tuple[Case, ...]
    places: Mapping[UUID, tuple[str, str, str]]  # company, region, industry
    sido: Mapping[UUID, str]
    cards: Mapping[UUID, list[ReviewersCard]]
    asked: Mapping[UUID, int]
    rules: Mapping[UUID, CardRules]
    bonus: Mapping[UUID, BonusPoints]


def ranking(session: Session, round_id: UUID, *, reader: Reader) -> Ranking:
    """Return the ranking of a round for staff and the members of its committee.

    Places count all cases; those that bar the reader are left out. Raises StaffOnlyError.
    """
    if not reader.staff and not _sits_on(session, round_id, reader):
        raise StaffOnlyError
    read = _read(session, round_id)
    leanings = _leanings(read)
    counted = _counted(read, leanings)
    totals = [_total(read, counted[case.id], case.id) for case in read.cases]
    places = points.ranks(totals)
    of_region = _region_ranks(read, totals)
    swings = _swings(read)
    seen = set(barred.admitted(session, reader, (case.id for case in read.cases)))
    hidden = files.is_blind(session, round_id, reader)
    made = [
        _row(read, case, counted[case.id], total, place, of_region[case.id], swing, hidden=hidden)
        for case, total, place, swing in zip(read.cases, totals, places, swings, strict=True)
        if case.id in seen
    ]
    made.sort(key=lambda row: (row.rank is None, row.rank or 0, row.number, row.title))
    return Ranking(
        rows=tuple(made),
        leanings=leanings if reader.staff else (),
        seed=read.round.seed,
        verified=all(rules.verified for rules in read.rules.values()),
    )


def case_cards(
    session: Session, round_id: UUID, case_id: UUID, *, reader: Reader
) -> tuple[ReviewersCard, ...]:
    """Return the cards that count for one case, for staff and the committee.

    Raises BarredError, StaffOnlyError.
    """
    if not reader.staff and not _sits_on(session, round_id, reader):
        raise StaffOnlyError
    barred.admit(session, reader, case_id)
    found = rows.find(session, EvaluationRound, round_id)
    case = rows.find(session, Case, case_id)
    rules = card_rules(case, found.kind)
    cards = _cards(session, found, [case], {case_id: rules})[case_id]
    dropped = points.together(rules, [card.points for card in cards]).dropped
    return tuple(
        ReviewersCard(one.reviewer_id, one.reviewer, one.points, one.opinion, at in dropped)
        for at, one in enumerate(cards)
    )


def _sits_on(session: Session, round_id: UUID, reader: Reader) -> bool:
    statement = (
        select(MeetingMember.id)
        .join(Meeting, col(Meeting.id) == col(MeetingMember.meeting_id))
        .where(Meeting.round_id == round_id, MeetingMember.reviewer_id == reader.reviewer_id)
    )
    return reader.reviewer_id is not None and session.exec(statement).first() is not None


def _read(session: Session, round_id: UUID) -> _Reading:
    found = rows.find(session, EvaluationRound, round_id)
    wanted = barred.cases_of(session, round_id)
    statement = (
        select(Case, Company, Site.sido, Site.sigungu)
        .join(Company, col(Company.id) == col(Case.company_id))
        .outerjoin(Site, col(Site.id) == col(Case.site_id))
        .where(Case.announcement_id == found.announcement_id)
    )
    known = {row[0].id: row for row in session.exec(statement)}
    cases = tuple(known[case_id][0] for case_id in wanted)
    industries = codes.ksic_names(
        session, {company.ksic for _, company, _, _ in known.values() if company.ksic}
    )
    places, sidos = {}, {}
    for case_id in wanted:
        _, company, sido, sigungu = known[case_id]
        here = (sido, sigungu) if sido else (company.sido, company.sigungu)
        industry = industries.get(company.ksic, "")
        places[case_id] = (company.name, codes.region_name(*here), industry)
        sidos[case_id] = here[0]
    rules = {case.id: card_rules(case, found.kind) for case in cases}
    asked: dict[UUID, int] = defaultdict(int)
    for case_id in session.exec(select(Assignment.case_id).where(Assignment.round_id == round_id)):
        asked[case_id] += 1
    return _Reading(
        round=found,
        cases=cases,
        places=places,
        sido=sidos,
        cards=_cards(session, found, cases, rules),
        asked=asked,
        rules=rules,
        bonus=bonuses.count_all(session, cases, reader=barred.STAFF),
    )


def _cards(
    session: Session, found: EvaluationRound, cases: Sequence[Case], rules: Mapping[UUID, CardRules]
) -> dict[UUID, list[ReviewersCard]]:
    """Return by case the cards that were handed in by reviewers who may judge it still."""
    statement = (
        select(Scorecard, Reviewer.name)
        .join(Reviewer, col(Reviewer.id) == col(Scorecard.reviewer_id))
        .where(Scorecard.round_id == found.id, Scorecard.state == ScorecardState.SUBMITTED)
        .order_by(col(Reviewer.name), col(Reviewer.id))
    )
    if len(cases) == 1:
        statement = statement.where(Scorecard.case_id == cases[0].id)
    handed_in = session.exec(statement).all()
    asked = select(Assignment.case_id, Assignment.reviewer_id)
    assigned = set(session.exec(asked.where(Assignment.round_id == found.id)))
    bars = barred.bars(
        session, [case.id for case in cases], {card.reviewer_id for card, _ in handed_in}
    )
    levels: dict[UUID, dict[str, int | None]] = defaultdict(dict)
    scores = select(Score.scorecard_id, Score.criterion, Score.level).join(
        Scorecard, col(Scorecard.id) == col(Score.scorecard_id)
    )
    for card_id, criterion, level in session.exec(scores.where(Scorecard.round_id == found.id)):
        levels[card_id][criterion] = level
    made: dict[UUID, list[ReviewersCard]] = {case.id: [] for case in cases}
    for card, name in handed_in:
        may = card.case_id in made and bars.of(card.reviewer_id, card.case_id) is None
        if may and (card.case_id, card.reviewer_id) in assigned:
            counted = points.of_card(rules[card.case_id], levels[card.id])
            made[card.case_id].append(ReviewersCard(card.reviewer_id, name, counted, card.opinion))
    return made


def _leanings(read: _Reading) -> tuple[Leaning, ...]:
    whole: dict[tuple[object, object], int] = {}
    names: dict[object, str] = {}
    for case_id, cards in read.cards.items():
        for card in cards:
            names[card.reviewer_id] = card.reviewer
            if not card.points.missing:
                whole[case_id, card.reviewer_id] = card.points.known
    found = [
        Leaning(reviewer, names[reviewer], offset, cases)  # type: ignore[arg-type]
        for reviewer, (offset, cases) in points.leanings(whole).items()
    ]
    return tuple(sorted(found, key=lambda one: (-abs(one.offset), one.reviewer)))


def _counted(read: _Reading, leanings: tuple[Leaning, ...]) -> dict[UUID, CasePoints]:
    offsets = {one.reviewer_id: one.offset for one in leanings}
    made = {}
    for case_id, cards in read.cards.items():
        rules = read.rules[case_id]
        corrections = (
            [offsets.get(card.reviewer_id, 0) for card in cards] if rules.correct_leanings else None
        )
        made[case_id] = points.together(
            rules, [card.points for card in cards], corrections=corrections
        )
    return made


def _total(read: _Reading, counted: CasePoints, case_id: UUID) -> int | None:
    if counted.average is None:
        return None
    return counted.average + read.bonus.get(case_id, NO_BONUS).points


def _region_ranks(read: _Reading, totals: Sequence[int | None]) -> dict[UUID, int | None]:
    regions: dict[str, list[tuple[UUID, int | None]]] = defaultdict(list)
    for case, total in zip(read.cases, totals, strict=True):
        regions[read.sido[case.id]].append((case.id, total))
    found = {}
    for inside in regions.values():
        places = points.ranks([total for _, total in inside])
        found.update({key: place for (key, _), place in zip(inside, places, strict=True)})
    return found


def _swings(read: _Reading) -> list[RankInterval | None]:
    """Return the rank intervals; cases under different cards can't swing by the same weights."""
    if len(set(read.rules.values())) != 1:
        return [None] * len(read.cases)
    rules = next(iter(read.rules.values()))
    shares = [
        [
            [None if part.points is None else part.points / part.most for part in card.points.parts]
            for card in read.cards[case.id]
        ]
        for case in read.cases
    ]
    return rank_intervals(
        shares,
        [one.weight for one in rules.criteria],
        [read.bonus.get(case.id, NO_BONUS).points for case in read.cases],
        seed=read.round.seed,
        drop_extremes=rules.drop_extremes,
    )


def _row(
    read: _Reading,
    case: Case,
    counted: CasePoints,
    total: int | None,
    place: int | None,
    region_place: int | None,
    swing: RankInterval | None,
    *,
    hidden: bool,
) -> RankRow:
    rules, bonus = read.rules[case.id], read.bonus.get(case.id, NO_BONUS)
    company, region, industry = read.places[case.id]
    passing = rules.passing
    return RankRow(
        case_id=case.id,
        number="" if hidden else case.number,
        title=blind.alias(read.round.id, case.id) if hidden else company,
        region=region,
        industry=industry,
        points=counted,
        bonus=bonus,
        total=total,
        low=counted.low + bonus.low,
        high=counted.high + bonus.high,
        most=rules.most,
        rank=place,
        region_rank=region_place,
        interval=swing,
        cards=len(read.cards[case.id]),
        asked=read.asked.get(case.id, 0),
        passes=None if passing is None or counted.average is None else counted.average >= passing,
        rules=rules,
    )

"""Lets invented reviewers judge the newest applications: one round done, one under way."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlmodel import col, func, select

from db.tables import (
    Announcement,
    Assignment,
    Case,
    Decision,
    EligibilityReview,
    MeetingMember,
    Score,
    Scorecard,
    Vote,
)
from db.words import (
    CaseState,
    EligibilityState,
    MeetingState,
    RoundKind,
    RoundState,
    ScorecardState,
    SelectionOutcome,
    Stage,
    VoteChoice,
)
from desktop.services.scoring import barred
from desktop.services.scoring.keys import key_of
from desktop.services.scoring.packs import card_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from desktop.services.bulk import Bulk
    from desktop.services.demo.chance import Chance
    from desktop.services.scoring.barred import Bars

_PEOPLE = (
    ("강이솔", "다솔대학교 산업공학과", "교수", "48"),
    ("문새얀", "누리공정연구소", "소장", "26"),
    ("배한새", "온새미로기술사사무소", "대표", "48"),
    ("심가은솔", "한가온회계법인", "회계사", "11"),
    ("육다솜", "마루스마트제조협회", "위원", "11"),
    ("천별하", "다솔대학교 컴퓨터공학과", "교수", "27"),
    ("도이레", "새론데이터랩", "수석", "41"),
    ("류한들", "가온품질연구원", "책임", "48"),
    ("맹서리", "푸른산업안전기술원", "부장", "29"),
    ("방누보", "늘봄경영컨설팅", "이사", "26"),
    ("봉라미", "해오름전자기술연구소", "선임", "31"),
    ("석도담", "미리내대학교 기계공학과", "교수", "27"),
    ("설아름솔", "한울회계법인", "회계사", "26"),
    ("엄마린", "아침해특허사무소", "변리사", "30"),
    ("위새늘", "나래시스템", "이사", "48"),
    ("편로운", "두리공정안전연구소", "책임", "11"),
)
_SOLUTIONS = ("MES", "ERP", "SCM", "PLM", "FEMS", "APS")
_PER_CASE = 3
_COMMITTEE = 5
_MISSING = 0.03  # of all grades
_SELECTED, _RESERVE = 0.6, 0.8  # of the cases by their points
_OPINIONS = (
    "현장 자료와 목표가 이어짐",
    "성과지표의 측정 방법을 보완할 것",
    "설비 연계 계획이 구체적임",
    "",
)


def hold(session: Session, rows: Bulk, chance: Chance, calls: Sequence[str]) -> None:
    """Add reviewers and two rounds; nothing where no application may be judged."""
    newest = _newest(session, calls)
    if not newest:
        return
    people = [_reviewer(rows, chance, *person) for person in _PEOPLE]
    rows.write(session)
    done, under_way = newest[-2:] if len(newest) > 1 else (None, newest[0])
    if done is not None:
        _round(session, rows, chance, done, people, is_done=True)
    _round(session, rows, chance, under_way, people, is_done=False)


def _newest(session: Session, calls: Sequence[str]) -> list[UUID]:
    """Return the announcements that have applications to judge, the newest last."""
    statement = (
        select(Announcement.id, func.count())
        .join(Case, col(Case.announcement_id) == col(Announcement.id))
        .join(EligibilityReview, col(EligibilityReview.case_id) == col(Case.id))
        .where(EligibilityReview.state == EligibilityState.ELIGIBLE)
        .group_by(col(Announcement.id), col(Announcement.closes))
        .order_by(col(Announcement.closes))
    )
    wanted = {UUID(call) for call in calls}
    return [call for call, _ in session.exec(statement) if call in wanted]


def _reviewer(
    rows: Bulk, chance: Chance, name: str, organisation: str, title: str, sido: str
) -> UUID:
    divisions = chance.random.sample([str(code) for code in range(20, 32)], 3)
    key = rows.add(
        "reviewer", name=name, organisation=organisation, title=title, sido=sido, active=True,
        industries=",".join(sorted(divisions)), synthetic=True, max_load=200,
        specialties=",".join(sorted(chance.random.sample(_SOLUTIONS, 2))),
    )  # fmt: skip
    return UUID(key)


def _round(
    session: Session, rows: Bulk, chance: Chance, call: UUID, people: list[UUID], *, is_done: bool
) -> None:
    announcement = session.get_one(Announcement, call)
    key = UUID(
        rows.add(
            "evaluation_round", announcement_id=call, title=announcement.title, blind=True,
            kind=RoundKind.TECHNICAL, reviewers_per_case=_PER_CASE,
            state=RoundState.CLOSED if is_done else RoundState.SCORING, closes=announcement.closes,
        )
    )  # fmt: skip
    cases = _cases(session, call)
    bars = barred.bars(session, [case.id for case in cases], people)
    leanings = {person: chance.random.gauss(0, 0.35) for person in people}
    loads = dict.fromkeys(people, 0)
    totals: dict[UUID, float] = {}
    for case in cases:
        chosen = _chosen(bars, case.id, loads)
        quality = chance.random.gauss(3.4, 0.7)
        for person in chosen:
            loads[person] += 1
            rows.add(
                "assignment", id=key_of(Assignment, key, case.id, person), case_id=case.id,
                round_id=key, reviewer_id=person, fixed=False,
            )  # fmt: skip
            if is_done or chance.often(0.7):
                _card(rows, chance, key, case, person, quality + leanings[person], is_done=is_done)
        totals[case.id] = quality
    if is_done and cases:
        _meeting(rows, chance, key, cases, people[:_COMMITTEE], totals, bars)


def _cases(session: Session, call: UUID) -> list[Case]:
    statement = (
        select(Case)
        .join(EligibilityReview, col(EligibilityReview.case_id) == col(Case.id))
        .where(
            Case.announcement_id == call,
            EligibilityReview.state == EligibilityState.ELIGIBLE,
            col(Case.state).not_in((CaseState.WITHDRAWN, CaseState.CANCELLED)),
        )
        .order_by(col(Case.number))
    )
    return list(session.exec(statement))


def _chosen(bars: Bars, case_id: UUID, loads: dict[UUID, int]) -> list[UUID]:
    """Return those who have least to do among whom nothing bars."""
    free = [person for person in loads if bars.of(person, case_id) is None]
    return sorted(free, key=lambda person: loads[person])[:_PER_CASE]


def _card(
    rows: Bulk, chance: Chance, round_id: UUID, case: Case, person: UUID, level: float,
    *, is_done: bool,
) -> None:  # fmt: skip
    key = key_of(Scorecard, round_id, case.id, person)
    handed_in = is_done or chance.often(0.8)
    noon = datetime.combine(chance.days_ago(3, 20), time(3), UTC)
    rows.add(
        "scorecard", id=key, case_id=case.id, round_id=round_id, reviewer_id=person,
        state=ScorecardState.SUBMITTED if handed_in else ScorecardState.OPEN,
        submitted_at=noon + timedelta(minutes=chance.random.randint(0, 400)) if handed_in else None,
        opinion=chance.random.choice(_OPINIONS),
    )  # fmt: skip
    rules = card_rules(case, RoundKind.TECHNICAL)
    graded = len(rules.criteria) if handed_in else chance.random.randint(1, len(rules.criteria) - 1)
    for rule in rules.criteria[:graded]:
        drawn = round(chance.random.gauss(level, 0.8) * rule.scale / 5)
        missing = chance.often(_MISSING)
        rows.add(
            "score", id=key_of(Score, key, rule.code), case_id=case.id, scorecard_id=key,
            criterion=rule.code, level=None if missing else max(1, min(drawn, rule.scale)),
            opinion="증빙을 찾지 못함" if missing else "",
        )  # fmt: skip


def _meeting(
    rows: Bulk, chance: Chance, round_id: UUID, cases: list[Case], members: list[UUID],
    totals: dict[UUID, float], bars: Bars,
) -> None:  # fmt: skip
    held_on = chance.days_ago(1, 3)
    key = UUID(
        rows.add(
            "meeting", round_id=round_id, title="선정심의위원회", state=MeetingState.OPEN,
            held_on=held_on, place="대회의실", quorum=len(members) // 2 + 1, chair_id=members[0],
            opinion="",
        )
    )  # fmt: skip
    for member in members:
        rows.add(
            "meeting_member", id=key_of(MeetingMember, key, member), meeting_id=key,
            reviewer_id=member, attended=True,
        )  # fmt: skip
    order = sorted(cases, key=lambda case: -totals[case.id])
    for at, case in enumerate(order[: len(order) * 2 // 3]):
        choice, outcome = _outcome(case, at / len(order))
        for member in members:
            if bars.of(member, case.id) is None:
                rows.add(
                    "vote", id=key_of(Vote, key, case.id, member), case_id=case.id,
                    meeting_id=key, reviewer_id=member, choice=choice, opinion="",
                )  # fmt: skip
        rows.add(
            "decision", id=key_of(Decision, key, case.id), case_id=case.id, meeting_id=key,
            outcome=outcome, opinion="", decided_on=held_on,
        )  # fmt: skip


def _outcome(case: Case, place: float) -> tuple[VoteChoice, SelectionOutcome]:
    """Return what becomes of a case: who has gone on was selected, the rest by their place."""
    if case.stage is not Stage.APPLICATION or place < _SELECTED:
        return VoteChoice.SELECT, SelectionOutcome.SELECTED
    if place < _RESERVE and case.state is not CaseState.REJECTED:
        return VoteChoice.RESERVE, SelectionOutcome.RESERVE
    return VoteChoice.REJECT, SelectionOutcome.REJECTED

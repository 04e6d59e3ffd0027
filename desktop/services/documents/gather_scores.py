"""Gathers what reviewers gave a case and what the committee decided, for D10 and D12."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from db.tables import Case, Decision, EvaluationRound, Meeting, Reviewer
from db.words import DocumentKind, VoteChoice
from desktop.services import rows
from desktop.services.documents.words import said
from desktop.services.scoring import agendas, bonuses, ranking
from desktop.services.scoring.barred import STAFF
from desktop.services.scoring.points import MILLI

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.scoring.agendas import Agenda, AgendaRow, Ballot, Member
    from desktop.services.scoring.ranking import Ranking, RankRow, ReviewersCard

_KINDS = (DocumentKind.SCORE_SUMMARY, DocumentKind.SELECTION_MINUTES)


def scores_of(session: Session, case_id: UUID, kind: DocumentKind) -> dict[str, object]:
    """Return the scores of the newest round of a case, and what its committee decided.

    Only where the document is about them: a ranking reads every case of the round.
    """
    if kind not in _KINDS:
        return {}
    found = _round_of(session, case_id)
    if found is None:
        return {}
    ranked = ranking.ranking(session, found.id, reader=STAFF)
    row = next((one for one in ranked.rows if one.case_id == case_id), None)
    if row is None:
        return {}
    values = _summary(found, ranked, row)
    if kind is DocumentKind.SCORE_SUMMARY:
        return values | _cards(session, found, row) | _bonus(session, case_id)
    return values | _minutes(session, found, case_id)


def _round_of(session: Session, case_id: UUID) -> EvaluationRound | None:
    case = rows.find(session, Case, case_id)
    statement = select(EvaluationRound).where(
        EvaluationRound.announcement_id == case.announcement_id
    )
    return session.exec(statement.order_by(col(EvaluationRound.id).desc())).first()


def _summary(found: EvaluationRound, ranked: Ranking, row: RankRow) -> dict[str, object]:
    region = row.region.split(" ")[0]
    beside = [one for one in ranked.rows if one.region.split(" ")[0] == region]
    way = "drop_extremes" if row.rules.drop_extremes else "plain"
    return {
        "평가.회차": f"{found.title} {said('round_kind', found.kind)}",
        "평가.방법": said("counting", way),
        "평가.총점": _points(row.total),
        "평가.전체순위": row.rank,
        "평가.전체수": len(ranked.rows),
        "평가.지역순위": row.region_rank,
        "평가.지역수": len(beside),
    }


def _cards(session: Session, found: EvaluationRound, row: RankRow) -> dict[str, object]:
    cards = ranking.case_cards(session, found.id, row.case_id, reader=STAFF)
    dropped = [card.points.estimate or 0 for card in cards if card.dropped]
    firms = dict(session.exec(select(Reviewer.id, Reviewer.organisation)).all())
    titles = {rule.code: rule.title.ko for rule in row.rules.criteria}
    estimates = [card.points.estimate for card in cards if card.points.estimate is not None]
    points = row.points
    return {
        "평가.위원": [
            {
                "이름": card.reviewer,
                "소속": firms.get(card.reviewer_id, ""),
                "점수": _points(card.points.estimate),
                "비고": _dropped(card, dropped),
                "미확인": ", ".join(titles[code] for code in card.points.missing),
            }
            for card in cards
        ],
        "평가.합계": _points(sum(estimates)) if estimates else None,
        "평가.평균": _points(points.average),
        "평가.범위": "" if points.is_whole else f"{_shown(points.low)} ~ {_shown(points.high)}",
        "평가.항목": [
            {
                "구분": rule.block.ko if rule.block is not None else "",
                "이름": rule.title.ko,
                "배점": _points(rule.weight),
                "점수": _points(part.points),
            }
            for rule, part in zip(row.rules.criteria, points.parts, strict=True)
        ],
        "평가.가점": _points(row.bonus.points),
    }


def _dropped(card: ReviewersCard, dropped: list[int]) -> str:
    if not card.dropped:
        return ""
    highest = card.points.estimate == max(dropped) and min(dropped) != max(dropped)
    return said("counting", "highest" if highest else "lowest")


def _bonus(session: Session, case_id: UUID) -> dict[str, object]:
    sheet = bonuses.sheet(session, case_id, reader=STAFF)
    return {
        "평가.우대": [
            {
                "이름": line.item.title.ko,
                "판정": said("bonus_state", line.state),
                "점수": _points(line.item.points if line.points is None else line.points),
                "비고": line.note,
            }
            for line in sheet.lines
            if line.state is not None
        ]
    }


def _minutes(session: Session, found: EvaluationRound, case_id: UUID) -> dict[str, object]:
    """Return the meeting that decided on the case, else the newest one of its round."""
    statement = (
        select(Meeting)
        .outerjoin(
            Decision,
            (col(Decision.meeting_id) == col(Meeting.id)) & (col(Decision.case_id) == case_id),
        )
        .where(Meeting.round_id == found.id)
        .order_by(col(Decision.id).is_(None), col(Meeting.id).desc())
    )
    meeting = session.exec(statement).first()
    if meeting is None:
        return {}
    held = agendas.agenda(session, meeting.id, reader=STAFF)
    row = next((one for one in held.cases if one.rank.case_id == case_id), None)
    return {} if row is None else _held(held) | _decided(held, row)


def _held(held: Agenda) -> dict[str, object]:
    chair = next((member for member in held.members if member.is_chair), None)
    return {
        "심의.회의명": held.title,
        "심의.개최일": held.held_on,
        "심의.장소": held.place,
        "심의.재적": len(held.members),
        "심의.참석": held.there,
        "심의.정족수": held.quorum,
        "심의.위원장": chair.name if chair is not None else None,
        "심의.위원장소속": chair.organisation if chair is not None else None,
        "심의.위원장의견": held.opinion,
    }


def _decided(held: Agenda, row: AgendaRow) -> dict[str, object]:
    counts = {
        f"심의.{word}": row.counts.get(choice, 0)
        for word, choice in (
            ("선정수", VoteChoice.SELECT),
            ("예비수", VoteChoice.RESERVE),
            ("탈락수", VoteChoice.REJECT),
            ("기권수", VoteChoice.ABSTAIN),
        )
    }
    return {
        **counts,
        "심의.위원": [_member(member, row.ballots[member.id]) for member in held.members],
        "심의.판정": said("selection_outcome", row.outcome),
        "심의.의견": row.opinion,
        "심의.의결일": row.decided_on,
    }


def _member(member: Member, ballot: Ballot) -> dict[str, object]:
    if ballot.bar is not None:
        vote = said("bar_reason", ballot.bar)
    elif ballot.stands_back:
        vote = said("ballot", "recused")
    else:
        vote = said("vote_choice", ballot.choice) or said("ballot", "waiting")
    return {
        "이름": member.name,
        "소속": member.organisation,
        "참석": said("ballot", "there" if member.attended else "away"),
        "표결": vote,
        "의견": ballot.note if ballot.stands_back else ballot.opinion,
    }


def _points(milli: int | None) -> float | int | None:
    """Return points as forms print them; a whole number stays whole."""
    if milli is None:
        return None
    return milli // MILLI if milli % MILLI == 0 else milli / MILLI


def _shown(milli: int) -> str:
    return f"{milli / MILLI:.3f}"

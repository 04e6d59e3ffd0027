"""Says which days follow from the parts of a case, each with its clause and whether it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, select

from db.tables import (
    Agreement,
    Announcement,
    Inspection,
    KpiValue,
    Milestone,
    Paper,
    Payment,
    Ticket,
    Visit,
)
from db.words import (
    DeadlineKind,
    FundingSource,
    InspectionKind,
    MatchState,
    PaperState,
    PaymentKind,
    PaymentState,
    Stage,
    TicketState,
)
from desktop.services import parts
from desktop.services.buildout import dates
from desktop.services.case_rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

    from db.tables import Case
    from desktop.services.buildout.dates import LegalDay

# Whether these are over is written in the part itself, so nobody ticks them off.
KNOWN_BY_PARTS = frozenset(
    {
        DeadlineKind.PAPERS,
        DeadlineKind.PARTNER_ANSWER,
        DeadlineKind.MILESTONE,
        DeadlineKind.FINAL_CHECK,
        DeadlineKind.VISIT,
        DeadlineKind.TICKET_ANSWER,
    }
)

_CARE_MONTHS = 6  # the visit that closes the intensive care (domain 0.4)
_MONTHS_OF_A_YEAR = 12
_WAITING_FOR_PARTNER = (MatchState.PROPOSED, MatchState.HELD)
_THERE = (PaperState.RECEIVED, PaperState.ACCEPTED, PaperState.NOT_NEEDED)


@dataclass(frozen=True)
class Wanted:
    """One day that should be in the list.

    done: whether it is over, also where nobody wrote down since when (`done_on`).
    """

    kind: DeadlineKind
    due: date
    about_id: UUID
    done_on: date | None = None
    clause: str = ""
    source: str = ""
    verified: bool = True
    note: str = ""
    done: bool = False

    @property
    def by_hand(self) -> bool:
        """Return whether people may tick the day off, because no part of the case knows."""
        return self.kind not in KNOWN_BY_PARTS


def wanted_days(session: Session, case: Case) -> list[Wanted]:
    """Return all days that follow from the parts of a case."""
    agreement = parts.agreement_of(session, case.id)
    return [
        *_of_application(session, case),
        *_of_match(session, case),
        *(_of_agreement(session, case, agreement) if agreement is not None else ()),
        *_of_build(session, case),
        *_of_aftercare(session, case),
    ]


def _of_application(session: Session, case: Case) -> Iterator[Wanted]:
    """Yield the day on which the call closes; all papers have to be there."""
    announcement = session.get(Announcement, case.announcement_id) if case.announcement_id else None
    if announcement is None or announcement.closes is None:
        return
    papers = session.exec(select(Paper).where(Paper.case_id == case.id)).all()
    if papers:
        complete = all(paper.state in _THERE for paper in papers)
        gone_on = case.stage is not Stage.APPLICATION
        yield Wanted(DeadlineKind.PAPERS, announcement.closes, case.id, done=complete or gone_on)


def _of_match(session: Session, case: Case) -> Iterator[Wanted]:
    match = parts.match_of(session, case.id)
    if match is not None and match.answer_by is not None:
        waiting = match.state in _WAITING_FOR_PARTNER
        done = None if waiting else match.answered_on or match.answer_by
        yield Wanted(DeadlineKind.PARTNER_ANSWER, match.answer_by, match.id, done)


def _of_agreement(session: Session, case: Case, agreement: Agreement) -> Iterator[Wanted]:
    """Yield the legal days; they count once the build period is known."""
    if agreement.build_end is None:
        return
    lines = parts.lines_of(session, parts.match_of(session, case.id))
    regimes = tuple(dict.fromkeys(line.regime for line in lines))
    passed = parts.passed_on(session, case.id)
    for day in dates.days_of_build(agreement.build_end, regimes=regimes, rules=rules_of(case).days):
        yield _legal(day, agreement.id, _done(session, case.id, agreement, day, passed))
    final = parts.inspections_of(session, case.id, InspectionKind.FINAL)
    booked = next((one.planned_on for one in final if one.planned_on), agreement.build_end)
    yield Wanted(DeadlineKind.FINAL_CHECK, booked, agreement.id, passed)


def _done(
    session: Session, case_id: UUID, agreement: Agreement, day: LegalDay, passed: date | None
) -> date | None:
    """Return when a legal day stopped to matter, as far as the parts of the case tell."""
    if day.kind in (DeadlineKind.BUILD_END, DeadlineKind.CHANGE_REQUEST):
        return passed
    if day.kind is DeadlineKind.INTENSIVE_CARE_END:
        return _visited_on(session, case_id, _CARE_MONTHS)
    if day.kind is DeadlineKind.KPI_SURVEY and agreement.build_end is not None:
        return _surveyed_on(session, case_id, _months_between(agreement.build_end, day.due))
    if day.kind is DeadlineKind.SETTLEMENT:
        return _settled_on(session, case_id)
    return None


def _visited_on(session: Session, case_id: UUID, months: int) -> date | None:
    visit = session.exec(
        select(Visit).where(
            Visit.case_id == case_id,
            Visit.period_months == months,
            col(Visit.visited_on).is_not(None),
        )
    ).first()
    return None if visit is None else visit.visited_on


def _surveyed_on(session: Session, case_id: UUID, months: int) -> date | None:
    values = session.exec(
        select(KpiValue).where(KpiValue.case_id == case_id, KpiValue.period_months == months)
    ).all()
    return max((value.measured_on or value.created_at.date() for value in values), default=None)


def _settled_on(session: Session, case_id: UUID) -> date | None:
    """Return when the balance of the national money was paid; it follows the account (5.3)."""
    balance = session.exec(
        select(Payment).where(
            Payment.case_id == case_id,
            Payment.kind == PaymentKind.BALANCE,
            Payment.source == FundingSource.NATIONAL,
            Payment.state == PaymentState.PAID,
        )
    ).first()
    return None if balance is None else balance.paid_on


def _of_build(session: Session, case: Case) -> Iterator[Wanted]:
    for milestone in session.exec(select(Milestone).where(Milestone.case_id == case.id)):
        if milestone.planned_on is not None:
            yield Wanted(
                DeadlineKind.MILESTONE, milestone.planned_on, milestone.id, milestone.done_on
            )
    for check in session.exec(select(Inspection).where(Inspection.case_id == case.id)):
        if check.planned_on is not None and check.kind is not InspectionKind.FINAL:
            yield Wanted(DeadlineKind.MILESTONE, check.planned_on, check.id, check.visited_on)


def _of_aftercare(session: Session, case: Case) -> Iterator[Wanted]:
    rule = rules_of(case).days.aftercare
    for visit in session.exec(select(Visit).where(Visit.case_id == case.id)):
        if visit.planned_on is None:
            continue
        scheduled = visit.period_months is not None
        yield Wanted(
            DeadlineKind.VISIT,
            visit.planned_on,
            visit.id,
            visit.visited_on,
            clause=rule.clause if scheduled else "",
            source=rule.citation if scheduled else "",
            verified=rule.verified or not scheduled,
        )
    for ticket in session.exec(select(Ticket).where(Ticket.case_id == case.id)):
        if ticket.answer_by is not None:
            answered = ticket.state is not TicketState.OPEN
            yield Wanted(
                DeadlineKind.TICKET_ANSWER,
                ticket.answer_by,
                ticket.id,
                ticket.closed_on,
                done=answered,
            )


def _legal(day: LegalDay, about_id: UUID, done_on: date | None) -> Wanted:
    return Wanted(
        kind=day.kind,
        due=day.due,
        about_id=about_id,
        done_on=done_on,
        clause=day.clause,
        source=day.source,
        verified=day.verified,
        note=day.note,
    )


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * _MONTHS_OF_A_YEAR + last.month - first.month

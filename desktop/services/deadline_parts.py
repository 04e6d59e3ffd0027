"""Reads what the days of cases follow from: a few queries for any number of cases, plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlmodel import col

from db.tables import (
    Agreement,
    Announcement,
    Case,
    FundingLine,
    Inspection,
    KpiValue,
    Match,
    Milestone,
    Paper,
    Payment,
    Ticket,
    Visit,
)
from db.words import (
    AgreementState,
    FundingSource,
    InspectionKind,
    LegalRegime,
    MatchState,
    PaperState,
    PaymentKind,
    PaymentState,
    Stage,
    TicketState,
    Verdict,
)
from desktop.services.case_rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from sqlmodel import Session

    from db.base import Record
    from desktop.services.programmes.day_rules import DayRules

Key = UUID | str  # the text is how SQLite stores a key, and how `Bulk` hands it over


class Offer(NamedTuple):
    """The match that counts."""

    id: Key
    state: MatchState
    answer_by: date | None
    answered_on: date | None


class Point(NamedTuple):
    """A milestone."""

    id: Key
    planned_on: date | None
    done_on: date | None


class Check(NamedTuple):
    """An inspection."""

    id: Key
    kind: InspectionKind
    planned_on: date | None
    visited_on: date | None
    verdict: Verdict | None


class Look(NamedTuple):
    """A visit."""

    id: Key
    period_months: int | None
    planned_on: date | None
    visited_on: date | None


class Call(NamedTuple):
    """A ticket."""

    id: Key
    answer_by: date | None
    state: TicketState
    closed_on: date | None


@dataclass
class CaseParts:
    """What the days of one case follow from; what was hidden is not among it.

    closes: the last day of its announcement. papers: those that the application needs. regimes:
    those of its money. build_end: of the agreement that counts. checks: the newest first.
    surveyed: when the outcomes of a period, in months after the build end, were last measured.
    settled_on: when the balance of the national money was paid; it follows the account (5.3).
    """

    case_id: Key
    stage: Stage
    rules: DayRules
    needed: frozenset[str] = frozenset()
    closes: date | None = None
    papers: list[PaperState] = field(default_factory=list)
    offer: Offer | None = None
    regimes: tuple[LegalRegime, ...] = ()
    agreement_id: Key | None = None
    build_end: date | None = None
    points: list[Point] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    surveyed: dict[int, date] = field(default_factory=dict)
    settled_on: date | None = None

    @property
    def finals(self) -> list[Check]:
        """Return the final inspections, the newest first."""
        return [check for check in self.checks if check.kind is InspectionKind.FINAL]

    @property
    def passed_on(self) -> date | None:
        """Return when the final inspection found the build-out adequate, None if not yet."""
        passed = (check for check in self.finals if check.verdict is Verdict.ADEQUATE)
        return next((check.visited_on for check in passed if check.visited_on), None)

    def visited_on(self, months: int) -> date | None:
        """Return when the visit of a period took place."""
        there = (look for look in self.looks if look.period_months == months)
        return next((look.visited_on for look in there if look.visited_on), None)


def _parts(kept: type[Record], *names: str) -> Select[Any]:
    """Return a statement of the key of the case and of columns of its parts, the oldest first."""
    columns: list[Any] = [getattr(kept, name) for name in ("case_id", *names)]
    among = columns[0].in_(bindparam("keys", expanding=True))
    return select(*columns).where(among).order_by(col(kept.id))


def _take_closing(parts: CaseParts, closes: date | None) -> None:
    parts.closes = closes


def _take_paper(parts: CaseParts, code: str, state: PaperState) -> None:
    if code in parts.needed:
        parts.papers.append(state)


def _take_offer(parts: CaseParts, *offer: Any) -> None:
    parts.offer = Offer(*offer)  # the newest one stays


def _take_line(parts: CaseParts, match_id: UUID, regime: LegalRegime) -> None:
    if parts.offer is not None and parts.offer.id == match_id and regime not in parts.regimes:
        parts.regimes += (regime,)


def _take_agreement(parts: CaseParts, agreement_id: UUID, build_end: date | None) -> None:
    parts.agreement_id, parts.build_end = agreement_id, build_end


def _take_outcome(
    parts: CaseParts, months: int, measured_on: date | None, created_at: datetime
) -> None:
    day = measured_on or created_at.date()
    parts.surveyed[months] = max(day, parts.surveyed.get(months, day))


def _take_balance(parts: CaseParts, paid_on: date | None) -> None:
    parts.settled_on = parts.settled_on or paid_on


_CLOSING: tuple[Any, Any] = (Case.id, Announcement.closes)

# Made once: making a statement takes longer than running it for one case. Lines come after offers.
_READ: tuple[tuple[Select[Any], Callable[..., None]], ...] = (
    (
        select(*_CLOSING)
        .join(Announcement, col(Announcement.id) == col(Case.announcement_id))
        .where(col(Case.id).in_(bindparam("keys", expanding=True))),
        _take_closing,
    ),
    (_parts(Paper, "code", "state"), _take_paper),
    (
        _parts(Match, "id", "state", "answer_by", "answered_on").where(
            col(Match.state) != MatchState.DECLINED
        ),
        _take_offer,
    ),
    (_parts(FundingLine, "match_id", "regime").where(col(FundingLine.amount) > 0), _take_line),
    (
        _parts(Agreement, "id", "build_end").where(
            col(Agreement.state) != AgreementState.TERMINATED
        ),
        _take_agreement,
    ),
    (
        _parts(Milestone, "id", "planned_on", "done_on"),
        lambda parts, *point: parts.points.append(Point(*point)),
    ),
    (
        _parts(Inspection, "id", "kind", "planned_on", "visited_on", "verdict"),
        lambda parts, *check: parts.checks.insert(0, Check(*check)),
    ),
    (
        _parts(Visit, "id", "period_months", "planned_on", "visited_on"),
        lambda parts, *look: parts.looks.append(Look(*look)),
    ),
    (
        _parts(Ticket, "id", "answer_by", "state", "closed_on"),
        lambda parts, *call: parts.calls.append(Call(*call)),
    ),
    (_parts(KpiValue, "period_months", "measured_on", "created_at"), _take_outcome),
    (
        _parts(Payment, "paid_on").where(
            col(Payment.kind) == PaymentKind.BALANCE,
            col(Payment.source) == FundingSource.NATIONAL,
            col(Payment.state) == PaymentState.PAID,
        ),
        _take_balance,
    ),
)


def _empty(case: Case) -> CaseParts:
    rules = rules_of(case)
    return CaseParts(case.id, case.stage, rules.days, rules.needed_papers)


def gather(session: Session, cases: Sequence[Case]) -> dict[UUID, CaseParts]:
    """Return the parts of cases by the key of the case, as the database holds them now."""
    found = {case.id: _empty(case) for case in cases}
    for statement, take in _READ:
        for case_id, *values in session.execute(statement, {"keys": list(found)}):
            take(found[case_id], *values)
    return found

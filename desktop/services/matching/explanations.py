"""Says of every won of a match who pays it and why."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from db.tables import Case, Match, Partner
from db.words import MatchState
from desktop.services import parts, rows
from desktop.services.case_rules import rules_of
from desktop.services.matching import matches, money
from desktop.services.matching.funding_plan import Bound
from desktop.services.matching.money import LineKey, Reason, ReasonCode
from desktop.services.matching.pool import PoolUse, pool_use, year_of

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

    from db.tables import FundingLine
    from db.words import FundingForm, FundingSource, LegalRegime
    from desktop.services.matching.funding_plan import FundingPlan, MoneyFinding, PlannedLine


@dataclass(frozen=True)
class ExplainedAmount:
    """What one source pays in one form, in won, with the way to its amount."""

    source: FundingSource
    form: FundingForm
    amount: int
    share: Fraction
    edited: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class FundingLineRow(ExplainedAmount):
    """One line of a match that is kept."""

    id: UUID
    regime: LegalRegime
    clause: str


@dataclass(frozen=True)
class MatchDetail:
    """The match of a case.

    problems: what keeps the lines from being confirmed. warnings: what a person should know, such
    as a cap that moves cost to the large firm. pool: None where the track has no large firm.
    """

    id: UUID
    partner_id: UUID | None
    partner: str | None
    state: MatchState
    total_cost: int
    case_cost: int
    answer_by: date | None
    answered_on: date | None
    reason: str
    lines: tuple[FundingLineRow, ...]
    problems: tuple[MoneyFinding, ...]
    warnings: tuple[MoneyFinding, ...]
    pool: PoolUse | None

    @property
    def sum_of_lines(self) -> int:
        """Return the won of all lines."""
        return sum(line.amount for line in self.lines)

    @property
    def is_fixed(self) -> bool:
        """Return whether the match is confirmed and its lines can't be edited."""
        return self.state is MatchState.CONFIRMED


def explained(plan: FundingPlan) -> tuple[ExplainedAmount, ...]:
    """Return the amounts of a plan that nobody has kept yet."""
    return tuple(
        ExplainedAmount(
            line.rule.source,
            line.rule.form,
            line.amount,
            line.share,
            edited=line.bound is Bound.GIVEN,
            reasons=money.explain(line),
        )
        for line in plan.lines
    )


def preview(session: Session, case_id: UUID) -> FundingPlan | None:
    """Return who would pay how much of the cost that holds now; None without cost or pack."""
    case = rows.find(session, Case, case_id)
    track = rules_of(case).track
    return money.plan(case.total_cost, track.funding) if track and case.total_cost > 0 else None


def lines_of(session: Session, match_id: UUID) -> tuple[FundingLineRow, ...]:
    """Return the lines of one match, also of one that was declined, with their reasons."""
    match = rows.find(session, Match, match_id)
    return _explained(session, match)[0]


def show(session: Session, case_id: UUID) -> MatchDetail | None:
    """Return the match that counts, with the reasons of every line."""
    match = parts.match_of(session, case_id)
    if match is None:
        return None
    case = rows.find(session, Case, case_id)
    partner = session.get(Partner, match.partner_id) if match.partner_id else None
    lines, warnings = _explained(session, match)
    has_rules = rules_of(case).track is not None
    return rows.shown(
        MatchDetail,
        match,
        partner=partner.name if partner is not None else None,
        case_cost=case.total_cost,
        lines=lines,
        problems=matches.problems(session, case_id) if has_rules else (),
        warnings=warnings,
        pool=_pool(session, case, match),
    )


def kept_lines(session: Session, case_id: UUID) -> tuple[FundingLineRow, ...]:
    """Return the lines of the match that counts, nothing where there is none."""
    match = parts.match_of(session, case_id)
    return _explained(session, match)[0] if match is not None else ()


def _explained(
    session: Session, match: Match
) -> tuple[tuple[FundingLineRow, ...], tuple[MoneyFinding, ...]]:
    """Return the lines of a match, and what should be known about its plan."""
    lines = parts.lines_of(session, match)
    track = rules_of(rows.find(session, Case, match.case_id)).track
    if track is None:
        return tuple(_line(line, match, None) for line in lines), ()
    given = {LineKey(line.source, line.form): line.amount for line in lines if line.edited}
    plan = money.plan(match.total_cost, track.funding, given=given)
    planned = {line.key: line for line in plan.lines}
    return tuple(
        _line(line, match, planned.get(LineKey(line.source, line.form))) for line in lines
    ), plan.findings


def _line(line: FundingLine, match: Match, planned: PlannedLine | None) -> FundingLineRow:
    share = Fraction(line.amount, match.total_cost) if match.total_cost else Fraction(0)
    reasons = money.explain(planned) if planned is not None else ()
    if planned is not None and planned.amount != line.amount:
        reasons = (Reason(ReasonCode.KEPT, {"amount": planned.amount}), *reasons)
    return rows.shown(FundingLineRow, line, share=share, reasons=reasons)


def _pool(session: Session, case: Case, match: Match) -> PoolUse | None:
    if match.partner_id is None:
        return None
    return pool_use(session, match.partner_id, year_of(session, case))

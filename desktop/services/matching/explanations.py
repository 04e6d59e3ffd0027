"""Says of every won of a match who pays it and why."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from db.tables import Case, Partner
from db.words import MatchState
from desktop.services import parts, rows
from desktop.services.case_rules import rules_of
from desktop.services.matching import matches, money
from desktop.services.matching.money import LineKey, Reason
from desktop.services.matching.pool import PoolUse, pool_use, year_of

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

    from db.tables import FundingLine, Match
    from db.words import FundingForm, FundingSource, LegalRegime
    from desktop.services.matching.funding_plan import MoneyFinding


@dataclass(frozen=True)
class FundingLineRow:
    """One line of a match, in won, with the way to its amount."""

    id: UUID
    source: FundingSource
    form: FundingForm
    regime: LegalRegime
    amount: int
    share: Fraction
    edited: bool
    clause: str
    reasons: tuple[Reason, ...]


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


def show(session: Session, case_id: UUID) -> MatchDetail | None:
    """Return the match that counts, with the reasons of every line."""
    match = parts.match_of(session, case_id)
    if match is None:
        return None
    case = rows.find(session, Case, case_id)
    lines = parts.lines_of(session, match)
    track = rules_of(case).track
    partner = session.get(Partner, match.partner_id) if match.partner_id else None
    reasons: dict[LineKey, tuple[Reason, ...]] = {}
    warnings: tuple[MoneyFinding, ...] = ()
    if track is not None:
        given = {LineKey(line.source, line.form): line.amount for line in lines if line.edited}
        plan = money.plan(match.total_cost, track.funding, given=given)
        reasons = {line.key: money.explain(line) for line in plan.lines}
        warnings = plan.findings
    return rows.shown(
        MatchDetail,
        match,
        partner=partner.name if partner is not None else None,
        case_cost=case.total_cost,
        lines=tuple(_line(line, match, reasons) for line in lines),
        problems=matches.problems(session, case_id) if track is not None else (),
        warnings=warnings,
        pool=_pool(session, case, match),
    )


def _line(
    line: FundingLine, match: Match, reasons: dict[LineKey, tuple[Reason, ...]]
) -> FundingLineRow:
    share = Fraction(line.amount, match.total_cost) if match.total_cost else Fraction(0)
    return rows.shown(
        FundingLineRow,
        line,
        share=share,
        reasons=reasons.get(LineKey(line.source, line.form), ()),
    )


def _pool(session: Session, case: Case, match: Match) -> PoolUse | None:
    if match.partner_id is None:
        return None
    return pool_use(session, match.partner_id, year_of(session, case))

"""Writes the lines of a match as a plan says, around the amounts that people have fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db.tables import Case, FundingLine
from db.words import Severity
from desktop.services import parts, rows
from desktop.services.case_rules import needed_rules
from desktop.services.errors import MatchRefusedError
from desktop.services.matching import money
from desktop.services.matching.money import LineKey

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from db.tables import Match
    from desktop.services.matching.funding_plan import FundingPlan
    from desktop.services.programmes.funding_rules import FundingRules


def key_of(line: FundingLine) -> LineKey:
    """Return the name of a line: who pays, and in which form."""
    return LineKey(line.source, line.form)


def whole_plan(cost: int, funding: FundingRules, fixed: dict[LineKey, int]) -> FundingPlan:
    """Return a plan that pays every won within the rules.

    Raises MatchRefusedError: "no_cost", "bounds".
    """
    if cost <= 0:
        raise MatchRefusedError(code="no_cost")
    plan = money.plan(cost, funding, given=fixed)
    breaches = tuple(one for one in plan.findings if one.severity is Severity.BLOCKS)
    if not plan.is_whole or breaches:
        raise MatchRefusedError(code="bounds", findings=breaches, infeasible=plan.infeasible)
    return plan


def fixed_besides(session: Session, match: Match, line: FundingLine) -> dict[LineKey, int]:
    """Return the amounts of the other lines that people have typed."""
    others = (one for one in parts.lines_of(session, match) if one.id != line.id)
    return {key_of(one): one.amount for one in others if one.edited}


def replan(session: Session, match: Match, fixed: dict[LineKey, int]) -> list[UUID]:
    """Plan the lines of a match around fixed amounts and return those that changed."""
    funding = needed_rules(rows.find(session, Case, match.case_id))[1].funding
    plan = whole_plan(match.total_cost, funding, fixed)
    return write(session, match, plan, fixed)


def write(
    session: Session, match: Match, plan: FundingPlan, fixed: dict[LineKey, int]
) -> list[UUID]:
    """Store the lines of a plan and return those that changed."""
    session.flush()
    there = {key_of(line): line for line in parts.lines_of(session, match)}
    changed = []
    for planned in plan.lines:
        values: dict[str, Any] = {
            "amount": planned.amount,
            "edited": planned.key in fixed,
            "regime": planned.rule.regime,
            "clause": planned.rule.clause,
        }
        line = there.pop(planned.key, None)
        if line is None:
            source, form = planned.key
            line = rows.add(
                session,
                FundingLine,
                case_id=match.case_id,
                match_id=match.id,
                source=source,
                form=form,
                **values,
            )
            changed.append(line.id)
        elif rows.change(line, values):
            changed.append(line.id)
    for line in there.values():
        rows.remove(line)
    session.flush()
    return changed

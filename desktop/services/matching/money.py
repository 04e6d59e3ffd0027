"""Splits the cost of a project among those who pay, and says why each pays what it pays."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from db.errors import RefusedValueError
from db.words import FundingSource, Severity
from desktop.services.matching.filling import fill
from desktop.services.matching.funding_plan import (
    Bound,
    FundingPlan,
    Infeasible,
    MoneyCode,
    MoneyFinding,
    PlannedLine,
    TopUp,
)
from desktop.services.matching.money_check import check
from desktop.services.programmes.funding_rules import FundingRules, LineKey, Takes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from desktop.services.matching.filling import Filling

COST_UNIT = 1_000  # won; an applied cost is cut to whole thousands (domain 0.7)

_NOTHING_GIVEN: Mapping[LineKey, int] = {}


class ReasonCode(StrEnum):
    """One step of the way to an amount."""

    MIN_SHARE = "min_share"
    MAX_SHARE = "max_share"
    CAP = "cap"
    GROUP_MIN = "group_min"
    GROUP_MAX = "group_max"
    GROUP_CAP = "group_cap"
    TAKES_REST = "takes_rest"
    FILLS_GAP = "fills_gap"
    NOTHING_LEFT = "nothing_left"
    GIVEN = "given"
    NOT_GIVEN = "not_given"  # a person decides it and has not yet
    ROUNDED_DOWN = "rounded_down"
    TOOK_ROUNDING = "took_rounding"
    KEPT = "kept"  # the amount stands as it was kept; the rules would now give another
    RULE = "rule"


@dataclass(frozen=True)
class Reason:
    """One step with its facts: won as int, shares as exact fractions."""

    code: ReasonCode
    facts: Mapping[str, object] = field(default_factory=dict)


def plan(
    total_cost: int, rules: FundingRules, *, given: Mapping[LineKey, int] = _NOTHING_GIVEN
) -> FundingPlan:
    """Return who pays how much of `total_cost`, to the won.

    given: won of lines that a person has fixed; the other lines fill up around them.
    The lines add up to the cost, or `infeasible` names the limits and the won that stand against
    it. Public lines take the most they may, cut to their rounding unit; the company takes the rest
    up to its bound; a large firm pays its minimum and then what is still left (slates 3.4).
    Raises RefusedValueError when the cost is negative.
    """
    if total_cost < 0:
        raise RefusedValueError(table="match", field="total_cost", value=total_cost, limit=0)
    filling = fill(total_cost, rules, given)
    lines = filling.lines()
    findings = _breaches_by_given(filling) if given else []
    if filling.why is not None:
        infeasible = Infeasible(
            filling.why,
            filling.amiss,
            filling.stops,
            shrink_to=_largest_cost(total_cost, _given_as_caps(rules, given)),
            top_ups=tuple(_top_ups(total_cost, rules, given)),
        )
        return FundingPlan(total_cost, lines, tuple(findings), infeasible)
    whole = FundingPlan(total_cost, lines)
    findings += _moved_by_caps(whole, rules, given)
    return FundingPlan(total_cost, lines, tuple(findings))


def _breaches_by_given(filling: Filling) -> list[MoneyFinding]:
    """Return what the fixed amounts break; that the sum differs is said by `infeasible`."""
    found = check(filling.cost, filling.amounts, filling.rules)
    return [finding for finding in found if finding.code is not MoneyCode.SUM_DIFFERS]


def _top_ups(cost: int, rules: FundingRules, given: Mapping[LineKey, int]) -> Iterator[TopUp]:
    """Yield who, freed from the amount that a person has fixed, would pay what is missing."""
    for key, amount in given.items():
        freed = fill(cost, rules, {one: won for one, won in given.items() if one != key})
        if freed.why is None and freed.amounts.get(key, 0) > amount:
            yield TopUp(key, freed.amounts[key], freed.amounts[key] - amount)


def explain(line: PlannedLine) -> tuple[Reason, ...]:
    """Return the way to a line's amount: the limit that decided, rounding, then the rules' origin.

    Facts: limit, amount, unit, won (int); asked, share (fractions); sources; clause, citation,
    verified, note. The rule of a group comes before that of the line where the group decided.
    """
    return tuple(_reasons(line))


def _reasons(line: PlannedLine) -> Iterator[Reason]:
    yield Reason(_code_of(line), _facts_of(line))
    if line.rounded_off:
        unit = line.rule.rounding_unit
        yield Reason(ReasonCode.ROUNDED_DOWN, {"unit": unit, "won": line.rounded_off})
    if line.received and line.bound is not Bound.GIVEN:
        yield Reason(ReasonCode.TOOK_ROUNDING, {"won": line.received})
    origins = [] if line.group is None else [line.group]
    for rule in (*origins, line.rule):
        if rule.clause or rule.citation:
            origin = {"clause": rule.clause, "citation": rule.citation, "verified": rule.verified}
            yield Reason(ReasonCode.RULE, {**origin, "note": rule.note})


def _facts_of(line: PlannedLine) -> dict[str, object]:
    rule, group = line.rule, line.group
    facts: dict[str, object] = {
        "amount": line.amount,
        "cost": line.cost,
        "share": line.share,
        "limit": line.limit,
        "asked": rule.min_share if line.bound is Bound.MIN_SHARE else rule.max_share,
    }
    if rule.max_share is not None:
        facts["by_share"] = int(rule.max_share * line.cost)
    if group is not None:
        asked = group.min_share if line.bound is Bound.GROUP_MIN else group.max_share
        facts |= {"sources": group.sources, "asked": asked}
        if line.bound is Bound.GROUP_CAP:
            facts["limit"] = group.cap
    return facts


def _code_of(line: PlannedLine) -> ReasonCode:
    if line.rule.takes is Takes.GIVEN and line.bound is Bound.MIN_SHARE and not line.amount:
        return ReasonCode.NOT_GIVEN
    if line.bound is not Bound.COST:
        return ReasonCode(line.bound.value)
    if not line.amount:
        return ReasonCode.NOTHING_LEFT
    return ReasonCode.FILLS_GAP if line.rule.takes is Takes.LEAST else ReasonCode.TAKES_REST


def _moved_by_caps(
    whole: FundingPlan, rules: FundingRules, given: Mapping[LineKey, int]
) -> Iterator[MoneyFinding]:
    """Yield a warning for everybody who pays more because a cap stopped somebody else."""
    capped = _capped(whole.lines)
    if not capped:
        return
    free = fill(whole.cost, rules.without_caps(), given)
    if free.why is not None:
        return
    usual = FundingPlan(whole.cost, free.lines())
    origin = capped[0].rule
    for source in FundingSource:
        more = whole.of(source) - usual.of(source)
        if more >= COST_UNIT:
            yield MoneyFinding(
                code=MoneyCode.CAP_MOVES_COST,
                severity=Severity.WARNS,
                facts={
                    "source": source,
                    "amount": whole.of(source),
                    "share": whole.share_of(source),
                    "usual_amount": usual.of(source),
                    "usual_share": usual.share_of(source),
                    "difference": more,
                    "capped": tuple(line.rule.source for line in capped),
                    "cap": sum(line.amount for line in capped),
                    "shrink_to": _where_caps_begin(rules, whole.cost, given),
                },
                clause=origin.clause,
                citation=origin.citation,
                verified=origin.verified,
            )


def _capped(lines: tuple[PlannedLine, ...]) -> list[PlannedLine]:
    """Return the lines that an amount in won has stopped."""
    return [line for line in lines if line.bound in (Bound.CAP, Bound.GROUP_CAP)]


def _where_caps_begin(rules: FundingRules, cost: int, given: Mapping[LineKey, int]) -> int | None:
    """Return the highest cost below `cost`, in whole 1,000 won, at which no cap binds yet."""

    def is_free(thousands: int) -> bool:
        filling = fill(thousands * COST_UNIT, rules, given)
        return filling.why is None and not _capped(filling.lines())

    return _highest_thousands(cost, is_free)


def _largest_cost(cost: int, rules: FundingRules) -> int | None:
    """Return the highest cost below `cost`, in whole 1,000 won, that can be paid.

    Shares grow with the cost and caps do not, so what can't be paid at one cost can't be paid at a
    higher one either; that makes halving the interval right.
    """
    return _highest_thousands(
        cost, lambda thousands: fill(thousands * COST_UNIT, rules, {}).why is None
    )


def _highest_thousands(below: int, holds: Callable[[int], bool]) -> int | None:
    """Return the highest won in whole 1,000 not above `below` for which `holds`, None for none."""
    known, beyond = 0, below // COST_UNIT + 1
    while beyond - known > 1:
        middle = (known + beyond) // 2
        if holds(middle):
            known = middle
        else:
            beyond = middle
    return known * COST_UNIT or None


def _given_as_caps(rules: FundingRules, given: Mapping[LineKey, int]) -> FundingRules:
    """Return the rules where nobody pays more than a person has given it."""
    for key, amount in given.items():
        line = rules.line(key)
        if line is not None:
            cap = amount if line.cap is None else min(amount, line.cap)
            takes = Takes.LEAST if line.takes is Takes.GIVEN else line.takes
            rules = rules.with_line(key, cap=cap, takes=takes)
    return rules


__all__ = [
    "FundingPlan",
    "FundingRules",
    "LineKey",
    "Reason",
    "ReasonCode",
    "check",
    "explain",
    "plan",
]

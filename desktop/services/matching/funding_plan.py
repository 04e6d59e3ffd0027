"""What a funding plan consists of: lines, findings about them, and why it may not come out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.words import FundingSource, Severity
    from desktop.services.programmes.funding_rules import GroupRule, LineKey, LineRule


class Bound(StrEnum):
    """What decided the amount of a line."""

    MIN_SHARE = "min_share"
    MAX_SHARE = "max_share"
    CAP = "cap"
    GROUP_MIN = "group_min"
    GROUP_MAX = "group_max"
    GROUP_CAP = "group_cap"
    COST = "cost"  # nothing was left to pay
    GIVEN = "given"


class MoneyCode(StrEnum):
    """What can be said about the amounts of a plan."""

    CAP_MOVES_COST = "cap_moves_cost"
    SUM_DIFFERS = "sum_differs"
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    ABOVE_CAP = "above_cap"
    GROUP_BELOW_MINIMUM = "group_below_minimum"
    GROUP_ABOVE_MAXIMUM = "group_above_maximum"
    GROUP_ABOVE_CAP = "group_above_cap"
    ABOVE_PART_OF_SOURCE = "above_part_of_source"
    NOT_ROUNDED = "not_rounded"
    UNKNOWN_LINE = "unknown_line"
    NEGATIVE = "negative"


class WhyNot(StrEnum):
    """Why no amounts keep all rules."""

    COST_LEFT = "cost_left"
    MINIMA_EXCEED = "minima_exceed"
    BOUNDS_CONTRADICT = "bounds_contradict"


@dataclass(frozen=True)
class Stop:
    """One limit that a plan ran into; `group` is empty for a line's own limit."""

    bound: Bound
    key: LineKey
    limit: int  # won
    group: str = ""


@dataclass(frozen=True)
class TopUp:
    """A line that a person has fixed and that would make the plan whole with `more` won."""

    key: LineKey
    amount: int  # won that it would pay then
    more: int


@dataclass(frozen=True)
class Infeasible:
    """Why the cost can't be paid under the rules, and the ways out.

    amount: won that nobody may pay (COST_LEFT, BOUNDS_CONTRADICT) or that are asked for too much.
    shrink_to: the highest cost in whole 1,000 won that could be paid, None where there is none.
    top_ups: who could pay more than a person has fixed, each by itself enough.
    """

    why: WhyNot
    amount: int
    stops: tuple[Stop, ...]
    shrink_to: int | None
    top_ups: tuple[TopUp, ...] = ()


@dataclass(frozen=True)
class MoneyFinding:
    """One thing to know about a plan; `facts` hold won as int and shares as exact fractions."""

    code: MoneyCode
    severity: Severity
    facts: Mapping[str, object] = field(default_factory=dict)
    clause: str = ""
    citation: str = ""
    verified: bool = True


@dataclass(frozen=True)
class PlannedLine:
    """One line with what decided its amount.

    limit: won at which `bound` stops the line. group: the rule that it keeps with others, where
    that one decided.
    rounded_off: won cut from the line because of its rounding unit.
    received: won that this line took over from lines that were rounded down.
    """

    rule: LineRule
    amount: int
    cost: int  # of the whole project
    bound: Bound
    limit: int = 0
    group: GroupRule | None = None
    rounded_off: int = 0
    received: int = 0

    @property
    def key(self) -> LineKey:
        """Return the name of the line."""
        return self.rule.key

    @property
    def share(self) -> Fraction:
        """Return the exact part of the cost; 0 for a cost of 0."""
        return Fraction(self.amount, self.cost) if self.cost else Fraction(0)


@dataclass(frozen=True)
class FundingPlan:
    """Who pays how much; the lines add up to `cost`, or `infeasible` says why they can't."""

    cost: int
    lines: tuple[PlannedLine, ...]
    findings: tuple[MoneyFinding, ...] = ()
    infeasible: Infeasible | None = None

    @property
    def is_whole(self) -> bool:
        """Return whether every won of the cost is paid within the rules."""
        return self.infeasible is None

    @property
    def amounts(self) -> dict[LineKey, int]:
        """Return won per line."""
        return {line.key: line.amount for line in self.lines}

    def of(self, source: FundingSource) -> int:
        """Return the won that one source pays, in cash and in kind."""
        return sum(line.amount for line in self.lines if line.rule.source is source)

    def share_of(self, source: FundingSource) -> Fraction:
        """Return one source's exact share of the cost; 0 for a cost of 0."""
        return Fraction(self.of(source), self.cost) if self.cost else Fraction(0)

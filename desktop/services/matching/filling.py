"""Fills the lines of a funding plan with whole won until the cost is paid or the rules stop it."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from desktop.services.matching.funding_plan import Bound, PlannedLine, Stop, WhyNot
from desktop.services.programmes.funding_rules import LineKey, LineRule, Takes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.services.programmes.funding_rules import FundingRules, GroupRule


def rounded_down(amount: Fraction | int, unit: int) -> int:
    """Return the highest multiple of `unit` that is not above `amount`."""
    return math.floor(Fraction(amount) / unit) * unit


def lowest(cost: int, line: LineRule) -> int:
    """Return the least won that a line must pay; a rounded line's minimum is cut down like it."""
    exact = line.min_share * cost
    return math.ceil(exact) if line.rounding_unit == 1 else rounded_down(exact, line.rounding_unit)


def rounding_slack(rules: FundingRules) -> int:
    """Return how many won the line that takes the rest may carry above its share.

    The public lines are cut to whole 1,000 won and the company pays what is cut off, so its share
    may pass a bound such as 40 % by less than that. A company that pays nothing stays at nothing.
    """
    shares = [group.max_share for group in rules.groups if group.sources == (rules.rest.source,)]
    if 0 in (rules.rest.max_share, *shares):
        return 0
    return sum(line.rounding_unit - 1 for line in rules.lines if line.takes is Takes.MOST)


def fill(cost: int, rules: FundingRules, given: Mapping[LineKey, int]) -> Filling:
    """Return the amounts of a plan, in the order of the rules wherever that leads to the end.

    A line in whole won may take what a line in whole 1,000 won needs to go one step further; only
    where a cost could not be paid for that reason do the rounded lines go first.
    """
    filling = Filling(cost, rules, given)
    if filling.why is WhyNot.COST_LEFT:
        rounded_first = Filling(cost, rules, given, rounded_first=True)
        if rounded_first.why is None:
            return rounded_first
    return filling


class Filling:
    """The amounts of one plan while it is being made.

    Works because groups lie inside each other or apart: then filling line after line, each as far
    as its own and its groups' limits let it, reaches every cost that can be reached at all.
    """

    def __init__(
        self,
        cost: int,
        rules: FundingRules,
        given: Mapping[LineKey, int],
        *,
        rounded_first: bool = False,
    ) -> None:
        self.cost = cost
        self.rules = rules
        self.given = given
        self._rounded_first = rounded_first
        self.amounts: dict[LineKey, int] = {}
        self.why: WhyNot | None = None
        self.amiss = 0  # won that belong to `why`
        self._bounds: dict[LineKey, Stop] = {}
        self._contradiction: tuple[Stop, ...] = ()
        self._cut: dict[LineKey, int] = {}
        self._fill()

    @property
    def left(self) -> int:
        """Return the won that nobody pays yet; negative if more is promised than needed."""
        return self.cost - sum(self.amounts.values())

    @property
    def stops(self) -> tuple[Stop, ...]:
        """Return the limits that leave no way out, in file order."""
        if self._contradiction:
            return self._contradiction
        reached = (self._bounds[line.key] for line in self.rules.lines if self._takes_part(line))
        return tuple(stop for stop in reached if stop.bound is not Bound.COST)

    def lines(self) -> tuple[PlannedLine, ...]:
        """Return the lines in file order."""
        return tuple(self._planned(line) for line in self.rules.lines)

    def _fill(self) -> None:
        for line in self.rules.lines:
            self._start(line)
        for group in sorted(self.rules.groups, key=lambda group: len(group.sources)):
            self._stay_below(group)
            self._reach_minimum(group)
        if self.why is None and self.left < 0:
            self.why, self.amiss = WhyNot.MINIMA_EXCEED, -self.left
        if self.why is None:
            for line in self._in_turn():
                self._raise(line)
        if self.why is None and self.left > 0:
            self.why, self.amiss = WhyNot.COST_LEFT, self.left

    def _in_turn(self) -> list[LineRule]:
        """Return the lines in the order in which they take."""
        turns = (Takes.MOST, Takes.REST, Takes.LEAST)
        lines = [one for takes in turns for one in self.rules.lines if one.takes is takes]
        if self._rounded_first:
            lines.sort(key=lambda line: -line.rounding_unit)
        return [line for line in lines if line.key not in self.given]

    def _start(self, line: LineRule) -> None:
        """Give a line its minimum, or what a person has given it."""
        if line.key in self.given:
            amount, bound = self.given[line.key], Bound.GIVEN
        else:
            amount, bound = lowest(self.cost, line), Bound.MIN_SHARE
            for limit, stop in self._own_limits(line):
                highest = rounded_down(limit, line.rounding_unit)
                if highest < amount:
                    self._contradict(amount - highest, Stop(bound, line.key, amount), stop)
                    amount = highest
        self.amounts[line.key] = amount
        self._bounds[line.key] = Stop(bound, line.key, amount)

    def _stay_below(self, group: GroupRule) -> None:
        """Say that the minima of a group's lines contradict what the group may pay in all."""
        limits = [] if group.max_share is None else [math.floor(group.max_share * self.cost)]
        if limits and group.sources == (self.rules.rest.source,):
            limits[0] += rounding_slack(self.rules)
        limits += [] if group.cap is None else [group.cap]
        over = self._paid_by(group) - min(limits, default=self._paid_by(group))
        if over > 0 and not self.given:
            members = (one for one in self.rules.lines if one.source in group.sources)
            self._contradict(over, *(self._bounds[one.key] for one in members))

    def _reach_minimum(self, group: GroupRule) -> None:
        """Raise the lines of a group, in file order, until the group pays its minimum."""
        wanted = math.ceil(group.min_share * self.cost)
        for line in self.rules.lines:
            missing = wanted - self._paid_by(group)
            if missing <= 0:
                return
            if line.source in group.sources and self._may_be_raised(line):
                before = self.amounts[line.key]
                self._raise(line, at_most=before + missing)
                if self.amounts[line.key] == before + missing:
                    stop = Stop(Bound.GROUP_MIN, line.key, before + missing, group.code)
                    self._bounds[line.key] = stop
        missing = wanted - self._paid_by(group)
        if missing > 0 and not self.given:
            members = (one for one in self.rules.lines if one.source in group.sources)
            self._contradict(
                missing, *(self._bounds[one.key] for one in members if self._may_be_raised(one))
            )

    def _contradict(self, amount: int, *stops: Stop) -> None:
        self.why, self.amiss = WhyNot.BOUNDS_CONTRADICT, amount
        self._contradiction = stops

    def _may_be_raised(self, line: LineRule) -> bool:
        return line.key not in self.given and line.takes is not Takes.GIVEN

    def _takes_part(self, line: LineRule) -> bool:
        return self._may_be_raised(line) or self.amounts[line.key] > 0

    def _raise(self, line: LineRule, *, at_most: int | None = None) -> None:
        """Raise a line as far as it goes, and remember what stopped it."""
        before = self.amounts[line.key]
        if line.takes is Takes.LEAST and at_most is None and not self.left:
            return  # its minimum is what decided it
        top = before + self.left if at_most is None else at_most
        limits = [*self._own_limits(line), *self._group_limits(line)]
        limits.append((Fraction(top), Stop(Bound.COST, line.key, top)))
        limit, stop = min(limits, key=lambda one: one[0])
        amount = rounded_down(limit, line.rounding_unit)
        if amount >= before:
            self.amounts[line.key] = amount
            self._bounds[line.key] = stop
            self._cut[line.key] = math.floor(limit - amount)

    def _own_limits(self, line: LineRule) -> list[tuple[Fraction, Stop]]:
        limits = []
        if line.max_share is not None:
            share = line.max_share * self.cost + self._received(line)
            limits.append((share, Stop(Bound.MAX_SHARE, line.key, math.floor(share))))
        if line.cap is not None:
            limits.append((Fraction(line.cap), Stop(Bound.CAP, line.key, line.cap)))
        return limits

    def _group_limits(self, line: LineRule) -> list[tuple[Fraction, Stop]]:
        limits = []
        for group in self.rules.groups:
            if line.source not in group.sources:
                continue
            others = self._paid_by(group) - self.amounts[line.key]
            if group.max_share is not None:
                share = group.max_share * self.cost
                if group.sources == (line.source,):
                    share += self._received(line)
                stop = Stop(Bound.GROUP_MAX, line.key, math.floor(share), group.code)
                limits.append((share - others, stop))
            if group.cap is not None:
                stop = Stop(Bound.GROUP_CAP, line.key, group.cap, group.code)
                limits.append((Fraction(group.cap - others), stop))
        return limits

    def _received(self, line: LineRule) -> int:
        """Return the won that rounding has cut from other lines and this line takes over."""
        if line.takes is not Takes.REST or not rounding_slack(self.rules):
            return 0
        rounded = (one for one in self.rules.lines if one.takes is Takes.MOST)
        return sum(self._cut.get(one.key, 0) for one in rounded)

    def _paid_by(self, group: GroupRule) -> int:
        paid = (self.amounts[one.key] for one in self.rules.lines if one.source in group.sources)
        return sum(paid)

    def _planned(self, line: LineRule) -> PlannedLine:
        amount, stop = self.amounts[line.key], self._bounds[line.key]
        return PlannedLine(
            rule=line,
            amount=amount,
            cost=self.cost,
            bound=stop.bound,
            limit=stop.limit,
            group=next((one for one in self.rules.groups if one.code == stop.group), None),
            rounded_off=self._cut.get(line.key, 0),
            received=self._received(line),
        )

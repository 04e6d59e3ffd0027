"""Checks amounts that somebody typed against the funding rules; every breach at once."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from db.words import Severity
from desktop.services.matching.filling import lowest, rounding_slack
from desktop.services.matching.funding_plan import MoneyCode, MoneyFinding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop.services.programmes.funding_rules import (
        FundingRules,
        GroupRule,
        LineKey,
        LineRule,
    )
    from desktop.services.programmes.rule_shape import RuleShape


def check(
    total_cost: int, amounts: Mapping[LineKey, int], rules: FundingRules
) -> tuple[MoneyFinding, ...]:
    """Return everything that is wrong with `amounts`; nothing if they keep all rules.

    total_cost, amounts: won, without VAT; a line that is not named pays 0.
    Facts of a finding: source and form, or group and sources; amount, limit, difference (won);
    share, asked (exact fractions). First the sum, then lines in file order, then groups.
    """
    return tuple(_Checking(total_cost, amounts, rules).findings())


class _Checking:
    """One check of one set of amounts."""

    def __init__(self, cost: int, amounts: Mapping[LineKey, int], rules: FundingRules) -> None:
        self._cost = cost
        self._amounts = amounts
        self._rules = rules

    def findings(self) -> Iterator[MoneyFinding]:
        paid = sum(self._amounts.values())
        if paid != self._cost:
            facts = {"amount": paid, "limit": self._cost, "difference": paid - self._cost}
            yield MoneyFinding(MoneyCode.SUM_DIFFERS, Severity.BLOCKS, facts)
        for key, amount in self._amounts.items():
            if amount and self._rules.line(key) is None:
                stray = {"source": key.source, "form": key.form, "amount": amount}
                yield MoneyFinding(MoneyCode.UNKNOWN_LINE, Severity.BLOCKS, stray)
        for line in self._rules.lines:
            yield from self._of_line(line)
        for group in self._rules.groups:
            yield from self._of_group(group)

    def _of_line(self, line: LineRule) -> Iterator[MoneyFinding]:
        amount = self._amounts.get(line.key, 0)
        who: dict[str, object] = {"source": line.source, "form": line.form}
        if amount < 0:
            yield self._breach(MoneyCode.NEGATIVE, line, amount, 0, who)
        least = lowest(self._cost, line)
        if amount < least:
            yield self._breach(
                MoneyCode.BELOW_MINIMUM, line, amount, least, who | {"asked": line.min_share}
            )
        most = self._highest(line.max_share, takes_rest=line == self._rules.rest)
        if most is not None and amount > most:
            yield self._breach(
                MoneyCode.ABOVE_MAXIMUM, line, amount, most, who | {"asked": line.max_share}
            )
        if line.cap is not None and amount > line.cap:
            yield self._breach(MoneyCode.ABOVE_CAP, line, amount, line.cap, who)
        yield from self._part_of_source(line, amount, who)
        if amount % line.rounding_unit:
            cut = amount - amount % line.rounding_unit
            unit = {"unit": line.rounding_unit}
            yield self._breach(MoneyCode.NOT_ROUNDED, line, amount, cut, who | unit, Severity.WARNS)

    def _part_of_source(
        self, line: LineRule, amount: int, who: dict[str, object]
    ) -> Iterator[MoneyFinding]:
        """Hold a line against all that its source pays, as in-kind against the whole share."""
        if line.max_of_source is None:
            return
        whole = sum(won for key, won in self._amounts.items() if key.source is line.source)
        part = math.floor(line.max_of_source * whole)
        if amount > part:
            yield self._breach(
                MoneyCode.ABOVE_PART_OF_SOURCE,
                line,
                amount,
                part,
                who | {"asked": line.max_of_source, "of_source": whole},
            )

    def _of_group(self, group: GroupRule) -> Iterator[MoneyFinding]:
        amount = sum(won for key, won in self._amounts.items() if key.source in group.sources)
        who: dict[str, object] = {"group": group.code, "sources": group.sources}
        least = math.ceil(group.min_share * self._cost)
        if amount < least:
            yield self._breach(
                MoneyCode.GROUP_BELOW_MINIMUM,
                group,
                amount,
                least,
                who | {"asked": group.min_share},
            )
        takes_rest = group.sources == (self._rules.rest.source,)
        most = self._highest(group.max_share, takes_rest=takes_rest)
        if most is not None and amount > most:
            yield self._breach(
                MoneyCode.GROUP_ABOVE_MAXIMUM, group, amount, most, who | {"asked": group.max_share}
            )
        if group.cap is not None and amount > group.cap:
            yield self._breach(MoneyCode.GROUP_ABOVE_CAP, group, amount, group.cap, who)

    def _highest(self, share: Fraction | None, *, takes_rest: bool) -> int | None:
        """Return the most won that a share allows, None where there is no bound."""
        if share is None:
            return None
        return math.floor(share * self._cost) + (rounding_slack(self._rules) if takes_rest else 0)

    def _breach(
        self,
        code: MoneyCode,
        rule: RuleShape,
        amount: int,
        limit: int,
        who: dict[str, object],
        severity: Severity = Severity.BLOCKS,
    ) -> MoneyFinding:
        share = Fraction(amount, self._cost) if self._cost else Fraction(0)
        facts = {"amount": amount, "limit": limit, "difference": amount - limit, "share": share}
        return MoneyFinding(
            code, severity, who | facts, rule.clause, rule.citation, verified=rule.verified
        )

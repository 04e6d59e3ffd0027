"""Runs the tests that a pack brings along, and says what came out instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.words import FindingResult, Severity
from desktop.services.matching import money
from desktop.services.programmes.bonus import bonus_points
from desktop.services.programmes.check import check, proposed_state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.programmes.check import Finding
    from desktop.services.programmes.pack import Pack
    from desktop.services.programmes.pack_tests import PackTest


@dataclass(frozen=True)
class Difference:
    """One thing that a test expected otherwise.

    what: findings, state, payable, amounts or bonus. name: the rule or the source, where there are
    several.
    """

    what: str
    name: str
    expected: str
    found: str


@dataclass(frozen=True)
class TestOutcome:
    """What came out of one test; it is kept where nothing differs."""

    __test__ = False  # no test of ours, though its name begins like one

    id: str
    track: str
    differences: tuple[Difference, ...]

    @property
    def is_kept(self) -> bool:
        """Return whether everything came out as expected."""
        return not self.differences


def run_tests(pack: Pack) -> tuple[TestOutcome, ...]:
    """Return the outcome of every test of a pack, in file order."""
    return tuple(
        TestOutcome(test.id, test.track, tuple(_differences(pack, test))) for test in pack.tests
    )


def _differences(pack: Pack, test: PackTest) -> Iterator[Difference]:
    found = check(test.facts, pack.rules_for(test.track), papers=test.papers)
    yield from _of_findings(test, found)
    if test.state is not None and proposed_state(found) is not test.state:
        yield Difference("state", "", test.state, proposed_state(found))
    if test.total_cost is not None:
        yield from _of_money(pack, test)
    if test.bonus is not None:
        applies = {
            one.rule_id
            for one in found
            if one.severity is Severity.BONUS and one.result is FindingResult.PASS
        }
        points = bonus_points(pack.bonus, applies, test.track)
        if points != test.bonus:
            yield Difference("bonus", "", f"{test.bonus:f}", f"{points:f}")


def _of_findings(test: PackTest, found: tuple[Finding, ...]) -> Iterator[Difference]:
    results = {one.rule_id: one.result for one in found}
    for rule, expected in test.findings.items():
        result = results.get(rule)  # a rule of another time gives no finding
        if result is not expected:
            yield Difference("findings", rule, expected, result or "")


def _of_money(pack: Pack, test: PackTest) -> Iterator[Difference]:
    track = pack.track(test.track)
    if track is None or test.total_cost is None:
        return
    plan = money.plan(test.total_cost, track.funding)
    if plan.is_whole != test.payable:
        yield Difference("payable", "", str(test.payable).lower(), str(plan.is_whole).lower())
        return
    if not test.amounts:
        return
    sources = dict.fromkeys([*test.amounts, *(line.key.source for line in plan.lines)])
    for source in sources:
        expected, amount = test.amounts.get(source, 0), plan.of(source)
        if expected != amount:
            yield Difference("amounts", source, str(expected), str(amount))

"""Measures how long all packs take to load, and 5,000 applications against all their rules."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from db.words import SizeClass, SystemLevel
from desktop.services.programmes import packs
from desktop.services.programmes.check import Prepared, check
from desktop.services.programmes.facts import FACTS, FactKind
from tests.benchmarks.by_hand import CHECKS
from tests.benchmarks.table import Line, median, timed

if TYPE_CHECKING:
    from desktop.services.programmes.pack import Pack
    from tests.benchmarks.world import World

APPLICATIONS = 5_000
RUNS = 3
_LOADS = 7
_MISSING = 0.1  # of the facts nobody knows yet
_SLOWEST = 5  # times the checks that are written by hand
_LOADED_SECONDS = 0.5


def measure(_world: World | None, day: date) -> list[Line]:
    """Return what loading costs, and the results of all rules beside the same checks by hand.

    The last line tells what the reasons cost that an officer reads for a single case.
    """
    shipped = [packs.load_pack(path) for path in packs.files_in(packs.packs_folder())]
    applications = _applications(day)
    _agree(applications, shipped)
    answers = APPLICATIONS * sum(len(pack.rules) for pack in shipped)
    runs = [_one_run(applications, shipped) for _ in range(RUNS)]
    ours, by_hand, reasons = (median([run[at] for run in runs]) for at in range(3))
    what = f"{APPLICATIONS:,} applications, all {answers // APPLICATIONS} rules of all packs"
    return [
        Line(f"loading all {len(shipped)} packs", _loading(), goal=_LOADED_SECONDS),
        Line(what, ours, by_hand, _SLOWEST, remark=_speeds(answers, ours, by_hand)),
        Line("  with clause, facts and papers", reasons, by_hand, remark=_speeds(answers, reasons)),
    ]


def _one_run(applications: list[dict[str, Any]], shipped: list[Pack]) -> tuple[float, ...]:
    return (
        timed(lambda: _by_rules(applications, shipped)),
        timed(lambda: _by_hand(applications, shipped)),
        timed(lambda: _with_reasons(applications, shipped)),
    )


def _speeds(answers: int, *seconds: float) -> str:
    return " by hand ".join(f"{answers / one:,.0f} rules/s" for one in seconds)


def _loading() -> float:
    files = packs.files_in(packs.packs_folder())
    return median([timed(lambda: [packs.load_pack(file) for file in files]) for _ in range(_LOADS)])


def _applications(day: date) -> list[dict[str, Any]]:
    """Return facts of invented applications, some of them not known; always the same."""
    chance = random.Random(2018)
    return [
        {
            name: _value(chance, name, fact.kind, day)
            for name, fact in FACTS.items()
            if chance.random() > _MISSING
        }
        for _ in range(APPLICATIONS)
    ]


def _value(chance: random.Random, name: str, kind: FactKind, day: date) -> Any:
    words: dict[str, list[str]] = {
        "size_class": [one.value for one in SizeClass],
        "operating_state": ["operating", "operating", "operating", "closed"],
        "current_level": [one.value for one in SystemLevel],
        "target_level": [one.value for one in SystemLevel],
        "sido": ["11", "26", "28", "48"],
    }
    if name in words:
        return chance.choice(words[name])
    if name == "ksic_division":
        return chance.randint(5, 40)
    if name == "previous_supports":
        return chance.randint(0, 3)
    if kind is FactKind.FLAG:
        return chance.random() < 0.2
    if kind is FactKind.DAY:
        return day + timedelta(days=chance.randint(-200, 400))
    if kind in (FactKind.WORD, FactKind.TEXT):
        return "48"
    return chance.randint(0, 10**9)


def _by_rules(applications: list[dict[str, Any]], shipped: list[Pack]) -> None:
    for pack in shipped:
        rules = Prepared(pack.rules)
        for facts in applications:
            rules.results(facts)


def _by_hand(applications: list[dict[str, Any]], shipped: list[Pack]) -> None:
    for pack in shipped:
        checks = [(rule.id, CHECKS[rule.id]) for rule in pack.rules]
        for facts in applications:
            {name: one(facts) for name, one in checks}


def _with_reasons(applications: list[dict[str, Any]], shipped: list[Pack]) -> None:
    for pack in shipped:
        for facts in applications:
            check(facts, pack.rules)


def _agree(applications: list[dict[str, Any]], shipped: list[Pack]) -> None:
    """Make sure that all three say the same, so that the comparison means something."""
    for pack in shipped:
        rules = Prepared(pack.rules)
        for facts in applications[:100]:
            results = rules.results(facts)
            assert results == {one.rule_id: one.result for one in check(facts, pack.rules)}
            for name, result in results.items():
                assert CHECKS[name](facts) is result, (pack.id, name, result)

"""Measures how long all packs take to load, and 5,000 applications against all their rules."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from db.words import FindingResult, SizeClass, SystemLevel
from desktop.services.programmes import packs
from desktop.services.programmes.check import check
from desktop.services.programmes.facts import FACTS, FactKind
from tests.benchmarks.by_hand import CHECKS
from tests.benchmarks.table import Line, median, timed

if TYPE_CHECKING:
    from desktop.services.programmes.eligibility_rules import EligibilityRule
    from desktop.services.programmes.pack import Pack
    from tests.benchmarks.world import World

APPLICATIONS = 5_000
RUNS = 3
_LOADS = 7
_MISSING = 0.1  # of the facts nobody knows yet
_SLOWEST = 5  # times the checks that are written by hand
_LOADED_SECONDS = 0.5


def measure(_world: World | None, day: date) -> list[Line]:
    """Return what loading costs, and the rules per second beside the same checks by hand."""
    shipped = [packs.load_pack(path) for path in packs.files_in(packs.packs_folder())]
    rules = [rule for pack in shipped for rule in _rules(pack)]
    applications = _applications(day)
    _agree(applications, rules)
    ours, by_hand = [], []
    for _ in range(RUNS):
        ours.append(timed(lambda: _by_rules(applications, rules)))
        by_hand.append(timed(lambda: _by_hand(applications, rules)))
    answers = len(applications) * len(rules)
    speed = f"{answers / median(ours):,.0f} rules per second, by hand "
    speed += f"{answers / median(by_hand):,.0f}"
    said = f"{len(applications):,} applications against {len(rules)} rules of {len(shipped)} packs"
    return [
        Line("loading all packs from their files", _loading(), goal=_LOADED_SECONDS),
        Line(said, median(ours), median(by_hand), _SLOWEST, remark=speed),
    ]


def _loading() -> float:
    files = packs.files_in(packs.packs_folder())
    return median([timed(lambda: [packs.load_pack(file) for file in files]) for _ in range(_LOADS)])


def _rules(pack: Pack) -> tuple[EligibilityRule, ...]:
    return pack.rules  # of all tracks; the commonest question is one track, a part of these


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


def _by_rules(applications: list[dict[str, Any]], rules: list[EligibilityRule]) -> int:
    return sum(
        finding.result is FindingResult.PASS
        for facts in applications
        for finding in check(facts, rules)
    )


def _by_hand(applications: list[dict[str, Any]], rules: list[EligibilityRule]) -> int:
    checks = [CHECKS[rule.id] for rule in rules]
    return sum(one(facts) is FindingResult.PASS for facts in applications for one in checks)


def _agree(applications: list[dict[str, Any]], rules: list[EligibilityRule]) -> None:
    """Make sure that both say the same, so that the comparison means something."""
    for facts in applications[:500]:
        for finding in check(facts, rules):
            assert CHECKS[finding.rule_id](facts) is finding.result, (finding, facts)

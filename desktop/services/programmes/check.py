"""Holds the facts of a case against rules, all rules at once, each answer with its clause."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from db.words import EligibilityState, FindingResult, Severity
from desktop.services.programmes.eligibility_rules import Asks, Condition, EligibilityRule
from desktop.services.programmes.facts import MISSING, FactValue, Missing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    Facts = Mapping[str, FactValue | Missing]


@dataclass(frozen=True)
class Finding:
    """What one rule says about a case.

    facts: the values that were looked at, MISSING among them.
    papers_missing: codes of the papers that would settle it.
    exception_open: it fails, and whether the exception applies is not known.
    exception_clause, exception_source: of the exception that applies or might.
    """

    rule_id: str
    result: FindingResult
    severity: Severity
    clause: str = ""
    source: str = ""
    verified: bool = True
    note: str = ""
    facts: Facts = field(default_factory=dict)
    papers_missing: tuple[str, ...] = ()
    exception_open: bool = False
    exception_clause: str = ""
    exception_source: str = ""
    points: int | None = None


def check(
    facts: Facts, rules: Iterable[EligibilityRule], *, papers: Collection[str] | None = None
) -> tuple[Finding, ...]:
    """Return one finding per rule, in the order of `rules`.

    facts: values by name; a name that is not there counts as MISSING and gives UNKNOWN, never FAIL.
    papers: codes of the papers that are there. Without the paper that proves it, a rule that would
    pass is UNKNOWN. None: papers are not looked at.
    """
    return tuple(_finding(facts, rule, papers) for rule in rules)


def needed_facts(rules: Iterable[EligibilityRule]) -> tuple[str, ...]:
    """Return the names of all facts that the rules ask for, exceptions excluded, each once."""
    names = (name for rule in rules for name in (rule.fact, rule.other) if name)
    return tuple(dict.fromkeys(names))


def missing(facts: Facts, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the `wanted` names that have no value yet, in their order ("남은 7건")."""
    return tuple(name for name in wanted if facts.get(name, MISSING) is MISSING)


def counts(findings: Iterable[Finding]) -> Counter[FindingResult]:
    """Return how often each result came up; a bonus that does not apply is not counted."""
    return Counter(
        finding.result
        for finding in findings
        if finding.severity is not Severity.BONUS or finding.result is FindingResult.PASS
    )


def proposed_state(findings: Sequence[Finding]) -> EligibilityState:
    """Return what the blocking rules suggest; a person decides."""
    results = {one.result for one in findings if one.severity is Severity.BLOCKS}
    if FindingResult.FAIL in results:
        return EligibilityState.INELIGIBLE
    if FindingResult.UNKNOWN in results:
        return EligibilityState.SUPPLEMENT_ASKED
    return EligibilityState.ELIGIBLE


def _finding(facts: Facts, rule: EligibilityRule, papers: Collection[str] | None) -> Finding:
    met = _met(facts, rule)
    finding = Finding(
        rule_id=rule.id,
        result=FindingResult.UNKNOWN,
        severity=rule.severity,
        clause=rule.clause,
        source=rule.citation,
        verified=rule.verified,
        note=rule.note,
        facts=_used(facts, rule),
        points=rule.points,
    )
    if met is None:
        return replace(finding, papers_missing=_paper_of(rule))
    if met:
        return _proven(replace(finding, result=FindingResult.PASS), rule, papers)
    failed = replace(finding, result=FindingResult.FAIL)
    return _by_exception(failed, facts, rule.exception, papers) if rule.exception else failed


def _by_exception(
    failed: Finding, facts: Facts, exception: Condition, papers: Collection[str] | None
) -> Finding:
    """Return the finding after looking at the exception of a rule that is broken."""
    met = _met(facts, exception)
    if met is False:
        return failed
    asked = replace(
        failed,
        facts={**failed.facts, **_used(facts, exception)},
        exception_clause=exception.clause,
        exception_source=exception.citation,
        verified=failed.verified and exception.verified,
    )
    if met is None:
        return replace(asked, exception_open=True, papers_missing=_paper_of(exception))
    return _proven(replace(asked, result=FindingResult.EXCEPTION), exception, papers)


def _proven(finding: Finding, rule: Condition, papers: Collection[str] | None) -> Finding:
    if papers is None or not rule.paper or rule.paper in papers:
        return finding
    return replace(finding, result=FindingResult.UNKNOWN, papers_missing=_paper_of(rule))


def _paper_of(rule: Condition) -> tuple[str, ...]:
    return (rule.paper,) if rule.paper else ()


def _used(facts: Facts, rule: Condition) -> dict[str, FactValue | Missing]:
    return {name: facts.get(name, MISSING) for name in (rule.fact, rule.other) if name}


def _met(facts: Facts, rule: Condition) -> bool | None:
    """Return whether the condition holds; None where a fact that it needs is missing."""
    values = _used(facts, rule)
    if MISSING in values.values():
        return None
    against = values[rule.other] if rule.other else rule.value
    return _TESTS[rule.test](values[rule.fact], against)


_TESTS: dict[Asks, Callable[[Any, Any], bool]] = {
    Asks.EQUALS: lambda value, limit: bool(value == limit),
    Asks.IN: lambda value, limits: value in limits,
    Asks.NOT_IN: lambda value, limits: value not in limits,
    Asks.AT_MOST: lambda value, limit: bool(value <= limit),
    Asks.AT_LEAST: lambda value, limit: bool(value >= limit),
    Asks.BETWEEN: lambda value, limits: bool(limits[0] <= value <= limits[1]),
    Asks.IS_TRUE: lambda value, _: value is True,
    Asks.IS_FALSE: lambda value, _: value is False,
    Asks.DATE_NOT_BEFORE: lambda value, limit: bool(value >= limit),
}

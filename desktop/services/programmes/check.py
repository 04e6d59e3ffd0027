"""Holds the facts of a case against rules, all rules at once, each answer with its clause."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from db.words import EligibilityState, FindingResult, Severity
from desktop.services.programmes.facts import MISSING, FactValue, Missing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from desktop.services.programmes.eligibility_rules import Condition, EligibilityRule

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
    """Return one finding per rule that holds on the day of receipt, in the order of `rules`.

    facts: values by name; a name that is not there counts as MISSING and gives UNKNOWN, never FAIL.
    papers: codes of the papers that are there. Without the paper that proves it, a rule that would
    pass is UNKNOWN. None: papers are not looked at.
    """
    received = facts.get("received_on")
    day = received if isinstance(received, date) else None
    return tuple(_finding(facts, rule, papers) for rule in rules if rule.holds_on(day))


def needed_facts(rules: Iterable[EligibilityRule]) -> tuple[str, ...]:
    """Return the names of all facts that the rules ask for, exceptions excluded, each once."""
    return tuple(dict.fromkeys(name for rule in rules for name in rule.asks.names))


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
    met = rule.asks.value(facts)
    if met is False and rule.exception is not None:
        return _by_exception(facts, rule, rule.exception, papers)
    return _said(facts, rule, *_verdict(facts, rule, papers, met))


def _verdict(
    facts: Facts, asked: Condition, papers: Collection[str] | None, met: bool | None
) -> tuple[FindingResult, tuple[str, ...]]:
    """Return what an answer comes to, and the papers that would settle or prove it."""
    if met is None:
        return FindingResult.UNKNOWN, asked.papers_of(asked.asks.missing(facts))
    if not met:
        return FindingResult.FAIL, ()
    if papers is None:
        return FindingResult.PASS, ()
    proofs = asked.papers_of(asked.asks.grounds(facts))
    unseen = tuple(code for code in proofs if code not in papers)
    return (FindingResult.UNKNOWN if unseen else FindingResult.PASS), unseen


def _said(
    facts: Facts, rule: EligibilityRule, result: FindingResult, papers_missing: tuple[str, ...]
) -> Finding:
    return Finding(
        rule_id=rule.id,
        result=result,
        severity=rule.severity,
        clause=rule.clause,
        source=rule.citation,
        verified=rule.verified,
        note=rule.note,
        facts=_used(facts, rule),
        papers_missing=papers_missing,
        points=rule.points,
    )


def _by_exception(
    facts: Facts, rule: EligibilityRule, exception: Condition, papers: Collection[str] | None
) -> Finding:
    """Return the finding of a rule that is broken, after looking at its exception."""
    failed = _said(facts, rule, FindingResult.FAIL, ())
    met = exception.asks.value(facts)
    if met is False:
        return failed
    result, papers_missing = _verdict(facts, exception, papers, met)
    asked = replace(
        failed,
        facts={**failed.facts, **_used(facts, exception)},
        papers_missing=papers_missing,
        exception_clause=exception.clause,
        exception_source=exception.citation,
        verified=failed.verified and exception.verified,
    )
    if met is None:
        return replace(asked, exception_open=True)
    applies = result is FindingResult.PASS
    return replace(asked, result=FindingResult.EXCEPTION if applies else FindingResult.UNKNOWN)


def _used(facts: Facts, asked: Condition) -> dict[str, FactValue | Missing]:
    return {name: facts.get(name, MISSING) for name in asked.asks.names}

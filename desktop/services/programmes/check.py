"""Holds the facts of a case against rules, all rules at once, each answer with its clause."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

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
    exception: the one that applies or might. exception_open: it fails, and whether the exception
    applies is not known.
    """

    rule: EligibilityRule
    result: FindingResult
    facts: Facts
    papers_missing: tuple[str, ...] = ()
    exception: Condition | None = None
    exception_open: bool = False

    @property
    def rule_id(self) -> str:
        """Return the id of the rule."""
        return self.rule.id

    @property
    def severity(self) -> Severity:
        """Return whether the rule blocks, warns or brings points."""
        return self.rule.severity

    @property
    def clause(self) -> str:
        """Return the clause of the rule."""
        return self.rule.clause

    @property
    def source(self) -> str:
        """Return where the rule was read."""
        return self.rule.citation

    @property
    def verified(self) -> bool:
        """Return whether somebody saw the official text, also of the exception that counts."""
        return self.rule.verified and (self.exception is None or self.exception.verified)

    @property
    def note(self) -> str:
        """Return what the author of the rule added."""
        return self.rule.note

    @property
    def points(self) -> int | None:
        """Return the points of a bonus, where they are known."""
        return self.rule.points

    @property
    def exception_clause(self) -> str:
        """Return the clause of the exception, empty where none counts."""
        return self.exception.clause if self.exception else ""

    @property
    def exception_source(self) -> str:
        """Return where the exception was read, empty where none counts."""
        return self.exception.citation if self.exception else ""


def check(
    facts: Facts, rules: Iterable[EligibilityRule], *, papers: Collection[str] | None = None
) -> tuple[Finding, ...]:
    """Return one finding per rule that holds on the day of receipt, in the order of `rules`.

    facts: values by name; a name that is not there counts as MISSING and gives UNKNOWN, never FAIL.
    papers: codes of the papers that are there. Without the paper that proves it, a rule that would
    pass is UNKNOWN. None: papers are not looked at.
    """
    day = _day_of(facts)
    return tuple(_finding(facts, rule, papers) for rule in rules if rule.holds_on(day))


class Prepared:
    """Rules made ready for thousands of cases; gives the results of `check` without the reasons."""

    def __init__(self, rules: Iterable[EligibilityRule], *, always: bool = False) -> None:
        """Make rules ready; always: they count on every day, whatever they say."""
        self._rules = tuple(rules)
        self._runs = tuple(
            (rule.id, rule.asks.term.run, rule, rule.exception is not None) for rule in self._rules
        )
        self._is_timeless = always or all(rule.is_timeless for rule in self._rules)

    def results(
        self, facts: Facts, *, papers: Collection[str] | None = None
    ) -> dict[str, FindingResult]:
        """Return the result of every rule that holds on the day of receipt, by its id."""
        found = {}
        day = None if self._is_timeless else _day_of(facts)
        trusting = papers is None
        for name, run, rule, has_exception in self._runs:
            if day is not None and not rule.holds_on(day):
                continue
            met = run(facts)
            if met is None:
                found[name] = _UNKNOWN
            elif met and trusting:
                found[name] = _PASS
            elif met or has_exception:
                found[name] = _outcome(facts, rule, papers, met).result
            else:
                found[name] = _FAIL
        return found

    def state(self, results: Mapping[str, FindingResult]) -> EligibilityState:
        """Return what the blocking rules suggest, as `proposed_state` does."""
        blocking = {
            results[rule.id]
            for rule in self._rules
            if rule.severity is Severity.BLOCKS and rule.id in results
        }
        return _state(blocking)


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
    return _state({one.result for one in findings if one.severity is Severity.BLOCKS})


def _state(results: set[FindingResult]) -> EligibilityState:
    if FindingResult.FAIL in results:
        return EligibilityState.INELIGIBLE
    if FindingResult.UNKNOWN in results:
        return EligibilityState.SUPPLEMENT_ASKED
    return EligibilityState.ELIGIBLE


def _day_of(facts: Facts) -> date | None:
    received = facts.get("received_on")
    return received if isinstance(received, date) else None


class _Outcome(NamedTuple):
    """What one rule comes to; exception: the one that applies or might."""

    result: FindingResult
    papers_missing: tuple[str, ...] = ()
    exception: Condition | None = None
    exception_open: bool = False


def _finding(facts: Facts, rule: EligibilityRule, papers: Collection[str] | None) -> Finding:
    result, papers_missing, exception, is_open = _outcome(
        facts, rule, papers, rule.asks.value(facts)
    )
    used = {name: facts.get(name, MISSING) for name in rule.asks.names}
    if exception is not None:
        used |= {name: facts.get(name, MISSING) for name in exception.asks.names}
    return Finding(rule, result, used, papers_missing, exception, is_open)


def _outcome(
    facts: Facts, rule: EligibilityRule, papers: Collection[str] | None, met: bool | None
) -> _Outcome:
    exception = rule.exception
    if met is not False or exception is None:
        return _verdict(facts, rule, papers, met)
    excused = exception.asks.value(facts)
    if excused is False:
        return _FAILED
    result, papers_missing, *_ = _verdict(facts, exception, papers, excused)
    if excused is None:
        return _Outcome(FindingResult.FAIL, papers_missing, exception, exception_open=True)
    applies = result is FindingResult.PASS
    return _Outcome(
        FindingResult.EXCEPTION if applies else FindingResult.UNKNOWN, papers_missing, exception
    )


def _verdict(
    facts: Facts, asked: Condition, papers: Collection[str] | None, met: bool | None
) -> _Outcome:
    """Return what an answer comes to, and the papers that would settle or prove it."""
    if met is None:
        return _Outcome(FindingResult.UNKNOWN, asked.papers_of(asked.asks.missing(facts)))
    if not met:
        return _FAILED
    if papers is None:
        return _PASSED
    proofs = asked.papers_of(asked.asks.grounds(facts))
    unseen = tuple(code for code in proofs if code not in papers)
    return _Outcome(FindingResult.UNKNOWN, unseen) if unseen else _PASSED


# A member of an enum is looked up slowly, and this is done for thousands of cases.
_PASS, _FAIL, _UNKNOWN = FindingResult.PASS, FindingResult.FAIL, FindingResult.UNKNOWN
_PASSED = _Outcome(_PASS)
_FAILED = _Outcome(_FAIL)

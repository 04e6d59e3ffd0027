"""The shape of the rules that decide who may apply, with their exceptions."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self

from pydantic import Field, model_validator

from db.words import Severity
from desktop.services.programmes.facts import FACTS, Fact, FactKind
from desktop.services.programmes.rule_shape import RuleShape, mistake


class Asks(StrEnum):
    """What a rule asks of a fact; met means the rule is passed."""

    EQUALS = "equals"
    IN = "in"
    NOT_IN = "not_in"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    BETWEEN = "between"
    IS_TRUE = "is_true"
    IS_FALSE = "is_false"
    DATE_NOT_BEFORE = "date_not_before"


_ORDERED = {FactKind.COUNT, FactKind.NUMBER, FactKind.WON}
_KINDS: dict[Asks, set[FactKind]] = {
    Asks.AT_MOST: _ORDERED,
    Asks.AT_LEAST: _ORDERED,
    Asks.BETWEEN: _ORDERED,
    Asks.IS_TRUE: {FactKind.FLAG},
    Asks.IS_FALSE: {FactKind.FLAG},
    Asks.DATE_NOT_BEFORE: {FactKind.DAY},
}
_LISTS = {Asks.IN, Asks.NOT_IN, Asks.BETWEEN}
_ALONE = {Asks.IS_TRUE, Asks.IS_FALSE}
_BOTH_ENDS = 2


class Condition(RuleShape):
    """One question to one fact: against `value`, or against the fact named `other`.

    `paper` is the code of the paper that proves the fact.
    """

    fact: str
    test: Asks
    value: Any = None  # its kind depends on the fact
    other: str = ""
    paper: str = ""

    @model_validator(mode="after")
    def _fits_its_fact(self) -> Self:
        fact = FACTS.get(self.fact)
        if fact is None:
            raise mistake("known_fact", found=self.fact)
        if fact.kind not in _KINDS.get(self.test, {fact.kind}):
            raise mistake("test_for_this_fact", found=f"{self.fact} {self.test}")
        if self.other:
            self._compares_to_like(fact)
        elif self.test not in _ALONE:
            self._value_fits(fact)
        if self.value is not None and (self.other or self.test in _ALONE):
            raise mistake("no_value_here", found=self.value)
        return self

    def _compares_to_like(self, fact: Fact) -> None:
        other = FACTS.get(self.other)
        if other is None or other.kind is not fact.kind or self.test in _LISTS | _ALONE:
            raise mistake("other_fact_of_same_kind", found=self.other)

    def _value_fits(self, fact: Fact) -> None:
        if self.test not in _LISTS:
            if not fact.takes(self.value):
                raise mistake("value_of_this_fact", found=self.value, fact=fact.name)
            return
        values = self.value if isinstance(self.value, list) else []
        if not values or not all(fact.takes(value) for value in values):
            raise mistake("list_of_values_of_this_fact", found=self.value, fact=fact.name)
        if self.test is Asks.BETWEEN and (len(values) != _BOTH_ENDS or values[0] > values[1]):
            raise mistake("lowest_and_highest", found=self.value)


class EligibilityRule(Condition):
    """One rule; a case that breaks it may still pass by the exception.

    tracks: codes of the tracks that it belongs to, none means all. points: of a bonus, if known.
    """

    id: str = Field(min_length=1, max_length=60)
    severity: Severity
    tracks: tuple[str, ...] = ()
    points: int | None = Field(default=None, ge=0)
    exception: Condition | None = None

"""The shape of the rules that decide who may apply, with their exceptions."""

from __future__ import annotations

import operator
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, field_validator, model_validator

from db.words import Severity
from desktop.services.programmes import terms
from desktop.services.programmes.expression_errors import nearest
from desktop.services.programmes.expressions import Expression, of_term
from desktop.services.programmes.facts import FACTS, Fact, FactKind
from desktop.services.programmes.pack_expressions import compiled_or_mistake
from desktop.services.programmes.rule_shape import RuleShape, mistake

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.programmes.terms import Term


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
_SIGNS: dict[Asks, Callable[[Any, Any], Any]] = {
    Asks.EQUALS: operator.eq,
    Asks.AT_MOST: operator.le,
    Asks.AT_LEAST: operator.ge,
    Asks.DATE_NOT_BEFORE: operator.ge,
}


class Condition(RuleShape):
    """A question that is answered with yes, no or unknown.

    Either an `expression` over facts, or one question (`test`) to one `fact`: against `value`, or
    against the fact named `other`. `paper` is the code of the paper that proves it; `proved_by`
    names papers fact by fact, where an expression rests on several.
    """

    fact: str = ""
    test: Asks | None = None
    value: Any = None  # its kind depends on the fact
    other: str = ""
    expression: str = ""
    paper: str = ""
    proved_by: dict[str, str] = Field(default_factory=dict)

    @field_validator("expression")
    @classmethod
    def _compiles(cls, value: str) -> str:
        if value:
            compiled_or_mistake(value)
        return value

    @model_validator(mode="after")
    def _fits_its_fact(self) -> Self:
        if self.expression:
            if self.fact or self.test or self.other or self.value is not None:
                raise mistake("expression_or_test", at=("expression",), found=self.fact)
        else:
            self._question_fits()
        for name in self.proved_by:
            if name not in self.asks.names:
                known = list(self.asks.names)
                raise mistake("declared_code", at=("proved_by", name), found=name, known=known)
        return self

    def _question_fits(self) -> None:
        fact = FACTS.get(self.fact)
        if fact is None:
            raise mistake("known_fact", found=self.fact, meant=_meant(self.fact))
        if self.test is None:
            raise mistake("test_for_this_fact", found=self.fact)
        if fact.kind not in _KINDS.get(self.test, {fact.kind}):
            raise mistake("test_for_this_fact", found=f"{self.fact} {self.test}")
        if self.other:
            self._compares_to_like(fact)
        elif self.test not in _ALONE:
            self._value_fits(fact)
        if self.value is not None and (self.other or self.test in _ALONE):
            raise mistake("no_value_here", found=self.value)

    def _compares_to_like(self, fact: Fact) -> None:
        other = FACTS.get(self.other)
        if other is None or other.kind is not fact.kind or self.test in _LISTS | _ALONE:
            raise mistake("other_fact_of_same_kind", found=self.other, meant=_meant(self.other))

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

    @cached_property
    def asks(self) -> Expression:
        """Return what it asks, compiled once; both ways of writing come to the same."""
        if self.expression:
            return compiled_or_mistake(self.expression)
        return of_term(self._term())

    def _term(self) -> Term:
        if self.test in _ALONE:
            return terms.fact_is(self.fact, self.test is Asks.IS_TRUE)
        fact = _fact_term(self.fact)
        if self.test in (Asks.IN, Asks.NOT_IN):
            values = [_constant(fact, value) for value in self.value]
            return terms.among(fact, values, wanted=self.test is Asks.IN)
        if self.test is Asks.BETWEEN:
            low, high = (_constant(fact, value) for value in self.value)
            least = terms.compared(fact, operator.ge, low)
            return terms.both([least, terms.compared(fact, operator.le, high)])
        against = _fact_term(self.other) if self.other else _constant(fact, self.value)
        return terms.compared(fact, _SIGNS[self.test or Asks.EQUALS], against)

    def papers_of(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return the codes of the papers that prove these facts, each once."""
        if not self.proved_by:
            return (self.paper,) if self.paper and names else ()
        codes = (self.proved_by.get(name, self.paper) for name in names)
        return tuple(dict.fromkeys(code for code in codes if code))


class EligibilityRule(Condition):
    """One rule; a case that breaks it may still pass by the exception.

    tracks: codes of the tracks that it belongs to, none means all. points: of a bonus, if known.
    effective_from, effective_to: the days of receipt on which it holds.
    """

    id: str = Field(min_length=1, max_length=60)
    severity: Severity
    tracks: tuple[str, ...] = ()
    points: int | None = Field(default=None, ge=0)
    effective_from: date | None = None
    effective_to: date | None = None
    exception: Condition | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise mistake("lowest_and_highest", at=("effective_to",), found=self.effective_to)
        return self

    @property
    def is_timeless(self) -> bool:
        """Return whether it holds on every day."""
        return self.effective_from is None and self.effective_to is None

    def holds_on(self, day: date | None) -> bool:
        """Return whether it counts for an application of that day; an unknown day counts."""
        if day is None:
            return True
        begun = self.effective_from is None or self.effective_from <= day
        return begun and (self.effective_to is None or day <= self.effective_to)


def _fact_term(name: str) -> Term:
    fact = FACTS[name]
    return terms.fact(fact.name, fact.kind, fact.words)


def _constant(fact: Term, value: Any) -> Term:
    exact = terms.exact(value) if fact.kind is FactKind.NUMBER else value
    return terms.constant(fact.kind, exact, fact.words)


def _meant(name: str) -> str:
    return nearest(name, FACTS)

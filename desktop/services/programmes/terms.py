"""The pieces that an expression is made of: each knows its kind, and its value for given facts.

A value of None is unknown: a fact is missing that it needs. `and`, `or` and `not` reckon with that
as Kleene's logic does: false and unknown is false, true or unknown is true.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from desktop.services.programmes.facts import MISSING, FactKind, FactValue, Missing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import StrEnum

Facts = Mapping[str, FactValue | Missing]
Run = Callable[[Facts], Any]


@dataclass(frozen=True)
class Term:
    """One piece.

    kind: None for a bare number, which takes the kind of what it meets. words: of a WORD, in
    order. name: of the fact, where the piece is one. constant: the value, where it never changes.
    parts: what it is made of. decided_by: the parts that its value rests on, all if None.
    """

    kind: FactKind | None
    run: Run
    words: type[StrEnum] | None = None
    name: str = ""
    constant: Any = None
    parts: tuple[Term, ...] = ()
    decided_by: Callable[[Facts], tuple[Term, ...]] | None = field(default=None, compare=False)

    @property
    def is_constant(self) -> bool:
        """Return whether it is the same for all facts."""
        return self.constant is not None

    def names(self) -> dict[str, None]:
        """Return the facts that it asks for, in the order of reading."""
        found = {self.name: None} if self.name else {}
        for part in self.parts:
            found |= part.names()
        return found

    def missing(self, facts: Facts) -> dict[str, None]:
        """Return the missing facts that keep it unknown; none where its value is known."""
        if self.run(facts) is not None:
            return {}
        return self.grounds(facts, unknown=True)

    def grounds(self, facts: Facts, *, unknown: bool = False) -> dict[str, None]:
        """Return the facts that its value rests on, or those of them that are unknown."""
        if self.name:
            return {self.name: None} if not unknown or self.run(facts) is None else {}
        found: dict[str, None] = {}
        for part in self.decided_by(facts) if self.decided_by else self.parts:
            if not unknown or part.run(facts) is None:
                found |= part.grounds(facts, unknown=unknown)
        return found


def constant(kind: FactKind | None, value: Any, words: type[StrEnum] | None = None) -> Term:
    """Return a term that always has one value."""
    return Term(kind, lambda _: value, words, constant=value)


def fact(name: str, kind: FactKind, words: type[StrEnum] | None = None) -> Term:
    """Return a term for a fact."""
    return Term(kind, _reading(name, kind), words, name=name)


def known(one: Term) -> Term:
    """Return whether a fact is known; never unknown itself."""
    run = one.run
    return Term(FactKind.FLAG, lambda facts: run(facts) is not None, parts=(one,))


def _reading(name: str, kind: FactKind) -> Run:
    def read(facts: Facts) -> Any:
        value = facts.get(name, MISSING)
        return None if value is MISSING else value

    def read_exactly(facts: Facts) -> Any:
        value = facts.get(name, MISSING)
        return None if value is MISSING else exact(value)

    return read_exactly if kind is FactKind.NUMBER else read


def exact(value: Any) -> Any:
    """Return a number as it is written: 0.1 is a tenth, whatever it is in memory."""
    if type(value) is int or value is None:
        return value
    try:
        return Fraction(str(value))
    except ValueError:
        return None  # not a number


def both(terms: Sequence[Term]) -> Term:
    """Return whether all hold: false as soon as one does not, else unknown if one is unknown."""
    runs = tuple(one.run for one in terms)

    def run(facts: Facts) -> bool | None:
        result: bool | None = True
        for one in runs:
            value = one(facts)
            if value is False:
                return False
            if value is None:
                result = None
        return result

    return Term(FactKind.FLAG, run, parts=tuple(terms), decided_by=_first(False, terms))


def either(terms: Sequence[Term]) -> Term:
    """Return whether one holds: true as soon as one does, else unknown if one is unknown."""
    runs = tuple(one.run for one in terms)

    def run(facts: Facts) -> bool | None:
        result: bool | None = False
        for one in runs:
            value = one(facts)
            if value is True:
                return True
            if value is None:
                result = None
        return result

    return Term(FactKind.FLAG, run, parts=tuple(terms), decided_by=_first(True, terms))


def _first(value: bool, terms: Sequence[Term]) -> Callable[[Facts], tuple[Term, ...]]:
    """Return what finds the first of several that decides alone; all of them if none does."""

    def decided_by(facts: Facts) -> tuple[Term, ...]:
        return next(((one,) for one in terms if one.run(facts) is value), tuple(terms))

    return decided_by


def negated(one: Term) -> Term:
    """Return whether it does not hold."""
    run = one.run

    def turned(facts: Facts) -> bool | None:
        value = run(facts)
        return None if value is None else not value

    return Term(FactKind.FLAG, turned, parts=(one,))


def fact_is(name: str, value: bool) -> Term:
    """Return whether a FLAG is the given answer, in one step."""
    term = fact(name, FactKind.FLAG)
    run = _fact_with_constant(name, operator.is_, value)
    return Term(FactKind.FLAG, run, parts=(term,))


def compared(left: Term, sign: Callable[[Any, Any], Any], right: Term) -> Term:
    """Return how two terms compare."""
    runs = (left.run, right.run)
    if left.name and left.kind is not FactKind.NUMBER and right.is_constant:
        return Term(
            FactKind.FLAG,
            _fact_with_constant(left.name, sign, right.constant),
            parts=(left, right),
        )

    def run(facts: Facts) -> bool | None:
        one = runs[0](facts)
        if one is None:
            return None
        other = runs[1](facts)
        return None if other is None else sign(one, other)

    return Term(FactKind.FLAG, run, parts=(left, right))


def _fact_with_constant(name: str, sign: Callable[[Any, Any], Any], limit: Any) -> Run:
    """Return the commonest of all comparisons, in one step."""

    def run(facts: Facts) -> bool | None:
        value = facts.get(name)  # None where it is not there
        return None if value is MISSING or value is None else sign(value, limit)

    return run


def in_order_of(words: type[StrEnum], sign: Callable[[int, int], bool]) -> Callable[..., bool]:
    """Return a comparison of words by their place in their list."""
    places = tuple(words)  # compared with ==, for a word and its text are equal but hash apart
    return lambda one, other: sign(places.index(one), places.index(other))


def among(one: Term, values: Sequence[Term], *, wanted: bool) -> Term:
    """Return whether a term is (or is not) one of several; unknown values may still be it."""
    same = [compared(one, operator.eq, value) for value in values]
    if all(value.is_constant for value in values):
        limits = tuple(value.constant for value in values)
        found = compared(one, lambda value, _: value in limits, constant(one.kind, limits))
        found = Term(FactKind.FLAG, found.run, parts=(one,))
    else:
        found = either(same)
    return found if wanted else negated(found)


def worked_out(
    kind: FactKind | None, work: Callable[..., Any], parts: Sequence[Term], *, fixed: bool = True
) -> Term:
    """Return what `work` makes of the parts; unknown if one is, or if it can't be worked out."""
    runs = tuple(one.run for one in parts)

    def run(facts: Facts) -> Any:
        values = [one(facts) for one in runs]
        if None in values:
            return None
        try:
            return work(*values)
        except (ZeroDivisionError, OverflowError, ValueError):
            return None  # a share of nothing, a day beyond the calendar

    whole = Term(kind, run, parts=tuple(parts))
    if fixed and all(one.is_constant for one in parts):
        return constant(kind, run({})) if run({}) is not None else whole
    return whole


def chosen(test: Term, one: Term, other: Term) -> Term:
    """Return `one` where the test holds, else `other`."""
    run_test, run_one, run_other = test.run, one.run, other.run

    def run(facts: Facts) -> Any:
        holds = run_test(facts)
        if holds is None:
            return None
        return run_one(facts) if holds else run_other(facts)

    def decided_by(facts: Facts) -> tuple[Term, ...]:
        holds = run_test(facts)
        return (test,) if holds is None else (test, one if holds else other)

    kind = one.kind if one.kind is not None else other.kind
    parts = (test, one, other)
    return Term(kind, run, one.words or other.words, parts=parts, decided_by=decided_by)

"""The few functions that an expression may use."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from desktop.services.programmes import terms
from desktop.services.programmes.facts import FactKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop.services.programmes.terms import Term

_NUMBERS = {FactKind.COUNT, FactKind.NUMBER, FactKind.WON, None}
_MANY = 20
_MONTHS = 12


@dataclass(frozen=True)
class Function:
    """One function; shown: how it is written. takes: whether a value may stand at a place."""

    shown: str
    at_least: int
    at_most: int
    takes: Callable[[Term, int], bool]
    term: Callable[[Sequence[Term]], Term]


def _is_number(term: Term, _: int) -> bool:
    return term.kind in _NUMBERS


def _is_day(term: Term, _: int) -> bool:
    return term.kind is FactKind.DAY


def _of_numbers(work: Callable[..., Any]) -> Callable[[Sequence[Term]], Term]:
    def term(given: Sequence[Term]) -> Term:
        kinds = {one.kind for one in given} - {None}
        kind = next(iter(kinds)) if len(kinds) == 1 else (FactKind.NUMBER if kinds else None)
        return terms.worked_out(kind, work, given)

    return term


def _months_between(earlier: date, later: date) -> int:
    """Return the whole months from one day to another, negative the other way round."""
    if later < earlier:
        return -_months_between(later, earlier)
    months = (later.year - earlier.year) * _MONTHS + later.month - earlier.month
    return months - (later.day < earlier.day)


def _rounded_down(amount: int | Fraction, unit: int | Fraction) -> int | Fraction:
    return math.floor(Fraction(amount) / unit) * unit


def _day(given: Sequence[Term]) -> Term:
    return terms.worked_out(FactKind.DAY, date.fromisoformat, given)


def _is_written_day(term: Term, _: int) -> bool:
    if term.kind is not FactKind.TEXT or not term.is_constant:
        return False
    try:
        date.fromisoformat(term.constant)
    except ValueError:
        return False
    return True


FUNCTIONS: Mapping[str, Function] = {
    "min": Function("min(a, b, …)", 2, _MANY, _is_number, _of_numbers(min)),
    "max": Function("max(a, b, …)", 2, _MANY, _is_number, _of_numbers(max)),
    "abs": Function("abs(a)", 1, 1, _is_number, _of_numbers(abs)),
    "rounded_down": Function(
        "rounded_down(amount, unit)", 2, 2, _is_number,
        lambda given: terms.worked_out(given[0].kind, _rounded_down, given),
    ),
    "days_between": Function(
        "days_between(earlier, later)", 2, 2, _is_day,
        lambda given: terms.worked_out(FactKind.COUNT, lambda a, b: (b - a).days, given),
    ),
    "months_between": Function(
        "months_between(earlier, later)", 2, 2, _is_day,
        lambda given: terms.worked_out(FactKind.COUNT, _months_between, given),
    ),
    "day": Function('day("2026-03-31")', 1, 1, _is_written_day, _day),
    "known": Function(
        "known(fact)", 1, 1, lambda term, _: bool(term.name), lambda given: terms.known(given[0])
    ),
}  # fmt: skip

"""Adds up scorecards in whole 1/1000 points: what is known, and the interval of what is missing.

Rounding, once and for all: the points of one criterion are rounded to 1/1000, half up, and a card
is the plain sum of its criteria, so bars add up exactly. An average over cards is rounded to 1/1000
once more, half up.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from desktop.services.scoring.rules import CardRules, CriterionRule

MILLI = 1_000  # of one point
FEWEST_TO_DROP = 3  # with two cards nothing would be left


@dataclass(frozen=True)
class Part:
    """What one criterion brings, in 1/1000 points; None while its evidence is missing."""

    code: str
    points: int | None
    most: int


@dataclass(frozen=True)
class CardPoints:
    """One card: `known` is the sum of what was graded, `low` and `high` hold what may come of it.

    `estimate` is the sum where all is graded, else what the graded part suggests for the whole;
    None where nothing is graded.
    """

    parts: tuple[Part, ...]

    @property
    def known(self) -> int:
        """Return Σ weight × grade of what was graded."""
        return sum(part.points for part in self.parts if part.points is not None)

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the criteria without a grade."""
        return tuple(part.code for part in self.parts if part.points is None)

    @property
    def low(self) -> int:
        """Return the points if everything that is missing turned out worst."""
        return self.known

    @property
    def high(self) -> int:
        """Return the points if everything that is missing turned out best."""
        return self.known + sum(part.most for part in self.parts if part.points is None)

    @property
    def estimate(self) -> int | None:
        """Return the whole as far as it can be told: missing is missing, not zero."""
        graded = sum(part.most for part in self.parts if part.points is not None)
        if not graded:
            return None
        return half_up(Fraction(self.known * sum(part.most for part in self.parts), graded))


@dataclass(frozen=True)
class CasePoints:
    """The cards of one case together; in 1/1000 points.

    dropped: places of the cards that were left out, highest and lowest. spread: highest less
    lowest; deviation: of the sample, None with fewer than two cards.
    """

    average: int | None
    low: int
    high: int
    parts: tuple[Part, ...]
    counted: int
    dropped: tuple[int, ...]
    spread: int | None
    deviation: int | None

    @property
    def is_whole(self) -> bool:
        """Return whether nothing is missing on the cards that are in."""
        return self.average is not None and self.low == self.high


def half_up(exact: Fraction) -> int:
    """Return the nearest whole number, a half rounded up."""
    return floor(exact + Fraction(1, 2))


def of_criterion(rule: CriterionRule, grade: int | None) -> int | None:
    """Return weight × grade ÷ scale in 1/1000 points, None without a grade."""
    return None if grade is None else half_up(Fraction(rule.weight * grade, rule.scale))


def of_card(rules: CardRules, grades: Mapping[str, int | None]) -> CardPoints:
    """Return what the grades of one card bring; a criterion that is not there is missing."""
    return CardPoints(
        tuple(
            Part(rule.code, of_criterion(rule, grades.get(rule.code)), rule.weight)
            for rule in rules.criteria
        )
    )


def together(
    rules: CardRules, cards: Sequence[CardPoints], *, corrections: Sequence[int] | None = None
) -> CasePoints:
    """Return the average of the cards that say something, extremes dropped where the pack says so.

    corrections: what is taken off each card because its reviewer leans that way; None: nothing.
    """
    whole = sum(rule.weight for rule in rules.criteria)
    shifts = list(corrections or [0] * len(cards))
    said = [at for at, card in enumerate(cards) if card.estimate is not None]
    estimates = {at: _within(_estimate(cards[at]) - shifts[at], whole) for at in said}
    dropped = _extremes(estimates) if rules.drop_extremes else ()
    counted = [at for at in said if at not in dropped]
    lows = [_within(cards[at].low - shifts[at], whole) for at in said]
    highs = [_within(cards[at].high - shifts[at], whole) for at in said]
    average = _mean(estimates[at] for at in counted)
    return CasePoints(
        average=average,
        low=_trimmed(lows, drop=bool(dropped)) or 0,
        high=whole if not said else (_trimmed(highs, drop=bool(dropped)) or 0),
        parts=_parts(rules, [cards[at] for at in counted], average),
        counted=len(counted),
        dropped=dropped,
        spread=max(estimates.values()) - min(estimates.values()) if estimates else None,
        deviation=_deviation(list(estimates.values())),
    )


def leanings(cards: Mapping[tuple[object, object], int]) -> dict[object, tuple[int, int]]:
    """Return by reviewer how far they lie from the others on shared cases, and on how many.

    cards: whole points in 1/1000 by (case, reviewer). Positive: the reviewer is generous. A case
    that nobody else has graded says nothing.
    """
    by_case: dict[object, dict[object, int]] = {}
    for (case, reviewer), points in cards.items():
        by_case.setdefault(case, {})[reviewer] = points
    apart: dict[object, list[Fraction]] = {}
    for graded in by_case.values():
        total = sum(graded.values())
        for reviewer, points in graded.items():
            others = len(graded) - 1
            if others:
                apart.setdefault(reviewer, []).append(points - Fraction(total - points, others))
    return {
        reviewer: (half_up(sum(distances, Fraction(0)) / len(distances)), len(distances))
        for reviewer, distances in apart.items()
    }


def ranks(totals: Sequence[int | None]) -> list[int | None]:
    """Return places from 1, equal totals sharing the better one; None where nothing is known."""
    known = sorted((total for total in totals if total is not None), reverse=True)
    first: dict[int, int] = {}
    for place, total in enumerate(known, start=1):
        first.setdefault(total, place)
    return [None if total is None else first[total] for total in totals]


def _estimate(card: CardPoints) -> int:
    found = card.estimate
    assert found is not None
    return found


def _within(points: int, whole: int) -> int:
    return max(0, min(points, whole))


def _mean(values: Iterable[int]) -> int | None:
    found = list(values)
    return half_up(Fraction(sum(found), len(found))) if found else None


def _extremes(estimates: Mapping[int, int]) -> tuple[int, ...]:
    if len(estimates) < FEWEST_TO_DROP:
        return ()
    order = sorted(estimates, key=lambda at: (estimates[at], at))
    return tuple(sorted((order[0], order[-1])))


def _trimmed(values: Sequence[int], *, drop: bool) -> int | None:
    """Return the mean without one highest and one lowest; it grows with every single value."""
    return _mean(sorted(values)[1:-1] if drop else values)


def _parts(
    rules: CardRules, counted: Sequence[CardPoints], average: int | None
) -> tuple[Part, ...]:
    """Return what each criterion brings on average.

    Where every card is whole the parts add up to the average exactly: what rounding leaves over
    goes to the first criteria that have room for it.
    """
    graded = [[card.parts[at].points for card in counted] for at, _ in enumerate(rules.criteria)]
    means = [_mean(one for one in points if one is not None) for points in graded]
    left = (average or 0) - sum(mean or 0 for mean in means)
    if all(None not in points for points in graded) and abs(left) <= len(means):
        means = _levelled([mean or 0 for mean in means], rules, left)
    return tuple(
        Part(rule.code, mean, rule.weight) for rule, mean in zip(rules.criteria, means, strict=True)
    )


def _levelled(means: list[int], rules: CardRules, left: int) -> list[int | None]:
    level: list[int | None] = []
    for rule, mean in zip(rules.criteria, means, strict=True):
        step = max(-mean, min(left, rule.weight - mean))
        level.append(mean + step)
        left -= step
    return level


def _deviation(values: Sequence[int]) -> int | None:
    if len(values) < 2:
        return None
    from statistics import stdev

    return round(stdev(values))

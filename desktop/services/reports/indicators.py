"""Boils many figures down to a few, exactly; what is unknown is left out and counted."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from desktop.services.aftercare.improvement import PERCENT, exact, outcome, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal
    from fractions import Fraction

    from db.words import KpiDirection
    from desktop.services.aftercare.improvement import Figure, Number


@dataclass(frozen=True)
class Measured:
    """One indicator of one case with its latest value of one basis."""

    direction: KpiDirection | None
    baseline: Number | None
    target: Number | None
    after: Number | None


@dataclass(frozen=True)
class Spread:
    """How far apart figures lie, in percent: half of them lie between `low` and `high`.

    `counted` is how many figures there are; the rest is None where there are none.
    """

    counted: int
    low: Decimal | None
    middle: Decimal | None
    high: Decimal | None


@dataclass(frozen=True)
class Improvement:
    """What became of one indicator in many cases; `met` are those that reached their target."""

    improvement: Spread
    with_target: int
    met: int

    @property
    def share_met(self) -> Decimal | None:
        """Return how many percent of those with a target reached it."""
        return percent(self.met, self.with_target)


def percent(part: Number, whole: Number) -> Decimal | None:
    """Return how many percent of `whole` `part` is, to a tenth; None of nothing."""
    return rounded(exact(part) / exact(whole) * PERCENT) if whole else None


def improvement_of(cases: Iterable[Measured]) -> Improvement:
    """Return what became of one indicator; cases without a figure count nowhere."""
    outcomes = [
        outcome(one.direction, baseline=one.baseline, target=one.target, after=one.after)
        for one in cases
    ]
    achieved = _known(one.achievement for one in outcomes)
    improved = _known(one.improvement for one in outcomes)
    return Improvement(
        spread(improved), len(achieved), sum(1 for done in achieved if done >= PERCENT)
    )


def spread(figures: Sequence[Fraction]) -> Spread:
    """Return the middle figure, and those a quarter from either end."""
    ordered = sorted(figures)
    if not ordered:
        return Spread(0, None, None, None)
    half = (len(ordered) + 1) // 2  # with an odd number the middle one belongs to both halves
    low, high = median(ordered[:half]), median(ordered[-half:])
    return Spread(len(ordered), rounded(low), rounded(median(ordered)), rounded(high))


def _known(figures: Iterable[Figure]) -> list[Fraction]:
    return [figure.exact for figure in figures if figure.exact is not None]

"""Says how much better an indicator has become, exactly, or why that can't be said.

The arithmetic of the official system was not visible; these are the usual formulas (domain 3.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from db.words import KpiDirection
from desktop.services.aftercare.errors import UnitMismatchError

if TYPE_CHECKING:
    from collections.abc import Sequence

Number = int | float | Decimal | Fraction

PERCENT = 100
PPM = 1_000_000
PER_10_000_WORKERS = 10_000  # 사망만인율
PER_1_000_HOURS = 1_000  # 강도율; 도수율 is per 1,000,000 hours
_PPM_PER_PERCENT = PPM // PERCENT
_SHOWN = Decimal("0.1")


class Unclear(StrEnum):
    """Why a figure does not exist."""

    NO_BASELINE = "no_baseline"
    NO_TARGET = "no_target"
    NOT_MEASURED = "not_measured"
    NO_DIRECTION = "no_direction"
    BASELINE_ZERO = "baseline_zero"
    BASELINE_NEGATIVE = "baseline_negative"
    TARGET_IS_BASELINE = "target_is_baseline"
    TARGET_AGAINST_DIRECTION = "target_against_direction"
    WHOLE_IS_ZERO = "whole_is_zero"
    NO_WEIGHT = "no_weight"
    NOTHING_KNOWN = "nothing_known"


@dataclass(frozen=True)
class Figure:
    """An exact number, or why there is none; never 0 in place of something unknown."""

    exact: Fraction | None
    unclear: Unclear | None = None

    @property
    def value(self) -> Decimal | None:
        """Return the number as it is shown: one decimal, halves away from zero."""
        return None if self.exact is None else rounded(self.exact)


@dataclass(frozen=True)
class WeightedRate:
    """The achievement of one indicator in percent and its weight; sums of any size will do."""

    code: str
    weight: Number
    achievement: Figure


@dataclass(frozen=True)
class Overall:
    """The weighted achievement in percent; `left_out` are the indicators without a figure."""

    figure: Figure
    weight: Fraction  # of all indicators that were named, counted or not
    counted: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class KpiOutcome:
    """What became of one indicator: rates in percent, `change` in the indicator's own unit."""

    improvement: Figure
    achievement: Figure
    change: Figure


def exact(number: Number) -> Fraction:
    """Return a number as people typed it: 0.1 is a tenth, not the float nearest to it."""
    return Fraction(str(number)) if isinstance(number, float) else Fraction(number)


def rounded(number: Fraction, step: Decimal = _SHOWN) -> Decimal:
    """Return `number` to the nearest `step`, halves away from zero."""
    steps = number / Fraction(step)
    whole = abs(steps.numerator) * 2 // steps.denominator
    return (Decimal((whole + 1) // 2) * step).copy_sign(Decimal(steps.numerator))


def improvement_rate(
    direction: KpiDirection | None, baseline: Number | None, after: Number | None
) -> Figure:
    """Return by how many percent of the baseline the value became better; worse is negative.

    Up: (after - baseline) / baseline. Down: (baseline - after) / baseline. A baseline of 0 or
    below has no rate; show the absolute change instead.
    """
    unclear = _missing(baseline, after) or (None if direction else Unclear.NO_DIRECTION)
    if unclear or baseline is None or after is None:
        return Figure(None, unclear)
    before = exact(baseline)
    if before <= 0:
        return Figure(None, Unclear.BASELINE_NEGATIVE if before else Unclear.BASELINE_ZERO)
    better = exact(after) - before
    if direction is KpiDirection.DOWN:
        better = -better
    return Figure(better / before * PERCENT)


def achievement_rate(
    baseline: Number | None,
    target: Number | None,
    after: Number | None,
    *,
    direction: KpiDirection | None = None,
) -> Figure:
    """Return how many percent of the way from baseline to target are done, in both directions.

    direction: where it is given, a target that lies on its wrong side has no achievement; the
    formula alone would praise a value that became worse.
    """
    unclear = _missing(baseline, after) or (Unclear.NO_TARGET if target is None else None)
    if unclear or baseline is None or target is None or after is None:
        return Figure(None, unclear)
    way = exact(target) - exact(baseline)
    if not way:
        return Figure(None, Unclear.TARGET_IS_BASELINE)
    if direction is not None and (way > 0) is not (direction is KpiDirection.UP):
        return Figure(None, Unclear.TARGET_AGAINST_DIRECTION)
    return Figure((exact(after) - exact(baseline)) / way * PERCENT)


def absolute_change(baseline: Number | None, after: Number | None) -> Figure:
    """Return after - baseline in the indicator's unit; says something even for a baseline of 0."""
    unclear = _missing(baseline, after)
    if unclear or baseline is None or after is None:
        return Figure(None, unclear)
    return Figure(exact(after) - exact(baseline))


def outcome(
    direction: KpiDirection | None,
    *,
    baseline: Number | None,
    target: Number | None,
    after: Number | None,
) -> KpiOutcome:
    """Return everything that can be said about one indicator; all values in the same unit."""
    return KpiOutcome(
        improvement=improvement_rate(direction, baseline, after),
        achievement=achievement_rate(baseline, target, after, direction=direction),
        change=absolute_change(baseline, after),
    )


def overall_achievement(rates: Sequence[WeightedRate], *, cap: Number | None) -> Overall:
    """Return the weighted mean of the achievements, each cut at `cap` percent (종합달성도).

    cap: per announcement, such as 100; None for no cut. Indicators without a figure are left out
    and named, so that nobody takes a missing value for a failure.
    """
    weight = sum((exact(rate.weight) for rate in rates), Fraction(0))
    known = [(rate, rate.achievement.exact) for rate in rates if rate.achievement.exact is not None]
    left_out = tuple(rate.code for rate in rates if rate.achievement.exact is None)
    counted = tuple(rate.code for rate, _ in known)
    counted_weight = sum((exact(rate.weight) for rate, _ in known), Fraction(0))
    if not known:
        return Overall(Figure(None, Unclear.NOTHING_KNOWN), weight, counted, left_out)
    if not counted_weight:
        return Overall(Figure(None, Unclear.NO_WEIGHT), weight, counted, left_out)
    points = sum(
        (
            exact(rate.weight) * (done if cap is None else min(done, exact(cap)))
            for rate, done in known
        ),
        Fraction(0),
    )
    return Overall(Figure(points / counted_weight), weight, counted, left_out)


def rate(part: Number | None, whole: Number | None, *, per: int = PERCENT) -> Figure:
    """Return `part` per `whole`: 불량률, 재해율, 설비가동률, 시스템 활용률 (domain 3.2).

    per: PERCENT, PPM, PER_10_000_WORKERS, PER_1_000_HOURS, or 1 for a plain quotient such as
    시간당 생산량.
    """
    if part is None or whole is None:
        return Figure(None, Unclear.NOT_MEASURED)
    if not exact(whole):
        return Figure(None, Unclear.WHOLE_IS_ZERO)
    return Figure(exact(part) / exact(whole) * per)


def converted(value: Number, *, found: str, expected: str) -> Fraction:
    """Return `value` of unit `found` in unit `expected`; knows % and PPM.

    Raises UnitMismatchError for any other pair of different units.
    """
    units = (found.strip().upper(), expected.strip().upper())
    if units[0] == units[1]:
        return exact(value)
    if units == ("%", "PPM"):
        return exact(value) * _PPM_PER_PERCENT
    if units == ("PPM", "%"):
        return exact(value) / _PPM_PER_PERCENT
    raise UnitMismatchError(found=found, expected=expected)


def _missing(baseline: Number | None, after: Number | None) -> Unclear | None:
    if baseline is None:
        return Unclear.NO_BASELINE
    return Unclear.NOT_MEASURED if after is None else None

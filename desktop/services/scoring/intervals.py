"""Tells how far a rank depends on the weights: draws of ±20 %, the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

DRAWS = 1_000
SWING = 0.2  # of a weight, up and down
_LOW, _HIGH = 5, 95  # percentiles: nine draws of ten lie between


@dataclass(frozen=True)
class RankInterval:
    """Between which places a case stands in nine draws of ten."""

    best: int
    worst: int


def rank_intervals(
    shares: Sequence[Sequence[Sequence[float | None]]],
    weights: Sequence[int],
    bonuses: Sequence[int],
    *,
    seed: int,
    drop_extremes: bool = False,
    draws: int = DRAWS,
) -> list[RankInterval | None]:
    """Return one interval per case, None for a case without any grade.

    shares: case → reviewer → criterion, the part of the weight that was reached (0 to 1) or None
    where it is missing. weights, bonuses: in 1/1000 points. The weights of a draw add up to the
    same as those of the pack; a missing share counts by what the graded ones suggest.
    """
    import numpy as np

    width = max((len(cards) for cards in shares), default=0)
    graded = [any(one is not None for card in cards for one in card) for cards in shares]
    if not width or not any(graded):
        return [None] * len(shares)
    blank = [None] * len(weights)
    cube = np.array(
        [[*cards, *([blank] * (width - len(cards)))] for cards in shares], dtype=np.float64
    )
    known = ~np.isnan(cube)
    filled = np.where(known, cube, 0.0)
    base = np.asarray(weights, dtype=np.float64)
    lifts = np.random.default_rng(seed).uniform(1 - SWING, 1 + SWING, (draws, len(weights)))
    drawn = base * lifts
    drawn *= base.sum() / drawn.sum(axis=1, keepdims=True)
    extra = np.asarray(bonuses, dtype=np.float64)
    says = known.any(axis=2)
    places = np.empty((draws, len(shares)), dtype=np.int32)
    for at, weighed in enumerate(drawn):
        reached, reachable = filled @ weighed, known @ weighed
        whole = np.divide(reached, reachable, out=np.full_like(reached, np.nan), where=says)
        totals = _averages(whole * base.sum(), drop_extremes=drop_extremes) + extra
        totals = np.where(np.isnan(totals), -np.inf, np.round(totals, 6))
        order = np.sort(-totals)
        places[at] = np.searchsorted(order, -totals) + 1
    best, worst = np.percentile(places, [_LOW, _HIGH], axis=0, method="nearest")
    return [
        RankInterval(int(low), int(high)) if there else None
        for there, low, high in zip(graded, best, worst, strict=True)
    ]


def _averages(points: Any, *, drop_extremes: bool) -> Any:
    """Return the mean over reviewers, with fewer than three cards nothing dropped."""
    import numpy as np

    cards = np.asarray(points)
    count = (~np.isnan(cards)).sum(axis=1)
    total = np.nansum(cards, axis=1)
    if drop_extremes:
        enough = count >= 3
        highest = np.where(np.isnan(cards), -np.inf, cards).max(axis=1)
        lowest = np.where(np.isnan(cards), np.inf, cards).min(axis=1)
        total = np.where(enough, total - highest - lowest, total)
        count = np.where(enough, count - 2, count)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count > 0, total / count, np.nan)

"""Adds up bonus points as a pack's groups and caps say."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from desktop.services.programmes.scoring_rules import Counting

if TYPE_CHECKING:
    from collections.abc import Collection

    from desktop.services.programmes.scoring_rules import BonusGroup, BonusRules


def bonus_points(rules: BonusRules | None, applies: Collection[str], track: str = "") -> Decimal:
    """Return the points of the items that apply, after the caps of their groups and of all.

    applies: codes of items, or ids of the rules that decide them. An item whose points nobody
    knows brings none.
    """
    if rules is None:
        return Decimal(0)
    total = sum((_of_group(group, applies, track) for group in rules.groups), Decimal(0))
    if rules.cap is not None:
        total = min(total, rules.cap)
    return max(total, rules.floor) if rules.floor is not None else total


def _of_group(group: BonusGroup, applies: Collection[str], track: str) -> Decimal:
    points = [
        item.points
        for item in group.items
        if item.points is not None
        and (item.code in applies or (item.rule and item.rule in applies))
        and (not item.tracks or not track or track in item.tracks)
    ]
    if not points:
        return Decimal(0)
    counted = max(points) if group.counting is Counting.HIGHEST else sum(points, Decimal(0))
    return min(counted, group.cap) if group.cap is not None else counted

"""Counts bonus points: per group and in total never more than the pack allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.words import BonusState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.services.scoring.rules import BonusGroupRule, BonusRules


@dataclass(frozen=True)
class Claimed:
    """What became of one item; points in 1/1000 where a person set them, else as the pack says."""

    state: BonusState
    points: int | None = None


@dataclass(frozen=True)
class GroupPoints:
    """What the items of one group bring, before and after the cap of the group."""

    code: str
    raw: int
    points: int

    @property
    def is_capped(self) -> bool:
        """Return whether the cap took something away."""
        return self.points != self.raw


@dataclass(frozen=True)
class BonusPoints:
    """What is confirmed; `low` and `high` hold what open claims may still change.

    unknown: confirmed items whose points nobody knows; they count nothing until somebody sets them.
    """

    points: int
    low: int
    high: int
    groups: tuple[GroupPoints, ...]
    is_capped: bool
    unknown: tuple[str, ...]


def count(rules: BonusRules, claims: Mapping[str, Claimed]) -> BonusPoints:
    """Return the bonus of one case; items that the pack does not have are left out."""
    sure = {BonusState.CONFIRMED}
    groups = tuple(_group(group, claims, sure) for group in rules.groups)
    raw = sum(group.points for group in groups)
    sums = [_total(rules, claims, signs) for signs in (_LESS, _MORE)]
    points = _held(rules, raw)
    unknown = tuple(
        item.code
        for group in rules.groups
        for item in group.items
        if item.code in claims
        and claims[item.code].state is BonusState.CONFIRMED
        and _worth(item.points, claims[item.code]) is None
    )
    low, high = min(points, *sums), max(points, *sums)
    return BonusPoints(points, low, high, groups, points != raw, unknown)


_LESS, _MORE = -1, 1


def _total(rules: BonusRules, claims: Mapping[str, Claimed], sign: int) -> int:
    """Return the sum if every open claim went the way of `sign`."""
    taken = {
        code: Claimed(BonusState.CONFIRMED, claim.points)
        if _goes(rules, code, claim, sign)
        else claim
        for code, claim in claims.items()
    }
    groups = (_group(group, taken, {BonusState.CONFIRMED}) for group in rules.groups)
    return _held(rules, sum(group.points for group in groups))


def _goes(rules: BonusRules, code: str, claim: Claimed, sign: int) -> bool:
    item = rules.item(code)
    worth = _worth(item.points if item else None, claim)
    return claim.state is BonusState.CLAIMED and worth is not None and worth * sign > 0


def _group(
    group: BonusGroupRule, claims: Mapping[str, Claimed], counted: set[BonusState]
) -> GroupPoints:
    worths = [
        worth
        for item in group.items
        if (claim := claims.get(item.code)) is not None
        and claim.state in counted
        and (worth := _worth(item.points, claim)) is not None
    ]
    raw = max(worths, default=0) if group.highest_only else sum(worths)
    return GroupPoints(group.code, raw, raw if group.cap is None else min(raw, group.cap))


def _worth(of_pack: int | None, claim: Claimed) -> int | None:
    return of_pack if claim.points is None else claim.points


def _held(rules: BonusRules, points: int) -> int:
    capped = points if rules.cap is None else min(points, rules.cap)
    return capped if rules.floor is None else max(capped, rules.floor)

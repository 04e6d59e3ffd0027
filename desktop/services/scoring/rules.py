"""The rules of scoring as this package needs them, in whole 1/1000 points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.services.programmes.rule_shape import Title


@dataclass(frozen=True)
class CriterionRule:
    """One criterion; weight in 1/1000 points; anchors: grades with what they mean in words.

    scale: the highest grade; the lowest is 0. source: where the criterion was read.
    """

    code: str
    title: Title
    weight: int
    scale: int = 5
    anchors: tuple[tuple[int, Title], ...] = ()
    block: Title | None = None
    evidence: tuple[str, ...] = ()
    source: str = ""
    verified: bool = True


@dataclass(frozen=True)
class CardRules:
    """One scorecard of a pack."""

    criteria: tuple[CriterionRule, ...]
    reviewers: int = 3
    drop_extremes: bool = False
    correct_leanings: bool = False
    own_region_barred: bool = False
    passing: int | None = None
    source: str = ""
    verified: bool = True

    @property
    def most(self) -> int:
        """Return the points that the highest grades bring together."""
        return sum(one.weight for one in self.criteria)


@dataclass(frozen=True)
class BonusItemRule:
    """One item; points in 1/1000, None where the pack does not know how many."""

    code: str
    title: Title
    points: int | None = None
    source: str = ""
    verified: bool = True


@dataclass(frozen=True)
class BonusGroupRule:
    """Items with a common cap; highest_only: the best item counts alone."""

    code: str
    title: Title
    items: tuple[BonusItemRule, ...]
    cap: int | None = None
    highest_only: bool = False


@dataclass(frozen=True)
class BonusRules:
    """All groups; cap and floor hold what they bring together."""

    groups: tuple[BonusGroupRule, ...] = ()
    cap: int | None = None
    floor: int | None = None

    def item(self, code: str) -> BonusItemRule | None:
        """Return one item, None where no group has it."""
        return next((one for group in self.groups for one in group.items if one.code == code), None)

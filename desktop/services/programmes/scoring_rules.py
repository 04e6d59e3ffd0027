"""The shape of scorecards and bonus points: criteria, anchors in words, weights and caps."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from desktop.services.programmes.form_rules import Code
from desktop.services.programmes.rule_shape import RuleShape, Strict, Title, mistake, unique

if TYPE_CHECKING:
    from collections.abc import Iterator

Points = Annotated[Decimal, Field(ge=-100, le=100, max_digits=5, decimal_places=2)]
Weight = Annotated[Decimal, Field(gt=0, le=1_000, max_digits=6, decimal_places=2)]


class Anchor(Strict):
    """What a grade means in words; `grade` counts from 0 to the scale of its criterion."""

    grade: int = Field(ge=0, le=100)
    title: Title


class Criterion(RuleShape):
    """One thing that reviewers grade.

    weight: the points that the highest grade brings. scale: the highest grade; the lowest is 0.
    evidence: codes of the papers that the grade stands on; without them it is missing, not zero.
    of_pair: graded per partner, as the fit to a large firm, and no part of the base score.
    """

    code: Code
    title: Title
    weight: Weight
    scale: int = Field(default=5, ge=1, le=100)
    anchors: tuple[Anchor, ...] = Field(default=(), alias="anchor")
    evidence: tuple[str, ...] = ()
    of_pair: bool = False

    @model_validator(mode="after")
    def _anchors_lie_on_the_scale(self) -> Self:
        grades = [anchor.grade for anchor in self.anchors]
        unique("anchor", map(str, grades))
        beyond = [grade for grade in grades if grade > self.scale]
        if beyond:
            raise mistake("grade_on_the_scale", at=("anchor",), found=beyond)
        return self


class CriteriaBlock(Strict):
    """Criteria that stand together, such as need, plan, ability and effect."""

    code: Code
    title: Title
    criteria: tuple[Criterion, ...] = Field(alias="criterion", min_length=1)

    @property
    def weight(self) -> Decimal:
        """Return the points that the whole block can bring."""
        return sum((one.weight for one in self.criteria), Decimal(0))


class Scorecard(RuleShape):
    """One evaluation, such as the paper or the technical one; step: code of its step.

    weights_total: what the weights add up to, 100 as a rule. reviewers: how many grade one
    application. drop_extremes: the highest and the lowest total are left out of the average
    (from three reviewers on). passing: points below which nobody is chosen, None where the pack
    sets none. chosen_times: how many times the places go on to the next step (1.5배수).
    correct_offsets: reviewers' leanings are taken out of the score, not only shown.
    own_region_barred: a reviewer grades no application from the region where they work.
    """

    code: Code
    title: Title
    step: str = ""
    tracks: tuple[str, ...] = ()
    weights_total: Weight = Decimal(100)
    reviewers: int = Field(default=3, ge=1, le=20)
    drop_extremes: bool = False
    passing: Decimal | None = Field(default=None, ge=0)
    chosen_times: Decimal | None = Field(default=None, ge=1, le=10)
    correct_offsets: bool = False
    own_region_barred: bool = False
    blind: bool = False
    blocks: tuple[CriteriaBlock, ...] = Field(alias="block", min_length=1)

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        unique("block", (block.code for block in self.blocks))
        unique("block", (one.code for one in self.criteria()))
        weights = sum((block.weight for block in self.blocks), Decimal(0))
        if weights != self.weights_total:
            raise mistake("weights_that_add_up", found=weights, limit=self.weights_total)
        if self.passing is not None and self.passing > self.weights_total:
            raise mistake("passing_within_the_weights", at=("passing",), found=self.passing)
        if self.drop_extremes and self.reviewers < _LEAST_TO_DROP:
            raise mistake("three_reviewers_to_drop_extremes", at=("reviewers",))
        return self

    def criteria(self) -> Iterator[Criterion]:
        """Yield the criteria in the order of the card."""
        for block in self.blocks:
            yield from block.criteria

    def criterion(self, code: str) -> Criterion | None:
        """Return one criterion, None if the card does not have it."""
        return next((one for one in self.criteria() if one.code == code), None)


_LEAST_TO_DROP = 3


class Counting(StrEnum):
    """How the items of a group count together."""

    SUM = "sum"
    HIGHEST = "highest"


class BonusItem(RuleShape):
    """One reason for more (가점) or fewer (감점) points.

    points: None where nobody knows how many. paper: code of the evidence. rule: id of the rule of
    severity `bonus` that decides whether it applies; empty where a person decides.
    """

    code: Code
    title: Title
    points: Points | None = None
    paper: str = ""
    rule: str = ""
    tracks: tuple[str, ...] = ()


class BonusGroup(RuleShape):
    """Items with a common cap (배점 상한); cap: points, None where the group has none."""

    code: Code
    title: Title
    cap: Points | None = None
    counting: Counting = Counting.SUM
    items: tuple[BonusItem, ...] = Field(alias="item", min_length=1)


class BonusRules(RuleShape):
    """All bonus groups; cap: the most points that all together bring, None where unknown.

    floor: the most that is taken away, as a negative number.
    """

    cap: Points | None = None
    floor: Points | None = None
    groups: tuple[BonusGroup, ...] = Field(alias="group", min_length=1)

    @model_validator(mode="after")
    def _has_each_code_once(self) -> Self:
        unique("group", (group.code for group in self.groups))
        unique("group", (item.code for item in self.items()))
        if self.cap is not None and self.cap < 0:
            raise mistake("cap_from_zero", at=("cap",), found=self.cap)
        if self.floor is not None and self.floor > 0:
            raise mistake("floor_up_to_zero", at=("floor",), found=self.floor)
        return self

    def items(self) -> Iterator[BonusItem]:
        """Yield the items in the order of the groups."""
        for group in self.groups:
            yield from group.items

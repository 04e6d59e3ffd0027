"""The shape of the rules that say who may pay how much of a project."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, NamedTuple, Self

from pydantic import BeforeValidator, Field, model_validator

from db.words import FundingForm, FundingSource, LegalRegime
from desktop.services.programmes.rule_shape import RuleShape, Strict, mistake


def _exact_share(value: object) -> object:
    """Return a share as an exact fraction; takes 0.3 from a TOML file, "30%" and "3/10"."""
    try:
        if isinstance(value, str) and value.strip().endswith("%"):
            return Fraction(value.strip()[:-1].strip()) / 100
        if isinstance(value, int | str | Decimal | Fraction) and not isinstance(value, bool):
            return Fraction(value)
    except (ValueError, ZeroDivisionError):
        pass
    raise mistake("share")


# Floats are refused: 0.3 of 100,000,000 won has to be 30,000,000 won, not one won less.
Share = Annotated[Fraction, BeforeValidator(_exact_share), Field(ge=0, le=1)]
Won = Annotated[int, Field(ge=0, strict=True)]


class Takes(StrEnum):
    """How a line gets its amount when a plan is made.

    Lines take in this order, and in file order among equals. A line that takes the least is raised
    again at the end, when the others are full and some cost is left.
    """

    MOST = "most"
    REST = "rest"
    LEAST = "least"
    GIVEN = "given"


class LineKey(NamedTuple):
    """Names one line of a funding plan."""

    source: FundingSource
    form: FundingForm = FundingForm.CASH


class BoundedRule(RuleShape):
    """A rule that bounds an amount: shares are of the total cost, `cap` is won."""

    min_share: Share = Fraction(0)
    max_share: Share | None = None
    cap: Won | None = None


class LineRule(BoundedRule):
    """What one source may pay in one form."""

    source: FundingSource
    form: FundingForm = FundingForm.CASH
    regime: LegalRegime
    takes: Takes
    max_of_source: Share | None = None  # this line's part of all that its source pays
    rounding_unit: Annotated[int, Field(ge=1, strict=True)] = 1  # cut down to multiples of this

    @property
    def key(self) -> LineKey:
        """Return the name of the line."""
        return LineKey(self.source, self.form)


class GroupRule(BoundedRule):
    """Bounds that several sources keep together, such as 국비+도비+시군비 ≤ 30 %."""

    code: str = Field(min_length=1, max_length=40)
    sources: tuple[FundingSource, ...]


class FundingRules(Strict):
    """All funding lines of one track; exactly one of them takes the rest."""

    lines: tuple[LineRule, ...] = Field(alias="line")
    groups: tuple[GroupRule, ...] = Field(default=(), alias="group")

    @model_validator(mode="after")
    def _can_be_planned(self) -> Self:
        keys = [line.key for line in self.lines]
        if len(set(keys)) != len(keys):
            raise mistake("one_line_per_source_and_form")
        resting = [line for line in self.lines if line.takes is Takes.REST]
        if len(resting) != 1 or resting[0].rounding_unit != 1:
            raise mistake("one_unrounded_line_takes_rest")
        self._refuse_crossing_groups()
        return self

    def _refuse_crossing_groups(self) -> None:
        """Refuse groups that overlap in part: filling line after line would miss solutions."""
        members = [set(group.sources) for group in self.groups]
        if not all(members):
            raise mistake("at_least_one_source")
        for at, one in enumerate(members):
            for other in members[at + 1 :]:
                if one & other and not (one <= other or other <= one):
                    raise mistake("groups_inside_each_other_or_apart")

    @property
    def rest(self) -> LineRule:
        """Return the line that takes what the others leave."""
        return next(line for line in self.lines if line.takes is Takes.REST)

    def line(self, key: LineKey) -> LineRule | None:
        """Return the rule of one line, or None where the track has no such line."""
        return next((line for line in self.lines if line.key == key), None)

    def with_line(self, key: LineKey, **changes: object) -> FundingRules:
        """Return the rules with one line changed, as a partner's own frame does (share, fund)."""
        lines = tuple(
            LineRule.model_validate({**line.model_dump(), **changes}) if line.key == key else line
            for line in self.lines
        )
        return FundingRules(line=lines, group=self.groups)

    def without_caps(self) -> FundingRules:
        """Return the rules as they would be if no amount in won limited anything."""
        lines = tuple(line.model_copy(update={"cap": None}) for line in self.lines)
        groups = tuple(group.model_copy(update={"cap": None}) for group in self.groups)
        return FundingRules(line=lines, group=groups)

"""The shape of the budget: cost lines (비목), how each is worked out, and its limits."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import lru_cache
from typing import Any, Self

from pydantic import Field, field_validator, model_validator

from db.words import FundingSource
from desktop import paths
from desktop.services.programmes.form_rules import Code
from desktop.services.programmes.funding_rules import Share, Won
from desktop.services.programmes.rule_shape import RuleShape, Strict, Title, mistake, unique


class Computation(StrEnum):
    """How the won of a cost line come about (domain 5.1)."""

    AMOUNT = "amount"  # as written
    QUANTITY = "quantity"  # unit price × quantity
    EFFORT = "effort"  # Σ(day rate × days), then overhead and fee on top
    FUNCTION_POINTS = "function_points"  # Σ points × price × correction, then profit
    MONTHLY = "monthly"  # price per month × months
    STAFF = "staff"  # monthly pay × months × part of the time
    PARTS = "parts"  # the sum of its parts
    DISCOUNT = "discount"  # a negative amount


class CostPart(Strict):
    """One named part of a cost line."""

    code: Code
    title: Title


class CostLine(RuleShape):
    """One cost line.

    max_share: part of the total cost; max_of_source and of_source: part of what a source pays;
    cap: won. overhead_max, fee_max: of an EFFORT line, parts of 1 on top of the direct labour, and
    of labour and overhead. in_kind: whether it may be given in kind.
    """

    code: Code
    title: Title
    computation: Computation
    tracks: tuple[str, ...] = ()
    parts: tuple[CostPart, ...] = Field(default=(), alias="part")
    max_share: Share | None = None
    cap: Won | None = None
    max_of_source: Share | None = None
    of_source: FundingSource | None = None
    overhead_max: Share | None = None
    fee_max: Share | None = None
    in_kind: bool = False

    @model_validator(mode="after")
    def _limits_fit(self) -> Self:
        unique("part", (part.code for part in self.parts))
        if (self.computation is Computation.PARTS) != bool(self.parts):
            raise mistake("parts_of_this_line", found=self.code)
        if (self.max_of_source is None) != (self.of_source is None):
            raise mistake("share_and_source_together", found=self.code)
        on_top = (self.overhead_max, self.fee_max)
        if on_top != (None, None) and self.computation is not Computation.EFFORT:
            raise mistake("overhead_of_an_effort_line", found=self.code)
        return self


class BudgetRules(RuleShape):
    """All cost lines. rounding_unit: won to which the whole cost is cut (domain 0.7)."""

    lines: tuple[CostLine, ...] = Field(alias="line", min_length=1)
    rounding_unit: int = Field(default=1_000, ge=1)

    @field_validator("lines", mode="before")
    @classmethod
    def _usual_lines_first(cls, value: Any) -> Any:
        """Let a pack name a usual line by its code alone, and change single limits of it."""
        if not isinstance(value, list):
            return value
        usual = {line["code"]: line for line in _usual()["line"]}
        return [
            {**usual.get(str(one.get("code", "")), {}), **one} if isinstance(one, dict) else one
            for one in value
        ]

    @model_validator(mode="after")
    def _has_each_line_once(self) -> Self:
        unique("line", (line.code for line in self.lines))
        return self

    def line(self, code: str) -> CostLine | None:
        """Return one cost line, None if the budget does not have it."""
        return next((line for line in self.lines if line.code == code), None)

    def lines_for(self, track: str) -> tuple[CostLine, ...]:
        """Return the cost lines of one track, in file order."""
        return tuple(line for line in self.lines if not line.tracks or track in line.tracks)


@lru_cache(maxsize=1)
def usual_budget() -> BudgetRules:
    """Return the cost lines that hold where a pack says nothing else; `db/seed/budget.toml`."""
    return BudgetRules.model_validate(_usual())


@lru_cache(maxsize=1)
def _usual() -> dict[str, Any]:
    from decimal import Decimal

    text = (paths.seed() / "budget.toml").read_text("utf-8")
    return tomllib.loads(text, parse_float=Decimal)

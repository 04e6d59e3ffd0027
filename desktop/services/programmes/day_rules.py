"""The spans that decide legal days, as data with their clauses."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from pydantic import Field

from desktop import paths
from desktop.services.programmes.rule_shape import RuleShape


class DayRule(RuleShape):
    """A span of calendar days and months; `times` says how often it may be used or comes back."""

    days: int = Field(default=0, ge=0)
    months: int = Field(default=0, ge=0)
    times: int = Field(default=1, ge=1)


class DayRules(RuleShape):
    """All spans of a programme; a pack replaces single ones."""

    care_end: DayRule  # 집중AS, after the build end
    change_request: DayRule  # after the cause
    change_request_end: DayRule  # before the build end
    extension: DayRule
    level_certificate: DayRule  # how long it is valid
    aftercare: DayRule  # one survey per span, `times` of them
    settlement_subsidy: DayRule  # 국고보조금 only, after completion


@lru_cache(maxsize=1)
def usual_day_rules() -> DayRules:
    """Return the spans that hold where a pack says nothing else; from `db/seed/days.toml`."""
    with (paths.seed() / "days.toml").open("rb") as file:
        return DayRules.model_validate(tomllib.load(file))

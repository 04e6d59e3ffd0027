"""The outcome indicators that ship with the program."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import lru_cache

from pydantic import Field

from db.words import KpiDirection
from desktop import paths
from desktop.services.programmes.rule_shape import RuleShape, Strict, Title


class Area(StrEnum):
    """What an indicator is about; the official letters (domain 3.1), S and H added."""

    PRODUCTION = "P"
    QUALITY = "Q"
    COST = "C"
    DELIVERY = "D"
    ENVIRONMENT = "E"
    SAFETY = "S"
    EMPLOYMENT = "H"


class Indicator(RuleShape):
    """One indicator; without a direction more is neither better nor worse."""

    code: str = Field(min_length=1, max_length=10)
    area: Area
    title: Title
    direction: KpiDirection | None = None
    unit: str = Field(min_length=1, max_length=20)
    key: bool = False  # 핵심지표


class _Indicators(Strict):
    """The file of indicators."""

    indicator: tuple[Indicator, ...]


@lru_cache(maxsize=1)
def indicators() -> tuple[Indicator, ...]:
    """Return all indicators in their official order; from `db/seed/kpi.toml` (domain 3.1)."""
    with (paths.seed() / "kpi.toml").open("rb") as file:
        return _Indicators.model_validate(tomllib.load(file)).indicator


def indicator(code: str) -> Indicator | None:
    """Return one indicator, None if the code is not known."""
    return next((one for one in indicators() if one.code == code), None)

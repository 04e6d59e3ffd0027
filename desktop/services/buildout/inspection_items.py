"""What an inspector looks at, by kind of inspection; ships with the program."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from pydantic import Field

from db.words import InspectionKind
from desktop import paths
from desktop.services.programmes.rule_shape import RuleShape, Strict, Title


class InspectionItem(RuleShape):
    """One thing to look at."""

    code: str = Field(min_length=1, max_length=8)
    kinds: tuple[InspectionKind, ...] = Field(min_length=1)
    area: Title
    title: Title


class _Items(Strict):
    """The file of items."""

    item: tuple[InspectionItem, ...]


@lru_cache(maxsize=1)
def _all_items() -> tuple[InspectionItem, ...]:
    with (paths.seed() / "inspection_items.toml").open("rb") as file:
        return _Items.model_validate(tomllib.load(file)).item


def items_of(kind: InspectionKind) -> tuple[InspectionItem, ...]:
    """Return what is looked at in this kind of inspection, in the order of the form."""
    return tuple(item for item in _all_items() if kind in item.kinds)

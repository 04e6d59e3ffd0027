"""The shape of the steps of a programme, and the official list that they come from."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Any

from pydantic import Field, model_validator

from db.words import Stage
from desktop import paths
from desktop.services.programmes.rule_shape import RuleShape, Title


class Step(RuleShape):
    """One step (domain 2.1); `shown` is false where this programme skips it."""

    code: str = Field(min_length=1, max_length=20)
    title: Title
    stage: Stage
    shown: bool = True

    @model_validator(mode="before")
    @classmethod
    def _official_words_first(cls, value: Any) -> Any:
        """Let a pack switch a known step on or off by its code alone."""
        if not isinstance(value, dict):
            return value
        return {**_official().get(str(value.get("code", "")), {}), **value}


def with_official_steps(own: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the official steps in their order, each as the pack has it, then the pack's own."""
    given = {step.code: step for step in own}
    official = [
        given[code] if code in given else Step.model_validate(step)
        for code, step in _official().items()
    ]
    return (*official, *(step for code, step in given.items() if code not in _official()))


@lru_cache(maxsize=1)
def _official() -> dict[str, dict[str, Any]]:
    """Return what is known of the official steps and of our own after-care steps, by code."""
    with (paths.seed() / "steps.toml").open("rb") as file:
        return {step["code"]: step for step in tomllib.load(file)["step"]}

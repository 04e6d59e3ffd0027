"""The shape of the outcome indicators that a programme asks for."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from desktop.services.programmes.rule_shape import RuleShape, mistake


class KpiNeed(RuleShape):
    """Which indicators an application may choose from, and how they are weighed together.

    codes: of `db/seed/kpi.toml`. required: codes that everybody takes. key_at_least: how many of
    those chosen have to be 핵심지표. cap: percent; an achievement counts up to this.
    """

    codes: tuple[str, ...] = Field(min_length=1)
    required: tuple[str, ...] = ()
    at_least: int = Field(default=1, ge=0)
    at_most: int | None = Field(default=None, ge=1)
    key_at_least: int = Field(default=0, ge=0)
    cap: int | None = Field(default=None, ge=0)
    weights_total: int = Field(default=100, ge=1)

    @model_validator(mode="after")
    def _can_be_chosen(self) -> Self:
        stray = [code for code in self.required if code not in self.codes]
        if stray:
            raise mistake("declared_code", at=("required",), found=stray, known=list(self.codes))
        most = self.at_most if self.at_most is not None else len(self.codes)
        if max(self.at_least, self.key_at_least, len(self.required)) > most:
            raise mistake("lowest_and_highest", at=("at_least",), found=f"{self.at_least} > {most}")
        return self

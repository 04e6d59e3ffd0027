"""The shape of the tests that a pack brings along: facts in, expected findings and amounts out."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field, field_validator, model_validator

from db.words import EligibilityState, FindingResult, FundingSource
from desktop.services.programmes.facts import FACTS
from desktop.services.programmes.funding_rules import Won
from desktop.services.programmes.rule_shape import RuleShape, mistake
from desktop.services.programmes.scoring_rules import Points


class PackTest(RuleShape):
    """One example with its answer, best taken from the announcement itself.

    facts: by name; what is not there is missing. papers: codes of the papers that are there, None
    where papers are not looked at. findings: rule id → result; only those named are looked at.
    state: what the blocking rules suggest together. total_cost with amounts: won per source, all
    forms together; sources that are not named pay 0. payable: false where no plan may exist.
    bonus: points after all caps.
    """

    id: str = Field(min_length=1, max_length=60)
    track: str
    facts: dict[str, Any] = Field(default_factory=dict)
    papers: tuple[str, ...] | None = None
    findings: dict[str, FindingResult] = Field(default_factory=dict)
    state: EligibilityState | None = None
    total_cost: Won | None = None
    payable: bool = True
    amounts: dict[FundingSource, Won] = Field(default_factory=dict)
    bonus: Points | None = None

    @field_validator("facts")
    @classmethod
    def _are_known_facts(cls, value: dict[str, Any]) -> dict[str, Any]:
        for name, given in value.items():
            fact = FACTS.get(name)
            if fact is None:
                raise mistake("known_fact", at=(name,), found=name)
            if not fact.takes(given):
                raise mistake("value_of_this_fact", at=(name,), found=given, fact=name)
        return value

    @model_validator(mode="after")
    def _expects_something(self) -> Self:
        if self.amounts and self.total_cost is None:
            raise mistake("total_cost_with_amounts", at=("amounts",), found=self.id)
        if self.amounts and not self.payable:
            raise mistake("no_amounts_where_nothing_is_payable", at=("amounts",), found=self.id)
        if not (
            self.findings or self.state or self.total_cost is not None or self.bonus is not None
        ):
            raise mistake("something_expected", found=self.id)
        return self

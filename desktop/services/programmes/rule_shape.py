"""What every rule of a pack has in common: its origin, and that nobody changes it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Strict(BaseModel):
    """A part of a pack: unchangeable, and refused if it has keys that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RuleShape(Strict):
    """A rule with its origin.

    `clause` names the place in the announcement, `citation` where we read it; `verified` is false
    where nobody has seen the official text.
    """

    clause: str = Field(default="", max_length=300)
    citation: str = Field(default="", max_length=300)
    verified: bool = True
    note: str = Field(default="", max_length=500)

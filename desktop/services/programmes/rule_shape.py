"""What every rule of a pack has in common: its origin, and that nobody changes it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from collections.abc import Iterable

MISTAKE = "pack"  # the type of our own complaints among those of pydantic


def mistake(expected: str, **facts: object) -> PydanticCustomError:
    """Return a complaint whose code says what a pack should have there."""
    return PydanticCustomError(MISTAKE, "{expected}", {"expected": expected, **facts})


def unique(part: str, codes: Iterable[str]) -> None:
    """Raise a mistake at `part` if a code comes twice."""
    twice = sorted(code for code, times in Counter(codes).items() if times > 1)
    if twice:
        raise mistake("code_once", at=(part,), found=twice)


def declared(at: tuple[str | int, ...], codes: Iterable[str], known: Iterable[str]) -> None:
    """Raise a mistake at `at` if one of `codes` is not known; an empty code asks for nothing."""
    there = set(known)
    unknown = [code for code in codes if code and code not in there]
    if unknown:
        raise mistake("declared_code", at=at, found=unknown, known=sorted(there))


class Strict(BaseModel):
    """A part of a pack: unchangeable, and refused if it has keys that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Title(Strict):
    """A name in both languages."""

    ko: str = Field(min_length=1, max_length=200)
    en: str = Field(min_length=1, max_length=200)


class RuleShape(Strict):
    """A rule with its origin.

    `clause` names the place in the announcement, `citation` where we read it; `verified` is false
    where nobody has seen the official text.
    """

    clause: str = Field(default="", max_length=300)
    citation: str = Field(default="", max_length=300)
    verified: bool = True
    note: str = Field(default="", max_length=500)


def known_keys() -> frozenset[str]:
    """Return every key that some part of a pack knows."""
    found: set[str] = set()
    waiting: list[type[Strict]] = [Strict]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        found |= {field.alias or name for name, field in kind.model_fields.items()}
    return frozenset(found)

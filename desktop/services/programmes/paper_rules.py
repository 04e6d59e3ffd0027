"""The shape of the papers that a company hands in: where, in which format, how long valid."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, field_validator, model_validator

from db.words import Stage
from desktop import paths
from desktop.services.programmes.expression_errors import nearest
from desktop.services.programmes.facts import FACTS, FactKind
from desktop.services.programmes.pack_expressions import compiled_or_mistake
from desktop.services.programmes.rule_shape import RuleShape, Title, mistake

if TYPE_CHECKING:
    from desktop.services.programmes.expressions import Expression

MEGABYTE = 1_000_000
USUAL_MEGABYTES = 20  # of the official system, a file per item (domain 1.5)


class PaperFormat(StrEnum):
    """What kind of file a paper may be; the endings stand in `ENDINGS`."""

    HWP = "hwp"
    PDF = "pdf"
    WORD = "word"
    SLIDES = "slides"
    SHEET = "sheet"
    IMAGE = "image"
    ZIP = "zip"


ENDINGS: dict[PaperFormat, tuple[str, ...]] = {
    PaperFormat.HWP: (".hwp", ".hwpx"),
    PaperFormat.PDF: (".pdf",),
    PaperFormat.WORD: (".doc", ".docx"),
    PaperFormat.SLIDES: (".ppt", ".pptx"),
    PaperFormat.SHEET: (".xls", ".xlsx"),
    PaperFormat.IMAGE: (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"),
    PaperFormat.ZIP: (".zip",),
}
USUAL_FORMATS = tuple(one for one in PaperFormat if one is not PaperFormat.ZIP)


class Paper(RuleShape):
    """One paper that a company hands in; tracks: none means all.

    step: code of the step that asks for it, besides its stage. needed_if: an expression over facts;
    empty means always. valid_days, valid_months: how long it holds from the day of issue, where
    the paper itself does not say; valid_on: the fact that names the day on which it has to be
    valid. names: words in a file's name by which it is recognised. max_megabytes: of one file, in
    1,000,000 bytes.
    """

    code: str = Field(min_length=1, max_length=60)
    title: Title
    stage: Stage
    step: str = ""
    tracks: tuple[str, ...] = ()
    required: bool = True
    needed_if: str = Field(default="", max_length=400)
    formats: tuple[PaperFormat, ...] = Field(default=USUAL_FORMATS, min_length=1)
    max_megabytes: int = Field(default=USUAL_MEGABYTES, ge=1, le=2_000)
    max_files: int = Field(default=1, ge=1, le=100)
    valid_days: int | None = Field(default=None, ge=1, le=3_660)
    valid_months: int | None = Field(default=None, ge=1, le=120)
    valid_on: str = ""
    names: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _usual_words_first(cls, value: Any) -> Any:
        """Let a pack name a usual paper by its code alone."""
        if not isinstance(value, dict):
            return value
        return {**usual_papers().get(str(value.get("code", "")), {}), **value}

    @field_validator("needed_if")
    @classmethod
    def _compiles(cls, value: str) -> str:
        if value:
            compiled_or_mistake(value)
        return value

    @field_validator("valid_on")
    @classmethod
    def _is_a_day(cls, value: str) -> str:
        days = [fact.name for fact in FACTS.values() if fact.kind is FactKind.DAY]
        if value and value not in days:
            raise mistake("known_fact", found=value, meant=nearest(value, days), allowed=days)
        return value

    @cached_property
    def condition(self) -> Expression | None:
        """Return when the paper is needed; None where it always is."""
        return compiled_or_mistake(self.needed_if) if self.needed_if else None

    @model_validator(mode="after")
    def _is_valid_for_one_span(self) -> Self:
        if self.valid_days is not None and self.valid_months is not None:
            raise mistake("days_or_months", found=self.code)
        return self

    @property
    def endings(self) -> tuple[str, ...]:
        """Return the endings that a file of this paper may have, in small letters."""
        return tuple(ending for one in self.formats for ending in ENDINGS[one])

    @property
    def max_bytes(self) -> int:
        """Return how large one file may be."""
        return self.max_megabytes * MEGABYTE


@lru_cache(maxsize=1)
def usual_papers() -> dict[str, dict[str, Any]]:
    """Return what is known of the papers that many programmes ask for; `db/seed/papers.toml`."""
    with (paths.seed() / "papers.toml").open("rb") as file:
        return {paper["code"]: paper for paper in tomllib.load(file)["paper"]}

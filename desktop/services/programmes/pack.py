"""The shape of a programme pack: everything that one announcement decides, as data."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, field_validator, model_validator

from db.words import DocumentKind, Stage
from desktop.services.programmes.day_rules import DayRules, usual_day_rules
from desktop.services.programmes.eligibility_rules import EligibilityRule
from desktop.services.programmes.funding_rules import FundingRules
from desktop.services.programmes.indicators import indicators
from desktop.services.programmes.rule_shape import RuleShape, Title, mistake

if TYPE_CHECKING:
    from collections.abc import Iterable


class Level(RuleShape):
    """One rung of the programme's own ladder (기초, 고도화1 …); not a KS X 9001 level."""

    code: str = Field(min_length=1, max_length=40)
    title: Title


class Track(RuleShape):
    """One way through the programme; `build_months` is None where nobody knows the period."""

    code: str = Field(min_length=1, max_length=60)
    title: Title
    levels: tuple[str, ...] = ()
    build_months: int | None = Field(default=None, ge=1, le=60)
    funding: FundingRules


class Paper(RuleShape):
    """One paper that a company hands in; tracks: none means all."""

    code: str = Field(min_length=1, max_length=60)
    title: Title
    stage: Stage
    tracks: tuple[str, ...] = ()
    required: bool = True


class Step(RuleShape):
    """One official step (domain 2.1); `shown` is false where this programme skips it."""

    code: str = Field(min_length=1, max_length=20)
    title: Title
    stage: Stage
    shown: bool = True


class KpiNeed(RuleShape):
    """Which indicators an application may choose from, and how they are weighed together."""

    codes: tuple[str, ...] = Field(min_length=1)
    cap: int | None = Field(default=None, ge=0)  # percent; an achievement counts up to this
    weights_total: int = Field(default=100, ge=1)


class DocumentNeed(RuleShape):
    """A document that this program writes in a stage."""

    kind: DocumentKind
    stage: Stage


class Pack(RuleShape):
    """One programme in one year, in one version."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)
    version: str = Field(pattern=r"^[0-9]+(\.[0-9]+)*$", max_length=20)
    programme: str = Field(min_length=1, max_length=40)
    year: int = Field(ge=2014, le=2100)
    title: Title
    based_on: tuple[str, ...] = ()  # shared files that were laid under it
    levels: tuple[Level, ...] = Field(default=(), alias="level")
    tracks: tuple[Track, ...] = Field(alias="track")
    rules: tuple[EligibilityRule, ...] = Field(default=(), alias="rule")
    papers: tuple[Paper, ...] = Field(default=(), alias="paper")
    steps: tuple[Step, ...] = Field(default=(), alias="step")
    documents: tuple[DocumentNeed, ...] = Field(default=(), alias="document")
    kpi: KpiNeed | None = None
    days: DayRules = Field(default_factory=usual_day_rules)

    @field_validator("days", mode="before")
    @classmethod
    def _usual_days_first(cls, value: Any) -> Any:
        """Let a pack replace single spans and keep the usual ones."""
        return {**usual_day_rules().model_dump(), **value} if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _is_of_one_piece(self) -> Self:
        if not self.tracks:
            raise mistake("at_least_one_track", at=("track",))
        tracks = {track.code for track in self.tracks}
        papers = {paper.code for paper in self.papers}
        levels = {level.code for level in self.levels}
        _unique("track", (track.code for track in self.tracks))
        _unique("paper", (paper.code for paper in self.papers))
        _unique("level", (level.code for level in self.levels))
        _unique("rule", (rule.id for rule in self.rules))
        _unique("step", (step.code for step in self.steps))
        for at, track in enumerate(self.tracks):
            _declared(("track", at, "levels"), track.levels, levels)
        for at, paper in enumerate(self.papers):
            _declared(("paper", at, "tracks"), paper.tracks, tracks)
        for at, rule in enumerate(self.rules):
            _declared(("rule", at, "tracks"), rule.tracks, tracks)
            _declared(("rule", at, "paper"), [rule.paper] if rule.paper else [], papers)
            if rule.exception and rule.exception.paper:
                _declared(("rule", at, "exception", "paper"), [rule.exception.paper], papers)
        codes = self.kpi.codes if self.kpi else ()
        _declared(("kpi", "codes"), codes, {one.code for one in indicators()})
        return self

    def track(self, code: str) -> Track | None:
        """Return one track, None if the pack has no such track."""
        return next((track for track in self.tracks if track.code == code), None)

    def rules_for(self, track: str) -> tuple[EligibilityRule, ...]:
        """Return the rules of one track, in file order."""
        return tuple(rule for rule in self.rules if not rule.tracks or track in rule.tracks)

    def papers_for(self, track: str, stage: Stage | None = None) -> tuple[Paper, ...]:
        """Return the papers of one track, in file order; of all stages if none is named."""
        return tuple(
            paper
            for paper in self.papers
            if (not paper.tracks or track in paper.tracks) and stage in (None, paper.stage)
        )

    def steps_of(self, stage: Stage) -> tuple[Step, ...]:
        """Return the shown steps of a stage, in file order."""
        return tuple(step for step in self.steps if step.shown and step.stage is stage)


def _unique(part: str, codes: Iterable[str]) -> None:
    twice = sorted(code for code, times in Counter(codes).items() if times > 1)
    if twice:
        raise mistake("code_once", at=(part,), found=twice)


def _declared(at: tuple[str | int, ...], codes: Iterable[str], known: set[str]) -> None:
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise mistake("declared_code", at=at, found=unknown, known=sorted(known))

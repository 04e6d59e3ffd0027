"""The shape of a programme pack: everything that one announcement decides, as data."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from pydantic import Field, field_validator, model_validator

from db.words import DocumentKind, Severity, Stage
from desktop.services.programmes.budget_rules import BudgetRules, usual_budget
from desktop.services.programmes.day_rules import DayRules, usual_day_rules
from desktop.services.programmes.eligibility_rules import EligibilityRule
from desktop.services.programmes.form_rules import Form
from desktop.services.programmes.funding_bounds import refuse_contradictions
from desktop.services.programmes.funding_rules import FundingRules
from desktop.services.programmes.indicators import indicators
from desktop.services.programmes.kpi_rules import KpiNeed
from desktop.services.programmes.pack_tests import PackTest
from desktop.services.programmes.paper_rules import Paper
from desktop.services.programmes.rule_shape import RuleShape, Title, declared, mistake, unique
from desktop.services.programmes.scoring_rules import BonusRules, Scorecard
from desktop.services.programmes.step_rules import Step, with_official_steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["DocumentNeed", "KpiNeed", "Level", "Pack", "Paper", "Step", "Track"]


class _OfTracks(Protocol):
    """A part that belongs to some tracks, or to all where it names none."""

    @property
    def tracks(self) -> tuple[str, ...]: ...


_Part = TypeVar("_Part", bound=_OfTracks)


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

    @model_validator(mode="after")
    def _can_be_paid(self) -> Self:
        refuse_contradictions(self.funding)
        return self


class DocumentNeed(RuleShape):
    """A document that this program writes in a stage; tracks: none means all."""

    kind: DocumentKind
    stage: Stage
    step: str = ""
    tracks: tuple[str, ...] = ()


class Pack(RuleShape):
    """One programme in one year, in one version.

    effective_from, effective_to: the days of receipt that it is meant for. budget, days and the
    steps are the usual ones where the pack says nothing else.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)
    version: str = Field(pattern=r"^[0-9]{1,6}(\.[0-9]{1,6})*$", max_length=20)
    programme: str = Field(min_length=1, max_length=40)
    year: int = Field(ge=2014, le=2100)
    title: Title
    based_on: tuple[str, ...] = ()  # shared files that were laid under it
    effective_from: date | None = None
    effective_to: date | None = None
    levels: tuple[Level, ...] = Field(default=(), alias="level")
    tracks: tuple[Track, ...] = Field(alias="track")
    rules: tuple[EligibilityRule, ...] = Field(default=(), alias="rule")
    forms: tuple[Form, ...] = Field(default=(), alias="form")
    papers: tuple[Paper, ...] = Field(default=(), alias="paper")
    own_steps: tuple[Step, ...] = Field(default=(), alias="step")
    scorecards: tuple[Scorecard, ...] = Field(default=(), alias="scorecard")
    bonus: BonusRules | None = None
    budget: BudgetRules = Field(default_factory=usual_budget)
    documents: tuple[DocumentNeed, ...] = Field(default=(), alias="document")
    kpi: KpiNeed | None = None
    days: DayRules = Field(default_factory=usual_day_rules)
    tests: tuple[PackTest, ...] = Field(default=(), alias="test")

    @field_validator("days", mode="before")
    @classmethod
    def _usual_days_first(cls, value: Any) -> Any:
        """Let a pack replace single spans and keep the usual ones."""
        return {**usual_day_rules().model_dump(), **value} if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _is_of_one_piece(self) -> Self:
        if not self.tracks:
            raise mistake("at_least_one_track", at=("track",))
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise mistake("lowest_and_highest", at=("effective_to",), found=self.effective_to)
        for part, codes in self._codes():
            unique(part, codes)
        for at, codes, known in self._references():
            declared(at, codes, known)
        return self

    def _codes(self) -> Iterator[tuple[str, Iterable[str]]]:
        """Yield the codes of every part that has to have each of them once."""
        yield "track", (one.code for one in self.tracks)
        yield "paper", (one.code for one in self.papers)
        yield "level", (one.code for one in self.levels)
        yield "rule", (one.id for one in self.rules)
        yield "step", (one.code for one in self.own_steps)
        yield "form", (one.code for one in self.forms)
        yield "scorecard", (one.code for one in self.scorecards)
        yield "document", (one.kind for one in self.documents)
        yield "test", (one.id for one in self.tests)

    def _references(self) -> Iterator[tuple[tuple[str | int, ...], Iterable[str], Iterable[str]]]:
        """Yield where other parts are named: the place, the codes there, the codes allowed."""
        tracks = [track.code for track in self.tracks]
        papers = [paper.code for paper in self.papers]
        steps = [step.code for step in self.steps]
        for part, of_tracks in self._of_tracks().items():
            for at, one in enumerate(of_tracks):
                yield (part, at, "tracks"), one.tracks, tracks
        of_steps: dict[str, Iterable[Any]] = {
            "paper": self.papers,
            "form": self.forms,
            "scorecard": self.scorecards,
            "document": self.documents,
        }
        for part, of_step in of_steps.items():
            for at, one in enumerate(of_step):
                yield (part, at, "step"), [one.step], steps
        for at, track in enumerate(self.tracks):
            yield ("track", at, "levels"), track.levels, [level.code for level in self.levels]
        for at, rule in enumerate(self.rules):
            yield ("rule", at, "paper"), [rule.paper], papers
            yield ("rule", at, "proved_by"), rule.proved_by.values(), papers
            if rule.exception:
                place = ("rule", at, "exception")
                yield (*place, "paper"), [rule.exception.paper], papers
                yield (*place, "proved_by"), rule.exception.proved_by.values(), papers
        if self.kpi:
            yield ("kpi", "codes"), self.kpi.codes, [one.code for one in indicators()]
        yield from self._of_scoring(papers)
        for at, test in enumerate(self.tests):
            yield ("test", at, "track"), [test.track], tracks
            rules = [rule.id for rule in self.rules_for(test.track)]
            yield ("test", at, "findings"), test.findings, rules
            yield ("test", at, "papers"), test.papers or (), papers

    def _of_tracks(self) -> dict[str, tuple[Any, ...]]:
        return {
            "paper": self.papers,
            "rule": self.rules,
            "form": self.forms,
            "scorecard": self.scorecards,
            "document": self.documents,
        }

    def _of_scoring(
        self, papers: list[str]
    ) -> Iterator[tuple[tuple[str | int, ...], Iterable[str], Iterable[str]]]:
        for at, card in enumerate(self.scorecards):
            for block_at, block in enumerate(card.blocks):
                for one_at, one in enumerate(block.criteria):
                    card_place = ("scorecard", at, "block", block_at, "criterion", one_at)
                    yield (*card_place, "evidence"), one.evidence, papers
        bonus = [rule.id for rule in self.rules if rule.severity is Severity.BONUS]
        tracks = [track.code for track in self.tracks]
        for at, group in enumerate(self.bonus.groups if self.bonus else ()):
            for item_at, item in enumerate(group.items):
                item_place = ("bonus", "group", at, "item", item_at)
                yield (*item_place, "paper"), [item.paper], papers
                yield (*item_place, "rule"), [item.rule], bonus
                yield (*item_place, "tracks"), item.tracks, tracks

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Return all steps: the official ones as this pack has them, then its own."""
        return with_official_steps(self.own_steps)

    def track(self, code: str) -> Track | None:
        """Return one track, None if the pack has no such track."""
        return next((track for track in self.tracks if track.code == code), None)

    def rules_for(self, track: str) -> tuple[EligibilityRule, ...]:
        """Return the rules of one track, in file order."""
        return _for_track(self.rules, track)

    def papers_for(self, track: str, stage: Stage | None = None) -> tuple[Paper, ...]:
        """Return the papers of one track, in file order; of all stages if none is named."""
        papers = _for_track(self.papers, track)
        return tuple(paper for paper in papers if stage in (None, paper.stage))

    def forms_for(self, track: str) -> tuple[Form, ...]:
        """Return the forms of one track, in file order."""
        return _for_track(self.forms, track)

    def form(self, code: str) -> Form | None:
        """Return one form, None if the pack has no such form."""
        return next((form for form in self.forms if form.code == code), None)

    def scorecards_for(self, track: str) -> tuple[Scorecard, ...]:
        """Return the scorecards of one track, in file order."""
        return _for_track(self.scorecards, track)

    def documents_for(self, track: str, stage: Stage | None = None) -> tuple[DocumentNeed, ...]:
        """Return the documents of one track, in file order; of all stages if none is named."""
        documents = _for_track(self.documents, track)
        return tuple(one for one in documents if stage in (None, one.stage))

    def steps_of(self, stage: Stage) -> tuple[Step, ...]:
        """Return the shown steps of a stage, in file order."""
        return tuple(step for step in self.steps if step.shown and step.stage is stage)


def _for_track(parts: tuple[_Part, ...], track: str) -> tuple[_Part, ...]:
    """Return the parts that belong to a track: those that name it, and those that name none."""
    return tuple(part for part in parts if not part.tracks or track in part.tracks)

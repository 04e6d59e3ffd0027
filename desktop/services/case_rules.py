"""Hands a case the rules of the pack version that it began with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.words import FundingSource, Stage
from desktop.services.programmes.day_rules import usual_day_rules
from desktop.services.programmes.errors import PackMissingError
from desktop.services.programmes.packs import pack

if TYPE_CHECKING:
    from db.tables import Case
    from desktop.services.programmes.day_rules import DayRules
    from desktop.services.programmes.eligibility_rules import EligibilityRule
    from desktop.services.programmes.pack import Pack, Track


@dataclass(frozen=True)
class CaseRules:
    """The pack of a case and its track in it; None where they are not on this computer."""

    pack: Pack | None
    track: Track | None

    @property
    def days(self) -> DayRules:
        """Return the spans that decide legal days."""
        return self.pack.days if self.pack is not None else usual_day_rules()

    @property
    def eligibility(self) -> tuple[EligibilityRule, ...]:
        """Return the rules that decide whether the company may apply."""
        if self.pack is None or self.track is None:
            return ()
        return self.pack.rules_for(self.track.code)

    @property
    def needed_papers(self) -> frozenset[str]:
        """Return the codes of the papers that an application has to bring."""
        if self.pack is None:
            return frozenset()
        papers = self.pack.papers_for(self.track.code if self.track else "", Stage.APPLICATION)
        return frozenset(paper.code for paper in papers if paper.required)

    @property
    def needs_partner(self) -> bool:
        """Return whether a large firm pays in this track; a 정부형 track has none."""
        if self.track is None:
            return True
        return any(line.source is FundingSource.PARTNER for line in self.track.funding.lines)

    @property
    def build_months(self) -> int | None:
        """Return how long a build-out may take, where the pack knows."""
        return self.track.build_months if self.track is not None else None


def rules_of(case: Case) -> CaseRules:
    """Return the rules of a case; a pack that is not there is None, not a failure."""
    try:
        found = pack(case.pack, case.pack_version) if case.pack else None
    except PackMissingError:
        found = None
    return CaseRules(found, found.track(case.track) if found is not None else None)


def needed_rules(case: Case) -> tuple[Pack, Track]:
    """Return the pack and the track. Raises PackMissingError where one of them is not there."""
    rules = rules_of(case)
    if rules.pack is None or rules.track is None:
        known = [track.code for track in rules.pack.tracks] if rules.pack is not None else []
        raise PackMissingError(
            pack=case.pack, version=case.pack_version, track=case.track, known=known
        )
    return rules.pack, rules.track

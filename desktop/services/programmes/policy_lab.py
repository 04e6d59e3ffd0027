"""Asks which applications of a year would pass under other rules: the policy lab."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func
from sqlmodel import col, select

from db.tables import Announcement, Case, Company, Site
from db.words import EligibilityState
from desktop.services import codes
from desktop.services.applications import case_facts
from desktop.services.case_rules import rules_of
from desktop.services.programmes.check import Prepared
from desktop.services.security.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.programmes.pack import Pack


@dataclass(frozen=True)
class TurnedCase:
    """An application that would come out otherwise; rules: those that come out otherwise."""

    case_id: UUID
    number: str
    company: str
    region: str
    before: EligibilityState
    after: EligibilityState
    rules: tuple[str, ...]


@dataclass(frozen=True)
class RegionRow:
    """One province: how many applications, and how they come out before and after."""

    code: str
    name: str
    cases: int
    before: Counter[EligibilityState] = field(default_factory=Counter)
    after: Counter[EligibilityState] = field(default_factory=Counter)

    @property
    def passes_before(self) -> int:
        """Return how many are eligible under the rules that they came in with."""
        return self.before[EligibilityState.ELIGIBLE]

    @property
    def passes_after(self) -> int:
        """Return how many would be eligible."""
        return self.after[EligibilityState.ELIGIBLE]


@dataclass(frozen=True)
class Lab:
    """What came out: by region, the largest first, and every application that turns."""

    year: int
    regions: tuple[RegionRow, ...]
    turned: tuple[TurnedCase, ...]

    @property
    def cases(self) -> int:
        """Return how many applications were looked at."""
        return sum(row.cases for row in self.regions)

    @property
    def passes_before(self) -> int:
        """Return how many are eligible under the rules that they came in with."""
        return sum(row.passes_before for row in self.regions)

    @property
    def passes_after(self) -> int:
        """Return how many would be eligible."""
        return sum(row.passes_after for row in self.regions)


def years(session: Session) -> dict[int, int]:
    """Return the years that have applications, the latest first, with how many each has."""
    statement = (
        select(Announcement.year, func.count())
        .join(Case, col(Case.announcement_id) == col(Announcement.id))
        .group_by(col(Announcement.year))
        .order_by(col(Announcement.year).desc())
    )
    return dict(session.exec(statement).all())


def run(
    session: Session,
    draft: Pack,
    year: int,
    *,
    today: date,
    progress: Callable[[int, int], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Lab:
    """Return how the applications of a year come out under `draft`; nothing is kept.

    Papers are not looked at, and a rule counts whatever the days are on which it holds. A track
    that the draft does not have is checked by the rules of all tracks.
    progress: is told (done, of). Raises StoppedError.
    """
    cases = session.exec(
        select(Case, Company, Site)
        .join(Announcement, col(Announcement.id) == col(Case.announcement_id))
        .join(Company, col(Company.id) == col(Case.company_id))
        .outerjoin(Site, col(Site.id) == col(Case.site_id))
        .where(Announcement.year == year)
        .order_by(col(Case.number))
    ).all()
    watch = Watch(progress, cancelled, parts=len(cases))
    prepared = _Rules(draft)
    counts: dict[str, tuple[Counter[EligibilityState], Counter[EligibilityState]]] = {}
    turned = []
    for case, company, site in cases:
        facts = case_facts.facts(session, case.id, today=today)
        was, will = prepared.of(case), prepared.drafted(case)
        results = (was.results(facts), will.results(facts))
        before, after = was.state(results[0]), will.state(results[1])
        region = (site.sido if site is not None else "") or company.sido
        two = counts.setdefault(region, (Counter(), Counter()))
        two[0][before] += 1
        two[1][after] += 1
        if before is not after:
            names = dict.fromkeys([*results[1], *results[0]])
            rules = tuple(name for name in names if results[0].get(name) != results[1].get(name))
            place = codes.sido_short(region)
            turned.append(
                TurnedCase(case.id, case.number, company.name, place, before, after, rules)
            )
        session.expunge(case)  # thousands of rows need not wait in memory
        watch.advance(1)
    rows = [
        RegionRow(code, codes.sido_short(code), two[0].total(), *two)
        for code, two in counts.items()
    ]
    return Lab(year, tuple(sorted(rows, key=lambda row: (-row.cases, row.name))), tuple(turned))


class _Rules:
    """The rules of every track, made ready once."""

    def __init__(self, draft: Pack) -> None:
        self._draft = draft
        self._kept: dict[tuple[str, ...], Prepared] = {}

    def of(self, case: Case) -> Prepared:
        """Return the rules that a case came in with."""
        key = (case.pack, case.pack_version, case.track)
        if key not in self._kept:
            self._kept[key] = Prepared(rules_of(case).eligibility, always=True)
        return self._kept[key]

    def drafted(self, case: Case) -> Prepared:
        """Return the rules that it would stand under."""
        if (case.track,) not in self._kept:
            rules = self._draft.rules_for(case.track)
            self._kept[(case.track,)] = Prepared(rules, always=True)
        return self._kept[(case.track,)]

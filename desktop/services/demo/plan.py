"""Where an invented case begins, how far it has come, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from db.words import CaseState, SizeClass, Stage
from desktop.services.buildout.dates import add_months, planned_build_end
from desktop.services.demo import rules

if TYPE_CHECKING:
    from desktop.services.deadline_parts import CaseParts
    from desktop.services.demo.chance import Chance

_FATES = (
    # stage, state, share of all cases in percent, days since the application came in
    (Stage.APPLICATION, CaseState.OPEN, 11, (1, 60)),
    (Stage.MATCHING, CaseState.OPEN, 9, (40, 120)),
    (Stage.BUILDOUT, CaseState.OPEN, 21, (130, 340)),
    (Stage.BUILDOUT, CaseState.ON_HOLD, 1, (130, 300)),
    (Stage.AFTERCARE, CaseState.OPEN, 34, (480, 1500)),
    (Stage.AFTERCARE, CaseState.CLOSED, 16, (1600, 2700)),
    (Stage.APPLICATION, CaseState.REJECTED, 5, (90, 1500)),
    (Stage.MATCHING, CaseState.WITHDRAWN, 2, (150, 1500)),
    (Stage.BUILDOUT, CaseState.CANCELLED, 1, (310, 1500)),
)
_FATE_SHARES = [share for _, _, share, _ in _FATES]
_BUILD_MONTHS = (6, 8, 9)
_LONG_OVER = 30  # days; a build-out that ended earlier has gone on to after-care
_CARE_YEARS = 36  # months of after-care


@dataclass
class Plan:
    """One case on its way. What lies after `until` has not happened, or not yet.

    closed_on: when the company closed, None while it is in business. passed_on: when the final
    inspection found the build-out adequate. parts: what its days follow from.
    """

    company: str
    company_name: str
    site: str
    division: str
    size: SizeClass
    closed_on: date | None
    stage: Stage
    state: CaseState
    received: date
    until: date
    track: str = ""
    cost: int = 0
    owner: str = ""
    supplier: str = ""
    partner: str | None = None
    case: str = ""
    year: int = 0  # whose fund pays
    reached: dict[Stage, date] = field(default_factory=dict)
    starts: date = date.min
    ends: date = date.min
    passed_on: date | None = None
    _parts: CaseParts | None = None

    @property
    def is_open(self) -> bool:
        """Return whether somebody still works on the case."""
        return self.state in (CaseState.OPEN, CaseState.ON_HOLD)

    @property
    def parts(self) -> CaseParts:
        """Return what the days of the case follow from."""
        assert self._parts is not None
        return self._parts

    @parts.setter
    def parts(self, parts: CaseParts) -> None:
        self._parts = parts

    def has_come_to(self, stage: Stage) -> bool:
        """Return whether the case is in `stage` or beyond."""
        return self.stage.position >= stage.position

    def is_past(self, stage: Stage) -> bool:
        """Return whether the case is beyond `stage`."""
        return self.stage.position > stage.position


def draw(
    chance: Chance,
    *,
    company: str,
    company_name: str,
    site: str,
    division: str,
    size: SizeClass,
    closed_on: date | None,
) -> Plan:
    """Return a case of a company with its fate, its cost and the days of its stages."""
    stage, state, _, span = chance.random.choices(_FATES, _FATE_SHARES)[0]
    plan = Plan(
        company, company_name, site, division, size, closed_on, stage, state,
        received=chance.days_ago(*span), until=chance.today,
    )  # fmt: skip
    _settle_cost(chance, plan)
    _settle_days(chance, plan)
    return plan


def _settle_cost(chance: Chance, plan: Plan) -> None:
    random = chance.random
    small = plan.size is SizeClass.MICRO or (plan.size is SizeClass.SMALL and chance.often(0.15))
    if small:
        plan.track, plan.cost = rules.SMALL, 20_000_000
    elif chance.often(0.6):
        plan.track, plan.cost = rules.BASIC, random.randrange(80, 141, 5) * 1_000_000
    else:
        plan.track, plan.cost = rules.STEP_1, random.randrange(200, 401, 10) * 1_000_000


def _settle_days(chance: Chance, plan: Plan) -> None:
    plan.reached[Stage.APPLICATION] = plan.received
    if plan.has_come_to(Stage.MATCHING):
        plan.reached[Stage.MATCHING] = _later(chance, plan.received, 25, 38)
    if plan.has_come_to(Stage.BUILDOUT):
        plan.reached[Stage.BUILDOUT] = _later(chance, plan.received, 80, 110)
        _settle_build(chance, plan)
    if plan.stage is Stage.AFTERCARE and plan.passed_on is not None:
        plan.reached[Stage.AFTERCARE] = _later(chance, plan.passed_on, 1, 20)
    if not plan.is_open:
        plan.until = _left_on(chance, plan)


def _settle_build(chance: Chance, plan: Plan) -> None:
    plan.starts = _later(chance, plan.reached[Stage.BUILDOUT], 5, 15)
    ends = [planned_build_end(plan.starts, months) for months in _BUILD_MONTHS]
    if plan.stage is Stage.BUILDOUT and plan.is_open:
        ends = [end for end in ends if (chance.today - end).days <= _LONG_OVER] or ends[-1:]
    plan.ends = chance.random.choice(ends)
    passed = _later(chance, plan.ends, 0, 15)
    if plan.stage is Stage.AFTERCARE or (plan.is_open and passed <= chance.today):
        plan.passed_on = passed


def _left_on(chance: Chance, plan: Plan) -> date:
    """Return when the case left the road; everything of it happened before."""
    if plan.stage is Stage.APPLICATION:
        return _later(chance, plan.received, 20, 40)
    if plan.stage is Stage.MATCHING:
        return _later(chance, plan.reached[Stage.MATCHING], 15, 70)
    if plan.stage is Stage.BUILDOUT:
        return _later(chance, plan.starts, 40, 170)
    return _later(chance, add_months(plan.ends, _CARE_YEARS), 10, 60)


def _later(chance: Chance, day: date, least: int, most: int) -> date:
    return day + timedelta(days=chance.random.randint(least, most))


def moment(day: date) -> datetime:
    """Return the morning of a day."""
    return datetime.combine(day, time(9), UTC)

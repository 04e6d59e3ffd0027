"""Says what another pack would change for a case or an announcement, and makes the change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlmodel import col, select

from db.errors import RefusedValueError
from db.tables import Announcement, Case
from db.words import CaseState, FindingResult, FundingForm, FundingSource, MatchState, Stage
from desktop.services import deadlines, parts, rows
from desktop.services.applications import eligibility, papers
from desktop.services.case_rules import CaseRules, rules_of
from desktop.services.deadline_parts import gather
from desktop.services.deadline_rules import wanted_days
from desktop.services.errors import MatchRefusedError
from desktop.services.matching import money
from desktop.services.programmes.check import Prepared, check
from desktop.services.programmes.pack_lines import LineChange, changed_lines
from desktop.services.programmes.packs import PackRow, list_packs, pack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

    from db.words import DeadlineKind
    from desktop.services.deadline_parts import CaseParts
    from desktop.services.matching.funding_plan import Infeasible
    from desktop.services.programmes.check import Finding
    from desktop.services.programmes.eligibility_rules import EligibilityRule
    from desktop.services.programmes.pack import Pack
    from desktop.services.programmes.rule_shape import Title


@dataclass(frozen=True)
class RuleChange:
    """A rule that comes out otherwise; a result of None: there is no such rule on that side."""

    rule_id: str
    clause: str
    before: FindingResult | None
    after: FindingResult | None
    verified: bool = True


@dataclass(frozen=True)
class MoneyChange:
    """A source that pays otherwise, in won; None: it has no part on that side."""

    source: FundingSource
    form: FundingForm
    before: int | None
    after: int | None


@dataclass(frozen=True)
class PaperChange:
    """A paper that is asked for on one side alone."""

    code: str
    title: Title
    stage: Stage
    wanted: bool


@dataclass(frozen=True)
class DayChange:
    """A day that moves, comes or goes."""

    kind: DeadlineKind
    note: str
    before: date | None
    after: date | None
    clause: str


@dataclass(frozen=True)
class WhatChanges:
    """What another pack would do to a case; infeasible: why nobody could pay under it."""

    rules: tuple[RuleChange, ...]
    money: tuple[MoneyChange, ...]
    papers: tuple[PaperChange, ...]
    days: tuple[DayChange, ...]
    infeasible: Infeasible | None = None

    @property
    def is_nothing(self) -> bool:
        """Return whether nothing would change."""
        return not (self.rules or self.money or self.papers or self.days or self.infeasible)


@dataclass(frozen=True)
class AnnouncementChanges:
    """What another pack would do to an announcement.

    lines: the rules that differ; before, after: the packs, None where there was none. kept: open
    cases, which keep the version that they began with. turned: how many of them would come out
    otherwise if they did not.
    """

    lines: tuple[LineChange, ...]
    before: Pack | None
    after: Pack
    kept: int
    turned: int


def choices(session: Session, case_id: UUID) -> list[PackRow]:
    """Return the packs that a case may change to: its own programme first, then the others."""
    case = rows.find(session, Case, case_id)
    now = (case.pack, case.pack_version)
    others = [row for row in list_packs() if (row.id, row.version) != now]
    programme = {row.programme for row in list_packs() if row.id == case.pack}
    return sorted(others, key=lambda row: row.programme not in programme)


def what_changes(
    session: Session, case_id: UUID, pack_id: str, version: str, track: str, *, today: date
) -> WhatChanges:
    """Return what would change if the case stood on another pack; nothing is kept.

    Raises PackMissingError, RefusedValueError where the pack has no such track.
    """
    case = rows.find(session, Case, case_id)
    before, after = rules_of(case), _rules(pack_id, version, track)
    after_money, infeasible = _planned(case, after)
    return WhatChanges(
        rules=_rule_changes(session, case, before, after, today),
        money=tuple(_money_changes(_money_now(session, case, before), after_money)),
        papers=_paper_changes(case, before, after),
        days=_day_changes(session, case, after),
        infeasible=infeasible,
    )


def change_pack(session: Session, case_id: UUID, pack_id: str, version: str, track: str) -> None:
    """Let a case stand on another pack from now on; its papers and days follow.

    Raises MatchRefusedError ("already_decided") once a match is confirmed, for its lines stand on
    the old rules, PackMissingError, RefusedValueError.
    """
    case = rows.find(session, Case, case_id)
    _rules(pack_id, version, track)
    match = parts.match_of(session, case_id)
    if match is not None and match.state is MatchState.CONFIRMED:
        raise MatchRefusedError(code="already_decided")
    found = pack(pack_id, version)
    rows.change(case, {"pack": found.id, "pack_version": found.version, "track": track})
    session.flush()
    papers.ensure(session, case_id)
    deadlines.refresh(session, case_id)


def announcement_changes(
    session: Session, announcement_id: UUID, pack_id: str, version: str, *, today: date
) -> AnnouncementChanges:
    """Return what another pack would change for an announcement; nothing is kept.

    Raises PackMissingError.
    """
    announcement = rows.find(session, Announcement, announcement_id)
    after = pack(pack_id, version)
    before = pack(announcement.pack, announcement.pack_version) if announcement.pack else None
    lines = changed_lines(before, after) if before is not None else ()
    statement = select(Case).where(
        Case.announcement_id == announcement_id, col(Case.state) == CaseState.OPEN
    )
    cases = session.exec(statement).all()
    turned = sum(_turns(session, case, after, today) for case in cases)
    return AnnouncementChanges(lines, before, after, len(cases), turned)


def _turns(session: Session, case: Case, after: Pack, today: date) -> bool:
    """Return whether a case would come out otherwise under other rules of its track."""
    facts = eligibility.facts(session, case.id, today=today)
    states = []
    for rules in (rules_of(case).eligibility, after.rules_for(case.track)):
        prepared = Prepared(rules)
        states.append(prepared.state(prepared.results(facts)))
    return states[0] is not states[1]


def _rules(pack_id: str, version: str, track: str) -> CaseRules:
    found = pack(pack_id, version)
    chosen = found.track(track)
    if chosen is None and track:
        known = [one.code for one in found.tracks]
        raise RefusedValueError(
            table="case", field="track", value=track, limit="known", bound=known
        )
    return CaseRules(found, chosen)


def _rule_changes(
    session: Session, case: Case, before: CaseRules, after: CaseRules, today: date
) -> tuple[RuleChange, ...]:
    facts = eligibility.facts(session, case.id, today=today)
    there = parts.papers_there(session, case.id)

    def found(rules: tuple[EligibilityRule, ...]) -> dict[str, Finding]:
        return {one.rule_id: one for one in check(facts, rules, papers=there)}

    was, will = found(before.eligibility), found(after.eligibility)
    changes = []
    for name in dict.fromkeys([*will, *was]):
        one, other = was.get(name), will.get(name)
        results = (one.result if one else None, other.result if other else None)
        told = other or one
        if results[0] is not results[1] and told is not None:
            changes.append(RuleChange(name, told.clause, *results, verified=told.verified))
    return tuple(changes)


Amounts = dict[tuple[FundingSource, FundingForm], int]


def _money_now(session: Session, case: Case, before: CaseRules) -> Amounts:
    """Return the lines of the match, or the plan where there is none yet."""
    match = parts.match_of(session, case.id)
    if match is not None:
        lines = parts.lines_of(session, match)
        return {(line.source, line.form): line.amount for line in lines}
    return _planned(case, before)[0]


def _planned(case: Case, rules: CaseRules) -> tuple[Amounts, Infeasible | None]:
    if rules.track is None or case.total_cost <= 0:
        return {}, None
    plan = money.plan(case.total_cost, rules.track.funding)
    amounts = {(line.key.source, line.key.form): line.amount for line in plan.lines}
    return amounts, plan.infeasible


def _money_changes(before: Amounts, after: Amounts) -> Iterator[MoneyChange]:
    for key in dict.fromkeys([*before, *after]):
        was, will = before.get(key), after.get(key)
        if (was or 0) != (will or 0):
            yield MoneyChange(*key, was, will)


def _paper_changes(case: Case, before: CaseRules, after: CaseRules) -> tuple[PaperChange, ...]:
    def wanted(rules: CaseRules) -> dict[str, PaperChange]:
        if rules.pack is None:
            return {}
        listed = rules.pack.papers_for(rules.track.code if rules.track else "")
        needed = (one for one in listed if one.required and not _is_past(one.stage, case))
        return {one.code: PaperChange(one.code, one.title, one.stage, True) for one in needed}

    was, will = wanted(before), wanted(after)
    more = [one for code, one in will.items() if code not in was]
    fewer = [replace(one, wanted=False) for code, one in was.items() if code not in will]
    return (*more, *fewer)


def _is_past(stage: Stage, case: Case) -> bool:
    return stage.position < case.stage.position


def _day_changes(session: Session, case: Case, after: CaseRules) -> tuple[DayChange, ...]:
    now = gather(session, [case])[case.id]
    then = replace(now, rules=after.days, needed=after.needed_papers)
    was, will = _days(now), _days(then)
    changes = []
    for key in dict.fromkeys([*was, *will]):
        one, other = was.get(key), will.get(key)
        if (one and one[0]) != (other and other[0]):
            day = other or one
            assert day is not None
            kind, note, _ = key
            changes.append(
                DayChange(kind, note, one[0] if one else None, other[0] if other else None, day[1])
            )
    return tuple(changes)


def _days(of: CaseParts) -> dict[tuple[DeadlineKind, str, int], tuple[date, str]]:
    """Return the days that follow from the parts, by kind, note and how often both came before."""
    found: dict[tuple[DeadlineKind, str, int], tuple[date, str]] = {}
    counts: dict[tuple[DeadlineKind, str], int] = {}
    for day in wanted_days(of):
        name = (day.kind, day.note)
        counts[name] = counts.get(name, 0) + 1
        found[(*name, counts[name])] = (day.due, day.clause)
    return found

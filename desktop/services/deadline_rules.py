"""Says which days follow from the parts of a case, each with its clause and whether it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.words import DeadlineKind, InspectionKind, MatchState, PaperState, Stage, TicketState
from desktop.services.buildout import dates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from desktop.services.buildout.dates import LegalDay
    from desktop.services.deadline_parts import CaseParts, Key

# Whether these are over is written in the part itself, so nobody ticks them off.
KNOWN_BY_PARTS = frozenset(
    {
        DeadlineKind.PAPERS,
        DeadlineKind.PARTNER_ANSWER,
        DeadlineKind.MILESTONE,
        DeadlineKind.FINAL_CHECK,
        DeadlineKind.VISIT,
        DeadlineKind.TICKET_ANSWER,
    }
)

_CARE_MONTHS = 6  # the visit that closes the intensive care (domain 0.4)
_MONTHS_OF_A_YEAR = 12
_WAITING_FOR_PARTNER = (MatchState.PROPOSED, MatchState.HELD)
_THERE = (PaperState.RECEIVED, PaperState.ACCEPTED, PaperState.NOT_NEEDED)


@dataclass(frozen=True)
class Wanted:
    """One day that should be in the list.

    done: whether it is over, also where nobody wrote down since when (`done_on`).
    """

    kind: DeadlineKind
    due: date
    about_id: Key
    done_on: date | None = None
    clause: str = ""
    source: str = ""
    verified: bool = True
    note: str = ""
    done: bool = False

    @property
    def by_hand(self) -> bool:
        """Return whether people may tick the day off, because no part of the case knows."""
        return self.kind not in KNOWN_BY_PARTS


def wanted_days(parts: CaseParts) -> list[Wanted]:
    """Return all days that follow from the parts of a case."""
    return [
        *_of_application(parts),
        *_of_match(parts),
        *_of_agreement(parts),
        *_of_build(parts),
        *_of_aftercare(parts),
    ]


def _of_application(parts: CaseParts) -> Iterator[Wanted]:
    """Yield the day on which the call closes; all papers have to be there."""
    if parts.closes is not None and parts.papers:
        complete = all(state in _THERE for state in parts.papers)
        gone_on = parts.stage is not Stage.APPLICATION
        yield Wanted(DeadlineKind.PAPERS, parts.closes, parts.case_id, done=complete or gone_on)


def _of_match(parts: CaseParts) -> Iterator[Wanted]:
    offer = parts.offer
    if offer is not None and offer.answer_by is not None:
        waiting = offer.state in _WAITING_FOR_PARTNER
        done_on = None if waiting else offer.answered_on or offer.answer_by
        yield Wanted(DeadlineKind.PARTNER_ANSWER, offer.answer_by, offer.id, done_on)


def _of_agreement(parts: CaseParts) -> Iterator[Wanted]:
    """Yield the legal days; they count once the build period is known."""
    about, end = parts.agreement_id, parts.build_end
    if about is None or end is None:
        return
    passed = parts.passed_on
    for day in dates.days_of_build(end, regimes=parts.regimes, rules=parts.rules):
        yield _legal(day, about, _done(parts, end, day, passed))
    booked = next((check.planned_on for check in parts.finals if check.planned_on), end)
    yield Wanted(DeadlineKind.FINAL_CHECK, booked, about, passed)


def _done(parts: CaseParts, build_end: date, day: LegalDay, passed: date | None) -> date | None:
    """Return when a legal day stopped to matter, as far as the parts of the case tell."""
    if day.kind in (DeadlineKind.BUILD_END, DeadlineKind.CHANGE_REQUEST):
        return passed
    if day.kind is DeadlineKind.INTENSIVE_CARE_END:
        return parts.visited_on(_CARE_MONTHS)
    if day.kind is DeadlineKind.KPI_SURVEY:
        return parts.surveyed.get(_months_between(build_end, day.due))
    return parts.settled_on if day.kind is DeadlineKind.SETTLEMENT else None


def _of_build(parts: CaseParts) -> Iterator[Wanted]:
    for point in parts.points:
        if point.planned_on is not None:
            yield Wanted(DeadlineKind.MILESTONE, point.planned_on, point.id, point.done_on)
    for check in parts.checks:
        if check.planned_on is not None and check.kind is not InspectionKind.FINAL:
            yield Wanted(DeadlineKind.MILESTONE, check.planned_on, check.id, check.visited_on)


def _of_aftercare(parts: CaseParts) -> Iterator[Wanted]:
    rule = parts.rules.aftercare
    for look in parts.looks:
        if look.planned_on is None:
            continue
        scheduled = look.period_months is not None
        yield Wanted(
            DeadlineKind.VISIT,
            look.planned_on,
            look.id,
            look.visited_on,
            clause=rule.clause if scheduled else "",
            source=rule.citation if scheduled else "",
            verified=rule.verified or not scheduled,
        )
    for call in parts.calls:
        if call.answer_by is not None:
            answered = call.state is not TicketState.OPEN
            yield Wanted(
                DeadlineKind.TICKET_ANSWER, call.answer_by, call.id, call.closed_on, done=answered
            )


def _legal(day: LegalDay, about_id: Key, done_on: date | None) -> Wanted:
    return Wanted(
        kind=day.kind,
        due=day.due,
        about_id=about_id,
        done_on=done_on,
        clause=day.clause,
        source=day.source,
        verified=day.verified,
        note=day.note,
    )


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * _MONTHS_OF_A_YEAR + last.month - first.month

"""Computes the legal days of a project from its agreement, each with the clause that sets it."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from db.words import DeadlineKind, LegalRegime
from desktop.services.buildout.errors import ExtensionRefusedError
from desktop.services.programmes.day_rules import usual_day_rules

if TYPE_CHECKING:
    from desktop.services.programmes.day_rules import DayRule, DayRules

_MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True)
class LegalDay:
    """A last day with its clause; `verified` is false where the official text was not seen.

    The day is what the rule says, even on a Sunday; whoever has to act on it asks
    `working_days.previous_working_day`.
    """

    kind: DeadlineKind
    due: date
    clause: str = ""
    source: str = ""
    verified: bool = True
    note: str = ""


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later or earlier, the month's last day where it has no such."""
    years, month = divmod(day.month - 1 + months, _MONTHS_OF_A_YEAR)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def planned_build_end(build_start: date, months: int) -> date:
    """Return the last day of a build period of whole months that counts its first day."""
    return add_months(build_start, months) - timedelta(days=1)


def care_end(build_end: date, *, rules: DayRules | None = None) -> LegalDay:
    """Return the end of the project: the build end and the months of 집중AS (domain 0.4)."""
    rule = (rules or usual_day_rules()).care_end
    return _legal(DeadlineKind.INTENSIVE_CARE_END, _after(build_end, rule), rule)


def change_request_day(cause: date, build_end: date, *, rules: DayRules | None = None) -> LegalDay:
    """Return the last day to ask for a change of the agreement, with the clause that decided.

    The earlier of 15 days after the cause and one month before the build end (domain 2.3, step 14).
    """
    spans = rules or usual_day_rules()
    after_cause = _after(cause, spans.change_request)
    before_end = last_change_day(build_end, rules=spans)
    if before_end.due < after_cause:
        return before_end
    return _legal(DeadlineKind.CHANGE_REQUEST, after_cause, spans.change_request)


def last_change_day(build_end: date, *, rules: DayRules | None = None) -> LegalDay:
    """Return the day after which no change can be asked for, whatever its cause."""
    rule = (rules or usual_day_rules()).change_request_end
    due = add_months(build_end, -rule.months) - timedelta(days=rule.days)
    return _legal(DeadlineKind.CHANGE_REQUEST, due, rule)


def extended_build_end(
    build_end: date, months: int, *, used: int = 0, rules: DayRules | None = None
) -> LegalDay:
    """Return the build end after an extension by `months`.

    used: how many extensions were granted before.
    Raises ExtensionRefusedError beyond 3 months or after the first one (domain 2.5, D15).
    """
    rule = (rules or usual_day_rules()).extension
    if not 0 < months <= rule.months or used >= rule.times:
        raise ExtensionRefusedError(
            months=months, at_most=rule.months, used=used, clause=rule.clause
        )
    return _legal(DeadlineKind.BUILD_END, add_months(build_end, months), rule)


def certificate_end(issued_on: date, *, rules: DayRules | None = None) -> LegalDay:
    """Return until when a level certificate is valid (고시 제4조)."""
    rule = (rules or usual_day_rules()).level_certificate
    return _legal(DeadlineKind.LEVEL_CERTIFICATE, _after(issued_on, rule), rule)


def aftercare_days(build_end: date, *, rules: DayRules | None = None) -> tuple[LegalDay, ...]:
    """Return the days of the yearly outcome surveys, first to last; none of them is verified."""
    rule = (rules or usual_day_rules()).aftercare
    return tuple(
        _legal(DeadlineKind.KPI_SURVEY, add_months(build_end, rule.months * year), rule)
        for year in range(1, rule.times + 1)
    )


def settlement_day(
    completed_on: date, regime: LegalRegime, *, rules: DayRules | None = None
) -> LegalDay | None:
    """Return until when to settle a 국고보조금; None for other money, whose agreement says it."""
    if regime is not LegalRegime.NATIONAL_SUBSIDY:
        return None
    rule = (rules or usual_day_rules()).settlement_subsidy
    return _legal(DeadlineKind.SETTLEMENT, _after(completed_on, rule), rule)


def days_of_build(
    build_end: date, *, regimes: tuple[LegalRegime, ...] = (), rules: DayRules | None = None
) -> tuple[LegalDay, ...]:
    """Return all days that follow from the build end alone, in order of their dates.

    regimes: those of the money in the project; a settlement day appears where a 국고보조금 is among
    them, and takes the build end for the completion.
    """
    days = [
        last_change_day(build_end, rules=rules),
        LegalDay(DeadlineKind.BUILD_END, build_end),
        care_end(build_end, rules=rules),
        *aftercare_days(build_end, rules=rules),
        *(settlement_day(build_end, regime, rules=rules) for regime in dict.fromkeys(regimes)),
    ]
    return tuple(sorted((day for day in days if day), key=lambda day: day.due))


def _after(day: date, rule: DayRule) -> date:
    return add_months(day, rule.months) + timedelta(days=rule.days)


def _legal(kind: DeadlineKind, due: date, rule: DayRule) -> LegalDay:
    return LegalDay(
        kind, due, rule.clause, source=rule.citation, verified=rule.verified, note=rule.note
    )

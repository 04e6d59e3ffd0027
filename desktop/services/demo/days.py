"""Gives an invented case the very days that the rules derive from its parts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from db.words import DeadlineKind, Stage
from desktop.services.deadline_rules import wanted_days

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.bulk import Bulk
    from desktop.services.deadline_rules import Wanted
    from desktop.services.demo.chance import Chance
    from desktop.services.demo.plan import Plan


def follow(rows: Bulk, chance: Chance, plan: Plan) -> None:
    """Add the days of a case, each ticked off where it is over.

    A case that has left the road keeps only what was done, as `deadlines.refresh` leaves it.
    """
    for one in wanted_days(plan.parts):
        done_on = one.done_on or _over_since(chance, plan, one)
        if done_on is None and not plan.is_open:
            continue
        rows.add(
            "deadline", case_id=plan.case, about_id=one.about_id, kind=one.kind, due=one.due,
            done_on=done_on, clause=one.clause, source=one.source, verified=one.verified,
            note=one.note,
        )  # fmt: skip


def _over_since(chance: Chance, plan: Plan, one: Wanted) -> date | None:
    """Return since when a day is over that no part of the case dates."""
    if one.kind is DeadlineKind.PAPERS and one.done:
        return plan.reached.get(Stage.MATCHING, min(chance.today, plan.received + timedelta(12)))
    if one.done:
        return min(chance.today, one.due)
    if one.kind is DeadlineKind.CHANGE_REQUEST and one.due < plan.until - timedelta(days=3):
        return one.due  # nobody wanted to change anything
    return None

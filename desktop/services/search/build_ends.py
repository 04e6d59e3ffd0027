"""Says when build-outs should have ended, and when they did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from db.words import AgreementState, InspectionKind, MilestoneKind, Verdict
from desktop.services.search.asking import live, table

if TYPE_CHECKING:
    from sqlalchemy import Subquery


def built_by() -> Subquery:
    """Return case_id, build_end and built_on of every agreement with a build period.

    A build-out has ended when its completion is ticked off, else when a final inspection found it
    adequate; `built_on` is empty until then.
    """
    agreement, milestone, check = table("agreement"), table("milestone"), table("inspection")
    completed = (
        select(func.min(milestone.c.done_on))
        .where(
            live(milestone),
            milestone.c.case_id == agreement.c.case_id,
            milestone.c.kind == MilestoneKind.COMPLETION,
        )
        .scalar_subquery()
    )
    passed = (
        select(func.min(check.c.visited_on))
        .where(
            live(check),
            check.c.case_id == agreement.c.case_id,
            check.c.kind == InspectionKind.FINAL,
            check.c.verdict == Verdict.ADEQUATE,
        )
        .scalar_subquery()
    )
    return (
        select(
            agreement.c.case_id,
            agreement.c.build_end,
            func.coalesce(completed, passed).label("built_on"),
        )
        .where(
            live(agreement),
            agreement.c.state != AgreementState.TERMINATED,
            agreement.c.build_end.is_not(None),
        )
        .subquery()
    )

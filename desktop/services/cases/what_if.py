"""Says what an amount of a funding line would do, before anybody saves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.tables import Case, FundingLine, Match
from desktop.services import parts, rows
from desktop.services.case_rules import needed_rules
from desktop.services.matching import money
from desktop.services.programmes.funding_rules import LineKey

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.matching.funding_plan import FundingPlan


def plan_with(session: Session, line_id: UUID, amount: int) -> FundingPlan:
    """Return the plan in which one line pays `amount` won, as saving it would make it.

    Lines that somebody fixed before stay fixed. Raises NotFoundError, PackMissingError.
    """
    line = rows.find(session, FundingLine, line_id)
    match = rows.find(session, Match, line.match_id)
    funding = needed_rules(rows.find(session, Case, line.case_id))[1].funding
    fixed = {
        LineKey(one.source, one.form): one.amount
        for one in parts.lines_of(session, match)
        if one.edited
    }
    return money.plan(
        match.total_cost, funding, given={**fixed, LineKey(line.source, line.form): amount}
    )

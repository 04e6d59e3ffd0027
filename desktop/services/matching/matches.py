"""Keeps the co-investment of a case: the large firm, its answer, who pays how much."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import Field, SQLModel

from db.tables import Case, FundingLine, Match, Partner
from db.words import AgreementState, FundingSource, MatchState, Severity
from desktop.services import deadlines, parts, rows
from desktop.services.buildout import payments
from desktop.services.case_rules import needed_rules, rules_of
from desktop.services.errors import MatchRefusedError, ReasonNeededError
from desktop.services.matching import lines, money
from desktop.services.matching.pool import PoolUse, pool_use, year_of

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.matching.funding_plan import FundingPlan, MoneyFinding

__all__ = [
    "PoolUse",
    "change_answer_day",
    "confirm",
    "decide",
    "edit_line",
    "pool_use",
    "preview",
    "problems",
    "propose",
    "recompute",
    "release_line",
    "take_back",
]

_ANSWERS = (MatchState.ACCEPTED, MatchState.HELD, MatchState.DECLINED)


class _AnswerFields(SQLModel):
    """What is written down about a partner's answer."""

    reason: str = Field(default="", max_length=500)
    answered_on: date | None = None
    answer_by: date | None = None


def preview(session: Session, case_id: UUID) -> FundingPlan:
    """Return who would pay how much of the cost that holds now, without keeping anything.

    Shows at intake what a cap does to the others (slates 3.4). Raises PackMissingError.
    """
    case = rows.find(session, Case, case_id)
    return money.plan(case.total_cost, needed_rules(case)[1].funding)


def propose(
    session: Session, case_id: UUID, partner_id: UUID | None, *, answer_by: date | None = None
) -> UUID:
    """Offer a case to a large firm, or to nobody where the track has none; return the match.

    Takes the place of an open proposal. Raises MatchRefusedError: "partner_needed",
    "partner_not_wanted", "no_cost", "already_decided", "bounds" (the cost can't be paid).
    """
    case = rows.find(session, Case, case_id)
    pack, track = needed_rules(case)
    wanted = rules_of(case).needs_partner
    if wanted is not (partner_id is not None):
        raise MatchRefusedError(code="partner_needed" if wanted else "partner_not_wanted")
    if partner_id is not None:
        rows.find(session, Partner, partner_id)
    plan = lines.whole_plan(case.total_cost, track.funding, {})
    _withdraw_open(session, case_id)
    match = rows.add(
        session,
        Match,
        rows.checked(_AnswerFields, {"answer_by": answer_by}),
        case_id=case_id,
        partner_id=partner_id,
        total_cost=case.total_cost,
        pack=pack.id,
        pack_version=pack.version,
    )
    case.partner_id = partner_id
    lines.write(session, match, plan, {})
    deadlines.refresh(session, case_id)
    return match.id


def recompute(session: Session, case_id: UUID) -> None:
    """Plan the lines anew from the cost that holds now; amounts typed by hand are let go.

    Raises MatchRefusedError: "already_decided" for a confirmed match, "bounds", "no_match".
    """
    match = _open_match(session, case_id)
    match.total_cost = rows.find(session, Case, case_id).total_cost
    lines.replan(session, match, {})
    deadlines.refresh(session, case_id)


def edit_line(
    session: Session, line_id: UUID, amount: int, *, expected: int | None = None
) -> list[UUID]:
    """Fix one line at `amount` won and let the lines nobody has fixed fill up around it.

    Returns the lines that changed. Raises MatchRefusedError with "bounds" and either `findings`
    (what the amount breaks) or `infeasible` (why the rest can't be paid), StaleRecordError.
    """
    line = rows.find(session, FundingLine, line_id)
    match = _open_match_of(session, line)
    if expected is not None and line.amount not in (expected, amount):
        raise rows.stale(session, line, ["amount"])
    fixed = lines.fixed_besides(session, match, line) | {lines.key_of(line): amount}
    return lines.replan(session, match, fixed)


def release_line(session: Session, line_id: UUID) -> list[UUID]:
    """Give a line that was fixed by hand back to the plan; return the lines that changed."""
    line = rows.find(session, FundingLine, line_id)
    match = _open_match_of(session, line)
    return lines.replan(session, match, lines.fixed_besides(session, match, line))


def decide(
    session: Session,
    case_id: UUID,
    state: MatchState,
    *,
    reason: str = "",
    answered_on: date | None = None,
) -> None:
    """Write down what the large firm answered. A refusal needs its reason.

    Raises ReasonNeededError, MatchRefusedError ("no_match", "already_decided").
    """
    if state not in _ANSWERS:
        raise ValueError(state)
    if state is MatchState.DECLINED and not reason.strip():
        raise ReasonNeededError(step="decline")
    match = _open_match(session, case_id)
    answer = {"reason": reason, "answered_on": answered_on or date.today()}
    rows.change(match, rows.checked(_AnswerFields, answer))
    match.state = state
    if state is MatchState.DECLINED:
        case = rows.find(session, Case, case_id)
        case.partner_id = None
        case.total_cost = parts.application_of(session, case_id).total_cost
    deadlines.refresh(session, case_id)


def change_answer_day(session: Session, case_id: UUID, answer_by: date | None) -> None:
    """Say until when the large firm should answer."""
    match = _open_match(session, case_id)
    rows.change(match, rows.checked(_AnswerFields, {"answer_by": answer_by}))
    deadlines.refresh(session, case_id)


def problems(session: Session, case_id: UUID) -> tuple[MoneyFinding, ...]:
    """Return what is wrong with the lines that are kept; nothing if they may be confirmed."""
    match = parts.match_of(session, case_id)
    if match is None:
        return ()
    funding = needed_rules(rows.find(session, Case, case_id))[1].funding
    amounts = {lines.key_of(line): line.amount for line in parts.lines_of(session, match)}
    return money.check(match.total_cost, amounts, funding)


def confirm(session: Session, case_id: UUID) -> None:
    """Fix the match: its cost and partner become those of the case.

    Raises MatchRefusedError: "not_accepted", "bounds", "pool" (the fund of the year is too small).
    """
    match = _open_match(session, case_id)
    case = rows.find(session, Case, case_id)
    if rules_of(case).needs_partner and match.state is not MatchState.ACCEPTED:
        raise MatchRefusedError(code="not_accepted", state=match.state)
    breaches = [one for one in problems(session, case_id) if one.severity is Severity.BLOCKS]
    if breaches:
        raise MatchRefusedError(code="bounds", findings=tuple(breaches))
    _hold_to_pool(session, case, match)
    match.state = MatchState.CONFIRMED
    case.total_cost = match.total_cost
    case.partner_id = match.partner_id
    deadlines.refresh(session, case_id)


def take_back(session: Session, case_id: UUID, *, reason: str) -> None:
    """Open a confirmed match again while the agreement is not signed and nothing was paid.

    Raises ReasonNeededError, MatchRefusedError ("no_match" where none is confirmed, "signed",
    "paid" under an agreement that was dissolved).
    """
    if not reason.strip():
        raise ReasonNeededError(step="take_back")
    agreement = parts.agreement_of(session, case_id)
    if agreement is not None and agreement.state is AgreementState.SIGNED:
        raise MatchRefusedError(code="signed")
    match = parts.match_of(session, case_id)
    if match is None or match.state is not MatchState.CONFIRMED:
        raise MatchRefusedError(code="no_match")
    if any(account.paid for account in payments.accounts(session, case_id)):
        raise MatchRefusedError(code="paid")
    wanted = rules_of(rows.find(session, Case, case_id)).needs_partner
    match.state = MatchState.ACCEPTED if wanted else MatchState.PROPOSED
    rows.keep_reason(session, reason)
    deadlines.refresh(session, case_id)


def _open_match(session: Session, case_id: UUID) -> Match:
    match = parts.match_of(session, case_id)
    if match is None:
        raise MatchRefusedError(code="no_match")
    if match.state is MatchState.CONFIRMED:
        raise MatchRefusedError(code="already_decided")
    return match


def _open_match_of(session: Session, line: FundingLine) -> Match:
    """Return the open match of a line; one that was declined has let its lines go."""
    match = _open_match(session, line.case_id)
    if match.id != line.match_id:
        raise MatchRefusedError(code="no_match")
    return match


def _withdraw_open(session: Session, case_id: UUID) -> None:
    """Hide a proposal that another one replaces, with its lines."""
    match = parts.match_of(session, case_id)
    if match is None:
        return
    if match.state is MatchState.CONFIRMED:
        raise MatchRefusedError(code="already_decided")
    for line in parts.lines_of(session, match):
        rows.remove(line)
    rows.remove(match)


def _hold_to_pool(session: Session, case: Case, match: Match) -> None:
    """Refuse what the fund of the year can't pay; reservations of others do not count."""
    if match.partner_id is None:
        return
    year = year_of(session, case)
    use = pool_use(session, match.partner_id, year)
    if not use.is_known:
        return
    wanted = parts.cash_of(parts.lines_of(session, match), FundingSource.PARTNER)
    left = use.cash.pledged - use.cash.confirmed
    if wanted > left:
        raise MatchRefusedError(
            code="pool", partner_id=match.partner_id, year=year, left=left, wanted=wanted
        )

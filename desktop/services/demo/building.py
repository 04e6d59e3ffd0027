"""Builds an invented factory out: agreement, points, inspections, payments, indicators."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from db.words import (
    AgreementState,
    CaseState,
    FundingForm,
    FundingSource,
    InspectionKind,
    MilestoneKind,
    PaymentKind,
    PaymentState,
    SystemLevel,
    Verdict,
)
from desktop.services.buildout import dates
from desktop.services.buildout.milestones import usual_day
from desktop.services.deadline_parts import Check, Point
from desktop.services.demo import rules

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.bulk import Bulk
    from desktop.services.demo.chance import Chance
    from desktop.services.demo.plan import Plan

_BOOKED_AHEAD = 20  # days
_PAYERS = (FundingSource.NATIONAL, FundingSource.PARTNER)


def build(rows: Bulk, chance: Chance, plan: Plan) -> None:
    """Add what a build-out leaves behind, as far as it has come."""
    _agreement(rows, plan)
    _points(rows, chance, plan)
    _midterm(rows, chance, plan)
    _final(rows, chance, plan)
    _payments(rows, plan)


def _agreement(rows: Bulk, plan: Plan) -> None:
    care_end = dates.care_end(plan.ends, rules=rules.days()).due
    dissolved = plan.state is CaseState.CANCELLED
    key = rows.add(
        "agreement", case_id=plan.case, number=f"협약-{plan.case[8:13]}", signed_on=plan.starts,
        build_start=plan.starts, build_end=plan.ends, care_end=care_end, total_cost=plan.cost,
        state=AgreementState.TERMINATED if dissolved else AgreementState.SIGNED,
        bond_number=f"체험-{plan.case[-6:]}", bond_amount=plan.cost // 10, bond_expires=care_end,
    )  # fmt: skip
    if not dissolved:
        plan.parts.agreement_id, plan.parts.build_end = key, plan.ends


def _points(rows: Bulk, chance: Chance, plan: Plan) -> None:
    for kind in MilestoneKind:
        planned = usual_day(kind, plan.starts, plan.ends)
        late = chance.random.choice((0, 0, 0, 2, 9))
        done: date | None = planned + timedelta(days=late)
        if kind is MilestoneKind.COMPLETION:
            done = plan.passed_on
        if done is not None and done > plan.until:
            done = None
        key = rows.add("milestone", case_id=plan.case, kind=kind, planned_on=planned, done_on=done)
        plan.parts.points.append(Point(key, planned, done))


def _midterm(rows: Bulk, chance: Chance, plan: Plan) -> None:
    planned = plan.starts + (plan.ends - plan.starts) // 2
    visited = planned + timedelta(days=chance.random.choice((0, 0, 1, 4)))
    if planned > plan.until + timedelta(days=_BOOKED_AHEAD):
        return
    verdict = Verdict.ADEQUATE if chance.often(0.8) else Verdict.SUPPLEMENT
    opinion = "일정대로 진행 중임."
    if verdict is Verdict.SUPPLEMENT:
        opinion = "일정표를 보완하여 다시 제출할 것."
    _inspect(
        rows, chance, plan, InspectionKind.MIDTERM, planned,
        visited=visited if visited <= plan.until else None, verdict=verdict, opinion=opinion,
    )  # fmt: skip


def _final(rows: Bulk, chance: Chance, plan: Plan) -> None:
    """Add the final inspection once it is booked; one day nobody has thought of it in time."""
    near = plan.ends <= plan.until + timedelta(days=_BOOKED_AHEAD)
    if plan.passed_on is None and not (near and chance.often(0.7)):
        return
    _inspect(
        rows, chance, plan, InspectionKind.FINAL, plan.passed_on or plan.ends,
        visited=plan.passed_on, verdict=Verdict.ADEQUATE, opinion="현장 설비와 화면을 확인함.",
    )  # fmt: skip


def _inspect(
    rows: Bulk,
    chance: Chance,
    plan: Plan,
    kind: InspectionKind,
    planned: date,
    *,
    visited: date | None,
    verdict: Verdict,
    opinion: str,
) -> None:
    """Add an inspection: booked only, or with what was found."""
    found = {}
    if visited is not None:
        found = {
            "visited_on": visited, "inspector": chance.person(), "verdict": verdict,
            "opinion": opinion, "items": rules.found_in(kind, verdict),
        }  # fmt: skip
        if kind is InspectionKind.FINAL:
            small = plan.track != rules.STEP_1
            found["system_level"] = SystemLevel.BASIC if small else SystemLevel.MIDDLE_1
    key = rows.add("inspection", case_id=plan.case, kind=kind, planned_on=planned, **found)
    seen = verdict if visited is not None else None
    plan.parts.checks.insert(0, Check(key, kind, planned, visited, seen))


def _payments(rows: Bulk, plan: Plan) -> None:
    """Add an advance after the agreement and a balance after the final inspection."""
    for line in rules.funding(plan.track, plan.cost):
        if line["source"] not in _PAYERS or line["form"] is not FundingForm.CASH:
            continue
        advance = line["amount"] // 2 // 1_000 * 1_000
        asked = plan.starts + timedelta(days=10)
        paid = _payment(rows, plan, PaymentKind.ADVANCE, line["source"], advance, asked)
        if paid and plan.passed_on is not None:
            asked = plan.passed_on + timedelta(days=5)
            balance = line["amount"] - advance
            _payment(rows, plan, PaymentKind.BALANCE, line["source"], balance, asked)


def _payment(
    rows: Bulk, plan: Plan, kind: PaymentKind, source: FundingSource, amount: int, asked: date
) -> bool:
    """Add a payment that was asked for by now; return whether it was made."""
    if asked > plan.until or not amount:
        return False
    approved, paid = asked + timedelta(days=7), asked + timedelta(days=14)
    in_business = plan.closed_on is None or plan.closed_on > paid
    state = PaymentState.WAITING if approved > plan.until else PaymentState.APPROVED
    if paid <= plan.until and in_business:
        state = PaymentState.PAID
    elif plan.state is CaseState.CANCELLED:
        state = PaymentState.RETURNED
    done = state is PaymentState.PAID
    rows.add(
        "payment", case_id=plan.case, kind=kind, source=source, amount=amount, requested_on=asked,
        paid_on=paid if done else None, state=state,
        operating_checked_on=paid - timedelta(days=1) if done else None,
    )  # fmt: skip
    if done and kind is PaymentKind.BALANCE and source is FundingSource.NATIONAL:
        plan.parts.settled_on = paid
    return done

"""Looks after an invented factory: indicators and their values, visits, tickets."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from db.words import KpiBasis, KpiDirection, OperationState, TicketKind, TicketState, VisitKind
from desktop.services.buildout.dates import add_months
from desktop.services.deadline_parts import Call, Look
from desktop.services.demo import rules

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.bulk import Bulk
    from desktop.services.demo.chance import Chance
    from desktop.services.demo.plan import Plan

_BASELINES = {
    "P01": (20, 400),
    "P02": (24, 240),
    "Q01": (800, 20_000),
    "Q02": (300, 9_000),
    "C01": (8, 40),
}
_TARGETS = {KpiDirection.UP: 1.25, KpiDirection.DOWN: 0.75}  # as a factor of the baseline
_SURVEYS = (0, 12, 24, 36)  # months after the build end
_TROUBLES = (
    (TicketKind.REPAIR, "생산실적 화면이 열리지 않음"),
    (TicketKind.PART, "바코드 스캐너 인식 불량"),
    (TicketKind.FEATURE, "불량 유형별 집계 화면 추가 요청"),
    (TicketKind.OPERATION, "담당자 변경에 따른 사용법 문의"),
    (TicketKind.UPGRADE, "서버 운영체제 지원 종료 대응"),
)
_STATES = (TicketState.OPEN, TicketState.WITH_SUPPLIER, TicketState.SOLVED)
_LATE = 45  # days; what is older was caught up with


def indicate(rows: Bulk, chance: Chance, plan: Plan) -> None:
    """Add the indicators that a case is measured by, with what was measured so far."""
    measured = _measured(chance, plan)
    for one, weight in rules.key_indicators(5 if plan.track == rules.STEP_1 else 3):
        baseline = float(chance.random.randint(*_BASELINES.get(one.code, (10, 100))))
        factor = _TARGETS[one.direction or KpiDirection.UP]
        kpi = rows.add(
            "kpi", case_id=plan.case, code=one.code, name=one.title.ko, direction=one.direction,
            unit=one.unit, weight=float(weight), baseline=baseline, key=True,
            target=round(baseline * factor, 1),
        )  # fmt: skip
        for months, day in measured.items():
            reached = 1 + (factor - 1) * chance.random.uniform(0.3, 1.3) * min(1, 0.5 + months / 24)
            rows.add(
                "kpi_value", case_id=plan.case, kpi_id=kpi, period_months=months,
                value=round(baseline * reached, 1), measured_on=day,
                basis=chance.random.choices(list(KpiBasis), (55, 40, 5))[0],
            )  # fmt: skip
    plan.parts.surveyed = measured


def _measured(chance: Chance, plan: Plan) -> dict[int, date]:
    """Return when each survey took place; the newest one may still be under way."""
    if plan.passed_on is None:
        return {}
    found: dict[int, date] = {}
    for months in _SURVEYS:
        due = add_months(plan.ends, months)
        fresh = plan.is_open and due > chance.today - timedelta(days=_LATE)
        day = due + timedelta(days=chance.random.randint(-10, 5) if months else 3)
        if day <= plan.until and not (fresh and chance.often(0.2)):
            found[months] = max(day, plan.passed_on)
    return {months: day for months, day in found.items() if day <= plan.until}


def care(rows: Bulk, chance: Chance, plan: Plan) -> None:
    """Add the visits, planned and done, and what the company called about."""
    for months in rules.visit_months():
        _visit(rows, chance, plan, months)
    if chance.often(0.35):
        _ticket(rows, chance, plan)


def _visit(rows: Bulk, chance: Chance, plan: Plan, months: int) -> None:
    random = chance.random
    planned = add_months(plan.ends, months)
    fresh = plan.is_open and planned > chance.today - timedelta(days=_LATE)
    late = fresh and chance.often(0.3)
    visited = planned + timedelta(days=random.choice((0, 0, 0, 1, 3)))
    done = visited <= plan.until and not late
    built = random.randint(6, 14)
    found: dict[str, object] = {}
    if done:
        found = {
            "visited_on": visited, "functions_built": built, "months_of_data": months,
            "functions_used": random.randint(built // 2, built),
            "operation_state": random.choices(list(OperationState), (82, 12, 5, 1))[0],
            "maintenance_contract": chance.often(0.6),
            "opinion": "생산실적 등록이 잘 이루어지고 있음.",
        }  # fmt: skip
    visit = rows.add(
        "visit", case_id=plan.case, visitor_id=plan.owner if done else None, period_months=months,
        kind=VisitKind.REGULAR, planned_on=planned, **found,
    )  # fmt: skip
    plan.parts.looks.append(Look(visit, months, planned, visited if done else None))


def _ticket(rows: Bulk, chance: Chance, plan: Plan) -> None:
    random = chance.random
    kind, title = random.choice(_TROUBLES)
    fresh = plan.is_open and chance.often(0.3)
    first = plan.reached[plan.stage]
    opened = chance.day(first, plan.until - timedelta(days=10))
    if fresh:
        opened = max(first, chance.days_ago(0, 12))
    state = random.choices(_STATES, (45, 40, 15))[0] if fresh else TicketState.CLOSED
    solved = state in (TicketState.SOLVED, TicketState.CLOSED)
    closed = min(plan.until, opened + timedelta(days=random.randint(1, 6))) if solved else None
    closed = max(closed, opened) if closed is not None else None
    answer_by = opened + timedelta(days=7)
    ticket = rows.add(
        "ticket", case_id=plan.case, kind=kind, title=title, opened_on=opened, answer_by=answer_by,
        supplier_id=plan.supplier, state=state, closed_on=closed,
        resolution="공급기업이 원격으로 조치함." if solved else "",
    )  # fmt: skip
    plan.parts.calls.append(Call(ticket, answer_by, state, closed))

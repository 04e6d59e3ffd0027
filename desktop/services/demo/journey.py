"""Sends one invented case down the road: application, matching, build-out, after-care."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from db.words import (
    AgreementState,
    CaseState,
    DeadlineKind,
    EligibilityState,
    InspectionKind,
    KpiBasis,
    MatchState,
    MilestoneKind,
    OperationState,
    PaperState,
    PaymentKind,
    PaymentState,
    SizeClass,
    Stage,
    SystemLevel,
    TicketKind,
    TicketState,
    Verdict,
    VisitKind,
)
from desktop.services.buildout import dates
from desktop.services.matching import money
from desktop.services.programmes.packs import pack

if TYPE_CHECKING:
    from desktop.services.bulk import Bulk
    from desktop.services.demo.chance import Chance
    from desktop.services.demo.world import World
    from desktop.services.programmes.pack import Pack

PACK = "sangsaeng-2022"
_BASIC, _STEP_1, _SMALL = "type1-basic", "type1-advanced1", "type2-small"
_KPIS = (
    # code, name, direction, unit, baseline from–to, target as a factor of it
    ("P01", "시간당 생산량", "up", "개/h", (20, 400), 1.25),
    ("P02", "제조리드타임", "down", "시간", (24, 240), 0.8),
    ("Q01", "공정불량률", "down", "PPM", (800, 20_000), 0.6),
    ("C01", "재공재고", "down", "%", (8, 40), 0.85),
)
_TROUBLES = (
    (TicketKind.REPAIR, "생산실적 화면이 열리지 않음"),
    (TicketKind.PART, "바코드 스캐너 인식 불량"),
    (TicketKind.FEATURE, "불량 유형별 집계 화면 추가 요청"),
    (TicketKind.OPERATION, "담당자 변경에 따른 사용법 문의"),
    (TicketKind.UPGRADE, "서버 운영체제 지원 종료 대응"),
)


@dataclass
class Plan:
    """Where one case begins and where it stands today."""

    company: str
    company_name: str
    site: str
    division: str
    size: SizeClass
    stage: Stage
    state: CaseState
    received: date
    case: str = ""
    track: str = ""
    cost: int = 0
    owner: str = ""
    supplier: str = ""
    partner: str | None = None
    reached: dict[Stage, date] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Return whether somebody still works on the case."""
        return self.state is CaseState.OPEN


def travel(rows: Bulk, chance: Chance, world: World, plan: Plan) -> None:
    """Add a case and everything that its stage implies."""
    _settle_who_and_what(chance, world, plan)
    _case(rows, chance, world, plan)
    _application(rows, chance, plan)
    if plan.stage.position >= Stage.MATCHING.position:
        _matching(rows, chance, plan)
    if plan.stage.position >= Stage.BUILDOUT.position:
        ends = _buildout(rows, chance, plan)
        if plan.stage is Stage.AFTERCARE:
            _aftercare(rows, chance, plan, ends)


def _settle_who_and_what(chance: Chance, world: World, plan: Plan) -> None:
    random = chance.random
    if plan.size is SizeClass.MICRO or chance.often(0.08):
        plan.track, plan.cost = _SMALL, 20_000_000
    elif chance.often(0.6):
        plan.track, plan.cost = _BASIC, random.randrange(80, 141, 5) * 1_000_000
    else:
        plan.track, plan.cost = _STEP_1, random.randrange(200, 401, 10) * 1_000_000
    plan.owner = random.choice(world.staff[:5])
    plan.supplier = random.choice(world.suppliers)
    step = (chance.today - plan.received).days
    plan.reached[Stage.APPLICATION] = plan.received
    days = {Stage.MATCHING: 35, Stage.BUILDOUT: 100, Stage.AFTERCARE: 370}
    for stage, after in days.items():
        if stage.position <= plan.stage.position:
            plan.reached[stage] = plan.received + timedelta(days=min(after, max(step - 1, 1)))
    if plan.stage.position >= Stage.MATCHING.position:
        fitting = [key for key, wanted in world.partners if plan.division in wanted]
        plan.partner = random.choice(fitting or [key for key, _ in world.partners])


def _case(rows: Bulk, chance: Chance, world: World, plan: Plan) -> None:
    year = plan.received.year
    plan.case = rows.add(
        "case", number=_number(world, year), company_id=plan.company, site_id=plan.site,
        announcement_id=world.announcements.get(year), pack=PACK, pack_version=pack_version(),
        stage=plan.stage, state=plan.state, partner_id=plan.partner, total_cost=plan.cost,
        track=plan.track, supplier_id=plan.supplier, owner_id=plan.owner,
        title=f"생산현장 {chance.random.choice(('MES', '실적집계', '설비연계'))} 구축",
        created_at=_moment(plan.received),
    )  # fmt: skip
    before: Stage | None = None
    for stage, day in plan.reached.items():
        rows.add(
            "stage_change", case_id=plan.case, from_stage=before, to_stage=stage,
            at=_moment(day), by=plan.owner,
        )  # fmt: skip
        before = stage
    if chance.often(0.3):
        rows.add(
            "note", case_id=plan.case, by=plan.owner,
            text=chance.random.choice((
                "대표자와 통화함. 다음 주 방문 일정을 다시 잡기로 함.",
                "공급기업 견적이 두 번째로 바뀜. 사유서를 요청함.",
                "현장 담당자가 바뀌어 교육을 다시 요청함.",
            )),
        )  # fmt: skip


def _number(world: World, year: int) -> str:
    world.numbers[year] = world.numbers.get(year, 0) + 1
    return f"{year}-GN-{world.numbers[year]:05d}"


def _application(rows: Bulk, chance: Chance, plan: Plan) -> None:
    random = chance.random
    past = plan.stage is not Stage.APPLICATION
    complete = past or chance.often(0.5)
    rows.add(
        "application", case_id=plan.case, received_on=plan.received, total_cost=plan.cost,
        project_title="생산현장 디지털 전환", requested_amount=_public_share(plan),
        current_level=SystemLevel.NONE if plan.track != _STEP_1 else SystemLevel.BASIC,
        target_level=SystemLevel.BASIC if plan.track != _STEP_1 else SystemLevel.MIDDLE_1,
        solutions="MES", summary="수기로 적던 생산 실적을 자동으로 모으고 공정 이상을 바로 알린다.",
        coordinator_wanted=chance.often(0.4), sales=random.randrange(5, 300) * 100_000_000,
        workers=random.randint(5, 180), previous_supports=random.choice((0, 0, 0, 1)),
        tax_arrears=False if complete else None, credit_default=False if complete else None,
        double_funding=False if complete else None, root_industry=chance.often(0.3),
        crisis_region=chance.often(0.1), disabled_owned=chance.often(0.03),
        wanted_visit_on=plan.received + timedelta(days=20),
    )  # fmt: skip
    decided = past or plan.state is CaseState.REJECTED
    state = EligibilityState.ELIGIBLE if past else EligibilityState.IN_REVIEW
    if plan.state is CaseState.REJECTED:
        state = EligibilityState.INELIGIBLE
    rows.add(
        "eligibility_review", case_id=plan.case, state=state,
        decided_on=plan.received + timedelta(days=25) if decided else None,
        decided_by=plan.owner if decided else None,
    )  # fmt: skip
    for code in papers(plan.track):
        there = complete or chance.often(0.6)
        rows.add(
            "paper", case_id=plan.case, code=code,
            state=PaperState.ACCEPTED if there else PaperState.MISSING,
            issued_on=plan.received - timedelta(days=10) if there else None,
        )  # fmt: skip
    if not past and plan.is_open and not complete:
        _deadline(
            rows,
            plan,
            DeadlineKind.SUPPLEMENT,
            chance.day(chance.today, chance.today + timedelta(20)),
        )


def _matching(rows: Bulk, chance: Chance, plan: Plan) -> None:
    done = plan.stage is not Stage.MATCHING
    state = (
        MatchState.CONFIRMED
        if done
        else chance.random.choice(
            (MatchState.PROPOSED, MatchState.PROPOSED, MatchState.ACCEPTED, MatchState.HELD)
        )
    )
    answer_by = plan.reached[Stage.MATCHING] + timedelta(days=30)
    if plan.is_open and not done:
        answer_by = chance.day(chance.today - timedelta(3), chance.today + timedelta(25))
        _deadline(rows, plan, DeadlineKind.PARTNER_ANSWER, answer_by)
    match = rows.add(
        "match", case_id=plan.case, partner_id=plan.partner, state=state, total_cost=plan.cost,
        pack=PACK, pack_version=pack_version(), answer_by=answer_by,
        answered_on=answer_by - timedelta(days=4) if done else None,
    )  # fmt: skip
    for line in funding(plan.track, plan.cost):
        rows.add("funding_line", case_id=plan.case, match_id=match, **line)


def _buildout(rows: Bulk, chance: Chance, plan: Plan) -> date:
    starts = plan.reached[Stage.BUILDOUT] + timedelta(days=10)
    ends = starts + timedelta(days=chance.random.choice((180, 240, 270)))
    if plan.stage is Stage.AFTERCARE:
        ends = min(ends, plan.reached[Stage.AFTERCARE])
    rows.add(
        "agreement", case_id=plan.case, number=f"협약-{plan.case[8:13]}", signed_on=starts,
        build_start=starts, build_end=ends, care_end=dates.care_end(ends).due, total_cost=plan.cost,
        state=AgreementState.SIGNED, bond_number=f"체험-{plan.case[-6:]}",
        bond_amount=plan.cost // 10, bond_expires=dates.care_end(ends).due,
    )  # fmt: skip
    kinds = list(MilestoneKind)
    for at, kind in enumerate(kinds):
        planned = starts + (ends - starts) * (at + 1) // len(kinds)
        late = timedelta(days=chance.random.choice((0, 0, 0, 5, 14)))
        done = planned + late if planned + late < chance.today else None
        key = rows.add(
            "milestone", case_id=plan.case, kind=kind, planned_on=planned,
            done_on=done if plan.is_open else planned,
        )  # fmt: skip
        if done is None and plan.is_open:
            _deadline(rows, plan, DeadlineKind.MILESTONE, planned, about=key)
    _inspections(rows, chance, plan, starts, ends)
    _payments(rows, chance, plan, starts, ends)
    if plan.is_open and plan.stage is Stage.BUILDOUT:
        _deadline(rows, plan, DeadlineKind.BUILD_END, ends)
        last_change = dates.last_change_day(ends)
        if last_change.due >= chance.today - timedelta(days=3):
            _legal_day(rows, plan, last_change)
    return ends


def _inspections(rows: Bulk, chance: Chance, plan: Plan, starts: date, ends: date) -> None:
    middle = starts + (ends - starts) // 2
    for kind, day in ((InspectionKind.MIDTERM, middle), (InspectionKind.FINAL, ends)):
        if day >= chance.today:
            continue
        final = kind is InspectionKind.FINAL
        rows.add(
            "inspection", case_id=plan.case, kind=kind, planned_on=day, visited_on=day,
            inspector=chance.person(),
            verdict=Verdict.ADEQUATE if final or chance.often(0.8) else Verdict.SUPPLEMENT,
            system_level=SystemLevel.BASIC if final else None,
            opinion="현장 설비와 화면을 확인함." if final else "일정대로 진행 중임.",
        )  # fmt: skip


def _payments(rows: Bulk, chance: Chance, plan: Plan, starts: date, ends: date) -> None:
    for line in funding(plan.track, plan.cost):
        if line["source"].value not in ("national", "partner"):
            continue
        advance = line["amount"] // 2 // 1_000 * 1_000
        for kind, amount, day in (
            (PaymentKind.ADVANCE, advance, starts + timedelta(20)),
            (PaymentKind.BALANCE, line["amount"] - advance, ends + timedelta(20)),
        ):
            paid = day < chance.today
            rows.add(
                "payment", case_id=plan.case, kind=kind, source=line["source"], amount=amount,
                requested_on=day - timedelta(10) if paid else None, paid_on=day if paid else None,
                operating_checked_on=day - timedelta(11) if paid else None,
                state=PaymentState.PAID if paid else PaymentState.WAITING,
            )  # fmt: skip


def _aftercare(rows: Bulk, chance: Chance, plan: Plan, ends: date) -> None:
    measured = [m for m in (0, 6, 12, 24, 36) if ends + timedelta(30 * m) < chance.today]
    for code, name, direction, unit, (least, most), factor in _KPIS[: 2 + (plan.cost > 10**8)]:
        baseline = float(chance.random.randint(least, most))
        kpi = rows.add(
            "kpi", case_id=plan.case, code=code, name=name, direction=direction, unit=unit,
            weight=25.0, baseline=baseline, target=round(baseline * factor, 1), key=True,
        )  # fmt: skip
        for months in measured:
            reached = 1 + (factor - 1) * chance.random.uniform(0.3, 1.3) * min(1, 0.5 + months / 24)
            rows.add(
                "kpi_value", case_id=plan.case, kpi_id=kpi, period_months=months,
                value=round(baseline * reached, 1), measured_on=ends + timedelta(30 * months),
                basis=chance.random.choice((KpiBasis.MEASURED, KpiBasis.CLAIMED)),
            )  # fmt: skip
    for months in (6, 12, 24, 36):
        planned = ends + timedelta(30 * months)
        _visit(rows, chance, plan, months, planned)
    if plan.is_open and dates.care_end(ends).due >= chance.today:
        _legal_day(rows, plan, dates.care_end(ends))
    if chance.often(0.35):
        _ticket(rows, chance, plan)


def _visit(rows: Bulk, chance: Chance, plan: Plan, months: int, planned: date) -> None:
    late = planned > chance.today - timedelta(days=45) and chance.often(0.3)
    done = planned < chance.today and not (late and plan.is_open)
    built = chance.random.randint(6, 14)
    visit = rows.add(
        "visit", case_id=plan.case, visitor_id=plan.owner, period_months=months,
        kind=VisitKind.INTENSIVE if months == 6 else VisitKind.REGULAR, planned_on=planned,
        visited_on=planned if done else None, functions_built=built if done else None,
        functions_used=chance.random.randint(built // 2, built) if done else None,
        operation_state=chance.random.choices(list(OperationState), (82, 12, 5, 1))[0]
        if done else None,
        maintenance_contract=chance.often(0.6) if done else None,
        opinion="생산실적 등록이 잘 이루어지고 있음." if done else "",
    )  # fmt: skip
    if not done and plan.is_open and planned < chance.today + timedelta(days=60):
        _deadline(rows, plan, DeadlineKind.VISIT, planned, about=visit)


def _ticket(rows: Bulk, chance: Chance, plan: Plan) -> None:
    kind, title = chance.random.choice(_TROUBLES)
    fresh = plan.is_open and chance.often(0.3)
    opened = chance.days_ago(0, 12) if fresh else chance.days_ago(30, 400)
    ticket = rows.add(
        "ticket", case_id=plan.case, kind=kind, title=title, opened_on=opened,
        answer_by=opened + timedelta(days=7), supplier_id=plan.supplier,
        state=TicketState.OPEN if fresh else TicketState.CLOSED,
        closed_on=None if fresh else opened + timedelta(days=5),
        resolution="" if fresh else "공급기업이 원격으로 조치함.",
    )  # fmt: skip
    if fresh:
        _deadline(rows, plan, DeadlineKind.TICKET_ANSWER, opened + timedelta(7), about=ticket)


def _deadline(
    rows: Bulk, plan: Plan, kind: DeadlineKind, due: date, *, about: str | None = None
) -> None:
    rows.add("deadline", case_id=plan.case, kind=kind, due=due, about_id=about, verified=True)


def _legal_day(rows: Bulk, plan: Plan, day: dates.LegalDay) -> None:
    rows.add(
        "deadline", case_id=plan.case, kind=day.kind, due=day.due, clause=day.clause,
        source=day.source, verified=day.verified, note=day.note,
    )  # fmt: skip


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def _public_share(plan: Plan) -> int:
    return sum(
        int(line["amount"])
        for line in funding(plan.track, plan.cost)
        if line["source"].value in ("national", "province", "city")
    )


@cache
def _pack() -> Pack:
    return pack(PACK)


def pack_version() -> str:
    """Return the version of the pack that the invented cases stand on."""
    return _pack().version


@cache
def papers(track: str) -> tuple[str, ...]:
    """Return the codes of the papers that an application of `track` needs."""
    needed = _pack().papers_for(track, Stage.APPLICATION)
    return tuple(paper.code for paper in needed if paper.required)


@cache
def funding(track: str, cost: int) -> tuple[dict[str, Any], ...]:
    """Return the funding lines of a cost, as the real rules compute them."""
    chosen = _pack().track(track)
    assert chosen is not None
    whole = money.plan(cost, chosen.funding)
    assert whole.infeasible is None, (track, cost, whole.infeasible)
    return tuple(
        {
            "source": line.rule.source,
            "form": line.rule.form,
            "regime": line.rule.regime,
            "amount": line.amount,
            "clause": line.rule.clause,
        }
        for line in whole.lines
        if line.amount
    )

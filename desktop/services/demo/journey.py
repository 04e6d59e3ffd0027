"""Sends one invented case down the road: application and matching here, then on its way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from db.words import (
    CaseState,
    DeadlineKind,
    EligibilityState,
    FundingForm,
    FundingSource,
    MatchState,
    PaperState,
    Stage,
    SystemLevel,
)
from desktop.services.deadline_parts import CaseParts, Offer
from desktop.services.demo import after, building, rules
from desktop.services.demo.days import follow
from desktop.services.demo.plan import moment
from desktop.services.demo.plan_words import plan_words

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.bulk import Bulk
    from desktop.services.demo.chance import Chance
    from desktop.services.demo.plan import Plan
    from desktop.services.demo.world import World

_NOTES = (
    "대표자와 통화함. 다음 주 방문 일정을 다시 잡기로 함.",
    "공급기업 견적이 두 번째로 바뀜. 사유서를 요청함.",
    "현장 담당자가 바뀌어 교육을 다시 요청함.",
)
_LACKING = ("비교견적서를 다시 제출", "재무제표 최근 연도분 제출", "공정도에 설비 번호 표시")
_REFUSALS = ("올해 출연 예산 소진", "거래 품목과 맞지 않음", "현장 여건상 내년에 다시 협의")
_OTHER_PRODUCTS = "33"  # the KSIC code leaves open whether the industry is excluded


def travel(rows: Bulk, chance: Chance, world: World, plan: Plan) -> None:
    """Add a case and everything that its stage implies."""
    _settle_who(chance, world, plan)
    _case(rows, chance, world, plan)
    _application(rows, chance, plan)
    if plan.has_come_to(Stage.MATCHING):
        _matching(rows, chance, world, plan)
    if plan.has_come_to(Stage.BUILDOUT):
        building.build(rows, chance, plan)
        after.indicate(rows, chance, plan)
    if plan.stage is Stage.AFTERCARE:
        after.care(rows, chance, plan)
    follow(rows, chance, plan)


def _settle_who(chance: Chance, world: World, plan: Plan) -> None:
    plan.owner = chance.random.choice(world.staff[:5])
    plan.supplier = chance.random.choice(world.suppliers)
    waits = plan.stage is Stage.MATCHING and chance.often(0.25)
    if plan.has_come_to(Stage.MATCHING) and not waits:
        fitting = [key for key, wanted in world.partners if plan.division in wanted]
        plan.partner = chance.random.choice(fitting or [key for key, _ in world.partners])


def _case(rows: Bulk, chance: Chance, world: World, plan: Plan) -> None:
    call = world.call_of(plan.received)
    plan.year = plan.received.year
    plan.case = rows.add(
        "case", number=world.number(plan.year), company_id=plan.company, site_id=plan.site,
        announcement_id=call.key, pack=rules.PACK, pack_version=rules.pack_version(),
        stage=plan.stage, state=plan.state, partner_id=plan.partner, total_cost=plan.cost,
        track=plan.track, supplier_id=plan.supplier, owner_id=plan.owner,
        title=f"생산현장 {chance.random.choice(('MES', '실적집계', '설비연계'))} 구축",
        created_at=moment(plan.received),
    )  # fmt: skip
    plan.parts = CaseParts(
        plan.case, plan.stage, rules.days(), rules.needed_papers(plan.track), closes=call.closes
    )
    before: Stage | None = None
    for stage, day in plan.reached.items():
        rows.add(
            "stage_change", case_id=plan.case, from_stage=before, to_stage=stage, at=moment(day),
            by=plan.owner,
        )  # fmt: skip
        before = stage
    if chance.often(0.3):
        rows.add("note", case_id=plan.case, by=plan.owner, text=chance.random.choice(_NOTES))


def _application(rows: Bulk, chance: Chance, plan: Plan) -> None:
    random = chance.random
    refused = plan.state is CaseState.REJECTED
    closes = plan.parts.closes
    in_time = closes is None or closes >= chance.today
    complete = plan.is_past(Stage.APPLICATION) or refused or chance.often(0.5 if in_time else 0.9)
    no = False if complete else None  # an answer, or nobody has looked yet
    rows.add(
        "application", case_id=plan.case, received_on=plan.received, total_cost=plan.cost,
        project_title="생산현장 디지털 전환", requested_amount=_public_money(plan),
        current_level=SystemLevel.NONE if plan.track != rules.STEP_1 else SystemLevel.BASIC,
        target_level=SystemLevel.BASIC if plan.track != rules.STEP_1 else SystemLevel.MIDDLE_1,
        solutions="MES", summary=plan_words(str(plan.case)),
        coordinator_wanted=chance.often(0.4), sales=random.randrange(5, 300) * 100_000_000,
        workers=random.randint(5, 180), previous_supports=random.choice((0, 0, 0, 1)),
        tax_arrears=True if refused else no, restart_fund=False if refused else None,
        credit_default=no, double_funding=no, sanctioned=no,
        excluded_industry=no if plan.division == _OTHER_PRODUCTS else None,
        root_industry=chance.often(0.3), crisis_region=chance.often(0.1),
        disabled_owned=chance.often(0.03), wanted_visit_on=plan.received + timedelta(days=20),
    )  # fmt: skip
    for stage in plan.reached:
        _papers(rows, chance, plan, stage, complete=complete)
    _review(rows, chance, plan, complete=complete)


def _review(rows: Bulk, chance: Chance, plan: Plan, *, complete: bool) -> None:
    decided_on = plan.received + timedelta(days=chance.random.randint(12, 20))
    refused = plan.state is CaseState.REJECTED
    ready = complete and decided_on <= chance.today and chance.often(0.5)
    state, opinion = EligibilityState.IN_REVIEW, ""
    if refused:
        state, opinion = EligibilityState.INELIGIBLE, "국세 체납이 확인되어 요건을 갖추지 못함."
    elif plan.is_past(Stage.APPLICATION) or ready:
        state = EligibilityState.ELIGIBLE
    elif not complete and chance.often(0.6):
        state = EligibilityState.SUPPLEMENT_ASKED
        rows.add(
            "deadline", case_id=plan.case, kind=DeadlineKind.SUPPLEMENT,
            due=chance.day(chance.today - timedelta(2), chance.today + timedelta(20)),
            note=chance.random.choice(_LACKING),
        )  # fmt: skip
    decided = state in (EligibilityState.ELIGIBLE, EligibilityState.INELIGIBLE)
    rows.add(
        "eligibility_review", case_id=plan.case, state=state, opinion=opinion,
        decided_on=decided_on if decided else None, decided_by=plan.owner if decided else None,
    )  # fmt: skip


def _papers(rows: Bulk, chance: Chance, plan: Plan, stage: Stage, *, complete: bool) -> None:
    """Add the papers of one stage; those of a stage that lies behind were all handed in."""
    behind = complete if stage is Stage.APPLICATION else plan.is_past(stage)
    for paper in rules.papers(plan.track, stage):
        there = behind if paper.required and behind else chance.often(0.6)
        issued_on = plan.reached[stage] - timedelta(days=10) if there else None
        state = PaperState.ACCEPTED if there else PaperState.MISSING
        rows.add(
            "paper", case_id=plan.case, code=paper.code, state=state, issued_on=issued_on,
            valid_to=_valid_to(chance, plan, paper.code, issued_on),
        )  # fmt: skip
        if paper.code in plan.parts.needed:
            plan.parts.papers.append(state)


def _valid_to(chance: Chance, plan: Plan, code: str, issued_on: date | None) -> date | None:
    """Return how long a tax certificate is good; whoever still needs one has a fresh one."""
    if issued_on is None or code != "tax_certificate":
        return None
    if plan.is_open and not plan.is_past(Stage.MATCHING):
        ends = chance.day(chance.today - timedelta(1), chance.today + timedelta(120))
        return max(plan.received, ends)
    return plan.received + timedelta(days=30)


def _matching(rows: Bulk, chance: Chance, world: World, plan: Plan) -> None:
    if chance.often(0.05):
        _refusal(rows, chance, world, plan)
    if plan.partner is None:
        return
    offered = plan.reached[Stage.MATCHING] + timedelta(days=3)
    state, answer_by, answered_on = MatchState.CONFIRMED, offered + timedelta(days=30), None
    if plan.stage is Stage.MATCHING:
        state = chance.random.choices(
            (MatchState.PROPOSED, MatchState.ACCEPTED, MatchState.HELD, MatchState.CONFIRMED),
            (50, 25, 12, 13) if plan.is_open else (100, 0, 0, 0),
        )[0]
        answer_by = chance.day(chance.today - timedelta(3), chance.today + timedelta(25))
        answer_by = min(answer_by, plan.until + timedelta(days=25))
    if state is not MatchState.PROPOSED:
        answered_on = min(answer_by, plan.until, chance.day(offered, offered + timedelta(days=25)))
    key = _offer(
        rows, plan, plan.partner, state=state, answer_by=answer_by, answered_on=answered_on
    )
    plan.parts.offer = Offer(key, state, answer_by, answered_on)
    lines = rules.funding(plan.track, plan.cost)
    regimes = dict.fromkeys(line["regime"] for line in lines if line["amount"])
    plan.parts.regimes = tuple(regimes)
    if plan.state not in (CaseState.WITHDRAWN, CaseState.CANCELLED):
        spent = _cash(plan, FundingSource.PARTNER)
        world.spend(plan.partner, plan.year, spent, _public_money(plan))


def _refusal(rows: Bulk, chance: Chance, world: World, plan: Plan) -> None:
    """Add an offer to another large firm that came to nothing."""
    day = plan.reached[Stage.MATCHING] + timedelta(days=chance.random.randint(0, 2))
    others = [key for key, _ in world.partners if key != plan.partner]
    _offer(
        rows, plan, chance.random.choice(others), state=MatchState.DECLINED, answer_by=day,
        answered_on=day, reason=chance.random.choice(_REFUSALS),
    )  # fmt: skip


def _offer(rows: Bulk, plan: Plan, partner: str, *, state: MatchState, **answer: object) -> str:
    match = rows.add(
        "match", case_id=plan.case, partner_id=partner, state=state, total_cost=plan.cost,
        pack=rules.PACK, pack_version=rules.pack_version(), **answer,
    )  # fmt: skip
    for line in rules.funding(plan.track, plan.cost):
        rows.add("funding_line", case_id=plan.case, match_id=match, **line)
    return match


def _cash(plan: Plan, *sources: FundingSource) -> int:
    return sum(
        int(line["amount"])
        for line in rules.funding(plan.track, plan.cost)
        if line["source"] in sources and line["form"] is FundingForm.CASH
    )


def _public_money(plan: Plan) -> int:
    return _cash(plan, FundingSource.NATIONAL, FundingSource.PROVINCE, FundingSource.CITY)

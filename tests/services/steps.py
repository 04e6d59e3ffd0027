"""What people may do with a case, sensible or not: steps with arguments drawn by chance."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.tables import (
    Agreement,
    Announcement,
    Case,
    Deadline,
    FundingLine,
    Inspection,
    Kpi,
    Milestone,
    Partner,
    Payment,
    Supplier,
    Ticket,
    Visit,
)
from db.words import (
    AgreementState,
    CaseState,
    DeadlineKind,
    EligibilityState,
    FundingSource,
    InspectionKind,
    KpiBasis,
    MatchState,
    MilestoneKind,
    OperatingState,
    PaperState,
    PaymentKind,
    PaymentState,
    Verdict,
)
from desktop.services import announcements, deadlines, parts, records
from desktop.services.aftercare import kpis, tickets, visits
from desktop.services.applications import eligibility, intake, papers
from desktop.services.buildout import agreements, inspections, milestones, payments
from desktop.services.cases import open as opening
from desktop.services.cases import stages
from desktop.services.matching import matches
from tests.services import road

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random
    from uuid import UUID

    from sqlmodel import Session

    from db.base import Record

    Step = Callable[[Session, UUID, Random], object]

STEPS: dict[str, Step] = {}

# Chance alone seldom comes to where money moves.
OFTEN = (
    *("go_on_as_it_should", "pay_as_it_should", "edit_line", "take_match_back", "terminate"),
    *("propose", "answer_offer", "ask_for_payment", "edit_payment", "draft_agreement"),
)
_TRACKS = ["type1-basic", "type1-advanced1", "type2-small", ""]


def _step(make: Step) -> Step:
    STEPS[make.__name__] = make
    return make


def _one(session: Session, chance: Random, table: type[Record], case_id: UUID) -> Any:
    """Return the key of a part of a case, or of nothing."""
    case: Any = table
    found = session.exec(select(table.id).where(case.case_id == case_id)).all()
    return chance.choice(found) if found else case_id


def _any(session: Session, chance: Random, table: type[Record]) -> UUID:
    return chance.choice(session.exec(select(table.id).order_by(col(table.id))).all())


def _day(chance: Random) -> date:
    return road.BUILD_START + timedelta(days=chance.randint(-60, 500))


def _word(chance: Random, words: Any, *more: Any) -> Any:
    return chance.choice([*words, *more])


def _reason(chance: Random) -> str:
    return chance.choice(["", *["사정이 바뀜"] * 4])


@_step
def edit_application(session: Session, case: UUID, chance: Random) -> None:
    fields: dict[str, Any] = {
        "total_cost": chance.choice([0, 20_000_000, 100_000_500, 400_000_000, -1]),
        "requested_amount": chance.choice([0, 10_000_999]),
        "tax_arrears": chance.choice([True, False, None]),
        "restart_fund": chance.choice([True, None]),
        "sanctioned": chance.choice([True, False]),
    }
    name = chance.choice(list(fields))
    intake.edit_of_case(session, case, {name: fields[name]})


@_step
def change_track(session: Session, case: UUID, chance: Random) -> None:
    opening.edit(session, case, {"track": chance.choice(_TRACKS)})


@_step
def change_supplier(session: Session, case: UUID, chance: Random) -> None:
    opening.edit(session, case, {"supplier_id": _any(session, chance, Supplier)})


@_step
def hand_in_papers(session: Session, case: UUID, chance: Random) -> None:
    state = _word(chance, PaperState)
    for paper in papers.list_papers(session, case)[: chance.randint(1, 30)]:
        papers.edit(session, paper.id, {"state": state})


@_step
def decide_eligibility(session: Session, case: UUID, chance: Random) -> None:
    eligibility.decide_eligibility(
        session, case, _word(chance, EligibilityState), opinion=_reason(chance)
    )


@_step
def ask_supplement(session: Session, case: UUID, chance: Random) -> None:
    eligibility.ask_supplement(session, case, due=_day(chance), note=_reason(chance))


@_step
def propose(session: Session, case: UUID, chance: Random) -> None:
    partner = chance.choice([None, *[_any(session, chance, Partner)] * 3])
    matches.propose(session, case, partner, answer_by=chance.choice([None, _day(chance)]))


@_step
def answer_offer(session: Session, case: UUID, chance: Random) -> None:
    answers = (MatchState.ACCEPTED, MatchState.HELD, MatchState.DECLINED)
    matches.decide(session, case, chance.choice(answers), reason=_reason(chance))


@_step
def confirm_match(session: Session, case: UUID, _: Random) -> None:
    matches.confirm(session, case)


@_step
def take_match_back(session: Session, case: UUID, chance: Random) -> None:
    matches.take_back(session, case, reason=_reason(chance))


@_step
def plan_lines_anew(session: Session, case: UUID, _: Random) -> None:
    matches.recompute(session, case)


@_step
def edit_line(session: Session, case: UUID, chance: Random) -> None:
    line = _one(session, chance, FundingLine, case)
    amount = chance.choice([0, 1, 10_000_000, 30_000_001, 50_000_000, chance.randrange(10**8)])
    matches.edit_line(session, line, amount)


@_step
def release_line(session: Session, case: UUID, chance: Random) -> None:
    matches.release_line(session, _one(session, chance, FundingLine, case))


@_step
def advance(session: Session, case: UUID, chance: Random) -> None:
    stages.advance(
        session, case, reason=_reason(chance), override=chance.random() < 0.4, today=_day(chance)
    )


@_step
def send_back(session: Session, case: UUID, chance: Random) -> None:
    stages.send_back(session, case, reason=_reason(chance))


@_step
def change_state(session: Session, case: UUID, chance: Random) -> None:
    state = chance.choice([*CaseState, *[CaseState.OPEN] * 6])
    stages.set_state(session, case, state, reason=_reason(chance))


@_step
def edit_agreement(session: Session, case: UUID, chance: Random) -> None:
    changes: dict[str, Any] = {
        "build_start": chance.choice([None, _day(chance)]),
        "build_end": chance.choice([None, _day(chance)]),
        "bond_amount": 5_000_000,
    }
    name = chance.choice(list(changes))
    agreements.edit(session, _one(session, chance, Agreement, case), {name: changes[name]})


@_step
def move_agreement_on(session: Session, case: UUID, chance: Random) -> None:
    agreements.set_state(session, case, _word(chance, AgreementState))


@_step
def sign(session: Session, case: UUID, chance: Random) -> None:
    agreements.sign(session, case, signed_on=_day(chance))


@_step
def extend(session: Session, case: UUID, chance: Random) -> None:
    agreements.extend(session, case, months=chance.randint(0, 4), reason=_reason(chance))


@_step
def terminate(session: Session, case: UUID, chance: Random) -> None:
    agreements.terminate(session, case, reason=_reason(chance))


@_step
def draft_agreement(session: Session, case: UUID, _: Random) -> None:
    agreements.draft(session, case)


@_step
def edit_milestone(session: Session, case: UUID, chance: Random) -> None:
    name = chance.choice(["planned_on", "done_on"])
    point = _one(session, chance, Milestone, case)
    milestones.edit(session, point, {name: chance.choice([None, _day(chance)])})


@_step
def add_milestone(session: Session, case: UUID, chance: Random) -> None:
    fields = {"kind": _word(chance, MilestoneKind), "planned_on": _day(chance)}
    milestones.add(session, case, fields)


@_step
def remove_milestone(session: Session, case: UUID, chance: Random) -> None:
    milestones.remove(session, _one(session, chance, Milestone, case))


@_step
def add_inspection(session: Session, case: UUID, chance: Random) -> None:
    fields = {
        "kind": _word(chance, InspectionKind, InspectionKind.FINAL, InspectionKind.FINAL),
        "planned_on": chance.choice([None, _day(chance)]),
        "visited_on": chance.choice([None, _day(chance)]),
        "verdict": _word(chance, Verdict, None, Verdict.ADEQUATE),
    }
    inspections.add(session, case, fields)


@_step
def edit_inspection(session: Session, case: UUID, chance: Random) -> None:
    found = _one(session, chance, Inspection, case)
    inspections.edit(session, found, {"verdict": _word(chance, Verdict, None)})


@_step
def remove_inspection(session: Session, case: UUID, chance: Random) -> None:
    inspections.remove(session, _one(session, chance, Inspection, case))


@_step
def ask_for_payment(session: Session, case: UUID, chance: Random) -> None:
    fields = {
        "kind": _word(chance, PaymentKind),
        "source": chance.choice(list(FundingSource)[:1] * 3 + [FundingSource.PARTNER]),
        "amount": chance.choice([1, 15_000_000, 30_000_000, 90_000_000, 10**10]),
        "operating_checked_on": chance.choice([None, road.TODAY]),
    }
    payments.add(session, case, fields)


@_step
def edit_payment(session: Session, case: UUID, chance: Random) -> None:
    changes: dict[str, Any] = {
        "kind": _word(chance, PaymentKind),
        "source": _word(chance, FundingSource),
        "amount": chance.choice([0, 1, 29_000_000, 10**9]),
        "operating_checked_on": road.TODAY,
    }
    name = chance.choice(list(changes))
    payments.edit(session, _one(session, chance, Payment, case), {name: changes[name]})


@_step
def approve_payment(session: Session, case: UUID, chance: Random) -> None:
    payments.approve(session, _one(session, chance, Payment, case))


@_step
def pay(session: Session, case: UUID, chance: Random) -> None:
    payments.pay(session, _one(session, chance, Payment, case), paid_on=road.BUILD_END)


@_step
def give_payment_back(session: Session, case: UUID, chance: Random) -> None:
    payments.give_back(session, _one(session, chance, Payment, case), reason=_reason(chance))


@_step
def remove_payment(session: Session, case: UUID, chance: Random) -> None:
    payments.remove(session, _one(session, chance, Payment, case))


@_step
def close_company(session: Session, case: UUID, chance: Random) -> None:
    state = chance.choice([*OperatingState, *[OperatingState.OPERATING] * 5])
    company = session.get_one(Case, case).company_id
    records.save_fields(session, "company", company, {"operating_state": state})


@_step
def add_visit(session: Session, case: UUID, chance: Random) -> None:
    planned = chance.choice([None, _day(chance)])
    visits.add(session, case, {"planned_on": planned, "period_months": chance.choice([None, 6])})


@_step
def edit_visit(session: Session, case: UUID, chance: Random) -> None:
    name = chance.choice(["planned_on", "visited_on"])
    visit = _one(session, chance, Visit, case)
    visits.edit(session, visit, {name: chance.choice([None, _day(chance)])})


@_step
def remove_visit(session: Session, case: UUID, chance: Random) -> None:
    visits.remove(session, _one(session, chance, Visit, case))


@_step
def call_for_help(session: Session, case: UUID, chance: Random) -> None:
    answer_by = chance.choice([None, _day(chance)])
    fields = {"title": "화면이 안 뜸", "opened_on": road.TODAY, "answer_by": answer_by}
    tickets.open_ticket(session, case, fields)


@_step
def work_on_ticket(session: Session, case: UUID, chance: Random) -> None:
    ticket, day = _one(session, chance, Ticket, case), _day(chance)
    chance.choice(
        [
            lambda: tickets.answer(session, ticket),
            lambda: tickets.solve(session, ticket, resolution="고침", on=day),
            lambda: tickets.close(session, ticket, on=day),
            lambda: tickets.reopen(session, ticket),
            lambda: tickets.remove(session, ticket),
        ]
    )()


@_step
def measure(session: Session, case: UUID, chance: Random) -> None:
    fields = {
        "period_months": chance.choice([0, 12, 24, 36, 121]),
        "value": chance.choice([1.5, float("nan")]),
        "basis": _word(chance, KpiBasis),
        "measured_on": chance.choice([None, _day(chance)]),
    }
    kpis.add_value(session, _one(session, chance, Kpi, case), fields)


@_step
def remove_indicator(session: Session, case: UUID, chance: Random) -> None:
    kpis.remove(session, _one(session, chance, Kpi, case))


@_step
def move_closing_day(session: Session, _: UUID, chance: Random) -> None:
    call = _any(session, chance, Announcement)
    announcements.edit(session, call, {"closes": chance.choice([None, _day(chance)])})


@_step
def tick_day_off(session: Session, case: UUID, chance: Random) -> None:
    on = chance.choice([None, road.TODAY])
    deadlines.mark_done(session, _one(session, chance, Deadline, case), on=on)


@_step
def promise_day(session: Session, case: UUID, chance: Random) -> None:
    deadlines.add(session, case, {"kind": _word(chance, DeadlineKind), "due": _day(chance)})


@_step
def pay_as_it_should(session: Session, case: UUID, chance: Random) -> None:
    """Ask for a payment, or take the oldest one a step further."""
    kinds = list(PaymentKind)
    waiting = [
        one
        for one in payments.list_payments(session, case)
        if one.state in (PaymentState.WAITING, PaymentState.APPROVED)
    ]
    if not waiting:
        fields = {
            "kind": chance.choice([kinds[0], *kinds]), "source": FundingSource.NATIONAL,
            "amount": chance.choice([1, 7_000_000]), "operating_checked_on": road.TODAY,
        }  # fmt: skip
        payments.add(session, case, fields)
    elif waiting[0].state is PaymentState.WAITING:
        payments.approve(session, waiting[0].id)
    else:
        payments.pay(session, waiting[0].id, paid_on=road.BUILD_END)


@_step
def go_on_as_it_should(session: Session, case: UUID, chance: Random) -> None:
    """Do what the stage asks for next, so that chance comes to the far end of the road too."""
    match, agreement = parts.match_of(session, case), parts.agreement_of(session, case)
    if match is None:
        matches.propose(session, case, _any(session, chance, Partner))
    elif match.state is not MatchState.CONFIRMED:
        matches.decide(session, case, MatchState.ACCEPTED)
        matches.confirm(session, case)
    elif agreement is not None and agreement.state is not AgreementState.SIGNED:
        period = {"build_start": road.BUILD_START, "build_end": road.BUILD_END}
        agreements.edit(session, agreement.id, period)
        agreements.sign(session, case, signed_on=road.BUILD_START)
    else:
        stages.advance(session, case, override=True, reason="시험", today=_day(chance))

"""The first page says what can go wrong, and who has to do what about it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from db.words import (
    Action,
    CaseState,
    DeadlineKind,
    InspectionKind,
    OperatingState,
    PaperState,
    PaymentState,
    Stage,
    TicketState,
)
from desktop.services.cases import listing
from desktop.services.today import AgendaItem, AgendaKind, Urgency, agenda, summary
from tests.factory import (
    make_agreement,
    make_case,
    make_company,
    make_deadline,
    make_inspection,
    make_paper,
    make_payment,
    make_staff,
    make_supplier,
    make_ticket,
    make_visit,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sqlmodel import Session

    from db.tables import Case
    from desktop.services.workspace import Workspace

TODAY = date(2026, 7, 9)


def days(number: int) -> date:
    return TODAY + timedelta(days=number)


def ask(workspace: Workspace, **more: Any) -> list[AgendaItem]:
    return workspace.read(lambda session: agenda(session, today=TODAY, **more))


def test_given_days_then_the_most_urgent_stand_first_with_their_clause(
    workspace: Workspace,
) -> None:
    def given(session: Session) -> None:
        owner = make_staff(session, name="이주임")
        case = make_case(session, "한빛기공", stage=Stage.BUILDOUT, owner_id=owner.id)
        make_deadline(session, case, due=days(12), kind=DeadlineKind.MILESTONE)
        make_deadline(session, case, due=days(0), clause="관리지침 15조", verified=False)
        make_deadline(session, case, due=days(-3), kind=DeadlineKind.SETTLEMENT)
        make_deadline(session, case, due=days(5), kind=DeadlineKind.BUILD_END)
        make_deadline(session, case, due=days(31))
        make_deadline(session, case, due=days(2), done_on=days(-1))

    workspace.write(given)

    items = ask(workspace)

    assert [(item.days_left, item.urgency) for item in items] == [
        (-3, Urgency.OVERDUE),
        (0, Urgency.TODAY),
        (5, Urgency.THIS_WEEK),
        (12, Urgency.LATER),
    ]
    change = items[1]
    assert (change.kind, change.deadline_kind) == (
        AgendaKind.DEADLINE,
        DeadlineKind.CHANGE_REQUEST,
    )
    assert change.action is Action.AGREEMENT_EDIT
    assert (change.clause, change.source, change.verified) == (
        "관리지침 15조",
        "2026 공고 3.2",
        False,
    )
    assert (change.company, change.owner, change.stage) == ("한빛기공", "이주임", Stage.BUILDOUT)


@pytest.mark.parametrize(
    ("state", "shown"),
    [(CaseState.OPEN, 1), (CaseState.ON_HOLD, 1), (CaseState.CLOSED, 0), (CaseState.REJECTED, 0)],
)
def test_given_a_case_that_is_over_then_its_days_need_nobody(
    workspace: Workspace, state: CaseState, shown: int
) -> None:
    workspace.write(lambda s: make_deadline(s, make_case(s, state=state), due=days(1)))

    assert len(ask(workspace)) == shown


PARTS: list[tuple[AgendaKind, Action, Callable[[Session, Case, date], object]]] = [
    (
        AgendaKind.VISIT,
        Action.VISIT_EDIT,
        lambda s, case, day: make_visit(s, case, planned_on=day),
    ),
    (
        AgendaKind.TICKET,
        Action.TICKET_EDIT,
        lambda s, case, day: make_ticket(s, case, answer_by=day),
    ),
    (
        AgendaKind.PAPER_EXPIRES,
        Action.PAPER_EDIT,
        lambda s, case, day: make_paper(s, case, state=PaperState.RECEIVED, valid_to=day),
    ),
    (
        AgendaKind.BOND_EXPIRES,
        Action.AGREEMENT_EDIT,
        lambda s, case, day: make_agreement(s, case, bond_expires=day, build_end=None),
    ),
]


@pytest.mark.parametrize(("kind", "action", "make"), PARTS)
def test_given_a_part_with_a_day_of_its_own_then_it_is_on_the_agenda(
    workspace: Workspace,
    kind: AgendaKind,
    action: Action,
    make: Callable[[Session, Case, date], object],
) -> None:
    stage = Stage.BUILDOUT if kind is AgendaKind.BOND_EXPIRES else Stage.APPLICATION

    def given(session: Session) -> None:
        case = make_case(session, "세림정공", stage=stage)
        make(session, case, days(4))
        make(session, case, days(40))

    workspace.write(given)

    items = ask(workspace)

    assert [(i.kind, i.action, i.days_left, i.company) for i in items] == [
        (kind, action, 4, "세림정공")
    ]


def test_given_a_day_that_stands_for_a_visit_then_it_is_told_once(workspace: Workspace) -> None:
    def given(session: Session) -> None:
        case = make_case(session)
        visit = make_visit(session, case, planned_on=days(3))
        make_deadline(session, case, kind=DeadlineKind.VISIT, due=days(3), about_id=visit.id)

    workspace.write(given)

    assert [item.kind for item in ask(workspace)] == [AgendaKind.DEADLINE]


def test_given_what_is_settled_then_it_needs_nobody(workspace: Workspace) -> None:
    def given(session: Session) -> None:
        case = make_case(session)
        make_visit(session, case, planned_on=days(1), visited_on=days(0))
        make_ticket(session, case, answer_by=days(1), state=TicketState.CLOSED)
        make_paper(session, case, state=PaperState.MISSING, valid_to=days(1))
        make_payment(session, case, state=PaymentState.PAID)
        later = make_case(session, stage=Stage.AFTERCARE)
        make_paper(session, later, state=PaperState.ACCEPTED, valid_to=days(1))

    workspace.write(given)

    assert ask(workspace) == []


@pytest.mark.parametrize(("planned", "unbooked"), [(None, True), (date(2026, 7, 20), False)])
def test_given_a_final_check_then_it_says_whether_a_day_is_booked(
    workspace: Workspace, planned: date | None, *, unbooked: bool
) -> None:
    def given(session: Session) -> None:
        case = make_case(session, stage=Stage.BUILDOUT)
        make_inspection(session, case, kind=InspectionKind.FINAL, planned_on=planned)
        make_deadline(session, case, kind=DeadlineKind.FINAL_CHECK, due=days(10))
        make_deadline(session, case, kind=DeadlineKind.SETTLEMENT, due=days(11))

    workspace.write(given)

    assert [item.unbooked for item in ask(workspace)] == [unbooked, False]


def test_given_a_supplier_that_closed_then_its_cases_are_counted_and_found(
    workspace: Workspace,
) -> None:
    def given(session: Session) -> None:
        gone = make_supplier(
            session,
            name="나래 시스템",
            operating_state=OperatingState.CLOSED,
            operating_state_on=days(-1),
        )
        for stage in (Stage.BUILDOUT, Stage.AFTERCARE, Stage.APPLICATION):
            make_case(session, stage=stage, supplier_id=gone.id)
        other = make_supplier(session, name="나래시스템즈")
        make_case(session, stage=Stage.BUILDOUT, supplier_id=other.id)

    workspace.write(given)

    (item,) = ask(workspace)

    assert (item.kind, item.what, item.count) == (
        AgendaKind.SUPPLIER_NOT_OPERATING,
        "나래 시스템",
        2,
    )
    assert (item.since, item.case_id) == (days(-1), None)
    found = workspace.read(lambda session: listing.find(session, item.query, today=TODAY))
    assert (found.count, found.findings) == (2, ())


def test_given_a_company_out_of_business_and_a_payment_then_both_are_told(
    workspace: Workspace,
) -> None:
    def given(session: Session) -> None:
        closed = make_company(session, name="두리", operating_state=OperatingState.SUSPENDED)
        make_case(session, closed)
        make_payment(session, make_case(session, "세림정공"), requested_on=days(-20))

    workspace.write(given)

    told = {item.kind: item for item in ask(workspace)}

    assert told[AgendaKind.COMPANY_NOT_OPERATING].company == "두리"
    assert told[AgendaKind.PAYMENT_WAITING].since == days(-20)


def test_given_me_then_only_my_cases_are_on_my_agenda(workspace: Workspace) -> None:
    def given(session: Session) -> UUID:
        me = make_staff(session).id
        make_deadline(session, make_case(session, "내 것", owner_id=me), due=days(1))
        make_deadline(session, make_case(session, "남의 것"), due=days(1))
        return me

    me = workspace.write(given).value

    assert [item.company for item in ask(workspace, me=me)] == ["내 것"]


def test_given_days_then_the_summary_counts_all_of_them(workspace: Workspace) -> None:
    def given(session: Session) -> UUID:
        me = make_staff(session).id
        case = make_case(session, owner_id=me)
        for number in (-10, -1, 0, 6, 7):
            make_deadline(session, case, due=days(number))
        make_ticket(session, case)
        make_deadline(session, make_case(session, state=CaseState.CLOSED), due=days(0))
        return me

    me = workspace.write(given).value

    numbers = workspace.read(lambda session: summary(session, today=TODAY, me=me))

    assert (numbers.open_cases, numbers.mine) == (1, 1)
    assert (numbers.overdue, numbers.due_today, numbers.due_this_week) == (2, 1, 2)
    assert numbers.open_tickets == 1

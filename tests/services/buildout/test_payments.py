"""Stories of payments: never more than agreed, in their order, to companies in business."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from db.tables import Case, Company, Payment
from db.words import (
    FundingSource,
    InspectionKind,
    OperatingState,
    PaymentKind,
    PaymentState,
    Verdict,
)
from desktop.services import records
from desktop.services.buildout import agreements, inspections, payments
from desktop.services.errors import PaymentRefusedError, ReasonNeededError
from tests.services import road

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.workspace import Workspace

ADVANCE, INTERIM, BALANCE = PaymentKind
PAID_ON = date(2026, 5, 4)


@pytest.fixture
def case(workspace: Workspace) -> UUID:
    return workspace.write(road.signed).value


def _ask(workspace: Workspace, case: UUID, kind: PaymentKind, amount: int, **more: Any) -> UUID:
    fields = {
        "kind": kind,
        "source": FundingSource.NATIONAL,
        "amount": amount,
        "operating_checked_on": PAID_ON,
    }
    return workspace.write(lambda s: payments.add(s, case, fields | more)).value


def _pay(workspace: Workspace, payment: UUID) -> None:
    workspace.write(lambda s: payments.approve(s, payment))
    workspace.write(lambda s: payments.pay(s, payment, paid_on=PAID_ON))


def _code(refused: pytest.ExceptionInfo[PaymentRefusedError]) -> object:
    return refused.value.code


def test_given_no_signed_agreement_when_asked_then_it_is_refused(workspace: Workspace):
    case = workspace.write(road.building).value

    with pytest.raises(PaymentRefusedError) as refused:
        _ask(workspace, case, ADVANCE, 1)

    assert _code(refused) == "not_signed"


def test_given_a_line_of_30_million_when_asked_for_a_won_more_then_what_is_left_is_told(
    workspace: Workspace, case: UUID
):
    _ask(workspace, case, ADVANCE, 15_000_000)

    with pytest.raises(PaymentRefusedError) as refused:
        _ask(workspace, case, INTERIM, 15_000_001)
    assert (_code(refused), refused.value.left) == ("over_line", 15_000_000)

    second = _ask(workspace, case, INTERIM, 15_000_000)
    with pytest.raises(PaymentRefusedError):
        workspace.write(lambda s: records.save_fields(s, "payment", second, {"amount": 15_000_001}))
    (account,) = [
        one
        for one in workspace.read(lambda s: payments.accounts(s, case))
        if one.source is FundingSource.NATIONAL
    ]
    assert (account.agreed, account.paid, account.waiting, account.left) == (
        30_000_000, 0, 30_000_000, 0,
    )  # fmt: skip


def test_given_a_request_that_was_sent_back_when_counted_then_its_money_is_free_again(
    workspace: Workspace, case: UUID
):
    first = _ask(workspace, case, ADVANCE, 30_000_000)
    with pytest.raises(ReasonNeededError):
        workspace.write(lambda s: payments.give_back(s, first, reason=""))
    workspace.write(lambda s: payments.give_back(s, first, reason="서류 미비"))

    _ask(workspace, case, ADVANCE, 30_000_000)


def test_given_a_later_kind_when_an_earlier_one_is_asked_or_unpaid_then_the_order_holds(
    workspace: Workspace, case: UUID
):
    advance = _ask(workspace, case, ADVANCE, 10_000_000)
    interim = _ask(workspace, case, INTERIM, 10_000_000)
    with pytest.raises(PaymentRefusedError) as refused:
        _ask(workspace, case, ADVANCE, 1_000_000)
    assert (_code(refused), refused.value.before) == ("order", INTERIM)

    with pytest.raises(PaymentRefusedError) as early:
        _pay(workspace, interim)
    assert (_code(early), early.value.before) == ("order", ADVANCE)

    _pay(workspace, advance)
    workspace.write(lambda s: payments.pay(s, interim, paid_on=PAID_ON))
    paid = workspace.read(lambda s: payments.accounts(s, case))[0].paid
    assert paid == 20_000_000


def test_given_no_look_at_the_register_when_paid_then_it_is_asked_for(
    workspace: Workspace, case: UUID
):
    never = _ask(workspace, case, ADVANCE, 1_000_000, operating_checked_on=None)
    late = _ask(workspace, case, ADVANCE, 1_000_000, operating_checked_on=date(2026, 5, 5))

    for payment in (never, late):
        with pytest.raises(PaymentRefusedError) as refused:
            _pay(workspace, payment)
        assert _code(refused) == "not_checked"


def test_given_a_company_that_has_closed_when_paid_then_no_money_leaves(
    workspace: Workspace, case: UUID
):
    payment = _ask(workspace, case, ADVANCE, 1_000_000)

    def shut(session: Any) -> None:
        company = session.get(Company, session.get(Case, case).company_id)
        company.operating_state = OperatingState.CLOSED

    workspace.write(shut)

    with pytest.raises(PaymentRefusedError) as refused:
        _pay(workspace, payment)

    assert _code(refused) == "not_operating"


def test_given_a_balance_when_approved_then_the_final_inspection_comes_first(
    workspace: Workspace, case: UUID
):
    balance = _ask(workspace, case, BALANCE, 1_000_000)
    with pytest.raises(PaymentRefusedError) as refused:
        workspace.write(lambda s: payments.approve(s, balance))
    assert _code(refused) == "final_check"

    passed = {"kind": InspectionKind.FINAL, "visited_on": PAID_ON, "verdict": Verdict.ADEQUATE}
    workspace.write(lambda s: inspections.add(s, case, passed))
    _pay(workspace, balance)

    kept = workspace.read(lambda s: s.exec(select(Payment)).one())
    assert (kept.state, kept.paid_on) == (PaymentState.PAID, PAID_ON)
    for change in (
        lambda s: payments.edit(s, balance, {"amount": 1}),
        lambda s: payments.remove(s, balance),
    ):
        with pytest.raises(PaymentRefusedError):
            workspace.write(change)


def test_given_a_payment_when_paid_without_approval_then_it_waits(workspace: Workspace, case: UUID):
    payment = _ask(workspace, case, ADVANCE, 1_000_000)

    with pytest.raises(PaymentRefusedError) as refused:
        workspace.write(lambda s: payments.pay(s, payment, paid_on=PAID_ON))

    assert _code(refused) == "not_approved"


def _state(workspace: Workspace, payment: UUID) -> PaymentState:
    return workspace.read(lambda s: s.get_one(Payment, payment).state)


@pytest.mark.parametrize(
    "change", [{"kind": BALANCE}, {"amount": 2_000_000}, {"source": FundingSource.PARTNER}]
)
def test_given_an_approval_when_what_it_was_about_changes_then_it_is_asked_for_anew(
    workspace: Workspace, case: UUID, change: dict[str, object]
):
    payment = _ask(workspace, case, ADVANCE, 1_000_000)
    workspace.write(lambda s: payments.approve(s, payment))
    workspace.write(lambda s: payments.edit(s, payment, {"note": "계좌 확인"}))
    assert _state(workspace, payment) is PaymentState.APPROVED

    workspace.write(lambda s: payments.edit(s, payment, change))

    assert _state(workspace, payment) is PaymentState.WAITING


def test_given_an_advance_that_was_sent_back_when_approved_after_the_balance_then_the_order_holds(
    workspace: Workspace, case: UUID
):
    advance = _ask(workspace, case, ADVANCE, 1_000_000)
    workspace.write(lambda s: payments.give_back(s, advance, reason="서류 미비"))
    _ask(workspace, case, INTERIM, 1_000_000)

    with pytest.raises(PaymentRefusedError) as refused:
        workspace.write(lambda s: payments.approve(s, advance))

    assert (_code(refused), refused.value.before) == ("order", INTERIM)


def test_given_an_agreement_that_is_dissolved_then_no_money_leaves_any_more(
    workspace: Workspace, case: UUID
):
    paid = _ask(workspace, case, ADVANCE, 1_000_000)
    _pay(workspace, paid)
    waiting = _ask(workspace, case, INTERIM, 1_000_000)
    approved = _ask(workspace, case, INTERIM, 1_000_000)
    workspace.write(lambda s: payments.approve(s, approved))

    workspace.write(lambda s: agreements.terminate(s, case, reason="사업 포기"))

    assert _state(workspace, paid) is PaymentState.PAID
    for payment in (waiting, approved):
        assert _state(workspace, payment) is PaymentState.RETURNED
        with pytest.raises(PaymentRefusedError) as refused:
            workspace.write(lambda s, one=payment: payments.approve(s, one))
        assert _code(refused) == "not_signed"

"""Stories of states: what is declared is all that can happen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.tables import Agreement, Payment
from db.words import (
    AgreementState,
    CaseState,
    ChangeRequestState,
    EligibilityState,
    PaymentState,
    Verdict,
)
from desktop.services import parts
from desktop.services.applications import eligibility
from desktop.services.buildout import agreements, inspections, payments
from desktop.services.cases import stages
from desktop.services.errors import MoveRefusedError, StillOpenError
from desktop.services.status_machines import (
    AGREEMENT,
    CHANGE_REQUEST,
    ELIGIBILITY,
    MACHINES,
    Machine,
)
from tests.factory import make_agreement, make_application, make_case, make_inspection, make_payment

if TYPE_CHECKING:
    from enum import StrEnum

    from desktop.services.workspace import Workspace


def _words(machine: Machine) -> list[StrEnum | None]:
    """Return every state that somebody could try, undeclared ones of the same list too."""
    kind = next(type(state) for state in machine.moves if state is not None)
    return [None, *kind]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
@given(tries=st.lists(st.integers(0, 9), max_size=20))
def test_given_any_sequence_of_tries_when_made_then_no_undeclared_state_is_reached(
    machine: Machine, tries: list[int]
) -> None:
    words = _words(machine)
    now = machine.start
    for number in tries:
        then = words[number % len(words)]
        if then == now or then in machine.allowed(now):
            machine.check(now, then)
            now = then
            assert now in machine.moves
        else:
            with pytest.raises(MoveRefusedError):
                machine.check(now, then)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_given_a_machine_then_every_word_is_declared_and_can_be_reached(machine: Machine) -> None:
    reached, road = set(), [machine.start]
    while road:
        state = road.pop()
        if state not in reached:
            reached.add(state)
            road.extend(machine.allowed(state))
    words = {word for word in _words(machine) if word is not None}

    assert reached == set(machine.moves)
    assert words == {state for state in machine.moves if state is not None}
    assert all(machine.moves[state] == () for state in machine.ends())


def test_given_an_open_change_request_when_another_begins_then_it_is_refused() -> None:
    settled = [ChangeRequestState.APPROVED, ChangeRequestState.RETURNED]
    CHANGE_REQUEST.check_new(settled)

    with pytest.raises(StillOpenError) as refused:
        CHANGE_REQUEST.check_new([*settled, ChangeRequestState.RECEIVED])

    assert refused.value.state is ChangeRequestState.RECEIVED
    ELIGIBILITY.check_new([EligibilityState.IN_REVIEW])  # others may be open side by side


def test_given_a_decided_review_when_turned_at_once_then_it_has_to_be_reopened_first(
    workspace: Workspace,
) -> None:
    def begin(session: Any) -> Any:
        case = make_case(session)
        make_application(session, case)
        eligibility.decide_eligibility(session, case.id, EligibilityState.ELIGIBLE)
        return case.id

    case = workspace.write(begin).value

    with pytest.raises(MoveRefusedError) as refused:
        workspace.write(
            lambda s: eligibility.decide_eligibility(
                s, case, EligibilityState.INELIGIBLE, opinion="체납 확인"
            )
        )
    with pytest.raises(MoveRefusedError):
        workspace.write(
            lambda s: eligibility.ask_supplement(s, case, due=date(2026, 4, 1), note="도면")
        )
    assert refused.value.allowed == (EligibilityState.IN_REVIEW,)

    for state in (EligibilityState.IN_REVIEW, EligibilityState.INELIGIBLE):
        workspace.write(
            lambda s, state=state: eligibility.decide_eligibility(s, case, state, opinion="체납")
        )
    review = workspace.read(lambda s: parts.review_of(s, case))
    assert review is not None
    assert review.state is EligibilityState.INELIGIBLE


def test_given_a_withdrawn_case_when_rejected_then_it_has_to_come_back_first(
    workspace: Workspace,
) -> None:
    case = workspace.write(lambda s: make_case(s).id).value
    workspace.write(lambda s: stages.set_state(s, case, CaseState.WITHDRAWN, reason="자금 사정"))

    with pytest.raises(MoveRefusedError):
        workspace.write(lambda s: stages.set_state(s, case, CaseState.REJECTED, reason="탈락"))

    workspace.write(lambda s: stages.set_state(s, case, CaseState.OPEN, reason="다시 신청"))
    workspace.write(lambda s: stages.set_state(s, case, CaseState.REJECTED, reason="탈락"))


def test_given_states_that_services_hold_when_moved_then_the_table_decides(
    workspace: Workspace,
) -> None:
    def begin(session: Any) -> Any:
        case = make_case(session)
        agreement = make_agreement(session, case)
        payment = make_payment(session, case, state=PaymentState.APPROVED)
        check = make_inspection(session, case)
        return case.id, agreement.id, payment.id, check.id

    case, agreement, payment, check = workspace.write(begin).value

    workspace.write(lambda s: inspections.edit(s, check, {"verdict": Verdict.POOR}))
    workspace.write(lambda s: inspections.edit(s, check, {"verdict": None}))
    workspace.write(lambda s: payments.give_back(s, payment, reason="계좌 오류"))
    workspace.write(lambda s: agreements.set_state(s, case, AgreementState.REVIEWED))
    workspace.write(lambda s: agreements.terminate(s, case, reason="사업 포기"))

    kept = workspace.read(lambda s: (s.get(Agreement, agreement), s.get(Payment, payment)))
    assert kept[0] is not None
    assert kept[1] is not None
    assert AGREEMENT.allowed(kept[0].state) == ()
    assert kept[1].state is PaymentState.RETURNED

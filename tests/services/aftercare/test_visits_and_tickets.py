"""Stories of after-care: visits that come round, tickets that get solved."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from db.errors import RefusedValueError
from db.tables import Case, Deadline, Visit
from db.words import DeadlineKind, OperationState, TicketState
from desktop.services import deadlines, records, staff
from desktop.services.aftercare import tickets, visits
from desktop.services.cases import detail, stages
from tests.factory import make_case, make_supplier
from tests.services import road

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.workspace import Workspace

TODAY = date(2027, 7, 14)


@pytest.fixture
def case(workspace: Workspace) -> UUID:
    return workspace.write(road.cared_for).value


def _day_of(workspace: Workspace, about: UUID) -> Deadline:
    return workspace.read(
        lambda s: s.exec(select(Deadline).where(Deadline.about_id == about)).one()
    )


def test_given_a_case_in_after_care_when_scheduled_again_then_no_visit_comes_twice(
    workspace: Workspace, case: UUID
):
    assert workspace.write(lambda s: visits.schedule(s, case)).value == 0

    listed = workspace.read(lambda s: visits.list_visits(s, case, today=TODAY))
    assert [(visit.period_months, visit.planned_on) for visit in listed] == [
        (6, date(2027, 6, 30)),
        (12, date(2027, 12, 31)),
        (24, date(2028, 12, 31)),
        (36, date(2029, 12, 31)),
    ]
    assert not any(visit.verified for visit in listed)
    assert [visit.days_late for visit in listed] == [14, 0, 0, 0]


def test_given_a_visit_that_was_removed_when_the_stage_is_entered_again_then_it_stays_away(
    workspace: Workspace, case: UUID
):
    first = workspace.read(lambda s: visits.list_visits(s, case, today=TODAY))[0]
    workspace.write(lambda s: visits.remove(s, first.id))

    workspace.write(lambda s: stages.send_back(s, case, reason="점검 다시"))
    workspace.write(lambda s: stages.advance(s, case, today=TODAY))

    listed = workspace.read(lambda s: visits.list_visits(s, case, today=TODAY))
    assert [visit.period_months for visit in listed] == [12, 24, 36]


def test_given_no_agreement_when_scheduled_then_there_is_nothing_to_count_from(
    workspace: Workspace,
):
    case = workspace.write(lambda s: make_case(s).id).value

    assert workspace.write(lambda s: visits.schedule(s, case)).value == 0
    assert workspace.read(lambda s: s.exec(select(Visit)).all()) == []


def test_given_a_visit_when_it_took_place_then_its_visitor_use_and_day_are_known(
    workspace: Workspace, case: UUID
):
    lee = workspace.write(lambda s: staff.add(s, {"name": "이주임"})).value
    workspace.person = lee
    first = workspace.read(lambda s: visits.list_visits(s, case, today=TODAY))[0]
    seen = {
        "visited_on": date(2027, 6, 28),
        "operation_state": OperationState.PARTIAL,
        "functions_built": 14,
        "functions_used": 11,
    }

    workspace.write(lambda s: records.save_fields(s, "visit", first.id, seen))

    shown = workspace.read(lambda s: visits.list_visits(s, case, today=TODAY))[0]
    assert (shown.visitor, shown.days_late) == ("이주임", 0)
    assert str(shown.utilisation.value) == "78.6"
    assert _day_of(workspace, first.id).done_on == date(2027, 6, 28)
    care = workspace.read(
        lambda s: s.exec(
            select(Deadline).where(Deadline.kind == DeadlineKind.INTENSIVE_CARE_END)
        ).one()
    )
    assert care.done_on == date(2027, 6, 28)


def test_given_an_extra_visit_when_removed_then_its_day_goes_too(workspace: Workspace, case: UUID):
    extra = workspace.write(
        lambda s: visits.add(s, case, {"kind": "ticket", "planned_on": TODAY})
    ).value
    assert _day_of(workspace, extra).verified

    workspace.write(lambda s: visits.remove(s, extra))

    days = workspace.read(lambda s: deadlines.list_deadlines(s, case, today=TODAY))
    assert extra not in {day.about_id for day in days}


def test_given_a_call_when_written_down_then_the_supplier_of_the_case_is_asked_and_time_runs(
    workspace: Workspace, case: UUID
):
    called = {"title": "MES 화면이 안 뜸", "opened_on": TODAY, "answer_by": date(2027, 7, 16)}
    ticket = workspace.write(lambda s: tickets.open_ticket(s, case, called)).value

    (shown,) = workspace.read(lambda s: tickets.list_tickets(s, case, today=date(2027, 7, 20)))
    assert (shown.supplier, shown.is_late, shown.days_open) == ("나래시스템", True, 6)
    assert _day_of(workspace, ticket).done_on is None

    other = workspace.write(lambda s: make_supplier(s, name="두리소프트").id).value
    workspace.write(lambda s: tickets.answer(s, ticket, supplier_id=other))
    (shown,) = workspace.read(lambda s: tickets.list_tickets(s, case, today=date(2027, 7, 20)))
    assert (shown.state, shown.supplier, shown.is_late) == (
        TicketState.WITH_SUPPLIER,
        "두리소프트",
        False,
    )
    assert _day_of(workspace, ticket).done_on is not None

    workspace.write(
        lambda s: tickets.solve(s, ticket, resolution="통신 모듈 교체", on=date(2027, 7, 18))
    )
    assert _day_of(workspace, ticket).done_on == date(2027, 7, 18)
    tab = workspace.read(lambda s: detail.aftercare_tab(s, case, today=TODAY))
    assert (tab.open_tickets, tab.tickets[0].days_open) == (0, 4)

    workspace.write(lambda s: tickets.reopen(s, ticket))
    assert _day_of(workspace, ticket).done_on is None


def test_given_a_ticket_when_closed_before_it_was_opened_then_it_is_refused(
    workspace: Workspace, case: UUID
):
    called = {"title": "알람 오류", "opened_on": TODAY}
    ticket = workspace.write(lambda s: tickets.open_ticket(s, case, called)).value

    with pytest.raises(RefusedValueError) as refused:
        workspace.write(lambda s: tickets.close(s, ticket, on=date(2027, 7, 1)))

    assert (refused.value.field, refused.value.bound) == ("closed_on", TODAY)
    with pytest.raises(RefusedValueError):
        workspace.write(
            lambda s: records.save_fields(s, "ticket", ticket, {"answer_by": date(2027, 1, 1)})
        )


def test_given_a_case_without_supplier_when_a_ticket_opens_then_nobody_is_asked_yet(
    workspace: Workspace, case: UUID
):
    def free(session: Session) -> None:
        kept = session.get(Case, case)
        assert kept is not None
        kept.supplier_id = None

    workspace.write(free)
    workspace.write(
        lambda s: tickets.open_ticket(s, case, {"title": "교육 요청", "opened_on": TODAY})
    )

    (shown,) = workspace.read(lambda s: tickets.list_tickets(s, case, today=TODAY))
    assert shown.supplier is None

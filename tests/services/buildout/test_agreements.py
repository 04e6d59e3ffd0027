"""Stories of agreements: drafted, signed, extended once, and everything that moves with them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from db.errors import RefusedValueError
from db.tables import Agreement, Case, Milestone, Visit
from db.tables.journal import JournalTransaction
from db.words import AgreementState, DeadlineKind, MilestoneKind
from desktop.services import deadlines, parts, records
from desktop.services.aftercare import visits
from desktop.services.buildout import agreements, milestones
from desktop.services.buildout.errors import ExtensionRefusedError
from desktop.services.errors import AgreementRefusedError, ReasonNeededError
from tests.services import road

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.deadlines import DeadlineRow
    from desktop.services.workspace import Workspace


@pytest.fixture
def case(workspace: Workspace) -> UUID:
    return workspace.write(road.building).value


def _agreement(workspace: Workspace, case: UUID) -> Agreement:
    return workspace.read(lambda s: parts.needed_agreement(s, case))


def _edit(workspace: Workspace, case: UUID, **changes: object) -> list[str]:
    agreement = _agreement(workspace, case)
    return workspace.write(
        lambda s: records.save_fields(s, "agreement", agreement.id, changes)
    ).value


def _days(workspace: Workspace, case: UUID) -> list[DeadlineRow]:
    return workspace.read(lambda s: deadlines.list_deadlines(s, case, today=road.TODAY))


def _due(workspace: Workspace, case: UUID, kind: DeadlineKind) -> list[date]:
    return [day.due for day in _days(workspace, case) if day.kind is kind]


def _planned(workspace: Workspace, kind: MilestoneKind) -> date | None:
    found = workspace.read(lambda s: s.exec(select(Milestone).where(Milestone.kind == kind)).one())
    return found.planned_on


def test_given_a_start_when_typed_then_the_end_follows_from_the_track_and_six_months_of_care(
    workspace: Workspace, case: UUID
):
    _edit(workspace, case, build_start=date(2026, 4, 1))

    agreement = _agreement(workspace, case)
    assert agreement.build_end == date(2026, 12, 31)
    assert agreement.care_end == date(2027, 6, 30)
    assert _planned(workspace, MilestoneKind.KICKOFF) == date(2026, 4, 1)
    assert _planned(workspace, MilestoneKind.COMPLETION) == date(2026, 12, 31)
    assert _due(workspace, case, DeadlineKind.CHANGE_REQUEST) == [date(2026, 11, 30)]


def test_given_an_end_when_it_moves_then_days_milestones_and_visits_move_with_it(
    workspace: Workspace, case: UUID
):
    _edit(workspace, case, build_start=road.BUILD_START, build_end=road.BUILD_END)
    workspace.write(lambda s: visits.schedule(s, case))
    first = workspace.read(lambda s: visits.list_visits(s, case, today=road.TODAY))[0]
    workspace.write(lambda s: visits.edit(s, first.id, {"planned_on": date(2027, 7, 15)}))
    before = {day.id for day in _days(workspace, case)}

    _edit(workspace, case, build_end=date(2026, 10, 31))

    assert {day.id for day in _days(workspace, case)} == before  # moved, not made anew
    assert _due(workspace, case, DeadlineKind.BUILD_END) == [date(2026, 10, 31)]
    assert _due(workspace, case, DeadlineKind.CHANGE_REQUEST) == [date(2026, 9, 30)]
    assert _due(workspace, case, DeadlineKind.INTENSIVE_CARE_END) == [date(2027, 4, 30)]
    assert _planned(workspace, MilestoneKind.COMPLETION) == date(2026, 10, 31)
    planned = [v.planned_on for v in workspace.read(lambda s: s.exec(select(Visit)).all())]
    assert planned == [
        date(2027, 7, 15),  # moved by hand, so it stays
        date(2027, 10, 31),
        date(2028, 10, 31),
        date(2029, 10, 31),
    ]


def test_given_days_that_nobody_verified_when_listed_then_they_say_so(
    workspace: Workspace, case: UUID
):
    _edit(workspace, case, build_start=road.BUILD_START, build_end=road.BUILD_END)

    by_kind = {day.kind: day for day in _days(workspace, case)}
    assert by_kind[DeadlineKind.CHANGE_REQUEST].verified
    assert "1개월" in by_kind[DeadlineKind.CHANGE_REQUEST].clause
    assert not by_kind[DeadlineKind.KPI_SURVEY].verified


def test_given_an_end_before_the_start_when_typed_then_nothing_is_kept(
    workspace: Workspace, case: UUID
):
    with pytest.raises(AgreementRefusedError) as refused:
        _edit(workspace, case, build_start=road.BUILD_END, build_end=road.BUILD_START)

    assert refused.value.code == "dates_order"
    assert _agreement(workspace, case).build_start is None


def test_given_no_dates_when_signed_then_they_are_asked_for(workspace: Workspace, case: UUID):
    with pytest.raises(AgreementRefusedError) as refused:
        workspace.write(lambda s: agreements.sign(s, case, signed_on=road.TODAY))

    assert refused.value.code == "dates_missing"


def test_given_a_match_when_signed_then_its_cost_is_that_of_agreement_and_case(
    workspace: Workspace,
):
    case = workspace.write(road.signed).value

    agreement = _agreement(workspace, case)
    assert (agreement.state, agreement.number) == (AgreementState.SIGNED, "2026-상생-1")
    kept = workspace.read(lambda s: s.get(Case, case))
    assert kept is not None
    assert agreement.total_cost == kept.total_cost == 100_000_000
    with pytest.raises(AgreementRefusedError):
        workspace.write(lambda s: agreements.sign(s, case, signed_on=road.TODAY))


def test_given_a_signed_period_when_edited_then_only_an_extension_moves_it_and_only_once(
    workspace: Workspace,
):
    case = workspace.write(road.signed).value
    with pytest.raises(AgreementRefusedError) as refused:
        _edit(workspace, case, build_end=date(2027, 1, 31))
    assert (refused.value.code, refused.value.field) == ("signed", "build_end")
    assert _edit(workspace, case, bond_number="제1호") == ["bond_number"]
    with pytest.raises(ReasonNeededError):
        workspace.write(lambda s: agreements.extend(s, case, months=2, reason=""))
    with pytest.raises(ExtensionRefusedError):
        workspace.write(lambda s: agreements.extend(s, case, months=4, reason="장비 지연"))

    written = workspace.write(lambda s: agreements.extend(s, case, months=2, reason="장비 지연"))

    assert written.value == date(2027, 2, 28)
    assert _due(workspace, case, DeadlineKind.BUILD_END) == [date(2027, 2, 28)]
    header = workspace.read(lambda s: s.get(JournalTransaction, written.transaction))
    assert header is not None
    assert header.reason == "장비 지연"
    with pytest.raises(ExtensionRefusedError):
        workspace.write(lambda s: agreements.extend(s, case, months=1, reason="또"))


def test_given_a_terminated_agreement_when_drafted_again_then_a_new_one_counts(
    workspace: Workspace,
):
    case = workspace.write(road.signed).value
    old = _agreement(workspace, case).id

    workspace.write(lambda s: agreements.terminate(s, case, reason="사업 포기"))
    assert _due(workspace, case, DeadlineKind.BUILD_END) == []
    new = workspace.write(lambda s: agreements.draft(s, case)).value

    assert new != old
    assert _agreement(workspace, case).id == new


def test_given_papers_under_way_when_their_state_is_set_then_signing_is_not_a_state_to_click(
    workspace: Workspace, case: UUID
):
    workspace.write(lambda s: agreements.set_state(s, case, AgreementState.REVIEWED))
    assert _agreement(workspace, case).state is AgreementState.REVIEWED

    with pytest.raises(AgreementRefusedError):
        workspace.write(lambda s: agreements.set_state(s, case, AgreementState.SIGNED))


def test_given_a_milestone_when_done_then_its_day_is_done_and_cannot_be_ticked_by_itself(
    workspace: Workspace,
):
    case = workspace.write(road.signed).value
    listed = workspace.read(lambda s: milestones.list_milestones(s, case, today=date(2026, 6, 1)))
    design = next(one for one in listed if one.kind is MilestoneKind.DESIGN)
    assert design.days_late > 0

    workspace.write(
        lambda s: records.save_fields(s, "milestone", design.id, {"done_on": date(2026, 6, 2)})
    )
    day = next(day for day in _days(workspace, case) if day.about_id == design.id)
    assert day.done_on == date(2026, 6, 2)

    workspace.write(lambda s: records.save_fields(s, "milestone", design.id, {"done_on": None}))
    day = next(day for day in _days(workspace, case) if day.about_id == design.id)
    assert day.done_on is None
    with pytest.raises(RefusedValueError) as refused:
        workspace.write(lambda s: deadlines.mark_done(s, day.id, on=road.TODAY))
    assert refused.value.limit == "derived"

    workspace.write(lambda s: milestones.remove(s, design.id))
    assert design.id not in {day.about_id for day in _days(workspace, case)}


def test_given_a_point_that_was_removed_when_the_build_period_moves_then_it_stays_away(
    workspace: Workspace,
):
    case = workspace.write(road.building).value
    listed = workspace.read(lambda s: milestones.list_milestones(s, case, today=road.TODAY))
    trial = next(one for one in listed if one.kind is MilestoneKind.TRIAL_RUN)
    workspace.write(lambda s: milestones.remove(s, trial.id))

    agreement = _agreement(workspace, case).id
    period = {"build_start": road.BUILD_START, "build_end": road.BUILD_END}
    workspace.write(lambda s: agreements.edit(s, agreement, period))

    listed = workspace.read(lambda s: milestones.list_milestones(s, case, today=road.TODAY))
    assert MilestoneKind.TRIAL_RUN not in {one.kind for one in listed}
    assert all(one.planned_on for one in listed)

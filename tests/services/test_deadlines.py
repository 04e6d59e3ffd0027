"""Stories of days: those that follow from a case, those that people add."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from db.errors import RefusedValueError
from db.tables import Deadline
from db.words import CaseState, DeadlineKind
from desktop.services import announcements, attachments, deadlines, records
from desktop.services.applications import papers
from desktop.services.cases import stages
from tests.services import road

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from desktop.services.deadlines import DeadlineRow
    from desktop.services.workspace import Workspace


@pytest.fixture
def case(workspace: Workspace) -> UUID:
    return workspace.write(road.signed).value


def _days(workspace: Workspace, case: UUID, today: date = road.TODAY) -> list[DeadlineRow]:
    return workspace.read(lambda s: deadlines.list_deadlines(s, case, today=today))


def _day(workspace: Workspace, case: UUID, kind: DeadlineKind) -> DeadlineRow:
    return next(day for day in _days(workspace, case) if day.kind is kind)


def test_given_a_case_when_refreshed_twice_then_nothing_is_written(
    workspace: Workspace, case: UUID
):
    written = workspace.write(lambda s: deadlines.refresh(s, case))

    assert (written.value, written.transaction) == (0, None)


def test_given_open_and_done_days_when_listed_then_open_ones_come_first_by_date(
    workspace: Workspace, case: UUID
):
    listed = _days(workspace, case, today=date(2026, 11, 27))

    open_days = [day.due for day in listed if day.done_on is None]
    assert open_days == sorted(open_days)
    assert [day.done_on is None for day in listed] == sorted(
        (day.done_on is None for day in listed), reverse=True
    )
    change = next(day for day in listed if day.kind is DeadlineKind.CHANGE_REQUEST)
    assert (change.due, change.days_left) == (date(2026, 11, 30), 3)
    first = workspace.read(lambda s: deadlines.next_deadline(s, case, today=date(2026, 11, 27)))
    assert first is not None
    assert (first.due, first.days_left) == (date(2026, 4, 1), -240)


def test_given_a_promised_day_when_added_then_it_is_edited_ticked_off_and_removed_freely(
    workspace: Workspace, case: UUID
):
    promised = {"kind": DeadlineKind.SETTLEMENT, "due": date(2027, 1, 30), "note": "협약서 제9조"}
    own = workspace.write(lambda s: deadlines.add(s, case, promised)).value

    workspace.write(lambda s: records.save_fields(s, "deadline", own, {"due": date(2027, 2, 10)}))
    workspace.write(lambda s: deadlines.refresh(s, case))
    shown = _day(workspace, case, DeadlineKind.SETTLEMENT)
    assert (shown.due, shown.derived) == (date(2027, 2, 10), False)

    workspace.write(lambda s: deadlines.mark_done(s, own, on=date(2027, 2, 1)))
    assert _day(workspace, case, DeadlineKind.SETTLEMENT).done_on == date(2027, 2, 1)

    workspace.write(lambda s: deadlines.remove(s, own))
    assert DeadlineKind.SETTLEMENT not in {day.kind for day in _days(workspace, case)}


def test_given_a_legal_day_when_touched_then_only_a_note_and_a_tick_are_taken_and_they_stay(
    workspace: Workspace, case: UUID
):
    day = _day(workspace, case, DeadlineKind.CHANGE_REQUEST)
    with pytest.raises(RefusedValueError) as refused:
        workspace.write(
            lambda s: records.save_fields(s, "deadline", day.id, {"due": date(2030, 1, 1)})
        )
    assert refused.value.limit == "derived"
    with pytest.raises(RefusedValueError):
        workspace.write(lambda s: deadlines.remove(s, day.id))

    workspace.write(lambda s: records.save_fields(s, "deadline", day.id, {"note": "변경 없음"}))
    workspace.write(lambda s: deadlines.mark_done(s, day.id, on=road.TODAY))
    workspace.write(lambda s: deadlines.refresh(s, case))

    shown = _day(workspace, case, DeadlineKind.CHANGE_REQUEST)
    assert (shown.note, shown.done_on) == ("변경 없음", road.TODAY)
    workspace.write(lambda s: deadlines.mark_done(s, day.id, on=None))
    assert _day(workspace, case, DeadlineKind.CHANGE_REQUEST).done_on is None


def test_given_a_case_that_is_given_up_when_reopened_then_the_same_days_come_back(
    workspace: Workspace, case: UUID
):
    before = {day.id for day in _days(workspace, case) if day.done_on is None}

    workspace.write(lambda s: stages.set_state(s, case, CaseState.WITHDRAWN, reason="포기"))
    assert [day for day in _days(workspace, case) if day.done_on is None] == []

    workspace.write(lambda s: stages.set_state(s, case, CaseState.OPEN, reason="취하"))
    assert {day.id for day in _days(workspace, case) if day.done_on is None} == before
    everything = select(Deadline).execution_options(with_deleted=True)
    assert not any(workspace.read(lambda s: [day.deleted for day in s.exec(everything)]))


def test_given_a_day_that_a_part_knows_to_be_over_when_opened_again_then_it_stays_over(
    workspace: Workspace,
):
    case = workspace.write(road.finished).value
    day = _day(workspace, case, DeadlineKind.BUILD_END)
    assert day.done_on == road.BUILD_END

    workspace.write(lambda s: deadlines.mark_done(s, day.id, on=None))

    assert _day(workspace, case, DeadlineKind.BUILD_END).done_on == road.BUILD_END


def test_given_a_call_that_closes_later_when_it_is_told_then_the_days_of_its_cases_move(
    workspace: Workspace,
):
    first, second = (workspace.write(lambda s: road.opened(s)).value for _ in range(2))
    calls = workspace.read(announcements.list_announcements)
    later = date(2026, 4, 30)

    workspace.write(lambda s: announcements.edit(s, calls[0].id, {"closes": later}))

    due = {_day(workspace, case, DeadlineKind.PAPERS).due for case in (first, second)}
    assert due == {later, date(2026, 3, 31)}


def test_given_the_last_paper_when_its_file_is_attached_then_its_day_is_done(
    workspace: Workspace, tmp_path: Path
):
    case = workspace.write(road.opened).value
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF")
    last, *others = workspace.read(lambda s: papers.list_papers(s, case))
    for paper in others:
        workspace.write(lambda s, one=paper: papers.edit(s, one.id, {"state": "accepted"}))
    assert _day(workspace, case, DeadlineKind.PAPERS).done_on is None

    workspace.write(
        lambda s: attachments.add(s, workspace.blobs, file, case_id=case, paper_id=last.id)
    )

    assert _day(workspace, case, DeadlineKind.PAPERS).done_on == date.today()
    other = workspace.write(road.opened).value
    with pytest.raises(RefusedValueError):
        workspace.write(
            lambda s: attachments.add(s, workspace.blobs, file, case_id=other, paper_id=last.id)
        )


def test_given_many_cases_when_refreshed_together_then_each_gets_its_own_days(
    workspace: Workspace,
):
    cases = [workspace.write(road.cared_for).value, workspace.write(road.signed).value]
    before = [_days(workspace, case) for case in cases]
    workspace.write(lambda s: [setattr(day, "deleted", True) for day in s.exec(select(Deadline))])

    touched = workspace.write(lambda s: deadlines.refresh_all(s, cases)).value

    assert touched == sum(map(len, before))
    assert [_days(workspace, case) for case in cases] == before


def test_given_papers_that_nobody_has_to_bring_when_the_others_are_there_then_their_day_is_done(
    workspace: Workspace,
):
    case = workspace.write(road.opened).value
    listed = workspace.read(lambda s: papers.list_papers(s, case))
    assert not all(paper.required for paper in listed)

    for paper in listed:
        if paper.required:
            workspace.write(lambda s, one=paper: papers.edit(s, one.id, {"state": "accepted"}))
    assert _day(workspace, case, DeadlineKind.PAPERS).done_on == date.today()

    returned = next(paper for paper in listed if paper.required)
    workspace.write(lambda s: papers.edit(s, returned.id, {"state": "returned"}))
    assert _day(workspace, case, DeadlineKind.PAPERS).done_on is None

"""Stories of inspections: items, the verdict they suggest, the day that follows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from db.errors import RefusedValueError
from db.words import DeadlineKind, InspectionKind, Verdict
from desktop.services import deadlines, records
from desktop.services.buildout import inspections
from tests.services import road

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.workspace import Workspace


@pytest.fixture
def case(workspace: Workspace) -> UUID:
    return workspace.write(road.signed).value


def test_given_a_midterm_check_when_its_items_are_marked_then_the_worst_is_suggested_at_the_end(
    workspace: Workspace, case: UUID
):
    check = workspace.write(
        lambda s: inspections.add(s, case, {"kind": InspectionKind.MIDTERM})
    ).value
    codes = [item.code for item in inspections.items_of(InspectionKind.MIDTERM)]
    assert len(codes) == 5

    suggested = [
        workspace.write(
            lambda s, code=code: inspections.set_item(
                s, check, code, Verdict.SUPPLEMENT if code == codes[2] else Verdict.ADEQUATE
            )
        ).value
        for code in codes
    ]

    assert suggested == [None, None, None, None, Verdict.SUPPLEMENT]
    (shown,) = workspace.read(lambda s: inspections.list_inspections(s, case))
    assert (shown.suggested, shown.verdict, shown.open_items) == (Verdict.SUPPLEMENT, None, 0)
    workspace.write(lambda s: inspections.set_item(s, check, codes[0], None))
    (shown,) = workspace.read(lambda s: inspections.list_inspections(s, case))
    assert (shown.suggested, shown.open_items) == (None, 1)


def test_given_an_item_of_another_form_when_marked_then_it_is_refused(
    workspace: Workspace, case: UUID
):
    check = workspace.write(
        lambda s: inspections.add(s, case, {"kind": InspectionKind.MIDTERM})
    ).value

    with pytest.raises(RefusedValueError):
        workspace.write(lambda s: inspections.set_item(s, check, "D1", Verdict.ADEQUATE))
    with pytest.raises(RefusedValueError):
        workspace.write(
            lambda s: records.save_fields(s, "inspection", check, {"items": {"B1": "gut"}})
        )
    with pytest.raises(RefusedValueError):
        workspace.write(lambda s: inspections.edit(s, check, {"capability_level": 6}))


def test_given_a_final_check_when_booked_and_passed_then_its_day_moves_and_is_done(
    workspace: Workspace, case: UUID
):
    def day() -> tuple[date, date | None]:
        listed = workspace.read(lambda s: deadlines.list_deadlines(s, case, today=road.TODAY))
        found = next(one for one in listed if one.kind is DeadlineKind.FINAL_CHECK)
        return found.due, found.done_on

    assert day() == (road.BUILD_END, None)

    booked = {"kind": InspectionKind.FINAL, "planned_on": date(2026, 12, 22)}
    final = workspace.write(lambda s: inspections.add(s, case, booked)).value
    assert day() == (date(2026, 12, 22), None)

    seen = {"visited_on": date(2026, 12, 23), "verdict": Verdict.SUPPLEMENT}
    workspace.write(lambda s: inspections.edit(s, final, seen))
    assert day() == (date(2026, 12, 22), None)

    workspace.write(lambda s: inspections.edit(s, final, {"verdict": Verdict.ADEQUATE}))
    assert day() == (date(2026, 12, 22), date(2026, 12, 23))


def test_given_every_kind_of_inspection_when_its_items_are_read_then_codes_are_there_once():
    for kind in InspectionKind:
        codes = [item.code for item in inspections.items_of(kind)]
        assert codes
        assert len(set(codes)) == len(codes)

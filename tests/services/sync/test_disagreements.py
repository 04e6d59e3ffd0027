"""Stories of what a person decides in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from db.base import metadata
from desktop.services.sync import disagreements
from desktop.services.sync.disagreements import Kind, kind_of, needs_reason
from tests.factory import make_case
from tests.services.sync.disputed import case_with_conflicts, disputed, enrolled

if TYPE_CHECKING:
    from sqlmodel import Session

    from desktop.services.workspace import Workspace

SOMEBODY = UUID("018f0000-0000-7000-8000-00000000cccc")


def test_given_conflicts_of_one_case_then_each_field_is_decided_alone(workspace: Workspace):
    case_id = workspace.write(case_with_conflicts).value

    found = workspace.read(lambda s: disagreements.read(s, root=case_id))

    assert [one.first.field for one in found] == ["title", "total_cost"]
    assert {one.case_id for one in found} == {case_id}
    title = found[0]
    assert [(side.value, side.mine, side.shown) for side in title.first.sides] == [
        ("공정 관리 MES", False, True),
        ("공정 관리 MES 확장", True, False),
    ]
    assert title.first.base == "공정 관리"
    assert title.first.sides[0].who == "최주임"
    assert [choice.n for choice in title.choose(1, reason="확인")] == [11]
    assert [choice.n for choice in title.choose_mine(mine=False) or ()] == [10]


def test_given_parts_that_wait_together_then_they_are_one_decision(workspace: Workspace):
    def make(session: Session) -> None:
        enrolled(session)
        for number, cost in ((1, 10), (2, 20)):
            case = make_case(session, total_cost=cost)
            disputed(session, case, "total_cost", cost, cost + 5, n=number * 10, bundle="cc" * 16)

    workspace.write(make)

    (one,) = workspace.read(disagreements.read)
    assert one.is_bundle
    assert one.needs_reason
    assert [choice.n for choice in one.choose(1)] == [11, 21]
    assert one.choose_mine(mine=True) is not None


def test_given_nothing_of_mine_when_all_of_mine_is_wanted_then_there_is_none(workspace: Workspace):
    def make(session: Session) -> None:
        enrolled(session, device=SOMEBODY)
        disputed(session, make_case(session), "title", "가", "나")

    workspace.write(make)

    (one,) = workspace.read(disagreements.read)
    assert one.choose_mine(mine=True) is None
    assert one.choose_mine(mine=False) is not None


@pytest.mark.parametrize(
    ("table", "field", "kind"),
    [
        ("case", "title", Kind.TEXT),
        ("case", "total_cost", Kind.WON),
        ("case", "stage", Kind.WORD),
        ("case", "owner_id", Kind.OTHER),
        ("case", "deleted", Kind.OTHER),
        ("case", "created_at", Kind.OTHER),
        ("company", "employees", Kind.NUMBER),
        ("company", "founded", Kind.DAY),
        ("application", "tax_arrears", Kind.YES_NO),
        ("kpi_value", "value", Kind.PART),
        ("future", "field", Kind.OTHER),
        ("case", "future", Kind.OTHER),
    ],
)
def test_given_a_field_then_its_kind_is_what_its_column_says(table: str, field: str, kind: Kind):
    assert kind_of(table, field) is kind


def test_given_money_and_official_states_then_no_decision_goes_without_a_reason():
    asked = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if needs_reason(table.name, column.name)
    }

    assert {
        ("case", "total_cost"),
        ("case", "stage"),
        ("case", "deleted"),
        ("funding_line", "amount"),
        ("payment", "state"),
        ("inspection", "verdict"),
    } <= asked
    assert not {("case", "title"), ("company", "phone"), ("company", "size_class")} & asked

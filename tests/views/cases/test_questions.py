"""Stories of a pack's form in the window: asked from the pack, answered in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from db.words import Stage
from desktop.services.applications.answering import save_answers
from desktop.services.applications.forms import application_forms
from tests.services import road
from tests.services.applications.form_pack import with_form
from tests.views.cases.case_window import kept, settled, shown, typed

if TYPE_CHECKING:
    from uuid import UUID

    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.views.shared.operations import Operations


@pytest.fixture(autouse=True)
def _form(monkeypatch: pytest.MonkeyPatch) -> None:
    with_form(monkeypatch)


def _values(workspace: Workspace, case: UUID) -> dict[str, Any]:
    (form,) = workspace.read(lambda s: application_forms(s, case))
    return {field.rule.code: field.value for field in form.fields()}


def test_given_a_form_when_the_case_is_opened_then_its_questions_stand_first_and_once(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case = kept(workspace, road.opened)

    tab: Any = shown(qtbot, operations, case).tabs[Stage.APPLICATION]

    assert [card.title.text() for card in tab.questions.cards.values()] == [
        "과제 개요", "담당자와 사업장",
    ]  # fmt: skip
    project = tab.questions.cards["d01.project"]
    assert "공고 원문으로 검증 안 됨" in project.source.text()
    assert tab.questions.field("d01.title").editor.text() == "공정 실시간 관리 MES 구축"
    assert tab.questions.field("d01.title").isVisible()
    for column in ("project_title", "total_cost", "target_level", "tax_arrears"):
        assert tab.application.field(column).isHidden()
    assert not tab.application.field("solutions").isHidden()
    assert tab.questions.field("d01.robot_count").isHidden()


def test_given_questions_when_answered_then_they_are_kept_and_open_others(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case = kept(workspace, road.opened)
    tab: Any = shown(qtbot, operations, case).tabs[Stage.APPLICATION]

    typed(qtbot, tab.questions.field("d01.title").editor, "스마트 주조 라인")
    robots = tab.questions.field("d01.robots").editor
    robots.setCurrentIndex(1)
    robots.activated.emit(1)
    settled(qtbot, operations)
    qtbot.waitUntil(lambda: tab.questions.field("d01.robot_count").isVisible())
    typed(qtbot, tab.questions.field("d01.robot_count").editor, "3")
    tab.questions.field("d01.wanted_areas").editor.boxes["safety"].click()
    settled(qtbot, operations)

    values = _values(workspace, case)
    assert values["title"] == "스마트 주조 라인"
    assert values["robots"] is True
    assert values["robot_count"] == 3
    assert values["wanted_areas"] == ("safety",)


def test_given_a_table_when_rows_are_typed_and_taken_off_then_only_filled_ones_are_kept(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case = kept(workspace, road.opened)
    tab: Any = shown(qtbot, operations, case).tabs[Stage.APPLICATION]
    table = tab.questions.field("d01.equipment").editor

    table.more.click()
    typed(qtbot, table.rows[0]["name"].editor, "협동로봇")
    settled(qtbot, operations)
    typed(qtbot, table.rows[0]["count"].editor, "2")
    table.more.click()
    settled(qtbot, operations)
    assert _values(workspace, case)["equipment"] == ({"name": "협동로봇", "count": 2},)
    assert len(table.rows) == 2

    table._removers[0].click()
    settled(qtbot, operations)
    assert _values(workspace, case)["equipment"] is None


def test_given_an_answer_that_is_refused_when_typed_then_the_reason_stands_below_it(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case = kept(workspace, road.opened)
    tab: Any = shown(qtbot, operations, case).tabs[Stage.APPLICATION]
    field = tab.questions.field("d01.contact_email")

    typed(qtbot, field.editor, "plan.example")
    settled(qtbot, operations)

    qtbot.waitUntil(lambda: bool(field.error))
    assert field.error.startswith("이메일 주소가 아닙니다.")
    assert field.editor.text() == "plan.example"
    assert _values(workspace, case)["contact_email"] is None


def test_given_what_is_open_when_its_door_is_opened_then_the_keyboard_is_in_the_question(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case = kept(workspace, road.opened)
    page = shown(qtbot, operations, case)
    tab: Any = page.tabs[Stage.APPLICATION]
    door = tab.missing.doors["form", "d01.purpose"]
    assert door.text() == "도입 필요성"

    QTest.keyClick(door, Qt.Key.Key_Space)

    assert tab.questions.field("d01.purpose").editor.hasFocus()
    assert tab.lead_to("application", "total_cost")
    assert tab.questions.field("d01.cost").editor.hasFocus()


def test_given_two_people_when_they_answer_different_questions_then_both_answers_stay(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case = kept(workspace, road.opened)
    tab: Any = shown(qtbot, operations, case).tabs[Stage.APPLICATION]
    workspace.write(lambda s: save_answers(s, case, {"d01.purpose": "다른 창에서 적음"}))

    typed(qtbot, tab.questions.field("d01.defect_rate").editor, "2.5")
    settled(qtbot, operations)

    qtbot.waitUntil(
        lambda: tab.questions.field("d01.purpose").editor.toPlainText() == "다른 창에서 적음"
    )
    assert str(_values(workspace, case)["defect_rate"]) == "2.5"


def test_given_a_form_when_walked_through_by_tab_then_cards_come_in_the_order_of_reading(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case = kept(workspace, road.opened)
    tab: Any = shown(qtbot, operations, case).tabs[Stage.APPLICATION]
    order = [tab.missing, tab.project, tab.money, tab.questions, tab.papers, tab.eligibility]
    start = next(iter(tab.missing.doors.values()))

    met: list[int] = []
    widget = start.nextInFocusChain()
    while widget is not start:
        places = [at for at, card in enumerate(order) if card.isAncestorOf(widget)]
        if places and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            met += places
        widget = widget.nextInFocusChain()

    assert set(met) == set(range(len(order)))
    assert met == sorted(met)

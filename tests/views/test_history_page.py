"""The history: what a change did, in words and names, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from db.words import Action
from desktop.services import staff
from desktop.services.cases import stages
from desktop.services.companies import register
from desktop.views.shared import language
from desktop.views.shared.language import Language
from tests.factory import make_company, make_staff
from tests.services import road
from tests.views.frame import given, press, settle

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.views.shared.operations import Operations
    from tests.views.frame import Opened


def test_given_an_edited_company_when_its_change_is_picked_then_old_and_new_are_read_side_by_side(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    company = given(workspace, lambda s: make_company(s, name="가나정밀", phone="055-000-0001").id)
    workspace.write(
        lambda s: register.edit(s, company, {"phone": "055-000-0002", "products": "<b>축</b>"}),
        action=Action.COMPANY_EDIT,
        reason="전화 확인",
    )
    page = opened("history").page("history")

    page.table.selectRow(0)
    settle(qtbot, operations)

    assert page.heading.text() == "기업 정보 수정"
    assert "전화 확인" in page.circumstances.text()
    told = page.text.toPlainText()
    assert "기업 수정: 가나정밀" in told
    assert "055-000-0001 → 055-000-0002" in told
    assert "<b>축</b>" in told  # what was typed is shown, never obeyed


def test_given_a_case_that_changed_hands_then_the_person_is_named_and_the_case_can_be_opened(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case = given(workspace, road.opened)
    person = given(workspace, lambda s: make_staff(s, name="이주임").id)
    workspace.write(lambda s: stages.assign(s, [case], person), action=Action.CASE_ASSIGN)
    window = opened("history")
    page = window.page("history")
    page.table.selectRow(0)
    settle(qtbot, operations)

    assert "이주임" in page.text.toPlainText()
    assert "한빛정밀" in page.text.toPlainText()

    qtbot.mouseClick(page.to_case, Qt.MouseButton.LeftButton)
    settle(qtbot, operations)
    assert window.page("case").case_id == case


def test_given_a_change_when_it_is_taken_back_then_it_is_marked_and_cannot_be_taken_back_twice(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    workspace.write(lambda s: staff.add(s, {"name": "이주임"}), action=Action.STAFF_EDIT)
    page = opened("history").page("history")
    page.table.selectRow(0)
    settle(qtbot, operations)

    qtbot.mouseClick(page.take_back, Qt.MouseButton.LeftButton)
    settle(qtbot, operations)

    assert workspace.read(staff.list_staff) == []
    titles = [page.rows.index(row, 1).data() for row in range(2)]
    assert titles == ["되돌리기: 담당자 수정", "담당자 수정"]
    assert page.rows.index(1, 6).data() == "되돌림"
    assert page.table.current_row().action is Action.STAFF_EDIT
    assert not page.take_back.isEnabled()


def test_given_a_change_that_others_stand_on_when_it_is_taken_back_then_the_reason_is_said_there(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    company = given(workspace, lambda s: make_company(s).id)
    for phone in ("055-000-0001", "055-000-0002"):
        workspace.write(
            lambda s, phone=phone: register.edit(s, company, {"phone": phone}),
            action=Action.COMPANY_EDIT,
        )
    page = opened("history").page("history")
    page.table.selectRow(1)
    settle(qtbot, operations)

    page.take_back.click()
    settle(qtbot, operations)

    assert page.banner.isVisible()
    assert "되돌릴 수 없습니다" in page.banner.sentence.text()
    assert page.take_back.isEnabled()


def test_given_more_changes_than_are_read_at_once_when_older_ones_are_wanted_then_they_come(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    for number in range(6):
        given(workspace, lambda s, number=number: staff.add(s, {"name": f"사람{number}"}))
    page = opened("history").page("history")
    page._limit = 4
    page.refresh()
    settle(qtbot, operations)
    assert page.rows.rowCount() == 4
    assert page.older.isVisible()

    page.older.click()
    settle(qtbot, operations)

    assert page.rows.rowCount() == 6
    assert not page.older.isVisible()


def test_given_fast_walking_through_changes_then_the_words_are_those_of_the_last_one(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    for name in ("하나", "둘", "셋"):
        workspace.write(lambda s, name=name: staff.add(s, {"name": name}), action=Action.STAFF_EDIT)
    page = opened("history").page("history")
    page.table.setFocus()
    page.table.selectRow(0)

    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    settle(qtbot, operations)

    assert "하나" in page.text.toPlainText()
    assert "셋" not in page.text.toPlainText()


def test_given_english_then_days_and_words_of_the_history_are_english(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    workspace.write(lambda s: staff.add(s, {"name": "Lee"}), action=Action.STAFF_EDIT)
    language.choose(Language.ENGLISH)
    from desktop.views.history.page import HistoryPage

    page = HistoryPage(operations, opened("settings").settings)
    qtbot.addWidget(page)
    page.show()
    settle(qtbot, operations)

    cells = [page.rows.index(0, column).data() for column in range(3)]
    assert cells[0][4] == "-"
    assert cells[1] == "Edit staff"

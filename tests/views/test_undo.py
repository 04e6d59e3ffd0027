"""Ctrl+Z everywhere: typing first, then the last change; after a restart too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from db.words import Action
from desktop.services import history, staff
from desktop.services.companies import register
from desktop.services.workspace import Workspace
from desktop.views.main_window import MainWindow
from desktop.views.shared.operations import Operations
from tests.factory import make_company
from tests.services import road
from tests.views.frame import CTRL, SHIFT, given, press, settle, toasts_of, type_in

if TYPE_CHECKING:
    from uuid import UUID

    from pytestqt.qtbot import QtBot

    from desktop.settings import Settings
    from tests.views.frame import Opened


def _names(workspace: Workspace) -> set[str]:
    return {one.name for one in workspace.read(staff.list_staff)}


def _add(operations: Operations, name: str) -> None:
    operations.write(lambda s: staff.add(s, {"name": name}), action=Action.STAFF_EDIT)


def test_given_a_change_when_it_is_saved_then_a_toast_names_it_and_takes_it_back(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    window = opened("settings")

    _add(operations, "이주임")
    qtbot.waitUntil(lambda: toasts_of(window) == ["저장했습니다: 담당자 수정"])
    assert _names(workspace) == {"이주임"}

    window.toasts.shown[0].action.click()
    qtbot.waitUntil(lambda: toasts_of(window) == ["되돌렸습니다: 담당자 수정"])
    assert _names(workspace) == set()


def test_given_two_changes_when_the_older_toast_is_pressed_then_the_older_one_is_taken_back(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    window = opened("settings")
    _add(operations, "이주임")
    settle(qtbot, operations)
    _add(operations, "박대리")
    settle(qtbot, operations)

    window.toasts.shown[0].action.click()
    settle(qtbot, operations)

    assert _names(workspace) == {"박대리"}


def test_given_an_empty_field_with_the_keyboard_when_ctrl_z_is_pressed_then_the_change_goes(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    """The search field has the keyboard most of the time, and claims Ctrl+Z for itself."""
    window = opened("cases")
    _add(operations, "이주임")
    settle(qtbot, operations)
    assert window.page("cases").search.hasFocus()

    press(Qt.Key.Key_Z, CTRL)
    settle(qtbot, operations)
    assert _names(workspace) == set()

    press(Qt.Key.Key_Y, CTRL)
    settle(qtbot, operations)
    assert _names(workspace) == {"이주임"}

    press(Qt.Key.Key_Z, CTRL)
    settle(qtbot, operations)
    press(Qt.Key.Key_Z, CTRL | SHIFT)
    settle(qtbot, operations)
    assert _names(workspace) == {"이주임"}


def test_given_typing_when_ctrl_z_is_pressed_then_the_typing_goes_before_the_change(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    window = opened("cases")
    _add(operations, "이주임")
    settle(qtbot, operations)
    field = window.page("cases").search
    type_in("abc")

    press(Qt.Key.Key_Z, CTRL)
    settle(qtbot, operations)
    assert field.text() == ""
    assert _names(workspace) == {"이주임"}

    press(Qt.Key.Key_Y, CTRL)
    settle(qtbot, operations)
    assert field.text() == "abc"

    press(Qt.Key.Key_Z, CTRL)
    press(Qt.Key.Key_Z, CTRL)
    settle(qtbot, operations)
    assert _names(workspace) == set()


def test_given_a_change_when_the_program_starts_anew_then_it_can_still_be_undone(
    qtbot: QtBot, opened: Opened, workspace: Workspace, kept: Settings
) -> None:
    given(workspace, lambda s: staff.add(s, {"name": "이주임"}))
    folder = workspace.folder
    workspace.close()

    again = Workspace.open(folder, centre="GN")
    operations = Operations(again)
    window = MainWindow(operations, kept, first="settings")
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    settle(qtbot, operations)
    try:
        assert window.bar.undo.isEnabled()
        press(Qt.Key.Key_Z, CTRL)
        settle(qtbot, operations)

        assert _names(again) == set()
        assert not window.bar.undo.isEnabled()
        assert window.bar.redo.isEnabled()
    finally:
        window.close()
        again.close()


def test_given_a_fresh_workspace_then_undo_is_off_and_says_that_there_is_nothing(
    opened: Opened, qtbot: QtBot, operations: Operations
) -> None:
    window = opened("settings")

    assert not window.bar.undo.isEnabled()
    assert not window.bar.redo.isEnabled()

    press(Qt.Key.Key_Z, CTRL)
    settle(qtbot, operations)
    assert toasts_of(window) == ["되돌리거나 다시 실행할 변경이 없습니다."]


def test_given_a_change_then_the_buttons_of_the_bar_name_what_they_would_do(
    opened: Opened, qtbot: QtBot, operations: Operations
) -> None:
    window = opened("settings")
    _add(operations, "이주임")
    settle(qtbot, operations)

    assert window.bar.undo.accessibleName() == "되돌리기: 담당자 수정 (Ctrl+Z)"

    qtbot.mouseClick(window.bar.undo, Qt.MouseButton.LeftButton)
    settle(qtbot, operations)

    assert window.bar.redo.accessibleName() == "다시 실행: 담당자 수정 (Ctrl+Y)"


def test_given_a_change_that_was_built_upon_when_it_is_taken_back_then_the_history_is_offered(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    company: UUID = given(workspace, lambda s: make_company(s, name="가나정밀").id)
    first = workspace.write(
        lambda s: register.edit(s, company, {"phone": "055-000-0001"}), action=Action.COMPANY_EDIT
    )
    workspace.write(
        lambda s: register.edit(s, company, {"phone": "055-000-0002"}), action=Action.COMPANY_EDIT
    )
    window = opened("settings")
    assert first.transaction is not None

    window.steps._take_back(first.transaction)
    settle(qtbot, operations)
    toast = window.toasts.shown[-1]
    assert "되돌릴 수 없습니다" in toast.accessibleName()

    toast.findChild(QPushButton).click()
    settle(qtbot, operations)
    assert window.pages.currentWidget() is window.page("history")


def test_given_a_case_in_its_own_window_when_ctrl_z_is_pressed_there_then_it_says_so_there(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case = given(workspace, road.opened)
    window = opened("settings")
    _add(operations, "이주임")
    settle(qtbot, operations)
    apart = window.pages.tear_off("case", case)
    apart.activateWindow()
    qtbot.waitUntil(apart.isActiveWindow)
    settle(qtbot, operations)

    press(Qt.Key.Key_Z, CTRL)
    settle(qtbot, operations)

    assert "이주임" not in _names(workspace)
    assert apart.toasts.shown[-1].accessibleName() == "되돌렸습니다: 담당자 수정"
    assert "한빛정밀" in apart.windowTitle()

    press(Qt.Key.Key_W, CTRL)
    qtbot.waitUntil(lambda: not apart.isVisible())
    assert window.pages.torn_off == []


def test_given_the_case_page_when_its_window_is_torn_off_then_both_show_the_case(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case = given(workspace, road.opened)
    window = opened("settings")
    window.open_case(case)
    settle(qtbot, operations)

    window.page("case").torn_off.emit(case)
    settle(qtbot, operations)

    (apart,) = window.pages.torn_off
    assert apart.page.case_id == window.page("case").case_id == case
    assert QApplication.activeWindow() in (apart, window, None)


def test_given_undo_pressed_twice_fast_then_two_changes_are_taken_back_in_order(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    window = opened("settings")
    for name in ("하나", "둘", "셋"):
        given(workspace, lambda s, name=name: staff.add(s, {"name": name}))

    window.steps.take("undo")
    window.steps.take("undo")
    settle(qtbot, operations)

    assert _names(workspace) == {"하나"}
    assert workspace.read(history.next_undo) is not None

"""Ctrl+K: what a person half remembers, found and opened by the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from desktop.views.palette import Palette
from tests.factory import make_case, make_company, make_staff
from tests.services import road
from tests.views.frame import CTRL, given, lines_of, palette_of, press, settle, type_in

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.views.main_window import MainWindow
    from desktop.views.shared.operations import Operations
    from tests.views.frame import Opened


def _shown(window: MainWindow) -> str:
    pages = window.pages
    return next(name for name, page in pages._pages.items() if page is pages.currentWidget())


def test_given_a_name_half_heard_when_its_consonants_are_typed_then_enter_opens_the_company(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    company = given(workspace, lambda s: make_company(s, name="대성정밀").id)
    given(workspace, lambda s: make_company(s, name="두리금형"))
    window = opened("settings")
    wanted: list[object] = []

    press(Qt.Key.Key_K, CTRL)
    palette = palette_of(window)
    palette.company_wanted.disconnect()
    palette.company_wanted.connect(wanted.append)
    type_in("ㄷㅅㅈㅁ")
    qtbot.waitUntil(lambda: lines_of(palette)[0].words == "대성정밀")
    press(Qt.Key.Key_Return)

    assert wanted == [company]
    assert palette.isHidden()


def test_given_fast_fingers_when_enter_comes_before_the_answer_then_the_answer_is_taken(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    """Without waiting Enter would take the first place of the list that was there before."""
    case = given(workspace, road.opened)
    number = workspace.read(
        lambda s: s.connection().exec_driver_sql('SELECT number FROM "case"').scalar_one()
    )
    window = opened("settings")

    press(Qt.Key.Key_K, CTRL)
    type_in(number)
    press(Qt.Key.Key_Return)
    settle(qtbot, operations)

    assert _shown(window) == "case"
    assert window.page("case").case_id == case


def test_given_the_palette_when_a_place_is_typed_then_it_opens_and_the_page_has_the_keyboard(
    opened: Opened, qtbot: QtBot, operations: Operations
) -> None:
    window = opened("settings")

    press(Qt.Key.Key_K, CTRL)
    palette = palette_of(window)
    type_in("ㄱㄹ")  # 기록
    qtbot.waitUntil(lambda: lines_of(palette)[0].key == "history")
    press(Qt.Key.Key_Return)

    assert _shown(window) == "history"
    assert QApplication.focusWidget() is window.page("history").table


def test_given_the_palette_when_walking_with_arrows_then_it_goes_round_and_the_field_keeps_the_keys(
    opened: Opened,
) -> None:
    window = opened("settings")
    press(Qt.Key.Key_K, CTRL)
    palette = palette_of(window)
    count = palette.list.count()

    press(Qt.Key.Key_Up)
    assert palette.list.currentRow() == count - 1
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    assert palette.list.currentRow() == 1
    press(Qt.Key.Key_PageDown)
    assert palette.list.currentRow() == 7

    assert palette.field.hasFocus()
    press(Qt.Key.Key_Tab)
    assert palette.list.hasFocus()
    press(Qt.Key.Key_Tab)
    assert palette.field.hasFocus()


def test_given_the_palette_when_it_is_left_then_the_keyboard_is_where_it_was(
    opened: Opened, qtbot: QtBot
) -> None:
    window = opened("cases")
    field = window.page("cases").search
    assert field.hasFocus()

    press(Qt.Key.Key_K, CTRL)
    press(Qt.Key.Key_Escape)
    assert field.hasFocus()

    press(Qt.Key.Key_K, CTRL)
    palette = palette_of(window)
    qtbot.mouseClick(palette, Qt.MouseButton.LeftButton, pos=QPoint(5, window.height() - 5))
    assert palette.isHidden()
    assert field.hasFocus()


def test_given_the_palette_when_it_is_asked_for_again_then_there_is_one_with_its_words_marked(
    opened: Opened,
) -> None:
    window = opened("settings")
    press(Qt.Key.Key_K, CTRL)
    palette = palette_of(window)
    type_in("가나")

    press(Qt.Key.Key_K, CTRL)

    assert palette_of(window) is palette


def test_given_the_palette_when_a_key_leads_to_a_page_then_the_palette_is_gone(
    opened: Opened, qtbot: QtBot, operations: Operations
) -> None:
    window = opened("settings")
    press(Qt.Key.Key_K, CTRL)
    assert palette_of(window)

    press(Qt.Key.Key_3, CTRL)
    settle(qtbot, operations)

    assert not [palette for palette in window.findChildren(Palette) if palette.isVisible()]
    assert window.page("companies").search.hasFocus()


def test_given_words_that_nothing_is_called_then_both_lists_are_offered(
    opened: Opened, qtbot: QtBot, operations: Operations
) -> None:
    window = opened("settings")
    press(Qt.Key.Key_K, CTRL)
    palette = palette_of(window)
    type_in("없는말")
    qtbot.waitUntil(lambda: len(lines_of(palette)) == 2)

    press(Qt.Key.Key_Return)
    settle(qtbot, operations)

    assert _shown(window) == "cases"
    assert window.page("cases").query == "없는말"


def test_given_half_a_syllable_then_nothing_is_searched_until_it_is_whole(
    opened: Opened, qtbot: QtBot, workspace: Workspace
) -> None:
    given(workspace, lambda s: make_company(s, name="대성정밀"))
    window = opened("settings")
    press(Qt.Key.Key_K, CTRL)
    palette = palette_of(window)

    QApplication.sendEvent(palette.field, QInputMethodEvent("대ㅅ", []))
    assert palette.field.text() == ""

    whole = QInputMethodEvent()
    whole.setCommitString("대성")
    QApplication.sendEvent(palette.field, whole)

    qtbot.waitUntil(lambda: lines_of(palette)[0].words == "대성정밀")


def test_given_a_late_answer_when_something_else_was_typed_meanwhile_then_it_is_dropped(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    given(workspace, lambda s: (make_company(s, name="대성정밀"), make_company(s, name="두리금형")))
    window = opened("settings")
    press(Qt.Key.Key_K, CTRL)
    palette = palette_of(window)

    palette.field.setText("대성")
    palette.field.search_now()
    palette.field.setText("두리")
    palette.field.search_now()
    settle(qtbot, operations)

    assert lines_of(palette)[0].words == "두리금형"


def test_given_a_case_then_its_line_says_stage_and_number_to_who_cannot_see_it(
    opened: Opened, qtbot: QtBot, workspace: Workspace
) -> None:
    given(
        workspace,
        lambda s: make_case(
            s, make_company(s, name="가나정밀"), number="2026-GN-00042", owner_id=make_staff(s).id
        ),
    )
    window = opened("settings")
    press(Qt.Key.Key_K, CTRL)
    palette = palette_of(window)
    type_in("00042")
    qtbot.waitUntil(lambda: lines_of(palette)[0].kind == "case")

    spoken = palette.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)

    assert "가나정밀" in spoken
    assert "2026-GN-00042" in spoken
    assert "신청" in spoken


def test_given_the_keys_when_ctrl_slash_is_pressed_then_all_of_them_are_shown(
    opened: Opened, qtbot: QtBot
) -> None:
    from PySide6.QtWidgets import QDialog, QLabel

    window = opened("settings")

    press(Qt.Key.Key_Slash, CTRL)

    dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
    qtbot.waitUntil(dialog.isActiveWindow)
    assert {"Ctrl+K", "Ctrl+F"} <= {label.text() for label in dialog.findChildren(QLabel)}
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.isVisible())

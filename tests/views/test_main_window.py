"""The frame: going places, taking files, closing without leaving anything behind."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPointF, Qt, QThread, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from db.words import Action
from tests.factory import make_company
from tests.services import road
from tests.views.frame import ALT, CTRL, close_all, given, press, settle, toasts_of

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations
    from desktop.views.shared.page import Page
    from tests.views.frame import Opened

_LIGHT = ["cases", "companies", "history", "settings"]


def _shown(window: object) -> str:
    pages = window.pages  # type: ignore[attr-defined]
    return next(name for name, page in pages._pages.items() if page is pages.currentWidget())


def test_given_the_window_when_a_number_is_pressed_with_ctrl_then_that_line_of_the_rail_opens(
    opened: Opened,
) -> None:
    window = opened("settings")

    for key, name in (
        (Qt.Key.Key_2, "cases"),
        (Qt.Key.Key_3, "companies"),
        (Qt.Key.Key_4, "evaluation"),
        (Qt.Key.Key_8, "sync"),
        (Qt.Key.Key_9, "history"),
        (Qt.Key.Key_0, "settings"),
    ):
        press(key, CTRL)

        assert _shown(window) == name
        assert window.rail.button(name).isChecked()
        assert window.windowTitle() == window.pages.places[name].word


def test_given_the_window_when_a_line_of_the_rail_is_clicked_then_its_page_opens(
    opened: Opened, qtbot: QtBot
) -> None:
    window = opened("settings")

    qtbot.mouseClick(window.rail.button("companies"), Qt.MouseButton.LeftButton)

    assert _shown(window) == "companies"
    assert window.page("companies").search.hasFocus()


def test_given_a_way_through_pages_when_going_back_and_forward_then_it_is_the_same_way(
    opened: Opened, qtbot: QtBot
) -> None:
    window = opened("cases")
    window.go("history")
    window.go("settings")

    press(Qt.Key.Key_Left, ALT)
    assert _shown(window) == "history"

    qtbot.mouseClick(window, Qt.MouseButton.BackButton)
    assert _shown(window) == "cases"

    press(Qt.Key.Key_Left, ALT)  # there is nothing before
    assert _shown(window) == "cases"

    press(Qt.Key.Key_Right, ALT)
    qtbot.mouseClick(window, Qt.MouseButton.ForwardButton)
    assert _shown(window) == "settings"


def test_given_a_list_when_a_row_is_opened_then_the_case_is_shown_and_back_leads_to_the_list(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    given(workspace, road.opened)  # 한빛정밀
    window = opened("cases")
    page = window.page("cases")
    page.open("한빛")
    settle(qtbot, operations)
    press(Qt.Key.Key_Down)

    press(Qt.Key.Key_Return)
    settle(qtbot, operations)

    assert _shown(window) == "case"
    assert window.rail.button("cases").isChecked()
    assert "한빛정밀" in window.windowTitle()

    press(Qt.Key.Key_Left, ALT)
    assert _shown(window) == "cases"
    assert page.query == "한빛"


def test_given_the_rail_when_it_is_folded_then_the_settings_remember_it(
    opened: Opened, kept: Settings
) -> None:
    window = opened("settings")

    window.rail.set_narrow(narrow=True)

    assert kept.rail_collapsed


def _drag(window: object, paths: list[str]) -> tuple[QDragEnterEvent, QDropEvent]:
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(path) for path in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(
        QPointF(50, 50).toPoint(), Qt.DropAction.CopyAction, carried, buttons, keys
    )
    enter.ignore()
    drop = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, carried, buttons, keys)
    drop.ignore()
    for event in (enter, drop):
        QApplication.sendEvent(window, event)  # type: ignore[arg-type]
    drop.carried = enter.carried = carried  # type: ignore[attr-defined] - they don't keep it
    return enter, drop


def test_given_a_sheet_when_it_is_dropped_on_the_window_then_the_import_opens_with_it(
    opened: Opened, qtbot: QtBot, operations: Operations, tmp_path: Path
) -> None:
    sheet = tmp_path / "신청기업.csv"
    sheet.write_text("기업명,사업자등록번호\n가나정밀,000-00-00013\n", "utf-8")
    window = opened("settings")

    enter, drop = _drag(window, [str(sheet)])
    settle(qtbot, operations)

    assert enter.isAccepted()
    assert drop.isAccepted()
    assert _shown(window) == "import"
    assert "신청기업.csv" in _words_of(window.page("import"))


def test_given_two_files_or_a_folder_when_they_are_dragged_then_the_window_does_not_take_them(
    opened: Opened, tmp_path: Path
) -> None:
    one, other = tmp_path / "a.csv", tmp_path / "b.csv"
    for file in (one, other):
        file.write_text("a", "utf-8")
    window = opened("settings")

    for dragged in ([str(one), str(other)], [str(tmp_path)], []):
        enter, drop = _drag(window, dragged)
        assert not enter.isAccepted()
        assert not drop.isAccepted()

    assert _shown(window) == "settings"


def _words_of(page: Page) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(label.text() for label in page.findChildren(QLabel))


def test_given_work_under_way_when_the_window_closes_then_it_is_done_first(
    opened: Opened, workspace: Workspace, operations: Operations
) -> None:
    window = opened("settings")
    release = threading.Event()

    def slow(session: object) -> None:
        release.wait(5)
        make_company(session, name="끝까지저장")  # type: ignore[arg-type]

    operations.write(slow, action=Action.COMPANY_ADD)
    threading.Timer(0.2, release.set).start()

    assert window.close()

    names = workspace.read(
        lambda s: [row[0] for row in s.connection().exec_driver_sql("SELECT name FROM company")]
    )
    assert names == ["끝까지저장"]


def test_given_long_work_when_the_window_closes_then_it_says_so_and_closes_when_it_is_done(
    opened: Opened, qtbot: QtBot, operations: Operations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.views.main_window._PATIENCE_MS", 1)
    window = opened("settings")
    release = threading.Event()
    operations.run(release.wait, owner=window, then=lambda _outcome: None)

    assert not window.close()
    assert window.isVisible()
    assert toasts_of(window) == ["하던 일을 마치는 중입니다. 끝나면 닫힙니다."]

    release.set()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_given_windows_and_pages_when_the_main_window_closes_then_nothing_is_left_behind(
    opened: Opened, qapp: QApplication, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case = given(workspace, road.opened)
    window = opened("cases")
    for name in _LIGHT:
        window.go(name)
        settle(qtbot, operations)
    window.search("가나")
    window.pages.tear_off("case", case)
    settle(qtbot, operations)

    assert window.close()
    close_all(qapp)

    assert [w for w in qapp.topLevelWidgets() if not w.objectName().startswith("qt_")] == []
    assert operations._under_way == 0
    assert operations._readers.activeThreadCount() == 0
    assert operations._writer.activeThreadCount() == 0
    assert QThread.currentThread() is qapp.thread()


def test_given_a_failure_people_can_act_on_then_the_window_says_it_and_goes_on(
    opened: Opened, qtbot: QtBot, operations: Operations
) -> None:
    from db.errors import NotFoundError

    window = opened("settings")

    def fail(_session: object) -> None:
        raise NotFoundError(table="case", id=7)

    operations.read(fail, owner=window, then=lambda _answer: None)
    qtbot.waitUntil(lambda: bool(toasts_of(window)))

    assert toasts_of(window) == ["찾는 항목이 없습니다. 다른 곳에서 지웠을 수 있습니다."]


def test_given_a_moved_window_when_it_opens_again_then_it_is_where_it_was(
    opened: Opened, kept: Settings, qapp: QApplication
) -> None:
    window = opened("settings")
    window.setGeometry(30, 40, 1000, 640)
    window.close()
    close_all(qapp)

    again = opened("settings")

    assert again.geometry().getRect() == (30, 40, 1000, 640)
    assert kept.window == [30, 40, 1000, 640, 0]


def test_given_a_screen_that_is_gone_when_the_window_opens_then_it_is_on_one_that_is_there(
    opened: Opened, kept: Settings
) -> None:
    kept.window = [9_000, 9_000, 1_000, 640, 0]

    window = opened("settings")

    assert window.screen().availableGeometry().intersects(window.geometry())

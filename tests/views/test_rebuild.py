"""Another language or look: the window is built again, and everything is where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop import app
from desktop.views.main_window import MainWindow
from desktop.views.shared import error_dialog, language, look, theme
from desktop.views.shared.language import Language
from desktop.views.shared.tokens import Theme
from tests.factory import make_case, make_company
from tests.services import road
from tests.views.frame import close_all, given, settle, type_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations


@pytest.fixture
def running(
    qtbot: QtBot,
    qapp: QApplication,
    operations: Operations,
    kept: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[str], app.OneWindow]]:
    """Start the program's one window at a page."""
    unexpected: list[Exception] = []
    monkeypatch.setattr(error_dialog, "show", lambda error, *_: unexpected.append(error))

    def start(first: str) -> app.OneWindow:
        app.dress(qapp, kept)
        started = app.OneWindow(qapp, MainWindow(operations, kept, first=first))
        settle(qtbot, operations)
        return started

    yield start
    settle(qtbot, operations)
    close_all(qapp)
    language.choose(Language.KOREAN)
    theme.apply(qapp, Theme.LIGHT)
    assert unexpected == []


def _windows() -> list[MainWindow]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)]


def test_given_the_settings_when_english_is_chosen_then_the_same_page_is_there_in_english(
    running: Callable[[str], app.OneWindow], qtbot: QtBot, operations: Operations, kept: Settings
) -> None:
    program = running("settings")
    old = program.shown
    old.setGeometry(40, 50, 1200, 700)
    page = old.page("settings")

    page.language.setFocus()
    page.language.setCurrentIndex(page.language.findData("en"))
    page.language.activated.emit(page.language.currentIndex())
    settle(qtbot, operations)

    fresh = program.shown
    assert fresh is not old
    assert kept.language is Language.ENGLISH
    assert fresh.pages.currentWidget() is fresh.page("settings")
    assert fresh.rail.button("cases").text() == "Cases"
    assert fresh.windowTitle() == "Settings"
    assert fresh.size().width() == 1200
    qtbot.waitUntil(lambda: _windows() == [fresh])
    qtbot.waitUntil(fresh.page("settings").language.hasFocus)


def test_given_a_searched_list_when_the_theme_changes_then_search_order_and_selection_are_kept(
    running: Callable[[str], app.OneWindow],
    qtbot: QtBot,
    workspace: Workspace,
    operations: Operations,
) -> None:
    cases = given(
        workspace,
        lambda s: [make_case(s, make_company(s, name=f"가나정밀{n}")).id for n in range(6)],
    )
    program = running("cases")
    page = program.shown.page("cases")
    page.open("가나")
    page.table.sort_by("company", descending=True)
    settle(qtbot, operations)
    page.table.selectRow(2)
    chosen = page.selected_ids()
    program.shown.go("settings")
    settings = program.shown.page("settings")

    settings._look("theme", "dark")
    settle(qtbot, operations)
    program.shown.go("cases")
    settle(qtbot, operations)

    again = program.shown.page("cases")
    assert look.current().theme is Theme.DARK
    assert again.query == "가나"
    assert again.selected_ids() == chosen
    assert chosen[0] in cases
    assert again.table.horizontalHeader().sortIndicatorSection() == 0
    assert [again.rows.row_at(n).company for n in range(2)] == ["가나정밀5", "가나정밀4"]


def test_given_a_case_and_a_torn_off_one_when_the_size_changes_then_both_are_there_again(
    running: Callable[[str], app.OneWindow],
    qtbot: QtBot,
    workspace: Workspace,
    operations: Operations,
) -> None:
    case = given(workspace, road.opened)
    program = running("settings")
    program.shown.pages.tear_off("case", case)
    program.shown.open_case(case)
    settle(qtbot, operations)

    program.shown.settings.scale = 125
    program.shown.go("rebuild")
    settle(qtbot, operations)

    pages = program.shown.pages
    assert look.current().scale == 1.25
    assert pages.currentWidget() is pages.page("case")
    assert pages.page("case").case_id == case
    assert [apart.page.case_id for apart in pages.torn_off] == [case]

    pages.back()
    settle(qtbot, operations)
    assert pages.currentWidget() is pages.page("settings")


def test_given_typing_in_a_case_when_the_language_changes_then_it_is_kept(
    running: Callable[[str], app.OneWindow],
    qtbot: QtBot,
    workspace: Workspace,
    operations: Operations,
) -> None:
    case = given(workspace, road.opened)
    program = running("settings")
    program.shown.open_case(case)
    settle(qtbot, operations)
    program.shown.activateWindow()
    qtbot.waitUntil(program.shown.isActiveWindow)
    page = program.shown.page("case")
    title = next(
        edit
        for edit in page.findChildren(QLineEdit)
        if "MES 구축" in edit.text() and edit.isVisible()
    )
    title.setFocus()
    title.selectAll()

    type_in("새 과제명")

    program.shown.settings.language = Language.ENGLISH
    program.shown.go("rebuild")
    settle(qtbot, operations)

    stored = workspace.read(
        lambda s: (
            s.connection().exec_driver_sql("SELECT project_title FROM application").scalar_one()
        )
    )
    assert stored == "새 과제명"


def test_given_work_under_way_when_the_window_is_built_again_then_it_goes_on_and_is_told(
    running: Callable[[str], app.OneWindow], qtbot: QtBot, operations: Operations
) -> None:
    import threading

    from db.words import Action
    from desktop.services import staff

    program = running("settings")
    release = threading.Event()

    def slow(session: object) -> object:
        release.wait(5)
        return staff.add(session, {"name": "이주임"})  # type: ignore[arg-type]

    operations.write(slow, action=Action.STAFF_EDIT)
    old = program.shown
    old.go("rebuild")
    qtbot.waitUntil(lambda: program.shown is not old)
    fresh = program.shown
    release.set()
    settle(qtbot, operations)

    assert [toast.accessibleName() for toast in fresh.toasts.shown] == ["저장했습니다: 담당자 수정"]
    assert fresh.page("settings").people.person.count() == 1


def test_given_many_rebuilds_then_only_one_window_listens(
    running: Callable[[str], app.OneWindow],
    qtbot: QtBot,
    qapp: QApplication,
    operations: Operations,
) -> None:
    program = running("settings")

    for _ in range(4):
        program.shown.go("rebuild")
        settle(qtbot, operations)
    program.shown.search("가")
    settle(qtbot, operations)

    qtbot.waitUntil(lambda: _windows() == [program.shown])

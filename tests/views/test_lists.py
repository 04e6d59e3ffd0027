"""The long lists: searching, keeping searches and columns, changing many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from db.words import Action, CaseState
from desktop.services import filters, history, rows
from desktop.services.cases import stages
from desktop.views.main_window import MainWindow
from tests.factory import make_case, make_company, make_staff
from tests.views.frame import CTRL, close_all, given, press, settle, toasts_of, type_in

if TYPE_CHECKING:
    from uuid import UUID

    import pytest
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot
    from sqlmodel import Session

    from desktop.services.workspace import Workspace
    from desktop.settings import Settings
    from desktop.views.cases.list_page import CaseListPage
    from desktop.views.shared.operations import Operations
    from tests.views.frame import Opened


def _cases(session: Session, count: int, **fields: Any) -> list[UUID]:
    return [
        make_case(
            session,
            make_company(session, name=f"가나정밀{number:04d}"),
            number=f"2026-GN-{number:05d}",
            **fields,
        ).id
        for number in range(count)
    ]


def _by_number(page: CaseListPage) -> None:
    page.table.sort_by("number")


def _owners(workspace: Workspace) -> set[str | None]:
    found = workspace.read(
        lambda s: s.connection().exec_driver_sql('SELECT DISTINCT owner_id FROM "case"').all()
    )
    return {row[0] for row in found}


def _asked_for(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr("desktop.views.cases.list_page.ask_text", lambda *_, **__: answer)


def test_given_more_cases_than_a_page_when_all_are_assigned_then_all_are_and_undo_takes_all_back(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    """Rows that were never in sight are not read, but they are selected all the same."""
    given(workspace, lambda s: _cases(s, 250))
    person = given(workspace, lambda s: make_staff(s, name="이주임").id)
    page = opened("cases").page("cases")
    assert page.rows.rowCount() == 250
    page.table.setFocus()

    press(Qt.Key.Key_A, CTRL)
    assert page.bulk.isEnabled()
    assert "250건 고름" in page.header.subtitle.text()
    page.assign(person)
    settle(qtbot, operations)

    assert _owners(workspace) == {person.hex}
    assert len(page.selected_ids()) == 250

    press(Qt.Key.Key_Z, CTRL)
    settle(qtbot, operations)
    assert _owners(workspace) == {None}


def test_given_a_selection_when_the_list_is_read_in_another_order_then_the_same_cases_are_selected(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    """By place, the next step would have been done to other cases than those that were chosen."""
    cases = given(workspace, lambda s: _cases(s, 5))
    page = opened("cases").page("cases")
    _by_number(page)
    settle(qtbot, operations)
    page.table.selectRow(1)
    assert page.selected_ids() == [cases[1]]

    from db.tables import Case

    operations.write(
        lambda s: rows.change(rows.find(s, Case, cases[1]), {"number": "2026-GN-99999"}),
        action=Action.CASE_EDIT,
    )
    settle(qtbot, operations)

    assert page.selected_ids() == [cases[1]]
    assert page.table.selectionModel().selectedRows()[0].row() == 4


def test_given_a_selected_case_when_it_is_deleted_elsewhere_then_only_the_others_stay_selected(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    from db.tables import Case

    cases = given(workspace, lambda s: _cases(s, 4))
    page = opened("cases").page("cases")
    _by_number(page)
    settle(qtbot, operations)
    page.table.selectAll()

    operations.write(lambda s: rows.remove(rows.find(s, Case, cases[0])), action=Action.CASE_EDIT)
    settle(qtbot, operations)

    assert page.selected_ids() == cases[1:]


def test_given_chosen_cases_when_their_state_changes_then_a_reason_is_asked_and_kept(
    opened: Opened,
    qtbot: QtBot,
    workspace: Workspace,
    operations: Operations,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cases = given(workspace, lambda s: _cases(s, 3))
    page = opened("cases").page("cases")
    _by_number(page)
    settle(qtbot, operations)
    page.table.selectRow(0)

    _asked_for(monkeypatch, "")  # the person wants out
    page.set_state(CaseState.ON_HOLD)
    settle(qtbot, operations)
    assert workspace.read(lambda s: history.list_changes(s))[0].action is not Action.CASE_BULK

    _asked_for(monkeypatch, "공장 이전")
    page.set_state(CaseState.ON_HOLD)
    settle(qtbot, operations)

    newest = workspace.read(lambda s: history.list_changes(s))[0]
    assert (newest.action, newest.reason) == (Action.CASE_BULK, "공장 이전")
    assert page.rows.row_at(0).state is CaseState.ON_HOLD
    assert page.rows.row_at(0).id == cases[0]


def test_given_the_menu_of_chosen_cases_then_it_offers_people_and_states(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    given(workspace, lambda s: (_cases(s, 2), make_staff(s, name="이주임")))
    page = opened("cases").page("cases")
    page.table.selectAll()

    page.bulk_menu.aboutToShow.emit()

    menus = [action.menu() for action in page.bulk_menu.actions()]
    assert [action.text() for action in menus[0].actions()] == ["이주임", "", "담당자 없음"]
    assert len(menus[1].actions()) == len(CaseState)


def test_given_a_long_list_when_something_in_it_changes_then_it_stays_where_it_was_scrolled(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    cases = given(workspace, lambda s: _cases(s, 400))
    person = given(workspace, lambda s: make_staff(s, name="이주임").id)
    page = opened("cases").page("cases")
    _by_number(page)
    settle(qtbot, operations)
    page.table.verticalScrollBar().setValue(3_000)
    page.table.selectRow(120)
    settle(qtbot, operations)
    scrolled = page.table.verticalScrollBar().value()

    operations.write(lambda s: stages.assign(s, [cases[100]], person), action=Action.CASE_ASSIGN)
    settle(qtbot, operations)

    assert page.table.verticalScrollBar().value() == scrolled
    assert page.rows.row_at(100).owner == "이주임"
    assert page.selected_ids() == [cases[120]]


def test_given_fast_typing_when_answers_come_late_then_only_the_last_one_is_shown(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    given(workspace, lambda s: (_cases(s, 30), make_case(s, make_company(s, name="두리금형"))))
    page = opened("cases").page("cases")

    for text in ("가", "가나", "두리"):
        page.search.setText(text)
        page.search.search_now()
    settle(qtbot, operations)

    assert page.rows.rowCount() == 1
    assert page.rows.row_at(0).company == "두리금형"
    assert page.header.subtitle.text() == "1건"


def test_given_a_mistyped_word_then_the_line_below_the_title_says_what_was_meant(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    given(workspace, lambda s: _cases(s, 2))
    page = opened("cases").page("cases")

    type_in("단게:구축")
    press(Qt.Key.Key_Return)
    settle(qtbot, operations)

    assert "혹시 ‘단계’인가요?" in page.header.subtitle.text()
    assert page.search.property("wrong") == "true"
    assert "단계" in page.search.accessibleDescription()


def test_given_a_search_when_it_is_kept_then_the_menu_offers_it_and_lets_it_go(
    opened: Opened,
    qtbot: QtBot,
    workspace: Workspace,
    operations: Operations,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = opened("cases")
    page = window.page("cases")
    monkeypatch.setattr(
        "desktop.views.shared.saved_searches.ask_text", lambda *_, **__: "이번 주 마감"
    )
    page.open("기한:<7일")
    settle(qtbot, operations)

    page.saved._keep()
    settle(qtbot, operations)
    page.open("")
    page.saved.list.aboutToShow.emit()
    first = page.saved.list.actions()[0]

    assert first.text() == "이번 주 마감"
    assert toasts_of(window) == ["‘이번 주 마감’ 검색을 저장했습니다."]

    first.trigger()
    settle(qtbot, operations)
    assert page.query == "기한:<7일"

    kept = workspace.read(lambda s: filters.list_filters(s, "cases", me=workspace.person))
    page.saved._drop(kept[0].id, kept[0].name)
    settle(qtbot, operations)
    page.saved.list.aboutToShow.emit()
    assert page.saved.list.actions()[0].text() == "저장한 검색이 없습니다"


def test_given_chosen_columns_when_the_window_opens_again_then_they_are_there(
    opened: Opened, qtbot: QtBot, qapp: QApplication, operations: Operations, kept: Settings
) -> None:
    window = opened("cases")
    table = window.page("cases").table
    names = [column.name for column in window.page("cases").rows.columns]
    table.columns.choose(names.index("supplier"), shown=True)
    table.columns.choose(names.index("partner"), shown=False)
    table.horizontalHeader().resizeSection(names.index("company"), 333)
    window.go("settings")  # leaving keeps it at once, not only after a while

    assert "supplier" in kept.lists["cases"]["shown"]
    window.close()
    close_all(qapp)

    again = MainWindow(operations, kept, first="cases")
    again.show()
    settle(qtbot, operations)
    header = again.page("cases").table.horizontalHeader()
    assert not header.isSectionHidden(names.index("supplier"))
    assert header.isSectionHidden(names.index("partner"))
    assert header.sectionSize(names.index("company")) == 333


def test_given_the_search_when_arrow_down_is_pressed_then_the_first_row_has_the_keyboard(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    given(workspace, lambda s: _cases(s, 3))
    page = opened("cases").page("cases")

    press(Qt.Key.Key_Down)
    assert page.table.hasFocus()
    assert page.table.currentIndex().row() == 0

    press(Qt.Key.Key_F, CTRL)
    assert page.search.hasFocus()


def test_given_an_empty_workspace_then_the_list_offers_the_import(
    opened: Opened, qtbot: QtBot, operations: Operations
) -> None:
    window = opened("cases")
    page = window.page("cases")
    assert page.table._empty is not None
    assert page.table._empty.isVisible()

    page.table._empty.button.click()
    settle(qtbot, operations)

    assert window.pages.currentWidget() is window.page("import")


def test_given_the_longest_name_there_is_then_the_window_is_no_wider_for_it(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    name = "주식회사 " + "가나다라마바사아자차카타파하" * 12
    given(workspace, lambda s: make_case(s, make_company(s, name=name[:200])))
    window = opened("cases")
    smallest = window.minimumSizeHint().width()

    for page in ("cases", "companies", "history"):
        window.go(page)
        settle(qtbot, operations)
    window.page("cases").mode._segments["board"].click()
    settle(qtbot, operations)

    assert window.minimumSizeHint().width() <= max(smallest, 960)

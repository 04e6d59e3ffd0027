"""Stories of deciding: from the list, from several at once, from the field itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from db.tables import Case, Company
from desktop.services import rows
from desktop.services.sync import disagreements
from desktop.views.shared.conflicts.mark import ConflictMark
from desktop.views.shared.conflicts.popover import SettlePopover
from tests.factory import make_case, make_company
from tests.services import road
from tests.services.sync.disputed import (
    case_with_conflicts,
    company_with_conflict,
    disputed,
    enrolled,
)
from tests.views.frame import given, press, settle, type_in

if TYPE_CHECKING:
    from uuid import UUID

    from pytestqt.qtbot import QtBot
    from sqlmodel import Session

    from desktop.services.workspace import Workspace
    from desktop.views.main_window import MainWindow
    from desktop.views.shared.operations import Operations
    from desktop.views.sync.conflicts_tab import ConflictsTab
    from tests.views.frame import Opened


def _shown(window: MainWindow) -> ConflictsTab:
    page: Any = window.page("sync")
    page.show_mode("conflicts")
    page.conflicts.table.setFocus()
    return page.conflicts  # type: ignore[no-any-return]


def _left(workspace: Workspace) -> list[str]:
    return [one.first.field for one in workspace.read(disagreements.read)]


def _case(workspace: Workspace, case_id: UUID) -> Case:
    return workspace.read(lambda s: rows.find(s, Case, case_id))


def test_given_a_conflict_when_the_key_of_a_side_is_pressed_then_it_holds_and_the_next_is_shown(
    opened: Opened, workspace: Workspace, qtbot: QtBot, operations: Operations
) -> None:
    case_id = given(workspace, case_with_conflicts)
    window = opened("sync")
    tab = _shown(window)
    assert window.bar.state.text() == "충돌 2건"
    assert tab.title.text() == "사례 · 제목"

    press(Qt.Key.Key_2)
    settle(qtbot, operations)

    assert _case(workspace, case_id).title == "공정 관리 MES 확장"
    assert _left(workspace) == ["total_cost"]
    assert tab.title.text() == "사례 · 총사업비(원)"
    assert window.bar.state.text() == "충돌 1건"


def test_given_what_is_shown_already_when_chosen_then_the_conflict_is_settled_all_the_same(
    opened: Opened, workspace: Workspace, qtbot: QtBot, operations: Operations
) -> None:
    case_id = given(workspace, case_with_conflicts)
    _shown(opened("sync"))

    press(Qt.Key.Key_1)
    settle(qtbot, operations)

    assert _case(workspace, case_id).title == "공정 관리 MES"
    assert _left(workspace) == ["total_cost"]


def test_given_a_decision_when_undone_then_the_conflict_is_open_again(
    opened: Opened, workspace: Workspace, qtbot: QtBot, operations: Operations
) -> None:
    case_id = given(workspace, case_with_conflicts)
    window = opened("sync")
    _shown(window)
    press(Qt.Key.Key_2)
    settle(qtbot, operations)

    window.steps.take("undo")
    settle(qtbot, operations)

    assert _case(workspace, case_id).title == "공정 관리 MES"
    assert sorted(_left(workspace)) == ["title", "total_cost"]


def test_given_money_when_a_side_is_chosen_then_the_reason_is_asked_for_first(
    opened: Opened, workspace: Workspace, qtbot: QtBot, operations: Operations
) -> None:
    case_id = given(workspace, case_with_conflicts)
    tab = _shown(opened("sync"))
    tab.table.selectRow(1)

    press(Qt.Key.Key_2)
    settle(qtbot, operations)
    assert sorted(_left(workspace)) == ["title", "total_cost"]
    assert tab.settling.reason.hasFocus()
    assert "Enter" in tab.settling.reason_field.error

    type_in("견적 변경")
    press(Qt.Key.Key_Return)
    settle(qtbot, operations)

    assert _case(workspace, case_id).total_cost == 120_000_000
    assert _left(workspace) == ["title"]


def test_given_neither_value_is_right_when_another_is_typed_then_that_one_holds(
    opened: Opened, workspace: Workspace, qtbot: QtBot, operations: Operations
) -> None:
    case_id = given(workspace, case_with_conflicts)
    tab = _shown(opened("sync"))

    press(Qt.Key.Key_E)
    editor: Any = tab.settling._editor
    editor.selectAll()
    type_in("공정 관리 MES 2차")
    tab.settling.save.click()
    settle(qtbot, operations)

    assert _case(workspace, case_id).title == "공정 관리 MES 2차"
    assert _left(workspace) == ["total_cost"]


def test_given_several_when_decided_at_once_then_one_undo_opens_all_of_them_again(
    opened: Opened, workspace: Workspace, qtbot: QtBot, operations: Operations
) -> None:
    case_id = given(workspace, case_with_conflicts)
    window = opened("sync")
    tab = _shown(window)
    tab.table.selectAll()
    tab.settling.reason.setText("방문해 확인함")

    press(Qt.Key.Key_2)
    settle(qtbot, operations)
    assert _left(workspace) == []
    found = _case(workspace, case_id)
    assert (found.title, found.total_cost) == ("공정 관리 MES 확장", 120_000_000)
    assert tab.card.isHidden()

    window.steps.take("undo")
    settle(qtbot, operations)
    assert sorted(_left(workspace)) == ["title", "total_cost"]


def test_given_a_thousand_conflicts_then_they_are_listed_and_one_case_can_be_picked_out(
    opened: Opened, workspace: Workspace
) -> None:
    def make(session: Session) -> None:
        enrolled(session)
        for number in range(500):
            case = make_case(session, title=f"과제 {number}")
            disputed(session, case, "title", "가", "나")
            disputed(session, case, "track", "type1", "type2")

    given(workspace, make)
    window = opened("sync")
    tab = _shown(window)
    assert tab.rows.rowCount() == 1_000

    first = tab._lines[0]
    window.pages.open_conflicts(first.case_id)  # type: ignore[union-attr]

    assert tab.rows.rowCount() == 2


def test_given_one_business_number_twice_then_the_page_of_the_company_offers_to_merge(
    opened: Opened, workspace: Workspace, qtbot: QtBot
) -> None:
    def make(session: Session) -> UUID:
        enrolled(session)
        one = make_company(session, name="한빛정밀")
        make_company(session, name="한빛 정밀", brn=one.brn)
        return one.id

    given(workspace, make)
    window = opened("sync")
    tab = _shown(window)
    assert tab.twice.isVisible()

    with qtbot.waitSignal(tab.company_wanted):
        tab.twice.buttons[0].click()

    page: Any = window.page("company")
    qtbot.waitUntil(page.banner.isVisible)
    assert page.banner.action.text() == "나란히 비교하기"


def test_given_one_case_number_twice_when_numbered_anew_then_none_is_left(
    opened: Opened, workspace: Workspace, qtbot: QtBot, operations: Operations
) -> None:
    def make(session: Session) -> None:
        enrolled(session)
        for title in ("가", "나"):
            make_case(session, number="2026-GN-00007", title=title)

    given(workspace, make)
    tab = _shown(opened("sync"))

    tab.twice.buttons[-1].click()
    settle(qtbot, operations)

    from sqlmodel import select

    numbers = workspace.read(lambda s: s.exec(select(Case.number)).all())
    assert sorted(numbers) == ["2026-GN-00007", "2026-GN-00008"]
    assert tab.rows.rowCount() == 0


def test_given_a_company_in_conflict_when_its_mark_is_pressed_then_it_is_settled_in_place(
    opened: Opened, workspace: Workspace, qtbot: QtBot, operations: Operations
) -> None:
    company = given(workspace, company_with_conflict)
    window = opened("companies")
    window.open_company(company)
    settle(qtbot, operations)
    (mark,) = [m for m in window.page("company").findChildren(ConflictMark) if m.isVisible()]
    assert mark.text() == "충돌"
    assert "055-000-2222" in mark.toolTip()

    mark.click()
    popover = window.findChild(SettlePopover)
    assert popover is not None
    QTest.keyClick(popover, Qt.Key.Key_2)
    settle(qtbot, operations)

    assert workspace.read(lambda s: rows.find(s, Company, company)).phone == "055-000-2222"
    assert [m for m in window.page("company").findChildren(ConflictMark) if m.isVisible()] == []


def test_given_a_case_in_conflict_when_its_head_is_asked_then_the_page_shows_that_case_only(
    opened: Opened, workspace: Workspace, qtbot: QtBot, operations: Operations
) -> None:
    def dispute(session: Session) -> None:
        enrolled(session)
        case = rows.find(session, Case, case_id)
        disputed(session, case, "title", "가", "나")
        disputed(session, case, "total_cost", 1, 2)
        disputed(session, make_case(session), "title", "가", "나")

    case_id = given(workspace, road.opened)
    given(workspace, dispute)
    window = opened("cases")
    window.open_case(case_id)
    settle(qtbot, operations)
    head: Any = window.page("case").head  # type: ignore[attr-defined]
    assert head.conflicts.text() == "충돌 2칸"
    assert head.dot.isVisible()

    head.conflicts.click()
    settle(qtbot, operations)

    page: Any = window.page("sync")
    assert page.conflicts.isVisible()
    assert page.conflicts.rows.rowCount() == 2


def test_given_a_conflict_that_somebody_settled_meanwhile_then_it_says_so_and_reads_again(
    opened: Opened, workspace: Workspace, qtbot: QtBot, operations: Operations
) -> None:
    from db.words import Action
    from desktop.services.sync import conflicts

    given(workspace, case_with_conflicts)
    tab = _shown(opened("sync"))
    one = workspace.read(disagreements.read)[0]
    workspace.write(lambda s: conflicts.settle(s, one.choose(0)), action=Action.CONFLICT_SETTLE)

    press(Qt.Key.Key_2)
    settle(qtbot, operations)

    assert "이미 정리" in tab.banner.sentence.text()
    assert tab.rows.rowCount() == 1

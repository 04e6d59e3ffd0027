"""The board: cards that go on to the next stage by mouse and by keyboard, or say why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from db.words import Stage
from tests.factory import make_case, make_company
from tests.services import road
from tests.views.frame import CTRL, given, press, settle, toasts_of

if TYPE_CHECKING:
    from uuid import UUID

    import pytest
    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.views.cases.board import Board
    from desktop.views.cases.cards import Cards
    from desktop.views.main_window import MainWindow
    from desktop.views.shared.operations import Operations
    from tests.views.frame import Opened


def _board(window: MainWindow, qtbot: QtBot, operations: Operations) -> Board:
    page = window.page("cases")
    page.mode._segments["board"].click()
    settle(qtbot, operations)
    return page.board


def _stage_of(workspace: Workspace, case: UUID) -> str:
    found: str = workspace.read(
        lambda s: (
            s.connection()
            .exec_driver_sql('SELECT stage FROM "case" WHERE id = ?', (case.hex,))
            .scalar_one()
        )
    )
    return found


def _answer(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("desktop.views.cases.board.ask_text", lambda *_, **__: text)


class _Drag(QDropEvent):
    """A drop that comes from a list of cards; a real drag would run a loop of its own."""

    def __init__(self, source: Cards) -> None:
        self._source = source
        self.carried = source.mimeData(source.selectedItems())
        super().__init__(
            QPointF(30, 30),
            Qt.DropAction.CopyAction,
            self.carried,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        self.ignore()

    def source(self) -> Cards:
        return self._source


def test_given_a_case_that_may_go_on_when_its_card_is_dropped_on_the_next_stage_then_it_is_there(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case = given(workspace, road.eligible)
    window = opened("cases")
    board = _board(window, qtbot, operations)
    source, target = (board.columns[s].cards for s in (Stage.APPLICATION, Stage.MATCHING))
    source.setCurrentRow(0)

    target.dropEvent(_Drag(source))
    settle(qtbot, operations)

    assert _stage_of(workspace, case) == "matching"
    assert (source.count(), target.count()) == (0, 1)
    assert toasts_of(window) == ["저장했습니다: 다음 단계로"]

    press(Qt.Key.Key_Z, CTRL)
    settle(qtbot, operations)
    assert (source.count(), target.count()) == (1, 0)


def test_given_a_card_when_it_is_dragged_then_only_the_stage_beside_it_takes_it(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    given(workspace, road.eligible)
    board = _board(opened("cases"), qtbot, operations)
    source = board.columns[Stage.APPLICATION].cards
    source.setCurrentRow(0)

    taken = {
        stage: column.cards._may_come(_Drag(source)) for stage, column in board.columns.items()
    }

    assert [stage for stage, may in taken.items() if may] == [Stage.MATCHING]


def test_given_a_file_when_it_is_dragged_over_the_board_then_the_window_is_asked_not_the_board(
    opened: Opened, qtbot: QtBot, operations: Operations
) -> None:
    board = _board(opened("cases"), qtbot, operations)
    carried = QMimeData()
    carried.setText("a file")
    event = QDragEnterEvent(
        QPointF(5, 5).toPoint(),
        Qt.DropAction.CopyAction,
        carried,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )

    board.columns[Stage.APPLICATION].cards.dragEnterEvent(event)

    assert not event.isAccepted()


def test_given_a_card_when_ctrl_and_an_arrow_are_pressed_then_it_moves_and_keeps_the_keyboard(
    opened: Opened,
    qtbot: QtBot,
    workspace: Workspace,
    operations: Operations,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = given(workspace, road.eligible)
    board = _board(opened("cases"), qtbot, operations)
    first, second = (board.columns[s].cards for s in (Stage.APPLICATION, Stage.MATCHING))
    first.setFocus()
    first.setCurrentRow(0)

    press(Qt.Key.Key_Right, CTRL)
    settle(qtbot, operations)
    assert _stage_of(workspace, case) == "matching"
    assert second.hasFocus()
    assert second.current_case() == case

    _answer(monkeypatch, "")  # the person wants out
    press(Qt.Key.Key_Left, CTRL)
    settle(qtbot, operations)
    assert _stage_of(workspace, case) == "matching"

    _answer(monkeypatch, "서류를 다시 받음")
    press(Qt.Key.Key_Left, CTRL)
    settle(qtbot, operations)
    assert _stage_of(workspace, case) == "application"
    assert first.hasFocus()


def test_given_a_case_that_is_blocked_when_it_is_moved_then_the_reason_and_the_way_on_are_offered(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case = given(workspace, road.opened)
    window = opened("cases")
    board = _board(window, qtbot, operations)
    first = board.columns[Stage.APPLICATION].cards
    first.setFocus()
    first.setCurrentRow(0)

    press(Qt.Key.Key_Right, CTRL)
    settle(qtbot, operations)

    assert _stage_of(workspace, case) == "application"
    (toast,) = window.toasts.shown
    assert toast.accessibleName().startswith("다음 단계로 갈 수 없는 이유가")

    toast.action.click()
    settle(qtbot, operations)
    assert window.page("case").case_id == case


def test_given_cards_in_two_stages_when_walking_with_arrows_then_empty_stages_are_passed(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    given(workspace, lambda s: (make_case(s), make_case(s, stage=Stage.AFTERCARE)))
    board = _board(opened("cases"), qtbot, operations)
    board.columns[Stage.APPLICATION].cards.setFocus()

    press(Qt.Key.Key_Right)
    assert board.columns[Stage.AFTERCARE].cards.hasFocus()

    press(Qt.Key.Key_Left)
    assert board.columns[Stage.APPLICATION].cards.hasFocus()


def test_given_more_cases_than_cards_when_the_rest_is_asked_for_then_the_list_shows_that_stage(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    def many(session: object) -> None:
        for number in range(60):
            make_case(session, make_company(session, name=f"가나정밀{number}"))  # type: ignore[arg-type]
        make_case(session, stage=Stage.BUILDOUT)  # type: ignore[arg-type]

    given(workspace, many)
    window = opened("cases")
    board = _board(window, qtbot, operations)
    column = board.columns[Stage.APPLICATION]
    assert column.cards.count() == 50
    assert column.rest.text() == "60건 모두 보기"
    assert "60건" in column.sums.text()

    column.rest.click()
    settle(qtbot, operations)

    page = window.page("cases")
    assert page.query == "단계:신청"
    assert page.body.currentWidget() is page.table
    assert page.rows.rowCount() == 60


def test_given_a_card_when_enter_is_pressed_then_its_case_opens(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case = given(workspace, road.opened)
    window = opened("cases")
    board = _board(window, qtbot, operations)
    cards = board.columns[Stage.APPLICATION].cards
    cards.setFocus()
    cards.setCurrentRow(0)

    press(Qt.Key.Key_Return)
    settle(qtbot, operations)

    assert window.page("case").case_id == case
    assert QApplication.focusWidget() is not None

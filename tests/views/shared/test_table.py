"""The table of every list: keys, copies, columns, the place in it, what it says when empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from desktop.views.shared.paged_row_model import PagedRowModel
from desktop.views.shared.row_model import RIGHT, Column, RowModel
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import COMPACT_ROW_HEIGHT, ROW_HEIGHT, Tone

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

Line = tuple[str, int, str]

COLUMNS = (
    Column[Line]("기업", lambda row: row[0], stretch=True),
    Column[Line]("사업비", lambda row: f"{row[1]:,}", sort=lambda row: row[1], align=RIGHT),
    Column[Line]("상태", lambda row: row[2], pill=lambda _row: Tone.SUCCESS, key="state"),
)
ROWS: list[Line] = [("두리", 300, "협약"), ("가온", 2000, "협약"), ("나래", 40, "협약")]


@pytest.fixture
def model() -> RowModel[Line]:
    made = RowModel(COLUMNS, identity=lambda row: row[0])
    made.set_rows(ROWS)
    return made


@pytest.fixture
def table(qtbot: QtBot, model: RowModel[Line]) -> DataTable:
    made = DataTable("기업 목록")
    qtbot.addWidget(made)
    made.show_model(model)
    made.resize(640, 320)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_enter_and_double_click_open_the_row(qtbot: QtBot, table: DataTable) -> None:
    table.setCurrentIndex(table.model().index(1, 0))
    with qtbot.waitSignal(table.opened) as by_key:
        qtbot.keyClick(table, Qt.Key.Key_Return)

    place = table.visualRect(table.model().index(2, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(table.opened) as by_mouse:
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert by_key.args == [ROWS[1]]
    assert by_mouse.args == [ROWS[2]]


def test_home_and_end_go_to_the_ends(qtbot: QtBot, table: DataTable) -> None:
    qtbot.keyClick(table, Qt.Key.Key_End)
    last = table.current_row()
    qtbot.keyClick(table, Qt.Key.Key_Home)

    assert (table.current_row(), last) == (ROWS[0], ROWS[2])


def test_copied_rows_are_a_sheet_with_titles(qtbot: QtBot, table: DataTable) -> None:
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    first, second, *_ = QGuiApplication.clipboard().text().splitlines()
    assert first == "기업\t사업비\t상태"
    assert second == "두리\t300\t협약"


def test_the_header_orders_by_worth_and_not_by_letters(table: DataTable) -> None:
    table.sort_by("사업비")

    order = [table.model().index(at, 0).data() for at in range(3)]
    assert order == ["나래", "두리", "가온"]


def test_given_a_selected_row_when_rows_arrive_then_it_stays_selected(
    table: DataTable, model: RowModel[Line]
) -> None:
    table.sort_by("기업")
    assert table.select("두리")

    model.set_rows([("한빛", 1, "협약"), ("두리", 301, "협약")])

    assert table.selected_rows() == [("두리", 301, "협약")]
    assert table.current_row() == ("두리", 301, "협약")


def test_given_a_wholly_new_reading_then_the_selection_is_found_again(
    table: DataTable, model: RowModel[Line]
) -> None:
    many: list[Line] = [(f"기업 {number:03}", number, "협약") for number in range(300)]
    model.set_rows(many)
    table.select("기업 200")

    model.set_rows([row for row in many if row[1] % 2 == 0])

    assert table.current_row() == ("기업 200", 200, "협약")
    assert table.selected_rows() == [("기업 200", 200, "협약")]


def test_the_whole_row_is_hovered(qtbot: QtBot, table: DataTable) -> None:
    place = table.visualRect(table.model().index(1, 2)).center()
    qtbot.mouseMove(table.viewport(), place)
    qtbot.waitUntil(lambda: table._delegate.hovered_row == 1)

    qtbot.mouseMove(table.viewport(), QPoint(place.x(), table.viewport().height() - 2))
    qtbot.waitUntil(lambda: table._delegate.hovered_row == -1)


def test_rows_are_32_px_high_and_28_when_compact(table: DataTable) -> None:
    assert table.rowHeight(0) == ROW_HEIGHT

    table.set_compact(compact=True)

    assert table.rowHeight(0) == COMPACT_ROW_HEIGHT


def test_columns_are_chosen_and_remembered(qtbot: QtBot, table: DataTable) -> None:
    saved: list[dict[str, Any]] = []
    table.remember({"hidden": ["state"], "widths": {"사업비": 200}}, saved.append)
    assert table.isColumnHidden(2)
    assert table.columnWidth(1) == 200

    menu = table.columns.menu()
    qtbot.addWidget(menu)
    menu.actions()[2].trigger()
    table.setColumnWidth(1, 160)
    qtbot.waitUntil(lambda: bool(saved))

    assert not table.isColumnHidden(2)
    assert saved[-1]["widths"]["사업비"] == 160
    assert saved[-1]["hidden"] == []


def test_the_last_column_cannot_be_hidden(table: DataTable) -> None:
    for at in range(3):
        table.columns.choose(at, shown=False)

    assert [table.isColumnHidden(at) for at in range(3)].count(False) == 1


def test_a_column_in_which_nobody_says_anything_is_hidden(
    table: DataTable, model: RowModel[Line]
) -> None:
    model.set_rows([("두리", 1, ""), ("가온", 2, "")])
    assert table.isColumnHidden(2)

    model.set_rows(ROWS)
    assert not table.isColumnHidden(2)


def test_given_no_rows_then_the_table_says_what_belongs_here(
    qtbot: QtBot, table: DataTable, model: RowModel[Line]
) -> None:
    pressed: list[bool] = []
    empty = table.set_empty_state(
        "factory",
        "아직 기업이 없습니다.",
        action="기업 가져오기",
        then=lambda: pressed.append(True),
    )
    assert not empty.isVisible()

    model.set_rows([])
    assert empty.isVisible()
    qtbot.mouseClick(empty.button, Qt.MouseButton.LeftButton)

    assert pressed == [True]


def test_a_skeleton_shows_only_when_reading_takes_long(
    qtbot: QtBot, table: DataTable, model: RowModel[Line]
) -> None:
    empty = table.set_empty_state("factory", "아직 기업이 없습니다.")
    model.set_rows([])

    table.set_loading(loading=True)
    assert not table._skeleton.isVisible()
    assert not empty.isVisible()
    qtbot.waitUntil(table._skeleton.isVisible)
    table.set_loading(loading=False)

    assert not table._skeleton.isVisible()
    assert empty.isVisible()


def test_given_30000_rows_then_only_pages_in_sight_are_asked_for(qtbot: QtBot) -> None:
    asked: list[int] = []
    model = PagedRowModel(COLUMNS)
    model.wanted.connect(lambda first, _count: asked.append(first))
    model.set_total(30_000)
    table = DataTable("사례 목록")
    qtbot.addWidget(table)
    table.show_model(model)
    table.resize(640, 320)
    with qtbot.waitExposed(table):
        table.show()
    qtbot.waitUntil(lambda: asked == [0])
    model.show_page(0, ROWS * 34)
    before = table.verticalScrollBar().maximum()

    table.scrollToBottom()
    qtbot.waitUntil(lambda: asked == [0, 29_900])
    table.keyboardSearch("가")

    assert table.verticalScrollBar().maximum() == before
    assert asked == [0, 29_900]


@pytest.mark.parametrize("column", ["기업", "사업비"])
def test_a_click_on_a_title_orders_and_a_third_click_gives_the_first_order_back(
    qtbot: QtBot, table: DataTable, column: str
) -> None:
    header = table.horizontalHeader()
    at = [one.name for one in COLUMNS].index(column)
    place = QPoint(header.sectionViewportPosition(at) + 20, header.height() // 2)

    orders = []
    for _ in range(3):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        orders.append([table.model().index(row, 0).data() for row in range(3)])

    assert orders[0] == orders[1][::-1]
    assert orders[2] == [row[0] for row in ROWS]

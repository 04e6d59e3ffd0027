"""Lists keep their place: new rows arrive without a jump, pages are asked for once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.views.shared.paged_row_model import PagedRowModel
from desktop.views.shared.row_model import RIGHT, ROW, SORT, WAITING, Column, RowModel
from desktop.views.shared.sort_proxy import SortProxy, natural_key

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@dataclass(frozen=True)
class Line:
    """One row of a test."""

    id: int
    name: str
    cost: int | None = 0


COLUMNS = (
    Column[Line]("기업", lambda row: row.name),
    Column[Line](
        "사업비",
        lambda row: "" if row.cost is None else f"{row.cost:,}",
        sort=lambda row: row.cost,
        align=RIGHT,
    ),
)


def lines(*ids: int) -> list[Line]:
    return [Line(number, f"기업 {number}", number * 1000) for number in ids]


def shown(model: RowModel[Line]) -> list[int]:
    return [model.index(at, 0).data(ROW).id for at in range(model.rowCount())]


def test_a_cell_says_text_order_and_the_object_behind(qtbot: QtBot) -> None:
    model = RowModel(COLUMNS)
    model.set_rows(lines(7))

    cell = model.index(0, 1)

    assert cell.data() == "7,000"
    assert cell.data(SORT) == 7000
    assert cell.data(ROW) == lines(7)[0]
    assert cell.data(Qt.ItemDataRole.TextAlignmentRole) == RIGHT
    assert model.headerData(0, Qt.Orientation.Horizontal) == "기업"


@given(
    st.lists(st.integers(0, 12), unique=True),
    st.lists(st.integers(0, 12), unique=True),
)
def test_after_any_change_the_new_rows_stand_in_order_and_marks_stay_with_their_row(
    before: list[int], after: list[int]
) -> None:
    model = RowModel(COLUMNS)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows(lines(*before))
    marks = {at: QPersistentModelIndex(model.index(row, 0)) for row, at in enumerate(before)}

    model.set_rows(lines(*after))

    assert shown(model) == after
    for number, mark in marks.items():
        if mark.isValid():
            assert mark.data(ROW).id == number
        elif before and after:
            assert number not in after
    del tester


def test_given_the_same_rows_again_then_nothing_is_painted_anew(qtbot: QtBot) -> None:
    model = RowModel(COLUMNS)
    model.set_rows(lines(1, 2, 3))

    with (
        qtbot.assertNotEmitted(model.dataChanged),
        qtbot.assertNotEmitted(model.modelReset),
        qtbot.assertNotEmitted(model.layoutChanged),
    ):
        model.set_rows(lines(1, 2, 3))


def test_given_one_changed_row_then_only_that_row_is_painted_anew(qtbot: QtBot) -> None:
    model = RowModel(COLUMNS)
    model.set_rows(lines(1, 2, 3))

    with qtbot.waitSignal(model.dataChanged) as change:
        model.set_rows([*lines(1), Line(2, "두리"), *lines(3)])

    assert [index.row() for index in change.args[:2]] == [1, 1]


def test_columns_in_which_nobody_says_anything_are_known(qtbot: QtBot) -> None:
    model = RowModel(COLUMNS)
    assert model.empty_columns() == set()

    model.set_rows([Line(1, "두리", None), Line(2, "가온", None)])

    assert model.empty_columns() == {1}


def test_names_are_ordered_as_people_read_them() -> None:
    names = ["2호기", "10호기", "가온", "나래", "ABC", "abd"]

    assert sorted(names, key=natural_key) == ["2호기", "10호기", "ABC", "abd", "가온", "나래"]


@pytest.mark.parametrize("order", [Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder])
def test_what_is_empty_stands_last_whichever_way(qtbot: QtBot, order: Qt.SortOrder) -> None:
    model = RowModel(COLUMNS)
    model.set_rows([Line(1, "가", None), Line(2, "나", 5), Line(3, "다", 40)])
    proxy = SortProxy()
    proxy.setSourceModel(model)

    proxy.sort(1, order)

    ids = [proxy.index(at, 0).data(ROW).id for at in range(3)]
    assert ids == ([2, 3, 1] if order is Qt.SortOrder.AscendingOrder else [3, 2, 1])


# --- pages --------------------------------------------------------------------------------------


@pytest.fixture
def paged(qtbot: QtBot) -> PagedRowModel[Line]:
    model = PagedRowModel(COLUMNS, page=100, most_pages=3)
    model.set_total(30_000)
    return model


def look_at(model: PagedRowModel[Line], *rows: int) -> None:
    for row in rows:
        model.index(row, 0).data()
        model.index(row, 1).data()


def test_given_rows_in_sight_then_their_page_is_asked_for_once(
    qtbot: QtBot, paged: PagedRowModel[Line]
) -> None:
    asked: list[tuple[int, int]] = []
    paged.wanted.connect(lambda first, count: asked.append((first, count)))

    look_at(paged, *range(90, 130))
    qtbot.waitUntil(lambda: len(asked) == 2)
    look_at(paged, *range(90, 130))
    paged.show_page(0, lines(*range(100)))
    look_at(paged, *range(90, 100))
    look_at(paged, 29_999)
    qtbot.waitUntil(lambda: len(asked) == 3)

    assert sorted(asked) == [(0, 100), (100, 100), (29_900, 100)]
    assert paged.index(5, 0).data() == "기업 5"


def test_a_row_that_has_not_arrived_says_nothing_and_its_place_is_kept(
    paged: PagedRowModel[Line],
) -> None:
    assert paged.rowCount() == 30_000
    assert paged.index(250, 0).data() is None
    assert paged.index(250, 0).data(WAITING)


def test_only_the_pages_looked_at_last_are_kept(paged: PagedRowModel[Line]) -> None:
    for number in range(6):
        first = number * 100
        paged.show_page(first, lines(*range(first, first + 100)))

    assert paged.cached_row(550) is not None
    assert paged.cached_row(50) is None


def test_an_answer_to_an_older_question_is_dropped(paged: PagedRowModel[Line]) -> None:
    generation = paged.generation
    paged.set_total(10)

    paged.show_page(0, lines(*range(10)), generation=generation)

    assert paged.cached_row(0) is None


def test_given_a_list_read_again_then_old_rows_stay_until_new_ones_come(
    qtbot: QtBot, paged: PagedRowModel[Line]
) -> None:
    paged.show_page(0, lines(*range(100)))

    with qtbot.assertNotEmitted(paged.modelReset):
        paged.set_total(29_999, keep=True)
    with qtbot.waitSignal(paged.wanted) as asked:
        look_at(paged, 3)

    assert asked.args == [0, 100]
    assert paged.index(3, 0).data() == "기업 3"
    assert paged.rowCount() == 29_999


def test_given_a_page_that_could_not_be_read_then_it_is_asked_for_again(
    qtbot: QtBot, paged: PagedRowModel[Line]
) -> None:
    with qtbot.waitSignal(paged.wanted):
        look_at(paged, 3)
    paged.miss(0)

    with qtbot.waitSignal(paged.wanted) as again:
        look_at(paged, 3)

    assert again.args == [0, 100]


def test_an_order_is_asked_for_by_the_key_of_the_column(
    qtbot: QtBot, paged: PagedRowModel[Line]
) -> None:
    with qtbot.waitSignal(paged.sort_wanted) as asked:
        paged.sort(1, Qt.SortOrder.DescendingOrder)

    assert asked.args == ["사업비", True]

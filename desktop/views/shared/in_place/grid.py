"""A small table whose cells are inputs: a line each row, kept while the row is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.views.shared import look
from desktop.views.shared.form import FormField
from desktop.views.shared.in_place.editors import quiet_style
from desktop.views.shared.in_place.facts import INDENT, caption
from desktop.views.shared.row_model import id_of
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

R = TypeVar("R")


class Line(Generic[R]):
    """The cells of one row; a subclass makes them and shows a row in them."""

    def cells(self) -> list[QWidget]:
        """Return the cells from left to right."""
        raise NotImplementedError

    def show(self, row: R) -> None:
        """Show a reading of the row."""
        raise NotImplementedError


class EditGrid(QWidget, Generic[R]):
    """Lines under their titles; a row that stays keeps its widgets, so nobody loses the keyboard.

    titles: (word, stretch) of each column; a word that ends the row with buttons is empty.
    """

    def __init__(
        self,
        name: str,
        titles: Sequence[tuple[str, int]],
        make: Callable[[R], Line[R]],
        *,
        empty: str = "",
        right: frozenset[int] = frozenset(),
        parent: QWidget | None = None,
    ) -> None:
        """Show `empty` while there are no rows; right: columns whose titles stand at the right."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setStyleSheet(quiet_style())
        self._titles = titles
        self._make = make
        self._lines: dict[Hashable, Line[R]] = {}
        self._rules: dict[Hashable, QFrame] = {}
        self._right = right
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.px(Space.TINY))
        self._grid.setVerticalSpacing(look.px(2))
        self._empty = caption(empty, indented=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._grid)
        column.addWidget(self._empty)
        self._heads = self._add_heads()
        self.show_rows(())

    @property
    def lines(self) -> dict[Any, Line[R]]:
        """Return the lines by the id of their row, from top to bottom."""
        return dict(self._lines)

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show these rows in this order."""
        wanted = [id_of(row) for row in rows]
        if wanted != list(self._lines):
            self._arrange(rows, wanted)
        for row in rows:
            self._lines[id_of(row)].show(row)
        for head in self._heads:
            head.setVisible(bool(rows))
        self._empty.setVisible(not rows and bool(self._empty.text()))

    def _add_heads(self) -> list[QLabel]:
        heads = []
        for at, (word, stretch) in enumerate(self._titles):
            head = QLabel(word)
            head.setProperty("role", "label")
            head.setIndent(look.px(INDENT))
            if at in self._right:
                head.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(head, 0, at)
            self._grid.setColumnStretch(at, stretch)
            heads.append(head)
        return heads

    def _arrange(self, rows: Sequence[R], wanted: list[Hashable]) -> None:
        kept = {key: line for key, line in self._lines.items() if key in wanted}
        for key, line in self._lines.items():
            gone = key not in wanted
            for cell in (*line.cells(), self._rules[key]):
                self._grid.removeWidget(cell)
                if gone:
                    cell.hide()
                    cell.deleteLater()
            if gone:
                del self._rules[key]
        self._lines = {}
        for at, row in enumerate(rows):
            key = wanted[at]
            self._lines[key] = kept.get(key) or self._make(row)
            self._place(key, at * 2 + 1)

    def _place(self, key: Hashable, at: int) -> None:
        rule = self._rules.get(key) or QFrame()
        rule.setProperty("rule", "true")
        self._rules[key] = rule
        self._grid.addWidget(rule, at, 0, 1, len(self._titles))
        for column, cell in enumerate(self._lines[key].cells()):
            self._grid.addWidget(cell, at + 1, column, Qt.AlignmentFlag.AlignTop)


def cell(word: str, editor: QWidget) -> FormField:
    """Return an input without its word above it, its complaint below."""
    field = FormField(word, editor)
    field.label.hide()
    return field


def beside(*widgets: QWidget, indented: bool = False) -> QWidget:
    """Return a cell with small things beside each other; indented: like the words of inputs."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(look.px(INDENT) if indented else 0, look.px(4), 0, 0)
    row.setSpacing(look.px(Space.TINY))
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return holder


def words(text: str = "", *, role: str = "", right: bool = False) -> QLabel:
    """Return a cell that is only read, as high as an input."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setIndent(look.px(INDENT))
    label.setMinimumHeight(look.px(Space.HUGE))
    if role:
        label.setProperty("role", role)
    if right:
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label

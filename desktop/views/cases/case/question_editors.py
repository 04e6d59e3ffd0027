"""The input of each kind of question that a pack's form may ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.services.companies.numbers import format_brn
from desktop.services.programmes.form_rules import FieldKind
from desktop.views.shared import look
from desktop.views.shared.case_words import titled
from desktop.views.shared.flow_layout import FlowLayout
from desktop.views.shared.in_place.editors import (
    ChoiceEdit,
    DateEdit,
    LongText,
    MoneyEdit,
    NumberEdit,
    TextEdit,
    flag_choice,
    make_quiet,
    whole,
)
from desktop.views.shared.in_place.facts import INDENT, small_button, tool
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from desktop.services.programmes.form_rules import Choice, Column, FormField

_WHOLE_LINE = 3  # columns of a card
_LONG_LINE = 60  # letters; a longer text gets two columns
_NUMBERS = {FieldKind.COUNT, FieldKind.WON, FieldKind.NUMBER, FieldKind.PERCENT}
_PLACES = 4  # digits behind the point of a number


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Input:
    """An input with the ways between what it takes and what is kept."""

    editor: Any
    span: int = 1
    to_stored: Callable[[Any], Any] = field(default=_same)
    to_shown: Callable[[Any], Any] = field(default=_same)


def input_of(rule: FormField | Column, today: Callable[[], date]) -> Input:
    """Return the input of a question or of a column of a table."""
    if rule.kind is FieldKind.DAY:
        return Input(DateEdit(today=today))
    if rule.kind is FieldKind.TABLE:
        columns = getattr(rule, "columns", ())
        return Input(TableEdit(columns, today), span=_WHOLE_LINE, to_shown=_nothing_as_none)
    return _MAKERS.get(rule.kind, _line)(rule)


def _line(rule: FormField | Column) -> Input:
    long = (getattr(rule, "longest", None) or 0) > _LONG_LINE
    return Input(TextEdit(), span=2 if long else 1)


def _number(rule: FormField | Column) -> Input:
    unit = rule.unit or ("%" if rule.kind is FieldKind.PERCENT else "")
    return Input(NumberEdit(unit=unit, places=_PLACES, **_bounds(rule)))


def _bounds(rule: FormField | Column) -> dict[str, Any]:
    """Return how low a number may get; what is beyond a bound of the pack the service refuses."""
    lowest = getattr(rule, "lowest", None)
    return {"smallest": Decimal(-(10**12)) if lowest is None or lowest < 0 else Decimal(0)}


def _words(choices: Sequence[Choice]) -> list[tuple[object, str]]:
    return [(one.code, titled(one.title)) for one in choices]


def _nothing_as_none(value: Any) -> Any:
    return value or ()


_MAKERS: dict[FieldKind, Callable[[Any], Input]] = {
    FieldKind.LONG_TEXT: lambda _rule: Input(LongText(fewest_lines=2), span=_WHOLE_LINE),
    FieldKind.COUNT: lambda rule: Input(
        NumberEdit(unit=rule.unit, **_bounds(rule)), to_stored=whole
    ),
    FieldKind.NUMBER: _number,
    FieldKind.PERCENT: _number,
    FieldKind.WON: lambda _rule: Input(MoneyEdit()),
    FieldKind.FLAG: lambda _rule: Input(flag_choice("")),
    FieldKind.CHOICE: lambda rule: Input(
        ChoiceEdit("", [(None, tr("아직 모름")), *_words(rule.choices)])
    ),
    FieldKind.CHOICES: lambda rule: Input(
        ChecksEdit(rule.choices), span=_WHOLE_LINE, to_shown=_nothing_as_none
    ),
    FieldKind.BUSINESS_NUMBER: lambda _rule: Input(
        TextEdit(), to_shown=lambda value: format_brn(value or "")
    ),
}


class ChecksEdit(QWidget):
    """Any number of choices, each a box to tick.

    Signals:
        value_changed: the person ticked or unticked one; carries the codes.
    """

    value_changed = Signal(object)

    def __init__(self, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QCheckBox] = {}
        holder = QWidget()
        flow = FlowLayout(holder, gap=Space.MEDIUM)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(INDENT), look.px(6), 0, look.px(6))
        column.addWidget(holder)
        for one in choices:
            box = QCheckBox(titled(one.title))
            box.clicked.connect(lambda _on=False: self.value_changed.emit(self.value()))
            self.boxes[one.code] = box
            flow.addWidget(box)
        if self.boxes:
            self.setFocusProxy(next(iter(self.boxes.values())))

    def value(self) -> tuple[str, ...]:
        """Return the codes that are ticked, in the order of the pack."""
        return tuple(code for code, box in self.boxes.items() if box.isChecked())

    def set_value(self, codes: Any) -> None:
        """Tick these without a signal."""
        for code, box in self.boxes.items():
            box.setChecked(code in (codes or ()))

    def text(self) -> str:
        """Return how it reads now."""
        return ", ".join(box.text() for box in self.boxes.values() if box.isChecked())


class TableEdit(QWidget):
    """Rows of inputs under their titles; an empty row counts for nothing.

    Signals:
        value_changed: the person changed a cell or took a row off; carries all rows.
    """

    value_changed = Signal(object)

    def __init__(
        self, columns: Sequence[Column], today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self._today = today
        self.rows: list[dict[str, Input]] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.px(Space.TINY))
        self._grid.setVerticalSpacing(look.px(2))
        for at, column in enumerate(columns):
            name = titled(column.title)
            head = QLabel(f"{name} *" if column.required else name)
            head.setProperty("role", "label")
            head.setIndent(look.px(INDENT))
            if column.kind in _NUMBERS:
                head.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(head, 0, at)
            self._grid.setColumnStretch(at, 3 if column.kind is FieldKind.TEXT else 2)
        self.more = small_button(tr("행 더하기"), "plus")
        self.more.clicked.connect(self._add_empty)
        whole_column = QVBoxLayout(self)
        whole_column.setContentsMargins(0, 0, 0, 0)
        whole_column.setSpacing(look.px(2))
        whole_column.addLayout(self._grid)
        whole_column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.more)
        self._removers: list[QPushButton | Any] = []

    def value(self) -> tuple[dict[str, Any], ...]:
        """Return the rows that hold anything."""
        found = (
            {
                code: value
                for code, one in row.items()
                if (value := one.to_stored(one.editor.value())) not in (None, "")
            }
            for row in self.rows
        )
        return tuple(row for row in found if row)

    def set_value(self, rows: Any) -> None:
        """Show these rows without a signal; where they are there already nothing moves."""
        wanted = tuple(rows or ())
        if wanted == self.value():
            return
        self._clear()
        for row in wanted:
            self._add(row)

    def text(self) -> str:
        """Return how it reads now."""
        return repr(self.value())

    def _add_empty(self) -> None:
        self._add({})
        first = next(iter(self.rows[-1].values()), None)
        if first is not None:
            first.editor.setFocus()

    def _add(self, values: Mapping[str, Any]) -> None:
        at = len(self.rows) + 1
        cells: dict[str, Input] = {}
        for column_at, column in enumerate(self._columns):
            one = input_of(column, self._today)
            name = titled(column.title)
            one.editor.setAccessibleName(tr("{column} {row}행", column=name, row=at))
            make_quiet(one.editor)
            one.editor.set_value(one.to_shown(values.get(column.code)))
            signal = getattr(one.editor, "value_changed", None) or one.editor.value_chosen
            signal.connect(lambda _value: self.value_changed.emit(self.value()))
            self._grid.addWidget(one.editor, at, column_at)
            cells[column.code] = one
        remover = tool("x", tr("{row}행 빼기", row=at))
        remover.clicked.connect(lambda _on=False, cells=cells: self._remove(cells))
        self._grid.addWidget(remover, at, len(self._columns))
        self._removers.append(remover)
        self.rows.append(cells)

    def _remove(self, cells: dict[str, Input]) -> None:
        left = [row for row in self.rows if row is not cells]
        values = [
            {code: one.to_stored(one.editor.value()) for code, one in row.items()} for row in left
        ]
        self._clear()
        for row in values:
            self._add(row)
        self.value_changed.emit(self.value())
        self.more.setFocus()

    def _clear(self) -> None:
        for row in self.rows:
            for one in row.values():
                _take_away(self._grid, one.editor)
        for remover in self._removers:
            _take_away(self._grid, remover)
        self.rows, self._removers = [], []


def _take_away(grid: QGridLayout, widget: QWidget) -> None:
    grid.removeWidget(widget)
    widget.hide()
    widget.deleteLater()

"""The second step: which column of the sheet fills which field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from db.words import ImportKind
from desktop.services.exchange.cells import is_blank, text_of
from desktop.services.exchange.fields import NEEDED, fields_of
from desktop.views.exchange.problem_words import field_words
from desktop.views.labels import choices, label
from desktop.views.shared import look
from desktop.views.shared.card import Card
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.language import tr
from desktop.views.shared.number_edit import NumberEdit
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from desktop.services.exchange.sheet import Sheet

_EXAMPLES = 3
_NOTHING = ""


class MapStep(QWidget):
    """One line per column: its heading, examples, and the field that it fills.

    Signals:
        read_again: another sheet, kind or header line was chosen; (str, ImportKind, row or -1).
        complete: whether every needed field has a column.
    """

    read_again = Signal(str, object, int)
    complete = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet: Sheet | None = None
        self._choices: dict[int, ChoiceEdit] = {}
        self.kind = ChoiceEdit(tr("자료 종류"), [])
        self.kind.set_choices([(ImportKind(code), words) for code, words in choices(ImportKind)])
        self.name = ChoiceEdit(tr("시트"), [])
        self.line = NumberEdit(smallest=1, largest=1_000)
        self.line.setAccessibleName(tr("머리글 행"))
        self.remember = QCheckBox(tr("이 모양의 파일은 다음에도 이렇게 맞추기"))
        self.remember.setChecked(True)
        self.hint = QLabel()
        self.hint.setProperty("role", "secondary")
        self.hint.setWordWrap(True)
        self._grid = QGridLayout()
        self._lay_out()
        self.kind.value_chosen.connect(lambda _value: self._ask_again(header=False))
        self.name.value_chosen.connect(lambda _value: self._ask_again(header=False))
        self.line.value_changed.connect(lambda _value: self._ask_again(header=True))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(look.px(Space.SMALL))
        self.line.setMaximumWidth(look.px(90))
        for word, editor in (
            (tr("자료 종류"), self.kind),
            (tr("시트"), self.name),
            (tr("머리글 행"), self.line),
        ):
            words = QLabel(word)
            words.setProperty("role", "label")
            words.setBuddy(editor)
            top.addWidget(words)
            top.addWidget(editor)
            top.addSpacing(look.px(Space.MEDIUM))
        top.addStretch(1)
        top.addWidget(self.remember)
        self._grid.setHorizontalSpacing(look.px(Space.LARGE))
        self._grid.setVerticalSpacing(look.px(Space.SMALL))
        self._grid.setColumnStretch(1, 1)
        inside = Card()
        inside.body.addLayout(self._grid)
        inside.body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addLayout(top)
        column.addWidget(self.hint)
        column.addWidget(scroll, 1)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show the columns of a sheet as they were guessed or remembered."""
        self._sheet = sheet
        self.kind.set_value(sheet.kind)
        self.name.set_choices([(name, name) for name in sheet.content.sheets])
        self.name.set_value(sheet.content.sheet)
        self.line.set_value(sheet.header.last + 1)
        self._clear()
        options = [(field.code, field_words(field.code)) for field in fields_of(sheet.kind)]
        for at, word in enumerate((tr("파일의 열"), tr("예"), tr("이음의 항목"))):
            title = QLabel(word)
            title.setProperty("role", "label")
            self._grid.addWidget(title, 0, at)
        for line, at in enumerate(self._filled_columns(sheet), start=1):
            self._add_line(sheet, line, at, options)
        self.setFocusProxy(next(iter(self._choices.values()), self.kind))
        self._tell()

    def mapping(self) -> dict[int, str]:
        """Return the field codes by column."""
        return {at: str(edit.value()) for at, edit in self._choices.items() if edit.value()}

    def is_complete(self) -> bool:
        """Return whether every needed field has a column."""
        return self._sheet is not None and not self._missing()

    def _filled_columns(self, sheet: Sheet) -> list[int]:
        """Return the columns that have a heading or anything below it."""
        below = sheet.content.rows[sheet.header.last + 1 :]
        return [
            at
            for at, heading in enumerate(sheet.header.columns)
            if heading or any(not is_blank(row[at]) for row in below[:200])
        ]

    def _add_line(self, sheet: Sheet, line: int, at: int, options: list[tuple[str, str]]) -> None:
        heading = sheet.header.columns[at] or tr("({number}번째 열)", number=at + 1)
        name = QLabel(heading)
        name.setProperty("role", "strong")
        name.setToolTip(heading)
        found = [
            text_of(row[at]).strip()
            for row in sheet.content.rows[sheet.header.last + 1 : sheet.header.last + 60]
            if not is_blank(row[at])
        ]
        examples = QLabel("  ·  ".join(dict.fromkeys(found[:_EXAMPLES])))
        examples.setProperty("role", "secondary")
        examples.setTextFormat(Qt.TextFormat.PlainText)
        examples.setToolTip("\n".join(dict.fromkeys(found[:_EXAMPLES])))
        examples.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        choice = ChoiceEdit(
            tr("‘{heading}’ 열의 항목", heading=heading),
            [(_NOTHING, tr("가져오지 않음")), *options],
        )
        choice.set_value(sheet.mapping.get(at, _NOTHING))
        choice.setMinimumWidth(look.px(240))
        choice.value_chosen.connect(lambda value, at=at: self._chosen(at, value))
        self._grid.addWidget(name, line, 0)
        self._grid.addWidget(examples, line, 1)
        self._grid.addWidget(choice, line, 2)
        self._choices[at] = choice

    def _chosen(self, at: int, value: object) -> None:
        """Let a field be filled by one column: the one that had it before lets go."""
        for other, edit in self._choices.items():
            if other != at and value and edit.value() == value:
                edit.set_value(_NOTHING)
        self._tell()

    def _missing(self) -> list[str]:
        assert self._sheet is not None
        chosen = set(self.mapping().values())
        return [
            tr(" 또는 ").join(field_words(code) for code in group)
            for group in NEEDED[self._sheet.kind]
            if not chosen & set(group)
        ]

    def _tell(self) -> None:
        assert self._sheet is not None
        missing = self._missing()
        self.hint.setProperty("role", "error" if missing else "secondary")
        self.hint.style().unpolish(self.hint)
        self.hint.style().polish(self.hint)
        if missing:
            self.hint.setText(tr("꼭 필요한 열이 없습니다: {names}", names=", ".join(missing)))
        elif self._sheet.remembered:
            self.hint.setText(tr("지난번에 맞춘 대로 불러왔습니다. 다르면 고쳐 주세요."))
        else:
            self.hint.setText(
                tr(
                    "{kind}(으)로 보았습니다. {count}개 열을 맞추었습니다. 다르면 고쳐 주세요.",
                    kind=label(self._sheet.kind),
                    count=len(self.mapping()),
                )
            )
        self.complete.emit(not missing)

    def _ask_again(self, *, header: bool) -> None:
        if self._sheet is None:
            return
        kind, name, line = self.kind.value(), self.name.value(), self.line.value()
        same = (kind, name) == (self._sheet.kind, self._sheet.content.sheet)
        row = int(str(line)) - 1 if header and line is not None else -1
        if same and (not header or row == self._sheet.header.last):
            return
        self.read_again.emit(str(name), kind, row)

    def _clear(self) -> None:
        self._choices.clear()
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

"""Both sides of a row: what the register has, what the sheet says, and which one holds."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.services.companies.numbers import format_brn
from desktop.services.exchange.planning import Intent
from desktop.views.exchange.problem_words import field_words, say_why
from desktop.views.field_labels import field_label
from desktop.views.labels import label
from desktop.views.shared import look
from desktop.views.shared.card import Card
from desktop.views.shared.day_words import day_text
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from desktop.services.exchange.planning import Difference, PlannedRow


def say_value(value: Any) -> str:
    """Return a cell's value as people read it."""
    if isinstance(value, bool):
        return tr("예") if value else tr("아니오")
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, date):
        return day_text(value)
    return f"{value:,}" if isinstance(value, int) else str(value or tr("(없음)"))


class Compare(Card):
    """The row in hand.

    Signals:
        decided: the person changed what will happen with the row.
    """

    decided = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("고른 행"), parent=parent)
        self._row: PlannedRow | None = None
        self._groups: list[QButtonGroup] = []
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.px(Space.MEDIUM))
        self._grid.setVerticalSpacing(look.px(Space.SMALL))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self.same = QPushButton(tr("같은 기업"))
        self.new = QPushButton(tr("새 기업"))
        self.skip = QPushButton(tr("이 행 제외"))
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(Space.SMALL))
        for button, intent in (
            (self.same, Intent.UPDATE),
            (self.new, Intent.ADD),
            (self.skip, Intent.SKIP),
        ):
            button.setCheckable(True)
            button.clicked.connect(lambda _on=False, intent=intent: self._decide(intent))
            buttons.addWidget(button)
        buttons.addStretch(1)
        rows = QVBoxLayout()
        rows.setSpacing(look.px(Space.MEDIUM))
        rows.addWidget(self.words)
        rows.addWidget(self._inside)
        rows.addStretch(1)
        rows.addLayout(buttons)
        self.body.addLayout(rows)
        self.show_row(None, [])

    def show_row(self, row: PlannedRow | None, problems: list[str]) -> None:
        """Show a row that can be taken in, or only the problems of one that can't."""
        self._row = row
        self._clear()
        lines = list(problems)
        if row is None:
            self.words.setText(
                "\n".join(lines) or tr("왼쪽에서 행을 고르면 내용과 문제를 볼 수 있습니다.")
            )
        else:
            if row.why is not None:
                lines.insert(0, f"{row.company_name}\n{say_why(row.why)}")
            self.words.setText("\n".join(lines))
            self._show_values(row)
        self.words.setVisible(bool(self.words.text()))
        for button, intent in (
            (self.same, Intent.UPDATE),
            (self.new, Intent.ADD),
            (self.skip, Intent.SKIP),
        ):
            button.setVisible(row is not None and (intent is not Intent.UPDATE or self._is_known()))
            button.setChecked(row is not None and row.intent is intent)

    def _is_known(self) -> bool:
        return self._row is not None and self._row.company_id is not None

    def _show_values(self, row: PlannedRow) -> None:
        line = 0
        if row.differences and row.intent is Intent.UPDATE:
            for at, word in enumerate(("", tr("지금 등록된 값"), tr("파일의 값"))):
                self._put(QLabel(word), line, at, role="label")
            for difference in row.differences:
                line += 1
                self._put_choice(row, difference, line)
        else:
            for code, value in row.values.items():
                self._put(QLabel(field_words(code)), line, 0, role="secondary")
                said = format_brn(value) if code == "company.brn" else say_value(value)
                self._put(QLabel(said), line, 1)
                line += 1

    def _put_choice(self, row: PlannedRow, difference: Difference, line: int) -> None:
        name = field_label(difference.field)
        self._put(QLabel(name), line, 0, role="secondary")
        group = QButtonGroup(self)
        for at, (side, value) in enumerate(
            (("ours", difference.ours), ("theirs", difference.theirs)), start=1
        ):
            button = QRadioButton(say_value(value))
            button.setAccessibleName(f"{name}: {say_value(value)}")
            button.setToolTip(say_value(value))
            button.setChecked(row.choices.get(difference.field) == side)
            button.toggled.connect(
                lambda on, side=side, field=difference.field: (
                    row.choices.__setitem__(field, side) if on else None
                )
            )
            group.addButton(button)
            self._grid.addWidget(button, line, at)
        self._groups.append(group)

    def _put(self, words: QLabel, line: int, column: int, *, role: str = "") -> None:
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        if role:
            words.setProperty("role", role)
        self._grid.addWidget(words, line, column, Qt.AlignmentFlag.AlignTop)

    def _decide(self, intent: Intent) -> None:
        if self._row is not None:
            self._row.intent = intent
            self._row.why = None if intent is Intent.ADD else self._row.why
            self.show_row(self._row, [])
            self.decided.emit()

    def _clear(self) -> None:
        self._groups.clear()
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()

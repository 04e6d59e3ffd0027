"""Lays out fields under their words, with what is wrong said beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.views.shared import look
from desktop.views.shared.card import Card
from desktop.views.shared.icons import IconLabel
from desktop.views.shared.language import tr
from desktop.views.shared.parsed_edit import ParsedEdit
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Collection


class FormField(QWidget):
    """One field: its word above, help or complaint below."""

    def __init__(
        self,
        word: str,
        editor: QWidget,
        *,
        required: bool = False,
        help_text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.word = word
        self.editor = editor
        self._mark: QWidget | None = None
        self.label = QLabel(word)
        self.label.setProperty("role", "label")
        self.label.setBuddy(editor)
        name = tr("{word} (꼭 적어야 합니다)", word=word) if required else word
        if not editor.accessibleName():
            editor.setAccessibleName(name)
        if isinstance(editor, QLineEdit):
            editor.textChanged.connect(self._show_the_start)
        if isinstance(editor, ParsedEdit):
            editor.unreadable.connect(self.set_error)
        star = QLabel("*")
        star.setProperty("role", "error")
        star.setToolTip(tr("꼭 적어야 합니다."))
        if not required:  # never show what has no parent yet: it would be a window of its own
            star.hide()
        head = QHBoxLayout()
        head.setSpacing(look.px(2))
        head.addWidget(self.label)
        head.addWidget(star)
        head.addStretch(1)
        self._head = head
        self._help = help_text
        self.help = QLabel(help_text)
        self.help.setProperty("role", "caption")
        self.help.setWordWrap(True)
        if not help_text:
            self.help.hide()
        self.complaint = QLabel()
        self.complaint.setProperty("role", "error")
        self.complaint.setWordWrap(True)
        self._sign = IconLabel("triangle-alert", size=14, colour="danger_text")
        wrong = QHBoxLayout()
        wrong.setSpacing(look.px(Space.TINY))
        wrong.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        wrong.addWidget(self.complaint, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(look.px(Space.TINY))
        rows.addLayout(head)
        rows.addWidget(editor)
        rows.addLayout(wrong)
        rows.addWidget(self.help)
        rows.addStretch(1)
        self._sign.hide()
        self.complaint.hide()

    def _show_the_start(self) -> None:
        """Show a long name from its first letter while nobody types in it."""
        if isinstance(self.editor, QLineEdit) and not self.editor.hasFocus():
            self.editor.setCursorPosition(0)

    @property
    def mark(self) -> QWidget | None:
        """Return what stands beside the word, if anything."""
        return self._mark

    @property
    def error(self) -> str:
        """Return what is wrong, or nothing."""
        return self.complaint.text()

    def set_error(self, sentence: str | None) -> None:
        """Say what is wrong and how to mend it, or take it back."""
        wrong = bool(sentence)
        if self.error == (sentence or ""):
            return
        self.complaint.setText(sentence or "")
        self.complaint.setVisible(wrong)
        self._sign.setVisible(wrong)
        self.help.setVisible(bool(self._help) and not wrong)
        self.editor.setAccessibleDescription(sentence or self._help)
        self.editor.setProperty("wrong", "true" if wrong else "false")
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)
        if sentence:
            said = QAccessibleAnnouncementEvent(self.editor, f"{self.word}: {sentence}")
            QAccessible.updateAccessibility(said)

    def set_mark(self, mark: QWidget | None) -> None:
        """Put something beside the word that concerns the value, or take it away again."""
        if self._mark is not None and self._mark is not mark:
            self._mark.hide()
            self._mark.deleteLater()
        if mark is not None and mark is not self._mark:
            self._head.insertWidget(2, mark)
        self._mark = mark


class FormCard(Card):
    """A card of fields in one or more columns; fields are told apart by their name.

    The same field is edited in place or in a dialog; saving is the page's business.
    """

    def __init__(self, title: str = "", *, columns: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self._columns = columns
        self._fields: dict[str, FormField] = {}
        self._spans: dict[str, int] = {}
        self._shown: list[str] = []
        self._next = 0
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(Space.LARGE))
        self._grid.setVerticalSpacing(look.px(Space.MEDIUM))
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
        self.body.addLayout(self._grid)
        self.body.setAlignment(self._grid, Qt.AlignmentFlag.AlignTop)

    @property
    def fields(self) -> dict[str, FormField]:
        """Return the fields by name, in reading order."""
        return dict(self._fields)

    def add_field(
        self,
        name: str,
        word: str,
        editor: QWidget,
        *,
        required: bool = False,
        help_text: str = "",
        span: int = 1,
    ) -> FormField:
        """Add a field; `span` columns wide, on a new line if it does not fit."""
        field = FormField(word, editor, required=required, help_text=help_text)
        self._fields[name] = field
        self._spans[name] = min(span, self._columns)
        self._shown.append(name)
        self._place(name)
        return field

    def _place(self, name: str) -> None:
        span = self._spans[name]
        row, column = divmod(self._next, self._columns)
        if column + span > self._columns:
            row, column = row + 1, 0
        self._grid.addWidget(self._fields[name], row, column, 1, span)
        self._next = row * self._columns + column + span

    def show_only(self, names: Collection[str]) -> None:
        """Let these fields close up, in the order of reading; the others stay away."""
        wanted = [name for name in self._fields if name in names]
        if wanted == self._shown:
            return
        for field in self._fields.values():
            self._grid.removeWidget(field)
        self._next = 0
        for name, field in self._fields.items():
            if name in wanted:
                self._place(name)
            field.setVisible(name in wanted)
        self._shown = wanted

    def set_error(self, name: str, sentence: str | None) -> None:
        """Say what is wrong with one field, or take it back."""
        self._fields[name].set_error(sentence)

    def set_errors(self, sentences: dict[str, str]) -> None:
        """Say what is wrong with each field, and lead to the first of them."""
        for name, field in self._fields.items():
            field.set_error(sentences.get(name))
        first = next((name for name in self._fields if name in sentences), None)
        if first:
            self._fields[first].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_errors(self) -> None:
        """Take every complaint back."""
        self.set_errors({})

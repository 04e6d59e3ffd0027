"""Lets a person type freely and understands it when they are done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent


class ParsedEdit(QLineEdit):
    """A line that holds a value or nothing; a subclass reads and writes it.

    Signals:
        value_changed: the person gave another value; carries it, or None when emptied. (Not typed
            as int, because Qt's int ends at 2,147,483,647 won.)
        unreadable: what was typed cannot be understood; carries the sentence that says so. An
            empty sentence takes it back.
    """

    value_changed = Signal(object)
    unreadable = Signal(str)

    def __init__(self, accessible_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self._value: object | None = None
        self._complaint = ""
        self.editingFinished.connect(self.take)

    def _read(self, text: str) -> object | None:
        """Return the value of a text, or None when it is unreadable."""
        raise NotImplementedError

    def _write(self, value: object) -> str:
        """Return how a value is shown."""
        raise NotImplementedError

    def _sentence(self) -> str:
        """Return what to say about an unreadable text."""
        raise NotImplementedError

    @property
    def is_readable(self) -> bool:
        """Return whether what stands in the line is the value."""
        return not self._complaint

    def _set(self, value: object | None) -> None:
        """Show a value without a signal."""
        self._value = value
        self._say("")
        self.setText("" if value is None else self._write(value))

    def take(self) -> None:
        """Understand what stands in the line now."""
        text = self.text().strip()
        value = self._read(text) if text else None
        if text and value is None:
            self._say(self._sentence())
            return
        changed = value != self._value
        self._set(value)
        if changed:
            self.value_changed.emit(value)

    def _say(self, sentence: str) -> None:
        if sentence == self._complaint:
            return
        self._complaint = sentence
        self.setToolTip(sentence)
        self.setProperty("wrong", "true" if sentence else "false")
        self.style().unpolish(self)
        self.style().polish(self)
        self.unreadable.emit(sentence)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.deselect()

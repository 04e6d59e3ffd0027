"""Takes one value out of a short list of words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QWheelEvent


class ChoiceEdit(QComboBox):
    """A list of (value, word); the wheel scrolls the page and never changes the value.

    Signals:
        value_chosen: the person chose a value; carries it.
    """

    value_chosen = Signal(object)

    def __init__(
        self,
        accessible_name: str,
        choices: Iterable[tuple[object, str]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self.setItemDelegate(QStyledItemDelegate(self))  # the plain one ignores heights of items
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._values: list[object] = []
        self.set_choices(choices)
        self.activated.connect(lambda at: self.value_chosen.emit(self._values[at]))

    def set_choices(self, choices: Iterable[tuple[object, str]]) -> None:
        """Offer these values; the one that is chosen stays if it is among them."""
        before = self.value()
        self.clear()
        self._values = []
        for value, word in choices:
            self._values.append(value)
            self.addItem(word)
        self.set_value(before)

    def value(self) -> object | None:
        """Return the chosen value, or None."""
        at = self.currentIndex()
        return self._values[at] if 0 <= at < len(self._values) else None

    def set_value(self, value: object | None) -> None:
        """Choose a value without a signal; the first one if it is not offered."""
        at = self._values.index(value) if value in self._values else 0
        self.setCurrentIndex(at if self._values else -1)

    @override
    def showPopup(self) -> None:
        self.view().setAccessibleName(self.accessibleName())
        super().showPopup()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

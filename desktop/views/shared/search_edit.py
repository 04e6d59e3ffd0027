"""Takes what a person looks for, and waits for a whole syllable before it searches."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from desktop.views.shared import icons
from desktop.views.shared.language import tr

SEARCH_AFTER_MS = 120


class SearchEdit(QLineEdit):
    """A search field; half a syllable (preedit) never searches, Esc clears, Enter does not wait.

    Signals:
        searched: what to look for now, without blanks around it; never twice the same.
        left_downwards: the person pressed the arrow down, to walk into the list.
    """

    searched = Signal(str)
    left_downwards = Signal()

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = placeholder or tr("검색")
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self._last = ""
        self._waiting = QTimer(self, singleShot=True, interval=SEARCH_AFTER_MS)
        self._waiting.timeout.connect(self.search_now)
        glass = QAction(self)
        icons.wear(glass, "search", "secondary_text")
        self.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(tr("지우기"), self)
        icons.wear(self._clear, "x", "secondary_text")
        self._clear.triggered.connect(self.clear_now)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)  # only now: the field watches its actions from here on
        # textChanged tells committed text only; an input method's preedit is not part of it.
        self.textChanged.connect(self._text_changed)

    def clear_now(self) -> None:
        """Empty the field and search for nothing at once."""
        self.clear()
        self.search_now()

    def search_now(self) -> None:
        """Search without waiting."""
        self._waiting.stop()
        text = self.text().strip()
        if text != self._last:
            self._last = text
            self.searched.emit(text)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear_now()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.search_now()
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Down:
            self.search_now()
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)

    def _text_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._waiting.start()

"""One side of a difference: a round button beside words that may take several lines."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QRadioButton, QSizePolicy, QWidget
from typing_extensions import override

from desktop.views.shared import look
from desktop.views.shared.tokens import Space

LINE_INSET = 3  # px from the top of a round button to the top of the line beside it
_LONG_WORD = 12  # letters; Qt breaks lines at spaces only


class Side(QWidget):
    """A choice whose words wrap, which those of a QRadioButton can't."""

    def __init__(self, field: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QRadioButton()
        self.button.setAccessibleName(f"{field}: {words}")
        self.button.setToolTip(words)
        self.words = _Words(words, self.button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(Space.TINY))
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)


class _Words(QLabel):
    """Words that choose their button when they are pressed."""

    def __init__(self, text: str, button: QRadioButton) -> None:
        super().__init__(_breakable(text))
        self._button = button
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setContentsMargins(0, look.px(LINE_INSET), 0, 0)
        self.setToolTip(text)
        self.setMinimumWidth(look.px(60))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @override
    def mousePressEvent(self, _event: object) -> None:
        self._button.setChecked(True)
        self._button.setFocus(Qt.FocusReason.MouseFocusReason)


def _breakable(text: str) -> str:
    """Return the words with places for a line to end inside long ones."""
    return " ".join(
        "\u200b".join(word) if len(word) > _LONG_WORD else word for word in text.split(" ")
    )

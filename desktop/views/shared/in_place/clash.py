"""Shows two values of one field that was changed in two places, one key each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.views.shared import look
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class Clash(QFrame):
    """Two buttons below a field: 1 keeps what was typed here, 2 takes what was saved elsewhere.

    Signals:
        mine: what was typed here shall hold.
        theirs: what was saved elsewhere shall hold.
    """

    mine = Signal()
    theirs = Signal()

    def __init__(self, who: str, own: str, other: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("banner", str(Tone.WARNING))
        sentence = tr("{who}이(가) 먼저 저장했습니다. 어느 값을 둘까요?", who=who)
        self.setAccessibleName(sentence)
        words = QLabel(sentence)
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        nothing = tr("(없음)")
        self.keep_mine = self._button(tr("1  내 값: {value}", value=own or nothing))
        self.keep_mine.clicked.connect(self.mine)
        self.keep_theirs = self._button(tr("2  저장된 값: {value}", value=other or nothing))
        self.keep_theirs.clicked.connect(self.theirs)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.SMALL),) * 4)
        column.setSpacing(look.px(Space.TINY))
        column.addWidget(words)
        column.addWidget(self.keep_mine)
        column.addWidget(self.keep_theirs)

    @staticmethod
    def _button(words: str) -> QPushButton:
        button = QPushButton(words)
        button.setProperty("small", "true")
        button.setAccessibleName(words)
        button.setToolTip(words)
        return button

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_1:
            self.mine.emit()
        elif event.key() == Qt.Key.Key_2:
            self.theirs.emit()
        else:
            super().keyPressEvent(event)

"""Says a state in one word on a soft ground, with an icon for readers who see few colours."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.views.shared import look, painting
from desktop.views.shared.tokens import Tone


class StatusPill(QWidget):
    """A pill; not a button, it only tells."""

    def __init__(
        self,
        word: str = "",
        tone: Tone = Tone.NEUTRAL,
        *,
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.word, self.tone, self._icon = word, tone, icon
        self.say(word, tone, icon=icon)

    def say(self, word: str, tone: Tone, *, icon: str | None = None) -> None:
        """Tell another state."""
        self.word, self.tone, self._icon = word, tone, icon
        self.setAccessibleName(word)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(round(painting.pill_width(self.word)) + 1, look.px(painting.PILL_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.draw_pill(painter, QRectF(self.rect()), self.word, self.tone, icon=self._icon)
        painter.end()

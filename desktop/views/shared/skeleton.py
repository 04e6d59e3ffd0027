"""Stands where text will be while it is read for longer than a blink."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.views.shared import look, painting
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import ROW_HEIGHT

_SHARES = (0.62, 0.84, 0.48, 0.73, 0.55)
_BAR = 10


class Skeleton(QWidget):
    """Grey bars, one per row; it does not move, because moving things ask for attention."""

    def __init__(self, parent: QWidget | None = None, *, rows: int = 5) -> None:
        super().__init__(parent)
        self._rows = rows
        self.setAccessibleName(tr("불러오는 중입니다."))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @override
    def sizeHint(self) -> QSize:
        return QSize(look.px(240), look.px(ROW_HEIGHT) * self._rows)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        step, bar = look.px(ROW_HEIGHT), look.px(_BAR)
        for row in range(self._rows):
            width = self.width() * _SHARES[row % len(_SHARES)]
            top = row * step + (step - bar) / 2
            painting.skeleton_bar(painter, QRectF(0, top, width, bar))
        painter.end()

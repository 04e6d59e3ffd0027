"""Shows what a list is filtered by, each as a chip that can be taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget
from typing_extensions import override

from desktop.views.shared import icons, look, painting
from desktop.views.shared.flow_layout import FlowLayout
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import FontSize, Space

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEIGHT = 28
_CROSS = 14
_WIDEST = 260


class Chip(QAbstractButton):
    """One filter; a click, Space, Delete or Backspace takes it off."""

    def __init__(self, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(word)
        self.setAccessibleName(tr("거르기 {word}, 빼기", word=word))
        self.setToolTip(tr("{word} 빼기", word=word))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @override
    def sizeHint(self) -> QSize:
        words = QFontMetricsF(look.font(FontSize.CAPTION)).horizontalAdvance(self.text())
        around = look.px(10) * 2 + look.px(Space.TINY) + look.px(_CROSS)
        return QSize(min(int(words) + around + 2, look.px(_WIDEST)), look.px(_HEIGHT))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        takes_off = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in takes_off:
            self.click()
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        ground = look.colour("hover" if self.underMouse() else "card")
        line = look.colour("strong_line")
        painting.rounded(painter, area, ground=ground, line=line, radius=_HEIGHT / 2)
        side = look.px(_CROSS)
        left = area.right() - look.px(10) - side
        cross = QRectF(left, area.center().y() - side / 2, side, side)
        words = area.adjusted(look.px(10), 0, 0, 0)
        words.setRight(left - look.px(Space.TINY))
        painting.draw_text(painter, words, self.text(), look.colour("text"), size=FontSize.CAPTION)
        icons.draw(painter, "x", cross, "secondary_text")
        if self.hasFocus():
            painting.focus_ring(painter, area, radius=_HEIGHT / 2)
        painter.end()


class ChipBar(QWidget):
    """The filters of a list; hidden while there are none.

    Signals:
        removed: the person took one filter off; carries its key.
        cleared: the person took all of them off.
    """

    removed = Signal(str)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("걸린 거르기"))
        self._row = FlowLayout(self)
        self.chips: dict[str, Chip] = {}
        self._clear = QPushButton(tr("모두 빼기"))
        self._clear.setProperty("kind", "ghost")
        self._clear.clicked.connect(self.cleared)
        self.set_chips(())

    def set_chips(self, chips: Sequence[tuple[str, str]]) -> None:
        """Show these filters, each as (key, word)."""
        while self._row.count():
            widget = self._row.takeAt(0).widget()
            if isinstance(widget, Chip):
                widget.hide()
                widget.deleteLater()
        self.chips = {}
        for key, word in chips:
            chip = Chip(word)
            chip.clicked.connect(lambda _on=False, key=key: self.removed.emit(key))
            self.chips[key] = chip
            self._row.addWidget(chip)
        self._row.addWidget(self._clear)
        self._clear.setVisible(len(chips) > 1)
        self.setVisible(bool(chips))
        self.updateGeometry()

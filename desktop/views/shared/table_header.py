"""Paints the titles of a table; the arrow of the order never pushes a title off its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QHeaderView, QWidget
from typing_extensions import override

from desktop.views.shared import icons, look, painting
from desktop.views.shared.tokens import FontSize, Space

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

_ARROW = 14


class TableHeader(QHeaderView):
    """A quiet line of titles: grey, darker for the column that orders the rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        area = QRectF(rect)
        line = QRectF(area.left(), area.bottom() - 1, area.width(), 1)
        painter.fillRect(line, look.colour("line"))
        model = self.model()
        words = str(model.headerData(logicalIndex, self.orientation()) or "")
        role = Qt.ItemDataRole.TextAlignmentRole
        align = model.headerData(logicalIndex, self.orientation(), role)
        right = bool(Qt.AlignmentFlag(align) & Qt.AlignmentFlag.AlignRight)
        inside = area.adjusted(look.px(Space.MEDIUM), 0, -look.px(Space.MEDIUM), -1)
        orders = self.isSortIndicatorShown() and self.sortIndicatorSection() == logicalIndex
        colour = look.colour("text" if orders else "secondary_text")
        if orders:
            inside = self._paint_arrow(painter, inside, words, right=right)
        weight = QFont.Weight.DemiBold
        painting.draw_text(
            painter, inside, words, colour, size=FontSize.CAPTION, weight=weight, align=align
        )

    def _paint_arrow(self, painter: QPainter, inside: QRectF, words: str, *, right: bool) -> QRectF:
        """Draw the arrow beside the words and return what is left for them."""
        side, gap = look.px(_ARROW), look.px(2)
        letters = look.font(FontSize.CAPTION, QFont.Weight.DemiBold)
        width = min(QFontMetricsF(letters).horizontalAdvance(words), inside.width() - side - gap)
        left = inside.right() - width - gap - side if right else inside.left() + width + gap
        down = self.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
        place = QRectF(left, inside.center().y() - side / 2, side, side)
        icons.draw(painter, "chevron-down" if down else "chevron-up", place, "text")
        room = side + gap
        return inside.adjusted(room, 0, 0, 0) if right else inside.adjusted(0, 0, -room, 0)

"""Paints the cells of a table: one hover for the whole row, pills, icons, text that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView
from typing_extensions import override

from desktop.views.shared import icons, look, painting
from desktop.views.shared.row_model import ICON, PILL, WAITING
from desktop.views.shared.tokens import ICON_SIZE, SMALL_ICON_SIZE, FontSize, Space

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from desktop.views.shared.tokens import Tone

_BARS = (0.7, 0.5, 0.85, 0.6)  # a skeleton whose bars all end alike looks like a broken table


class RowDelegate(QStyledItemDelegate):
    """Paints for a table that knows its `hovered_row`."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self.hovered_row = -1

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        text = str(index.data() or "")
        words = option.fontMetrics.horizontalAdvance(text)
        if index.data(PILL) is not None:
            words = int(painting.pill_width(text))
        elif index.data(ICON):
            words += look.px(ICON_SIZE)
        return QSize(words + look.px(Space.MEDIUM) * 2, look.px(Space.HUGE))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        area = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        self._paint_ground(painter, area, index, selected=selected)
        inside = area.adjusted(look.px(Space.MEDIUM), 0, -look.px(Space.MEDIUM), -1)
        if index.data(WAITING):
            self._paint_waiting(painter, inside, index)
            return
        text = str(index.data() or "")
        tone = index.data(PILL)
        if not text:
            self._paint_sign(painter, inside, index.data(ICON), tone)
            return
        if tone is not None:
            painting.draw_pill(painter, inside, text, tone, icon=index.data(ICON))
            return
        self._paint_words(painter, inside, index, text, selected=selected)

    def _paint_ground(
        self,
        painter: QPainter,
        area: QRectF,
        index: QModelIndex | QPersistentModelIndex,
        *,
        selected: bool,
    ) -> None:
        hovered = index.row() == self.hovered_row
        ground = "selection" if selected else "hover" if hovered else "card"
        painter.fillRect(area, look.colour(ground))
        line = QRectF(area.left(), area.bottom() - 1, area.width(), 1)
        painter.fillRect(line, look.colour("soft_line"))
        if index.row() == self._table.currentIndex().row() and self._table.hasFocus():
            self._paint_focus(painter, area, index)

    def _paint_focus(
        self, painter: QPainter, area: QRectF, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw this cell's part of a ring around the whole row."""
        colour = look.colour("focus")
        width = look.px(2)
        painter.fillRect(QRectF(area.left(), area.top(), area.width(), width), colour)
        bottom = QRectF(area.left(), area.bottom() - width, area.width(), width)
        painter.fillRect(bottom, colour)
        header = self._table.horizontalHeader()
        shown = [
            at
            for visual in range(header.count())
            if not header.isSectionHidden(at := header.logicalIndex(visual))
        ]
        if index.column() == shown[0]:
            painter.fillRect(QRectF(area.left(), area.top(), width, area.height()), colour)
        if index.column() == shown[-1]:
            right = QRectF(area.right() - width, area.top(), width, area.height())
            painter.fillRect(right, colour)

    @staticmethod
    def _paint_words(
        painter: QPainter,
        inside: QRectF,
        index: QModelIndex | QPersistentModelIndex,
        text: str,
        *,
        selected: bool,
    ) -> None:
        name = index.data(ICON)
        if name:
            side = look.px(SMALL_ICON_SIZE)
            drawing = QRectF(inside.left(), inside.center().y() - side / 2, side, side)
            icons.draw(painter, name, drawing, look.colour("secondary_text"))
            inside = inside.adjusted(side + look.px(Space.TINY) + 2, 0, 0, 0)
        align = index.data(Qt.ItemDataRole.TextAlignmentRole)
        painting.draw_text(
            painter,
            inside,
            text,
            look.colour("selection_text" if selected else "text"),
            size=FontSize.CAPTION,
            align=align,
        )

    @staticmethod
    def _paint_sign(painter: QPainter, inside: QRectF, name: str | None, tone: Tone | None) -> None:
        """Draw a cell that is only a sign; what it means is in its tip."""
        if name:
            side = look.px(SMALL_ICON_SIZE)
            drawing = QRectF(inside.left(), inside.center().y() - side / 2, side, side)
            colour = look.colour("secondary_text") if tone is None else look.text_of(tone)
            icons.draw(painter, name, drawing, colour)

    @staticmethod
    def _paint_waiting(
        painter: QPainter, inside: QRectF, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        share = _BARS[(index.row() + index.column() * 3) % len(_BARS)]
        width = min(inside.width() * share, look.px(160))
        height = look.px(8)
        top = inside.center().y() - height / 2
        painting.skeleton_bar(painter, QRectF(inside.left(), top, width, height))

"""Draws a score as a bar: criteria beside each other, hatched where it is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem
from typing_extensions import override

from desktop.views.scoring.words import interval, points, title, weight
from desktop.views.shared import look, painting
from desktop.views.shared.language import tr
from desktop.views.shared.row_delegate import RowDelegate
from desktop.views.shared.row_model import ROW
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QTableView

    from desktop.services.scoring.ranking import RankRow

_HEIGHT = 12
_SHADES = (1.0, 0.62)  # neighbours differ, so that the eye can count them


def draw_score(painter: QPainter, area: QRectF, row: RankRow) -> None:
    """Draw the parts from the left, then what bonus adds, then hatched what may still come."""
    whole = max(row.most, row.high, 1)
    painter.save()
    painting.rounded(painter, area, ground=look.colour("skeleton"), radius=3)
    if row.total is None:
        painting.hatch(painter, area, look.colour("disabled_text"), gap=5)
        painter.restore()
        return
    scale = area.width() / whole
    at = area.left()
    for place, part in enumerate(row.points.parts):
        if part.points:
            painter.setOpacity(_SHADES[place % 2])
            painter.fillRect(
                QRectF(at, area.top(), part.points * scale, area.height()), look.colour("accent")
            )
            at += part.points * scale
    painter.setOpacity(1.0)
    if row.bonus.points > 0:
        width = row.bonus.points * scale
        painter.fillRect(QRectF(at, area.top(), width, area.height()), look.colour("success_solid"))
    if row.high > row.low:
        open_part = QRectF(
            area.left() + row.low * scale, area.top(), (row.high - row.low) * scale, area.height()
        )
        painter.setOpacity(0.55)
        painter.fillRect(open_part, look.colour("card"))
        painter.setOpacity(1.0)
        painting.hatch(painter, open_part, look.colour("text"), gap=4)
        mark = area.left() + row.total * scale
        painter.fillRect(
            QRectF(mark - 1, area.top() - 2, 2, area.height() + 4), look.colour("text")
        )
    painter.restore()


def score_tip(row: RankRow) -> str:
    """Return the exact points, a line each."""
    lines = [
        tr(
            "{name} {points} / {most}",
            name=title(rule.title),
            points=points(part.points, places=3) or tr("자료 없음"),
            most=weight(part.most),
        )
        for rule, part in zip(row.rules.criteria, row.points.parts, strict=True)
    ]
    if row.bonus.points:
        lines.append(tr("가점 {points}", points=points(row.bonus.points, places=3)))
    if row.low != row.high:
        lines.append(tr("미확인에 따른 범위 {interval}", interval=interval(row.low, row.high)))
    return "\n".join(lines)


class ScoreDelegate(RowDelegate):
    """Paints the column of bars; the rest of the row is painted as in every list."""

    def __init__(self, table: QTableView, rows: RowDelegate) -> None:
        super().__init__(table)
        self._rows = rows

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        self.hovered_row = self._rows.hovered_row
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        area = QRectF(option.rect)
        self._paint_ground(painter, area, index, selected=selected)
        row = index.data(ROW)
        if row is None:
            return
        rank: RankRow = getattr(row, "rank_row", row)
        height = look.px(_HEIGHT)
        inside = area.adjusted(look.px(Space.MEDIUM), 0, -look.px(Space.MEDIUM), 0)
        draw_score(
            painter,
            QRectF(inside.left(), area.center().y() - height / 2, inside.width(), height),
            rank,
        )

"""The large firms at the left: name, cases and the fund of the year as a bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from desktop.views.matching.fund_bar import draw_fund, fund_tip, fund_words
from desktop.views.shared import look, painting
from desktop.views.shared.language import tr
from desktop.views.shared.row_model import ROW, Column, RowModel
from desktop.views.shared.short_money import short_won
from desktop.views.shared.tokens import FontSize, Space

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from desktop.services.matching.overview import PartnerFund

    Index = QModelIndex | QPersistentModelIndex

_HEIGHT = 68
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def left_words(firm: PartnerFund) -> str:
    """Return what is left of the fund, or that nobody has typed it in."""
    if firm.pool_id is None:
        return tr("출연금 미입력")
    if firm.cash.left < 0:
        return tr("{amount} 넘침", amount=short_won(-firm.cash.left))
    return tr("{amount} 남음", amount=short_won(firm.cash.left))


def _spoken(firm: PartnerFund) -> str:
    known = fund_words(firm.cash) if firm.pool_id is not None else left_words(firm)
    return f"{firm.name}, {tr('사례 {count}건', count=f'{firm.cases:,}')}, {known}"


class _Delegate(QStyledItemDelegate):
    """Paints one firm."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(look.px(200), look.px(_HEIGHT))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        firm: PartnerFund = index.data(ROW)
        area = QRectF(option.rect)
        inside = area.adjusted(look.px(Space.TINY), 1, -look.px(Space.TINY), -1)
        if option.state & QStyle.StateFlag.State_Selected:
            painting.rounded(painter, inside, ground=look.colour("selection"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painting.rounded(painter, inside, ground=look.colour("hover"))
        if self._view.hasFocus() and index.row() == self._view.currentIndex().row():
            painting.focus_ring(painter, inside)
        edge = look.px(Space.MEDIUM)
        body = inside.adjusted(edge, look.px(Space.SMALL), -edge, -look.px(Space.SMALL))
        line = QRectF(body.left(), body.top(), body.width(), look.px(20))
        weight = QFont.Weight.DemiBold
        painting.draw_text(painter, line, firm.name, look.colour("text"), weight=weight)
        quiet, size = look.colour("secondary_text"), FontSize.CAPTION
        second = line.translated(0, look.px(19))
        cases = tr("사례 {count}건", count=f"{firm.cases:,}")
        painting.draw_text(painter, second, cases, quiet, size=size)
        over = firm.pool_id is not None and firm.cash.left < 0
        colour = look.colour("danger_text") if over else quiet
        painting.draw_text(painter, second, left_words(firm), colour, size=size, align=_RIGHT)
        bar = QRectF(body.left(), body.bottom() - look.px(6), body.width(), look.px(6))
        draw_fund(painter, bar, firm.cash)


class PartnerList(QListView):
    """The list; arrows choose.

    Signals:
        chosen: another firm is the current one; carries its PartnerFund, or None.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("대기업 목록"))
        self.rows: RowModel[PartnerFund] = RowModel(
            (
                Column(
                    "대기업",
                    _spoken,
                    tip=lambda firm: f"{firm.name}\n{fund_tip(firm.cash)}",
                ),
            )
        )
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(self))
        self.setProperty("frame", "none")
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentRowChanged.connect(
            lambda now, _before: self.chosen.emit(now.data(ROW) if now.isValid() else None)
        )

    def current(self) -> PartnerFund | None:
        """Return the chosen firm."""
        index = self.currentIndex()
        return index.data(ROW) if index.isValid() else None

    def show_firms(self, firms: Sequence[PartnerFund], *, choose: UUID | None = None) -> None:
        """Show the firms; the chosen one stays chosen, else `choose`, else the first."""
        before = self.current()
        wanted = choose or (before.id if before is not None else None)
        self.rows.set_rows(firms)
        at = self.rows.position_of(wanted) if wanted is not None else -1
        at = max(at, 0)
        now = self.current()
        if firms and (now is None or now.id != firms[at].id):
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(self.rows.index(at, 0), flag)
        else:
            self.chosen.emit(now)  # the same firm, perhaps with other figures

"""The cards of one stage on the board: painted, dragged, and walked with the keyboard."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)
from typing_extensions import override

from desktop.views.labels import label
from desktop.views.shared import look, painting
from desktop.views.shared.deadline import deadline_words
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import FontSize, Radius, Space, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import (
        QDragEnterEvent,
        QDragLeaveEvent,
        QDragMoveEvent,
        QDropEvent,
        QKeyEvent,
        QPainter,
    )

    from db.words import Stage
    from desktop.services.cases.listing import CaseRow

CARD: Final = "application/x-ieum-case"
_ROW: Final = Qt.ItemDataRole.UserRole
_LINE: Final = 19
_PADDING: Final = 10


class CardDelegate(QStyledItemDelegate):
    """Paints a card: the company, then number and partner, then the next day."""

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        height = 3 * look.px(_LINE) + 2 * look.px(_PADDING) + look.px(Space.SMALL)
        return QSize(look.px(120), height)

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: CaseRow = index.data(_ROW)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        card = QRectF(option.rect).adjusted(0, 0, 0, -look.px(Space.SMALL))
        ground = look.colour("selection" if chosen else "hover" if hovered else "card")
        painting.rounded(
            painter, card, ground=ground, line=look.colour("line"), radius=Radius.CONTROL
        )
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            painting.focus_ring(painter, card)
        side, padding = look.px(Space.MEDIUM), look.px(_PADDING)
        line = card.adjusted(side, padding, -side, 0)
        line.setHeight(look.px(_LINE))
        step = look.px(_LINE)
        text, grey = look.colour("text"), look.colour("secondary_text")
        weight = QFont.Weight.DemiBold
        painting.draw_text(painter, line, row.company, text, weight=weight)
        second = "  ·  ".join(part for part in (row.number, row.partner) if part)
        line.translate(0, step)
        painting.draw_text(painter, line, second, grey, size=FontSize.CAPTION)
        line.translate(0, step)
        third, colour = _third(row)
        painting.draw_text(painter, line, third, colour, size=FontSize.CAPTION)


def _third(row: CaseRow) -> tuple[str, QColor]:
    grey = look.colour("secondary_text")
    if row.due is None:
        return tr("기한 없음"), grey
    words = deadline_words(row.due, today=date.today())
    colour = grey if words.tone is Tone.NEUTRAL else look.text_of(words.tone)
    return f"{words.short}  ·  {label(row.due_kind)}", colour


class Cards(QListWidget):
    """The cards of one stage; a card of the stage beside it may be dropped here.

    Signals:
        dropped: the id of a case that shall come here.
        moved: the person pressed Ctrl and an arrow; carries the id and +1 or -1.
        left: the person pressed an arrow to the side; carries +1 or -1.
    """

    dropped = Signal(object)
    moved = Signal(object, int)
    left = Signal(int)

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage
        self.setAccessibleName(tr("{stage} 단계의 사례", stage=label(stage)))
        self.setItemDelegate(CardDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("board", "true")
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_rows(self, rows: Sequence[CaseRow]) -> None:
        """Show these cards; the chosen one stays chosen, and nothing scrolls."""
        chosen, scrolled = self.current_case(), self.verticalScrollBar().value()
        self.clear()
        for row in rows:
            item = QListWidgetItem()
            item.setData(_ROW, row)
            third, _colour = _third(row)
            spoken = ", ".join(p for p in (row.company, row.number, row.partner, third) if p)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            item.setToolTip("\n".join(p for p in (row.company, row.title, third) if p))
            self.addItem(item)
        if chosen is not None:
            self.choose(chosen)
        self.verticalScrollBar().setValue(scrolled)

    def choose(self, case: UUID) -> bool:
        """Choose a card; return whether it is here."""
        for at in range(self.count()):
            if self.item(at).data(_ROW).id == case:
                self.setCurrentRow(at)
                return True
        return False

    def current_case(self) -> UUID | None:
        """Return the id of the chosen card."""
        item = self.currentItem()
        if item is None:
            return None
        row: CaseRow = item.data(_ROW)
        return row.id

    # --- dragging -------------------------------------------------------------------------------

    @override
    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        carried = QMimeData()
        if items:
            row: CaseRow = items[0].data(_ROW)
            carried.setData(CARD, row.id.bytes)
        return carried

    @override
    def mimeTypes(self) -> list[str]:
        return [CARD]

    @override
    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction  # a card goes when its case has gone, not before

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._welcome(event)

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._welcome(event)

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_target(on=False)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self._show_target(on=False)
        if self._may_come(event):
            self.dropped.emit(UUID(bytes=bytes(event.mimeData().data(CARD).data())))
            event.acceptProposedAction()
        else:
            event.ignore()

    def _welcome(self, event: QDragMoveEvent) -> None:
        if self._may_come(event):
            self._show_target(on=True)
            event.acceptProposedAction()
        else:
            event.ignore()

    def _may_come(self, event: QDropEvent) -> bool:
        source = event.source()
        return (
            isinstance(source, Cards)
            and event.mimeData().hasFormat(CARD)
            and abs(source.stage.position - self.stage.position) == 1
        )

    def _show_target(self, *, on: bool) -> None:
        frame = self.parentWidget()
        if frame is not None and frame.property("target") != on:
            frame.setProperty("target", on)
            frame.style().unpolish(frame)
            frame.style().polish(frame)

    # --- keys -----------------------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            chosen = self.current_case()
            if chosen is not None:
                self.moved.emit(chosen, step)
        else:
            self.left.emit(step)

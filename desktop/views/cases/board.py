"""The board: a column per stage, cards that are dragged to the next one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from db.words import Action, Stage
from desktop.services.cases import board as boards
from desktop.services.cases import stages
from desktop.views.labels import label
from desktop.views.shared import look
from desktop.views.shared.deadline import deadline_words
from desktop.views.shared.dialogs import ask_text
from desktop.views.shared.language import tr
from desktop.views.shared.money_words import spoken_won
from desktop.views.shared.tokens import FontSize, Radius, Space, Tone

if TYPE_CHECKING:
    from desktop.services.cases.board import BoardColumn
    from desktop.services.cases.listing import CaseRow
    from desktop.views.shared.operations import Operations

_CARD = "application/x-ieum-case"
_HEIGHT = 76
_ROW = Qt.ItemDataRole.UserRole


class _CardDelegate(QStyledItemDelegate):
    """Paints a card: the company, then number and partner, then the next day."""

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(look.px(120), look.px(_HEIGHT + Space.SMALL))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: CaseRow = index.data(_ROW)
        whole = QRectF(option.rect)
        gap = look.px(2)
        card = whole.adjusted(gap, gap, -gap, -look.px(Space.SMALL))
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.colour("focus" if chosen else "line"))
        painter.setBrush(look.colour("selection" if chosen else "card"))
        painter.drawRoundedRect(card, look.px(Radius.CONTROL), look.px(Radius.CONTROL))
        inside = card.adjusted(*(look.px(Space.MEDIUM), look.px(10)), -look.px(Space.MEDIUM), 0)
        line = look.px(19)
        self._line(painter, inside, row.company, "text", look.font(weight=QFont.Weight.DemiBold))
        second = "  ·  ".join(part for part in (row.number, row.partner) if part)
        self._line(
            painter,
            inside.translated(0, line),
            second,
            "secondary_text",
            look.font(FontSize.CAPTION),
        )
        if row.due is not None:
            words = deadline_words(row.due, today=date.today())
            colour = None if words.tone is Tone.NEUTRAL else look.text_of(words.tone)
            self._line(
                painter,
                inside.translated(0, 2 * line),
                f"{words.short}  {label(row.due_kind)}",
                colour or "secondary_text",
                look.font(FontSize.CAPTION),
            )
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, area: QRectF, text: str, colour: object, font: QFont) -> None:
        painter.setFont(font)
        painter.setPen(look.colour(colour) if isinstance(colour, str) else colour)
        fitting = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, int(area.width())
        )
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, fitting)


class _Cards(QListWidget):
    """The cards of one stage; a card of another stage may be dropped here.

    Signals:
        dropped: the id of a case that shall come here.
        moved: the person pressed Ctrl and an arrow; carries the id and +1 or -1.
    """

    dropped = Signal(object)
    moved = Signal(object, int)

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage
        self.setAccessibleName(tr("{stage} 단계의 사례", stage=label(stage)))
        self.setItemDelegate(_CardDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("board", "true")
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_rows(self, rows: list[CaseRow]) -> None:
        """Show these cards and keep the chosen one."""
        chosen = self.current_case()
        self.clear()
        for row in rows:
            item = QListWidgetItem()
            item.setData(_ROW, row)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole, f"{row.company}, {row.number}, {row.partner}"
            )
            item.setToolTip(f"{row.company}\n{row.number}  {row.title}")
            self.addItem(item)
            if row.id == chosen:
                self.setCurrentItem(item)

    def current_case(self) -> UUID | None:
        """Return the id of the chosen card."""
        item = self.currentItem()
        return None if item is None else item.data(_ROW).id

    @override
    def mimeData(self, items: object) -> QMimeData:
        carried = QMimeData()
        chosen = self.current_case()
        if chosen is not None:
            carried.setData(_CARD, chosen.bytes)
        return carried

    @override
    def mimeTypes(self) -> list[str]:
        return [_CARD]

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._accept(event)

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._accept(event)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        if event.source() is not self and event.mimeData().hasFormat(_CARD):
            self.dropped.emit(UUID(bytes=bytes(event.mimeData().data(_CARD).data())))
            event.acceptProposedAction()

    def _accept(self, event: QDragMoveEvent) -> None:
        if event.source() is not self and event.mimeData().hasFormat(_CARD):
            event.acceptProposedAction()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        chosen = self.current_case()
        if step and event.modifiers() & Qt.KeyboardModifier.ControlModifier and chosen is not None:
            self.moved.emit(chosen, step)
            return
        super().keyPressEvent(event)


class Board(QWidget):
    """Four columns; dropping a card on the next stage advances the case, if nothing blocks it.

    Signals:
        case_wanted: the user opened a card; carries the id.
    """

    case_wanted = Signal(object)

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._query = ""
        self.columns: dict[Stage, _Cards] = {}
        self._titles: dict[Stage, QLabel] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(Space.MEDIUM))
        for stage in Stage:
            row.addWidget(self._column(stage), 1)

    def show_query(self, query: str) -> None:
        """Show the cases that a search finds, by stage."""
        self._query = query
        self._operations.read(
            lambda session: boards.board(
                session,
                query,
                today=date.today(),
                me=self._operations.workspace.person,
            ),
            owner=self,
            then=self._show,
        )

    def _column(self, stage: Stage) -> QFrame:
        frame = QFrame()
        frame.setProperty("column", "true")
        column = QVBoxLayout(frame)
        column.setContentsMargins(*(look.px(Space.SMALL),) * 4)
        title = QLabel(label(stage))
        title.setProperty("role", "card-title")
        cards = _Cards(stage)
        cards.dropped.connect(lambda case, stage=stage: self._move(case, stage))
        cards.moved.connect(self._step)
        cards.itemActivated.connect(lambda item: self.case_wanted.emit(item.data(_ROW).id))
        column.addWidget(title)
        column.addWidget(cards, 1)
        self.columns[stage] = cards
        self._titles[stage] = title
        return frame

    def _show(self, columns: list[BoardColumn]) -> None:
        for column in columns:
            self.columns[column.stage].show_rows(list(column.cards))
            self._titles[column.stage].setText(
                tr(
                    "{stage}  {count}건 · {cost}",
                    stage=label(column.stage),
                    count=f"{column.count:,}",
                    cost=spoken_won(column.total_cost),
                )
            )

    def _step(self, case: UUID, step: int) -> None:
        source = next(stage for stage, cards in self.columns.items() if cards.hasFocus())
        target = source.position + step
        if 0 <= target < len(Stage):
            self._move(case, list(Stage)[target])

    def _move(self, case: UUID, to: Stage) -> None:
        source = next(
            (stage for stage, cards in self.columns.items() if cards.current_case() == case), None
        )
        if source is None or to is source:
            return
        if to.position == source.position + 1:
            self._operations.write(
                lambda session: stages.advance(session, case), action=Action.CASE_ADVANCE
            )
        elif to.position == source.position - 1:
            reason = ask_text(self, tr("이전 단계로"), tr("되돌리는 사유를 적어 주세요."))
            if reason:
                self._operations.write(
                    lambda session: stages.send_back(session, case, reason=reason),
                    action=Action.CASE_SEND_BACK,
                    reason=reason,
                )

"""Draws cases × reviewers as a grid of marks that the keyboard can walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from desktop.views.scoring.words import bar_words
from desktop.views.shared import look, painting
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import COMPACT_ROW_HEIGHT, FontSize, Space

if TYPE_CHECKING:
    from desktop.services.scoring.assigning import Board, BoardCase, BoardReviewer

    Index = QModelIndex | QPersistentModelIndex

_COLUMN, _HEAD, _ROWS = 64, 48, 250
_FREE, _ASSIGNED, _FIXED, _BEGUN, _BARRED, _CLASH = "", "●", "◆", "✓", "✕", "⚠"
_COLOURS = {
    _ASSIGNED: "accent_text",
    _FIXED: "accent_text",
    _BEGUN: "success_text",
    _BARRED: "disabled_text",
    _CLASH: "danger_text",
}
_ALIGN = Qt.AlignmentFlag.AlignCenter


class BoardModel(QAbstractTableModel):
    """One mark per case and reviewer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cases: tuple[BoardCase, ...] = ()
        self.reviewers: tuple[BoardReviewer, ...] = ()
        self.per_case = 3

    def show(self, board: Board) -> None:
        """Show another board; where only marks changed nothing jumps."""
        same = [case.id for case in self.cases] == [case.id for case in board.cases] and [
            one.id for one in self.reviewers
        ] == [one.id for one in board.reviewers]
        if not same:
            self.beginResetModel()
        self.cases, self.reviewers, self.per_case = board.cases, board.reviewers, board.per_case
        if not same:
            self.endResetModel()
        elif self.cases and self.reviewers:
            last = self.index(len(self.cases) - 1, len(self.reviewers) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
            self.headerDataChanged.emit(across, 0, len(self.reviewers) - 1)
            self.headerDataChanged.emit(down, 0, len(self.cases) - 1)

    @override
    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.cases)

    @override
    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.reviewers)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        case, reviewer = self.cases[index.row()], self.reviewers[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.mark(case, reviewer)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.told(case, reviewer)
        return None

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal:
            one = self.reviewers[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return one.name
            if role == Qt.ItemDataRole.ToolTipRole:
                told = (one.name, one.organisation, one.region, f"{one.load:,}/{one.most:,}")
                return "\n".join(part for part in told if part)
        else:
            case = self.cases[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return case.company
            if role == Qt.ItemDataRole.ToolTipRole:
                told = (case.company, case.number, case.region, case.industry)
                return "\n".join(part for part in told if part)
        return None

    @staticmethod
    def mark(case: BoardCase, reviewer: BoardReviewer) -> str:
        """Return the sign of one cell."""
        barred, assigned = reviewer.id in case.bars, reviewer.id in case.assigned
        if assigned and barred:
            return _CLASH
        if barred:
            return _BARRED
        if reviewer.id in case.begun and assigned:
            return _BEGUN
        if assigned:
            return _FIXED if reviewer.id in case.fixed else _ASSIGNED
        return _FREE

    def told(self, case: BoardCase, reviewer: BoardReviewer) -> str:
        """Return what a cell means, in words."""
        mark = self.mark(case, reviewer)
        words = {
            _FREE: tr("배정하지 않음"),
            _ASSIGNED: tr("배정함"),
            _FIXED: tr("직접 배정"),
            _BEGUN: tr("평가를 시작함"),
        }.get(mark, "")
        bar = case.bars.get(reviewer.id)
        if bar is not None:
            words = tr("이해충돌: {reason}", reason=bar_words(bar))
        return f"{case.company} · {reviewer.name}\n{words}"


class BoardGrid(QTableView):
    """The grid; Space or a click changes a cell, Enter opens the case.

    Signals:
        toggled: the person changed a cell that is not barred; carries BoardCase, BoardReviewer.
        case_wanted: the person opened a case; carries its id.
    """

    toggled = Signal(object, object)
    case_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("배정표"))
        self.board = BoardModel(self)
        self.setModel(self.board)
        self.setItemDelegate(_Marks(self))
        self.setProperty("rounded", "true")
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalHeader(_Reviewers(self))
        self.setVerticalHeader(_Cases(self))
        self.verticalHeader().setDefaultSectionSize(look.px(COMPACT_ROW_HEIGHT))
        self.clicked.connect(self._toggle)
        self.verticalHeader().sectionDoubleClicked.connect(
            lambda row: self.case_wanted.emit(self.board.cases[row].id)
        )

    def show_board(self, board: Board) -> None:
        """Show a board; the keyboard stays where it is."""
        self.board.show(board)
        if not self.currentIndex().isValid() and board.cases and board.reviewers:
            self.setCurrentIndex(self.board.index(0, 0))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_Space and index.isValid():
            self._toggle(index)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.case_wanted.emit(self.board.cases[index.row()].id)
        else:
            super().keyPressEvent(event)

    def _toggle(self, index: Index) -> None:
        case = self.board.cases[index.row()]
        reviewer = self.board.reviewers[index.column()]
        barred_now = reviewer.id in case.bars and reviewer.id not in case.assigned
        if not barred_now:
            self.toggled.emit(case, reviewer)


class _Reviewers(QHeaderView):
    """Names across, with how much each has to do."""

    def __init__(self, grid: BoardGrid) -> None:
        super().__init__(Qt.Orientation.Horizontal, grid)
        self.setSectionsClickable(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setDefaultSectionSize(look.px(_COLUMN))
        self.setFixedHeight(look.px(_HEAD))

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        model = self.model()
        assert isinstance(model, BoardModel)
        one = model.reviewers[logicalIndex]
        area = QRectF(rect)
        painter.fillRect(area, look.colour("card"))
        painter.fillRect(
            QRectF(area.left(), area.bottom() - 1, area.width(), 1), look.colour("line")
        )
        inset = look.px(Space.TINY)
        upper = QRectF(
            area.left() + inset, area.top() + inset, area.width() - 2 * inset, look.px(18)
        )
        painting.draw_text(
            painter, upper, one.name, look.colour("text"), size=FontSize.CAPTION,
            weight=QFont.Weight.DemiBold, align=_ALIGN,
        )  # fmt: skip
        full = one.load >= one.most
        colour = look.colour("warning_text" if full else "secondary_text")
        painting.draw_text(
            painter, upper.translated(0, look.px(18)), f"{one.load:,}/{one.most:,}", colour,
            size=FontSize.CAPTION, align=_ALIGN,
        )  # fmt: skip


class _Cases(QHeaderView):
    """Companies down, with how many judge each."""

    def __init__(self, grid: BoardGrid) -> None:
        super().__init__(Qt.Orientation.Vertical, grid)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFixedWidth(look.px(_ROWS))

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        model = self.model()
        assert isinstance(model, BoardModel)
        case = model.cases[logicalIndex]
        area = QRectF(rect)
        painter.fillRect(area, look.colour("card"))
        painter.fillRect(
            QRectF(area.left(), area.bottom() - 1, area.width(), 1), look.colour("soft_line")
        )
        edge = look.px(Space.MEDIUM)
        count = f"{len(case.assigned)}/{model.per_case}"
        room = look.px(36)
        words = area.adjusted(edge, 0, -room - edge, -1)
        painting.draw_text(painter, words, case.company, look.colour("text"), size=FontSize.CAPTION)
        short = len(case.assigned) < model.per_case
        colour = look.colour("warning_text" if short else "secondary_text")
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        place = QRectF(area.right() - room - edge / 2, area.top(), room, area.height() - 1)
        painting.draw_text(painter, place, count, colour, size=FontSize.CAPTION, align=right)

    @override
    def sizeHint(self) -> QSize:
        return QSize(look.px(_ROWS), super().sizeHint().height())


class _Marks(QStyledItemDelegate):
    """Paints one cell: the sign, hatched where a reviewer is barred."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area = QRectF(option.rect)
        view = self.parent()
        mark = str(index.data() or "")
        painter.fillRect(area, look.colour("card"))
        if mark in (_BARRED, _CLASH):
            painter.save()
            painter.setOpacity(0.5)
            name = "danger_solid" if mark == _CLASH else "disabled_text"
            painter.setClipRect(area)
            painting.hatch(painter, area, look.colour(name))
            painter.restore()
        painter.fillRect(
            QRectF(area.left(), area.bottom() - 1, area.width(), 1), look.colour("soft_line")
        )
        if mark:
            painting.draw_text(
                painter, area, mark, look.colour(_COLOURS[mark]), align=_ALIGN,
                weight=QFont.Weight.DemiBold,
            )  # fmt: skip
        if isinstance(view, BoardGrid) and view.hasFocus() and view.currentIndex() == index:
            painting.focus_ring(painter, area.adjusted(2, 2, -2, -3), radius=4)

"""Shows rows the way every list of the program does: dense, calm, led by the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QToolTip,
    QWidget,
)
from typing_extensions import override

from desktop.views.shared import look
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.paged_row_model import PagedRowModel
from desktop.views.shared.row_delegate import RowDelegate
from desktop.views.shared.row_model import ROW, ColumnModel, RowModel
from desktop.views.shared.skeleton import Skeleton
from desktop.views.shared.sort_proxy import SortProxy
from desktop.views.shared.table_columns import Remembered, TableColumns
from desktop.views.shared.table_header import TableHeader
from desktop.views.shared.tokens import COMPACT_ROW_HEIGHT, ROW_HEIGHT, Space

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

SKELETON_AFTER_MS = 150


class DataTable(QTableView):
    """A list of rows; give it a model with `show_model` and a name for screen readers.

    Enter or a double click opens a row, Ctrl+C copies the selected rows for a sheet, Home and End
    go to the ends. The header sorts, moves, widens and (by its menu) hides columns.

    Signals:
        opened: the person asked for a row; carries the object behind it.
        picked: another row became the current one; carries its object, or None.
        selection_changed: carries how many rows are selected.
    """

    opened = Signal(object)
    picked = Signal(object)
    selection_changed = Signal(int)

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self._source: ColumnModel[Any] | None = None
        self._proxy = SortProxy(self)
        self._kept: tuple[list[Hashable], Hashable, int] = ([], None, 0)
        self._loading = False
        self._empty: EmptyState | None = None
        self._skeleton = Skeleton(self.viewport(), rows=8)
        self._skeleton.hide()
        self._skeleton_timer = QTimer(self, singleShot=True, interval=SKELETON_AFTER_MS)
        self._skeleton_timer.timeout.connect(self._lay_over)
        self.setHorizontalHeader(TableHeader(self))
        self._delegate = RowDelegate(self)
        self.setItemDelegate(self._delegate)
        self._dress()
        self.columns = TableColumns(self)
        self.horizontalHeader().sortIndicatorChanged.connect(self._sort)
        self.doubleClicked.connect(self._open)

    def _dress(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setProperty("rounded", "true")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.set_compact(compact=False)
        header = self.horizontalHeader()
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setFixedHeight(look.px(ROW_HEIGHT))

    # --- what a page says -----------------------------------------------------------------------

    def show_model(self, model: ColumnModel[Any]) -> None:
        """Show the rows of `model`; a RowModel is sorted here, a PagedRowModel asks for it."""
        self._source = model
        if isinstance(model, PagedRowModel):
            self.setModel(model)
        else:
            self._proxy.setSourceModel(model)
            self.setModel(self._proxy)
        shown = self.model()
        shown.modelAboutToBeReset.connect(self._keep)
        for signal in (shown.modelReset, shown.layoutChanged):
            signal.connect(self._rows_changed)
        shown.rowsInserted.connect(self._rows_changed)
        shown.rowsRemoved.connect(self._rows_changed)
        shown.dataChanged.connect(self._rows_changed)
        shown.modelReset.connect(self._restore)
        self.selectionModel().currentRowChanged.connect(
            lambda now, _before: self.picked.emit(now.data(ROW) if now.isValid() else None)
        )
        self.selectionModel().selectionChanged.connect(
            lambda *_: self.selection_changed.emit(len(self.selectionModel().selectedRows()))
        )
        self.columns.arrange(model.columns)
        self._rows_changed()

    def set_compact(self, *, compact: bool) -> None:
        """Make rows 28 px high instead of 32."""
        height = COMPACT_ROW_HEIGHT if compact else ROW_HEIGHT
        self.verticalHeader().setMinimumSectionSize(look.px(COMPACT_ROW_HEIGHT))
        self.verticalHeader().setDefaultSectionSize(look.px(height))

    def set_empty_state(
        self,
        icon: str,
        sentence: str,
        *,
        explanation: str = "",
        action: str = "",
        then: Callable[[], object] | None = None,
    ) -> EmptyState:
        """Say what belongs here while there are no rows; `then` follows the button `action`."""
        if self._empty:
            self._empty.deleteLater()
        self._empty = EmptyState(
            icon, sentence, explanation=explanation, action=action, parent=self.viewport()
        )
        self._empty.hide()
        if then:
            self._empty.acted.connect(lambda: then())
        self._lay_over()
        return self._empty

    def set_loading(self, *, loading: bool) -> None:
        """Say whether rows are being read; a skeleton shows after 150 ms if there are none."""
        self._loading = loading
        if loading:
            self._skeleton_timer.start()
        else:
            self._skeleton_timer.stop()
        self._lay_over()

    def remember(self, remembered: Remembered, save: Callable[[Remembered], None]) -> None:
        """Start with these columns; `save` is called with what the person changes."""
        self.columns.remember(remembered, save)

    def columns_button(self) -> QToolButton:
        """Return a button that chooses columns, for the tool bar of the page."""
        return self.columns.button()

    def sort_by(self, key: str, *, descending: bool = False) -> None:
        """Order the rows by the column with this key."""
        assert self._source is not None
        names = [column.name for column in self._source.columns]
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(names.index(key), order)

    # --- what a page asks -----------------------------------------------------------------------

    def current_row(self) -> Any:
        """Return the object behind the current row, or None."""
        index = self.currentIndex()
        return index.data(ROW) if index.isValid() else None

    def selected_rows(self) -> list[Any]:
        """Return the objects behind the selected rows, from top to bottom."""
        if self.model() is None:
            return []
        indexes = sorted(self.selectionModel().selectedRows(), key=lambda index: index.row())
        return [row for index in indexes if (row := index.data(ROW)) is not None]

    def select(self, identity: Hashable) -> bool:
        """Make the row with this id the current one; return whether it is there."""
        index = self._index_of(identity)
        if not index.isValid():
            return False
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def copied_text(self) -> str:
        """Return the selected rows with their titles, as a sheet takes them."""
        header = self.horizontalHeader()
        places = [
            at
            for visual in range(header.count())
            if not header.isSectionHidden(at := header.logicalIndex(visual))
        ]
        shown = self.model()
        lines = [[str(shown.headerData(at, Qt.Orientation.Horizontal) or "") for at in places]]
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        lines += [[str(shown.index(row, at).data() or "") for at in places] for row in rows]
        return "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines)

    # --- what the person does -------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier,
        )  # fmt: skip
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif plain and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go_to(0 if event.key() == Qt.Key.Key_Home else self.model().rowCount() - 1)
        elif event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copied_text())
        else:
            super().keyPressEvent(event)

    @override
    def keyboardSearch(self, search: str) -> None:
        """Jump to a row by its first letters; a list that comes in pages is searched above it."""
        if not isinstance(self._source, PagedRowModel):
            super().keyboardSearch(search)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.indexAt(event.position().toPoint()).row())
        super().mouseMoveEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        """Show the whole text in a tip where it is cut."""
        if isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            text = str(index.data() or "") if index.isValid() else ""
            tip = index.data(Qt.ItemDataRole.ToolTipRole) if index.isValid() else None
            if not tip and text:
                needed = self._delegate.sizeHint(self.view_option(), index).width()
                tip = text if needed > self.columnWidth(index.column()) else ""
            QToolTip.showText(event.globalPos(), tip or "", self.viewport())
            return True
        return super().viewportEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_over()

    def view_option(self) -> QStyleOptionViewItem:
        """Return how a cell of this table is drawn."""
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        return option

    def _go_to(self, row: int) -> None:
        if row >= 0:
            column = max(self.currentIndex().column(), 0)
            self.setCurrentIndex(self.model().index(row, column))

    def _open(self, index: QModelIndex) -> None:
        row = index.data(ROW) if index.isValid() else None
        if row is not None:
            self.opened.emit(row)

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        if self.model() is not None:
            self.model().sort(column, order)

    def _hover(self, row: int) -> None:
        if row != self._delegate.hovered_row:
            self._delegate.hovered_row = row
            self.viewport().update()

    # --- keeping the place ----------------------------------------------------------------------

    def _index_of(self, identity: Hashable) -> QModelIndex:
        shown = self.model()
        if isinstance(self._source, PagedRowModel):
            rows = range(shown.rowCount())
            found = (at for at in rows if self._identity_at(at) == identity)
            return shown.index(next(found, -1), 0)
        if isinstance(self._source, RowModel):
            position = self._source.position_of(identity)
            return self._proxy.mapFromSource(self._source.index(position, 0))
        return QModelIndex()

    def _identity_at(self, position: int) -> Hashable:
        """Return the id of a row that has arrived, without asking for its page."""
        assert isinstance(self._source, PagedRowModel)
        row = self._source.cached_row(position)
        return None if row is None else self._source.identity(row)

    def _keep(self) -> None:
        name = self._source.identity if self._source else id
        chosen = [name(row) for row in self.selected_rows()]
        current = self.current_row()
        self._kept = (
            chosen, None if current is None else name(current), self.verticalScrollBar().value()
        )  # fmt: skip

    def _restore(self) -> None:
        chosen, current, scrolled = self._kept
        if isinstance(self._source, PagedRowModel) or not (chosen or current):
            return
        flag = QItemSelectionModel.SelectionFlag
        index = self._index_of(current)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, flag.NoUpdate)
        for identity in chosen:
            index = self._index_of(identity)
            if index.isValid():
                self.selectionModel().select(index, flag.Select | flag.Rows)
        self.verticalScrollBar().setValue(scrolled)

    def _rows_changed(self, *_what: object) -> None:
        if isinstance(self._source, RowModel):
            self.columns.hide_empty(self._source.empty_columns())
        self._lay_over()

    def _lay_over(self) -> None:
        """Show the empty state or the skeleton over a table without rows."""
        shown = self.model()
        empty = shown is None or shown.rowCount() == 0
        late = self._loading and not self._skeleton_timer.isActive()
        self._skeleton.setVisible(empty and late)
        area = self.viewport().rect()
        inset = look.px(Space.MEDIUM)
        self._skeleton.setGeometry(area.adjusted(inset, inset, -inset, 0))
        if self._empty:
            self._empty.setVisible(empty and not self._loading)
            self._empty.setGeometry(area)

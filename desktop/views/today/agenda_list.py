"""The days ahead as one list: a heading per span of time, below it what has to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget
from typing_extensions import override

from desktop.services.agenda import AgendaItem
from desktop.views.shared.language import tr
from desktop.views.today.entries import ENTRY, Entry, Heading, Rest, identity
from desktop.views.today.row_painter import AgendaDelegate
from desktop.views.today.words import spoken, tip_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from datetime import date

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    Index = QModelIndex | QPersistentModelIndex


class AgendaModel(QAbstractListModel):
    """Headings, rows and rests in reading order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []
        self.today: date | None = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return what the list shows, from top to bottom."""
        return tuple(self._entries)

    def show(self, entries: Sequence[Entry], *, today: date) -> bool:
        """Show these lines; return False where they are the same as before."""
        if list(entries) == self._entries and today == self.today:
            return False
        self.beginResetModel()
        self._entries, self.today = list(entries), today
        self.endResetModel()
        return True

    def place_of(self, wanted: Hashable) -> int:
        """Return where the entry with this identity stands, or -1."""
        return next((at for at, one in enumerate(self._entries) if identity(one) == wanted), -1)

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._entries)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._entries[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == ENTRY:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(entry)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(entry, AgendaItem):
            return tip_of(entry)
        return None

    def _words(self, entry: Entry) -> str:
        if isinstance(entry, Heading):
            return f"{entry.word} {entry.count}"
        if isinstance(entry, Rest):
            return tr("그 밖에 {count}건 펼치기", count=f"{entry.hidden:,}")
        assert self.today is not None
        return spoken(entry, today=self.today)


class AgendaList(QListView):
    """The list; arrows walk over the headings, Enter opens the case.

    Signals:
        opened: the person asked for the case of an item; carries the AgendaItem.
        rest_wanted: the person unfolded a span; carries its Part.
    """

    opened = Signal(object)
    rest_wanted = Signal(object)

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self.rows = AgendaModel(self)
        self.setModel(self.rows)
        self._delegate = AgendaDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setProperty("frame", "none")
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def show_entries(self, entries: Sequence[Entry], *, today: date) -> None:
        """Show these lines and keep the place of the list and the row that was chosen."""
        chosen = self.current_row()
        scrolled = self.verticalScrollBar().value()
        self._delegate.today = today
        if not self.rows.show(entries, today=today):
            return
        at = self.rows.place_of(identity(chosen)) if chosen is not None else -1
        if at < 0:
            at = next((n for n, one in enumerate(entries) if not isinstance(one, Heading)), -1)
        if at >= 0:
            index = self.rows.index(at)
            self.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
        self.verticalScrollBar().setValue(scrolled)

    def current_row(self) -> AgendaItem | None:
        """Return the row that is chosen, or None."""
        entry = self.currentIndex().data(ENTRY) if self.currentIndex().isValid() else None
        return entry if isinstance(entry, AgendaItem) else None

    def act_area(self, index: QModelIndex) -> QRect:
        """Return where the button of a row is drawn."""
        return self._delegate.act_area(self.visualRect(index), index.data(ENTRY))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take(self.currentIndex())
            return
        super().keyPressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        entry = index.data(ENTRY) if index.isValid() else None
        on_act = isinstance(entry, Rest)
        if isinstance(entry, AgendaItem):
            on_act = self.act_area(index).contains(at)
        self._hover(index.row(), on_act=on_act)
        super().mouseMoveEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        entry = index.data(ENTRY) if index.isValid() else None
        if event.button() is not Qt.MouseButton.LeftButton or entry is None:
            return
        if isinstance(entry, Rest):
            self.rest_wanted.emit(entry.part)
        elif isinstance(entry, AgendaItem) and self.act_area(index).contains(at):
            self.opened.emit(entry)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        entry = index.data(ENTRY) if index.isValid() else None
        if isinstance(entry, AgendaItem):
            self.opened.emit(entry)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1, on_act=False)
        super().leaveEvent(event)

    def _hover(self, row: int, *, on_act: bool) -> None:
        if (row, on_act) != (self._delegate.hovered_row, self._delegate.hovered_act):
            self._delegate.hovered_row, self._delegate.hovered_act = row, on_act
            shape = Qt.CursorShape.PointingHandCursor if on_act else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def _take(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY) if index.isValid() else None
        if isinstance(entry, Rest):
            self.rest_wanted.emit(entry.part)
        elif isinstance(entry, AgendaItem):
            self.opened.emit(entry)

"""Shows a list that is too long to read at once: pages arrive when they come into sight."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal
from typing_extensions import override

from desktop.views.shared.row_model import Column, ColumnModel, Index, id_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

R = TypeVar("R")

PAGE = 100
_MOST_PAGES = 40


class PagedRowModel(ColumnModel[R]):
    """Knows how many rows there are and keeps only the pages that were looked at last.

    Signals:
        wanted: a page came into sight; carries its first row and how many rows it has. The
            answer goes to `show_page`.
        sort_wanted: the person asked for another order; carries the key of the column and
            whether it runs downwards; an empty key is the order of the list itself. The answer
            goes to `set_total`.
    """

    wanted = Signal(int, int)
    sort_wanted = Signal(str, bool)

    def __init__(
        self,
        columns: Sequence[Column[R]],
        parent: QObject | None = None,
        *,
        identity: Callable[[R], Hashable] = id_of,
        page: int = PAGE,
        most_pages: int = _MOST_PAGES,
    ) -> None:
        super().__init__(columns, parent, identity=identity)
        self._page = page
        self._most_pages = most_pages
        self._total = 0
        self._pages: OrderedDict[int, Sequence[R]] = OrderedDict()
        self._stale: set[int] = set()
        self._asked: set[int] = set()
        self._in_sight: list[int] = []
        self.generation = 0
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.timeout.connect(self._ask)

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else self._total

    @override
    def row_at(self, position: int) -> R | None:
        """Return the row if it is here; otherwise ask for its page and return None."""
        if not 0 <= position < self._total:
            return None
        number, within = divmod(position, self._page)
        page = self._pages.get(number)
        if page is None or number in self._stale:
            self._want(number)
        if page is None:
            return None
        self._pages.move_to_end(number)
        return page[within] if within < len(page) else None

    def cached_row(self, position: int) -> R | None:
        """Return the row if it is here, without asking for it."""
        number, within = divmod(position, self._page)
        page = self._pages.get(number, ())
        return page[within] if within < len(page) else None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        # Alignment is the same for every row: the skeleton must not ask for a page.
        if role == Qt.ItemDataRole.TextAlignmentRole and index.isValid():
            return self.headerData(index.column(), Qt.Orientation.Horizontal, role)
        return super().data(index, role)

    def set_total(self, total: int, *, keep: bool = False) -> None:
        """Show a list of `total` rows.

        keep: the list is the same one read again (something changed in it): rows stay in sight
            until newer ones arrive, and nothing scrolls. Otherwise all of it is asked anew.
        """
        self.generation += 1
        self._asked.clear()
        self._in_sight.clear()
        if not keep:
            self.beginResetModel()
            self._pages.clear()
            self._stale.clear()
            self._total = total
            self.endResetModel()
            return
        self._stale = set(self._pages)
        self._grow_or_shrink(total)
        if total:
            self.dataChanged.emit(self.index(0, 0), self.index(total - 1, len(self.columns) - 1))

    def show_page(self, first: int, rows: Sequence[R], *, generation: int | None = None) -> None:
        """Put the rows that were wanted in their places.

        generation: `model.generation` when they were asked for; an older one is an answer to a
            question that no longer stands, and is dropped.
        """
        if generation is not None and generation != self.generation:
            return
        number = first // self._page
        self._asked.discard(number)
        self._stale.discard(number)
        self._pages[number] = tuple(rows)
        self._pages.move_to_end(number)
        while len(self._pages) > self._most_pages:
            self._stale.discard(self._pages.popitem(last=False)[0])
        last = min(first + len(rows), self._total) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def miss(self, first: int) -> None:
        """Take note that a wanted page could not be read, so that it is asked for again."""
        self._asked.discard(first // self._page)

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for another order; the rows stay as they are until the answer comes."""
        key = self.columns[column].name if 0 <= column < len(self.columns) else ""
        self.sort_wanted.emit(key, order is Qt.SortOrder.DescendingOrder)

    @override
    def match(
        self, start: Index, role: int, value: Any, hits: int = 1,
        flags: Qt.MatchFlag = Qt.MatchFlag.MatchStartsWith,
    ) -> list[QModelIndex]:  # fmt: skip
        """Find nothing: looking through the whole list would ask for every page."""
        return []

    def _grow_or_shrink(self, total: int) -> None:
        if total > self._total:
            self.beginInsertRows(QModelIndex(), self._total, total - 1)
            self._total = total
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(QModelIndex(), total, self._total - 1)
            self._total = total
            self.endRemoveRows()

    def _want(self, number: int) -> None:
        if number in self._asked or number in self._in_sight:
            return
        self._in_sight.append(number)
        if not self._asking.isActive():
            self._asking.start(0)

    def _ask(self) -> None:
        # Scrolling fast passes many pages; what was seen last is what the eye waits for.
        wanted, self._in_sight = self._in_sight, []
        for number in reversed(wanted):
            self._asked.add(number)
            first = number * self._page
            self.wanted.emit(first, min(self._page, self._total - first))

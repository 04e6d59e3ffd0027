"""A long list that is searched in one line: what the lists of cases and companies share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.views.shared import look
from desktop.views.shared.language import tr
from desktop.views.shared.page import Page
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.paged_row_model import PagedRowModel
from desktop.views.shared.saved_searches import SavedSearches
from desktop.views.shared.search_edit import SearchEdit
from desktop.views.shared.search_words import say
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from PySide6.QtGui import QHideEvent
    from sqlmodel import Session

    from desktop.services.search.found import Found
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations
    from desktop.views.shared.row_model import Column

_WIDE = 1800


def screen_is_wide() -> bool:
    """Return whether the screen has room for columns that only some want to see."""
    screen = QGuiApplication.primaryScreen()
    return screen.availableSize().width() >= look.px(_WIDE)


class ListPage(Page):
    """Searches, sorts and shows a list of any length; rows are read as they come into sight.

    A subclass names itself (`NAME`), its columns, and how to find and read rows. What is selected
    is known by its key, not by its place: it stays selected when the list is read again, and rows
    that were never in sight belong to it too.
    """

    NAME: ClassVar[str]

    def __init__(
        self,
        operations: Operations,
        settings: Settings,
        columns: Sequence[Column[Any]],
        *,
        title: str,
        hint: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(operations, settings, parent)
        self.found: Found | None = None
        self._asked = 0
        self._sort = ("", False)
        self.header = PageHeader(title)
        self.search = SearchEdit(hint)
        self.search.setAccessibleName(tr("{title} 안에서 찾기", title=title))
        self.saved = SavedSearches(operations, self.NAME, lambda: self.query)
        self.rows: PagedRowModel[Any] = PagedRowModel(columns)
        self.table = DataTable(title)
        self.table.show_model(self.rows)
        self.table.set_compact(compact=settings.compact)
        self.table.remember(
            settings.lists.get(self.NAME, {}),
            lambda chosen: settings.lists.__setitem__(self.NAME, chosen),
        )
        self.body = QStackedWidget()
        self.body.addWidget(self.table)
        self._lay_out()
        self._listen()
        self.saved.read()

    # --- what a subclass says -------------------------------------------------------------------

    def find_keys(self, session: Session, query: str, *, sort: str, descending: bool) -> Found:
        """Return the keys that `query` finds."""
        raise NotImplementedError

    def read_rows(self, session: Session, ids: Sequence[UUID]) -> list[Any]:
        """Return the rows of a page of keys, in their order."""
        raise NotImplementedError

    def found_something(self, found: Found) -> None:
        """Do what else a page does with what was found."""

    # --- what the window and a subclass ask -----------------------------------------------------

    @property
    def query(self) -> str:
        """Return what the list is searched for now."""
        return self.search.text().strip()

    def open(self, query: str) -> None:
        """Search for `query` as if it had been typed."""
        self.search.setText(query)
        self.search.search_now()

    def say_beside_count(self, words: str) -> None:
        """Say something more in the line under the title."""
        parts = [part for part in (*self._counted, words) if part]
        self.header.say(self.header.title.text(), subtitle="  ·  ".join(parts))

    def selected_ids(self) -> list[UUID]:
        """Return the keys of what is selected, in the order of the list."""
        if self.found is None:
            return []
        ids = self.found.ids
        return [ids[row] for row in self._selected_places() if row < len(ids)]

    @override
    def refresh(self) -> None:
        """Search again and keep the rows in sight where the list is the same."""
        self._search(keep=True)

    @override
    def place(self) -> Any:
        return self.query, self._sort, self.selected_ids()

    @override
    def return_to(self, place: Any) -> None:
        query, (key, descending), chosen = place
        self._return_to_rows = chosen
        if key:
            self.table.sort_by(key, descending=descending)
        self.open(query)

    # --- inside ---------------------------------------------------------------------------------

    _return_to_rows: Sequence[UUID] = ()
    _counted: Sequence[str] = ()

    def _lay_out(self) -> None:
        self.tools = QHBoxLayout()
        self.tools.setSpacing(look.px(Space.SMALL))
        self.tools.addWidget(self.search, 1)
        self.tools.addWidget(self.saved)
        self.columns = self.table.columns_button()
        self.tools.addWidget(self.columns)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.WIDE),) * 4)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addWidget(self.header)
        column.addLayout(self.tools)
        column.addWidget(self.body, 1)
        self.setFocusProxy(self.search)

    def _listen(self) -> None:
        self.search.searched.connect(lambda _text: self._search(keep=False))
        self.search.left_downwards.connect(self._walk_into_list)
        self.saved.chosen.connect(self.open)
        self.saved.said.connect(self.said)
        self.rows.wanted.connect(self._read_page)
        self.rows.sort_wanted.connect(self._order)
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self._go_to_search)

    def _go_to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _walk_into_list(self) -> None:
        self.table.setFocus()
        if not self.table.currentIndex().isValid() and self.rows.rowCount():
            self.table.setCurrentIndex(self.rows.index(0, 0))

    def _order(self, key: str, descending: bool) -> None:
        self._sort = (key, descending)
        self._search(keep=True)
        self.table.scrollToTop()

    def _search(self, *, keep: bool) -> None:
        self._asked += 1
        asked, query, (sort, descending) = self._asked, self.query, self._sort
        if self.found is None:
            self.table.set_loading(loading=True)
        self.operations.read(
            lambda session: self.find_keys(session, query, sort=sort, descending=descending),
            owner=self,
            then=lambda found: self._show(found, asked, keep=keep),
            otherwise=self._could_not_find,
        )

    def _show(self, found: Found, asked: int, *, keep: bool) -> None:
        if asked != self._asked:
            return  # an answer to what was typed before
        before, chosen = self.found, self.selected_ids() if keep else []
        self.found = found
        self.table.set_loading(loading=False)
        self.rows.set_total(found.count, keep=keep and before is not None)
        if before is None or before.ids != found.ids:
            self._select(chosen)
        if self._return_to_rows:
            self._select(self._return_to_rows)
            self.table.scrollTo(self.table.currentIndex())
            self._return_to_rows = ()
        self._say(found)
        self.found_something(found)

    def _say(self, found: Found) -> None:
        """Say how many there are, and what of the search has no effect."""
        remarks = [say(finding) for finding in found.findings]
        self._counted = [tr("{count}건", count=f"{found.count:,}"), *remarks]
        self.say_beside_count("")
        self.header.subtitle.setToolTip("\n".join(remarks))
        self.search.setAccessibleDescription(" ".join(remarks))
        self.search.setProperty("wrong", "true" if remarks else "false")
        self.search.style().unpolish(self.search)
        self.search.style().polish(self.search)

    def _could_not_find(self, error: Exception) -> None:
        self.table.set_loading(loading=False)
        self.complain(error)

    def _read_page(self, first: int, count: int) -> None:
        found, generation = self.found, self.rows.generation
        if found is None:
            return
        ids = found.ids[first : first + count]
        self.operations.read(
            lambda session: self.read_rows(session, ids),
            owner=self,
            then=lambda rows: self.rows.show_page(first, rows, generation=generation),
            otherwise=lambda error: self._missed(first, error),
        )

    def _missed(self, first: int, error: Exception) -> None:
        self.rows.miss(first)
        self.complain(error)

    # --- what is selected -----------------------------------------------------------------------

    def _selected_places(self) -> list[int]:
        chosen = self.table.selectionModel().selection()
        ranges = [chosen.at(number) for number in range(chosen.count())]
        return sorted({row for part in ranges for row in range(part.top(), part.bottom() + 1)})

    def _select(self, chosen: Sequence[UUID]) -> None:
        """Select the same things where they stand now; those that are gone are let go."""
        selection = self.table.selectionModel()
        wanted = set(chosen)
        if not wanted or self.found is None:
            selection.clearSelection()
            return
        places = [row for row, key in enumerate(self.found.ids) if key in wanted]
        whole, last = QItemSelection(), self.rows.columnCount() - 1
        for first, end in _runs(places):
            whole.select(self.rows.index(first, 0), self.rows.index(end, last))
        scrolled = self.table.verticalScrollBar().value()
        selection.select(whole, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        current = self.rows.index(places[0], 0) if places else QModelIndex()
        selection.setCurrentIndex(current, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.table.verticalScrollBar().setValue(scrolled)  # a new current row scrolls to itself

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Keep the columns as they are, before the program can end."""
        self.table.columns.save_now()
        super().hideEvent(event)


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Return the places that follow each other as (first, last)."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and place == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs

"""A long list that is searched in one line: what the lists of cases and companies share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from db.words import Action
from desktop.services import filters
from desktop.views.shared import icons, look
from desktop.views.shared.language import tr
from desktop.views.shared.page import Page
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.paged_row_model import PagedRowModel
from desktop.views.shared.search_edit import SearchEdit
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.search.found import Found
    from desktop.services.search.query import Finding
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations
    from desktop.views.shared.row_model import Column


class ListPage(Page):
    """Searches, sorts and shows a list of any length; rows are read as they come into sight.

    A subclass names itself (`NAME`, `TITLE`), its columns, and how to find and read rows.
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
        self._found: Found | None = None
        self._asked = 0
        self._sort = ("", False)
        self.header = PageHeader(title)
        self.search = SearchEdit(hint)
        self.remark = QLabel()
        self.remark.setProperty("role", "secondary")
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
        self.tools = QHBoxLayout()
        self._lay_out()
        self._listen()

    # --- what a subclass says -------------------------------------------------------------------

    def find(self, session: Session, query: str, *, sort: str, descending: bool) -> Found:
        """Return the keys that `query` finds."""
        raise NotImplementedError

    def read_rows(self, session: Session, ids: Sequence[UUID]) -> list[Any]:
        """Return the rows of a page of keys, in their order."""
        raise NotImplementedError

    # --- what the window asks -------------------------------------------------------------------

    @property
    def query(self) -> str:
        """Return what the list is searched for now."""
        return self.search.text().strip()

    def open(self, query: str) -> None:
        """Search for `query` as if it had been typed."""
        self.search.setText(query)
        self.search.search_now()

    @override
    def refresh(self) -> None:
        """Search again and keep the rows in sight where the list is the same."""
        self._search(keep=True)

    # --- inside ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.saved = QToolButton()
        self.saved.setText(tr("저장한 검색"))
        self.saved.setAccessibleName(tr("저장한 검색"))
        self.saved.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.saved.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        icons.wear(self.saved, "star", "secondary_text")
        self._menu = QMenu(self.saved)
        self.saved.setMenu(self._menu)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.tools.setSpacing(look.px(Space.SMALL))
        self.tools.addWidget(self.search, 1)
        self.tools.addWidget(self.saved)
        self.tools.addWidget(self.table.columns_button())
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.WIDE),) * 4)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addWidget(self.header)
        column.addLayout(self.tools)
        column.addWidget(self.remark)
        column.addWidget(self.body, 1)
        self.setFocusProxy(self.search)

    def _listen(self) -> None:
        self.search.searched.connect(lambda _text: self._search(keep=False))
        self.search.left_downwards.connect(self.table.setFocus)
        self.rows.wanted.connect(self._read_page)
        self.rows.sort_wanted.connect(self._order)
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self.search.setFocus)

    def _order(self, key: str, descending: bool) -> None:
        self._sort = (key, descending)
        self._search(keep=False)

    def _search(self, *, keep: bool) -> None:
        self._asked += 1
        asked, query, (sort, descending) = self._asked, self.query, self._sort
        if self._found is None:
            self.table.set_loading(loading=True)
        self.operations.read(
            lambda session: self.find(session, query, sort=sort, descending=descending),
            owner=self,
            then=lambda found: self._show(found, asked, keep=keep),
        )

    def _show(self, found: Found, asked: int, *, keep: bool) -> None:
        if asked != self._asked:
            return  # an answer to what was typed before
        self._found = found
        self.table.set_loading(loading=False)
        self.rows.set_total(found.count, keep=keep)
        self.header.say(
            self.header.title.text(), subtitle=tr("{count}건", count=f"{found.count:,}")
        )
        self.remark.setText("  ".join(self.say_finding(finding) for finding in found.findings))
        self.remark.setVisible(bool(found.findings))
        self.found_something(found)

    def found_something(self, found: Found) -> None:
        """Do what else a page does with what was found."""

    def say_finding(self, finding: Finding) -> str:
        """Return what the search did not understand, in words."""
        from desktop.views.shared.search_words import say

        return say(finding)

    def _read_page(self, first: int, count: int) -> None:
        found, generation = self._found, self.rows.generation
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
        self.operations.failed.emit(error)

    def _fill_menu(self) -> None:
        self._menu.clear()
        keep = self._menu.addAction(tr("지금 검색을 저장…"))
        keep.setEnabled(bool(self.query))
        keep.triggered.connect(self._keep_search)
        self._menu.addSeparator()
        waiting = self._menu.addAction(tr("읽는 중…"))
        waiting.setEnabled(False)
        self.operations.read(
            lambda session: filters.list_filters(
                session, self.NAME, owner=self.operations.workspace.person
            ),
            owner=self,
            then=lambda kept: self._show_saved(kept, waiting),
        )

    def _show_saved(self, kept: Sequence[Any], waiting: Any) -> None:
        self._menu.removeAction(waiting)
        if not kept:
            none = self._menu.addAction(tr("저장한 검색이 없습니다"))
            none.setEnabled(False)
        for one in kept:
            part = self._menu.addMenu(one.name)
            part.setToolTip(one.query)
            part.addAction(tr("열기")).triggered.connect(
                lambda _on=False, query=one.query: self.open(query)
            )
            part.addAction(tr("지우기")).triggered.connect(
                lambda _on=False, key=one.id: self._forget(key)
            )

    def _keep_search(self) -> None:
        name, fine = QInputDialog.getText(self, tr("검색 저장"), tr("이름"))
        query, person = self.query, self.operations.workspace.person
        if fine and name.strip():
            self.operations.write(
                lambda session: filters.keep(
                    session, self.NAME, name=name.strip(), query=query, owner=person
                ),
                action=Action.FILTER_EDIT,
                owner=self,
                then=lambda _written: self.said.emit(tr("검색을 저장했습니다.")),
            )

    def _forget(self, key: UUID) -> None:
        self.operations.write(
            lambda session: filters.remove(session, key), action=Action.FILTER_EDIT
        )

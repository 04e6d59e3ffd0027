"""The searches of a list that a person keeps: a menu to open, keep, rename and drop them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from db.words import Action, Changed
from desktop.services import filters
from desktop.views.shared import icons
from desktop.views.shared.dialogs import ask_text
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from desktop.services.filters import FilterRow
    from desktop.views.shared.operations import Operations


class SavedSearches(QToolButton):
    """A button with the kept searches of one list.

    Signals:
        chosen: the person wants this search; carries the query.
        said: what was done.
    """

    chosen = Signal(str)
    said = Signal(str)

    def __init__(
        self,
        operations: Operations,
        page: str,
        query: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        """Keep searches under the name of the list; query: returns what is searched for now."""
        super().__init__(parent)
        self._operations = operations
        self._page = page
        self._query = query
        self._kept: Sequence[FilterRow] = ()
        self.setText(tr("저장한 검색"))
        self.setAccessibleName(tr("저장한 검색"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        icons.wear(self, "star", "secondary_text")
        self.list = QMenu(self)
        self.list.setToolTipsVisible(True)
        self.setMenu(self.list)
        self.list.aboutToShow.connect(self._fill)
        operations.changed.connect(self._hear)

    def read(self) -> None:
        """Read the kept searches, so that the menu is there when it is opened."""
        person = self._operations.workspace.person
        self._operations.read(
            lambda session: filters.list_filters(session, self._page, me=person),
            owner=self,
            then=self._take,
        )

    def _hear(self, changed: frozenset[Changed]) -> None:
        if changed & {Changed.FILTERS, Changed.STAFF}:
            self.read()

    def _take(self, kept: Sequence[FilterRow]) -> None:
        self._kept = kept

    def _fill(self) -> None:
        self.list.clear()
        for one in self._kept:
            action = self.list.addAction(one.name)
            action.setToolTip(one.query)
            action.triggered.connect(lambda _on=False, query=one.query: self.chosen.emit(query))
        if not self._kept:
            self.list.addAction(tr("저장한 검색이 없습니다")).setEnabled(False)
        self.list.addSeparator()
        keep = self.list.addAction(tr("지금 검색 저장…"))
        keep.setEnabled(bool(self._query()))
        keep.triggered.connect(self._keep)
        drop = self.list.addMenu(tr("저장한 검색 삭제"))
        drop.setEnabled(bool(self._kept))
        for one in self._kept:
            drop.addAction(one.name).triggered.connect(
                lambda _on=False, one=one: self._drop(one.id, one.name)
            )

    def _keep(self) -> None:
        query, person = self._query(), self._operations.workspace.person
        name = ask_text(self, tr("검색 저장"), tr("이 검색을 부를 이름을 적어 주세요."), text=query)
        if name:
            self._operations.write(
                lambda session: filters.add(
                    session, self._page, name=name, query=query, owner_id=person
                ),
                action=Action.FILTER_EDIT,
                owner=self,
                then=lambda _written: self.said.emit(
                    tr("‘{name}’ 검색을 저장했습니다.", name=name)
                ),
            )

    def _drop(self, key: UUID, name: str) -> None:
        self._operations.write(
            lambda session: filters.remove(session, key),
            action=Action.FILTER_EDIT,
            owner=self,
            then=lambda _written: self.said.emit(tr("‘{name}’ 검색을 삭제했습니다.", name=name)),
        )

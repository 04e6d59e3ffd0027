"""The list of companies, searched in one line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QPushButton, QWidget
from typing_extensions import override

from db.words import Changed
from desktop.services.companies import listing
from desktop.services.companies.listing import CompanySort
from desktop.views.companies.columns import columns
from desktop.views.companies.new_company import NewCompany
from desktop.views.shared import icons
from desktop.views.shared.language import tr
from desktop.views.shared.list_page import ListPage, screen_is_wide
from desktop.views.shared.tab_order import walk_in_order

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.search.found import Found
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations


class CompanyListPage(ListPage):
    """Lists companies; a new one is registered by hand or comes with a sheet."""

    NAME: ClassVar[str] = "companies"
    LISTENS: ClassVar[frozenset[Changed]] = frozenset({Changed.COMPANIES, Changed.CASES})

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            operations,
            settings,
            columns(wide=screen_is_wide()),
            title=tr("기업"),
            hint=tr("예: ㄷㅅㅈㅁ   지역:창원 업종:25 규모:소기업"),
            parent=parent,
        )
        self.add = QPushButton(tr("기업 등록"))
        icons.wear(self.add, "plus")
        self.add.clicked.connect(self._add_company)
        self.take_in = QPushButton(tr("자료 가져오기"))
        self.take_in.setProperty("kind", "primary")
        icons.wear(self.take_in, "upload", "on_solid")
        self.take_in.clicked.connect(lambda: self.page_wanted.emit("import"))
        self.header.add_action(self.add)
        self.header.add_action(self.take_in)
        tools = (self.search, self.saved, self.columns)
        walk_in_order(self.add, self.take_in, *tools, self.table)
        self.table.opened.connect(lambda row: self.company_wanted.emit(row.id))
        self.table.set_empty_state(
            "factory",
            tr("찾는 기업이 없습니다"),
            explanation=tr(
                "검색어를 바꾸거나, 신청기업 목록이나 등록공장 현황을 가져올 수 있습니다."
            ),
            action=tr("자료 가져오기"),
            then=lambda: self.page_wanted.emit("import"),
        )

    @override
    def find_keys(self, session: Session, query: str, *, sort: str, descending: bool) -> Found:
        return listing.find(
            session,
            query,
            today=date.today(),
            me=self.operations.workspace.person,
            sort=CompanySort(sort) if sort in set(CompanySort) else CompanySort.NAME,
            descending=descending,
        )

    @override
    def read_rows(self, session: Session, ids: Sequence[UUID]) -> list[Any]:
        return listing.rows(session, ids)

    def _add_company(self) -> None:
        dialog = NewCompany(self.operations, self)
        dialog.company_added.connect(self.company_wanted)
        dialog.open()

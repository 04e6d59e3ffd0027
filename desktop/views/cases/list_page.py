"""The list of cases: searched in one line, as a table or as a board by stage."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QMenu, QPushButton, QWidget
from typing_extensions import override

from db.words import Action, CaseState, Changed
from desktop.services import staff
from desktop.services.cases import listing, stages
from desktop.services.cases.listing import CaseSort
from desktop.views.cases.board import Board
from desktop.views.cases.columns import columns
from desktop.views.labels import label
from desktop.views.shared import icons
from desktop.views.shared.dialogs import confirm
from desktop.views.shared.language import tr
from desktop.views.shared.list_page import ListPage
from desktop.views.shared.segmented import SegmentedControl

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from desktop.services.cases.listing import CaseRow
    from desktop.services.search.found import Found
    from sqlmodel import Session
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations


class CaseListPage(ListPage):
    """Lists cases; the board shows the same search by stage."""

    NAME: ClassVar[str] = "cases"
    LISTENS: ClassVar[frozenset[Changed]] = frozenset(
        {Changed.CASES, Changed.COMPANIES, Changed.DEADLINES, Changed.STAFF, Changed.PARTNERS}
    )

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            operations,
            settings,
            columns(),
            title=tr("사례"),
            hint=tr("예: ㄷㅅㅈㅁ   단계:구축 담당:@나 기한:<14일"),
            parent=parent,
        )
        self.board = Board(operations)
        self.board.case_wanted.connect(self.case_wanted)
        self.body.addWidget(self.board)
        self.mode = SegmentedControl(
            tr("보기"), [("table", tr("목록"), "list-checks"), ("board", tr("보드"), "columns-3")]
        )
        self.mode.chosen.connect(self._choose_mode)
        self.header.add_action(self.mode)
        self._add_actions()
        self.table.opened.connect(lambda row: self.case_wanted.emit(row.id))
        self.table.selection_changed.connect(self._count_selected)
        self.table.set_empty_state(
            "folder-kanban",
            tr("찾는 사례가 없습니다"),
            explanation=tr("검색어를 바꾸거나, 신청기업 목록을 가져와 사례를 만들 수 있습니다."),
            action=tr("자료 가져오기"),
            then=lambda: self.page_wanted.emit("import"),
        )

    @override
    def find(self, session: Session, query: str, *, sort: str, descending: bool) -> Found:
        return listing.find(
            session,
            query,
            today=date.today(),
            me=self.operations.workspace.person,
            sort=CaseSort(sort) if sort else CaseSort.DUE,
            descending=descending,
        )

    @override
    def read_rows(self, session: Session, ids: Sequence[UUID]) -> list[Any]:
        return listing.rows(session, ids)

    @override
    def found_something(self, found: Found) -> None:
        if self.mode.value() == "board":
            self.board.show_query(self.query)

    # --- inside ---------------------------------------------------------------------------------

    def _add_actions(self) -> None:
        self.bulk = QPushButton(tr("고른 사례"))
        icons.wear(self.bulk, "list-checks")
        self._bulk_menu = QMenu(self.bulk)
        self.bulk.setMenu(self._bulk_menu)
        self._bulk_menu.aboutToShow.connect(self._fill_bulk_menu)
        self.bulk.setVisible(False)
        self.take_in = QPushButton(tr("자료 가져오기"))
        self.take_in.setProperty("kind", "primary")
        icons.wear(self.take_in, "upload", "on_solid")
        self.take_in.clicked.connect(lambda: self.page_wanted.emit("import"))
        self.header.add_action(self.bulk)
        self.header.add_action(self.take_in)
        self.table.setSelectionMode(self.table.SelectionMode.ExtendedSelection)

    def _choose_mode(self, mode: str) -> None:
        self.body.setCurrentWidget(self.board if mode == "board" else self.table)
        if mode == "board":
            self.board.show_query(self.query)

    def _count_selected(self, count: int) -> None:
        self.bulk.setVisible(count > 1)
        self.bulk.setText(tr("고른 사례 {count}건", count=f"{count:,}"))

    def _fill_bulk_menu(self) -> None:
        self._bulk_menu.clear()
        self._owners = self._bulk_menu.addMenu(tr("담당자 지정"))
        states = self._bulk_menu.addMenu(tr("상태 바꾸기"))
        for state in CaseState:
            states.addAction(label(state)).triggered.connect(
                lambda _on=False, state=state: self._set_state(state)
            )
        self.operations.read(staff.list_staff, owner=self, then=self._fill_owners)

    def _fill_owners(self, people: Sequence[Any]) -> None:
        for one in people:
            self._owners.addAction(one.name).triggered.connect(
                lambda _on=False, key=one.id: self._assign(key)
            )

    def _selected(self) -> list[UUID]:
        rows: list[CaseRow] = self.table.selected_rows()
        return [row.id for row in rows]

    def _assign(self, person: UUID) -> None:
        cases = self._selected()
        self.operations.write(
            lambda session: stages.assign(session, cases, person),
            action=Action.CASE_ASSIGN,
            owner=self,
            count=len(cases),
        )

    def _set_state(self, state: CaseState) -> None:
        cases = self._selected()
        sentence = tr(
            "고른 사례 {count}건의 상태를 ‘{state}’(으)로 바꿉니다. 되돌릴 수 있습니다.",
            count=f"{len(cases):,}",
            state=label(state),
        )
        if confirm(self, tr("상태 바꾸기"), sentence, verb=tr("바꾸기")):
            self.operations.write(
                lambda session: stages.set_state(session, cases, state),
                action=Action.CASE_BULK,
                owner=self,
                count=len(cases),
            )

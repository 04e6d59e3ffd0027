"""The list of cases: searched in one line, as a table or as a board by stage."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget
from typing_extensions import override

from db.words import Action, CaseState, Changed
from desktop.services import staff
from desktop.services.cases import listing, stages
from desktop.services.cases.listing import CaseSort
from desktop.services.search import spoken
from desktop.services.search.words import Field
from desktop.services.sync import whereabouts
from desktop.views.cases.board import Board
from desktop.views.cases.case.attaching import FileDrop
from desktop.views.cases.columns import SYNC, CaseLine, columns
from desktop.views.labels import label
from desktop.views.shared import icons, language
from desktop.views.shared.dialogs import ask_text
from desktop.views.shared.language import Language, tr
from desktop.views.shared.list_page import ListPage, screen_is_wide
from desktop.views.shared.segmented import SegmentedControl
from desktop.views.shared.tab_order import walk_in_order

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlmodel import Session

    from db.words import Stage
    from desktop.services.search.found import Found
    from desktop.services.staff import StaffRow
    from desktop.settings import Settings
    from desktop.views.cases.folders_dialog import FoldersDialog
    from desktop.views.shared.operations import Operations


class CaseListPage(ListPage):
    """Lists cases; the board shows the same search by stage."""

    NAME: ClassVar[str] = "cases"
    LISTENS: ClassVar[frozenset[Changed]] = frozenset(
        {
            Changed.CASES,
            Changed.COMPANIES,
            Changed.DEADLINES,
            Changed.STAFF,
            Changed.PARTNERS,
            Changed.SYNC,
        }
    )

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            operations,
            settings,
            columns(wide=screen_is_wide()),
            title=tr("사례"),
            hint=tr("예: ㄷㅅㅈㅁ   단계:구축 담당:@나 기한:<14일"),
            parent=parent,
        )
        self._people: Sequence[StaffRow] = ()
        self.board = Board(operations)
        self.board.case_wanted.connect(self.case_wanted)
        self.board.list_wanted.connect(self._show_stage_in_list)
        self.board.offered.connect(self.offered)
        self.body.addWidget(self.board)
        self.mode = SegmentedControl(
            tr("보기"), [("table", tr("목록"), "list-checks"), ("board", tr("보드"), "columns-3")]
        )
        self.mode.chosen.connect(self._choose_mode)
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
    def find_keys(self, session: Session, query: str, *, sort: str, descending: bool) -> Found:
        return listing.find(
            session,
            query,
            today=date.today(),
            me=self.operations.workspace.person,
            sort=CaseSort(sort) if sort in set(CaseSort) else CaseSort.DUE,
            descending=descending,
        )

    @override
    def read_rows(self, session: Session, ids: Sequence[UUID]) -> list[Any]:
        found = whereabouts.of_rows(session, "case", ids)
        return [
            CaseLine(**vars(row), whereabouts=found[row.id]) for row in listing.rows(session, ids)
        ]

    @override
    def found_something(self, found: Found) -> None:
        if self.mode.value() == "board":
            self.board.show_query(self.query)
        self._count_selected()

    @override
    def refresh(self) -> None:
        """Search again, and read who cases can be handed to."""
        super().refresh()
        self.operations.read(
            lambda session: (staff.list_staff(session), whereabouts.is_enrolled(session)),
            owner=self,
            then=lambda found: self._know(*found),
        )

    @override
    def place(self) -> Any:
        return self.mode.value(), super().place()

    @override
    def return_to(self, place: Any) -> None:
        mode, rest = place
        self.mode.set_value(mode)
        self._choose_mode(mode)
        super().return_to(rest)

    # --- inside ---------------------------------------------------------------------------------

    def _add_actions(self) -> None:
        self.bulk = QPushButton(tr("고른 사례 바꾸기"))
        icons.wear(self.bulk, "list-checks")
        self.bulk_menu = QMenu(self.bulk)
        self.bulk.setMenu(self.bulk_menu)
        self.bulk_menu.aboutToShow.connect(self._fill_bulk_menu)
        self.take_in = QPushButton(tr("자료 가져오기"))
        self.take_in.setProperty("kind", "primary")
        icons.wear(self.take_in, "upload", "on_solid")
        self.take_in.clicked.connect(lambda: self.page_wanted.emit("import"))
        self.take_folders = QPushButton(tr("서류 ZIP"))
        self.take_folders.setToolTip(
            tr("기업마다 폴더가 든 ZIP의 서류를 사례에 넣습니다. 목록에 끌어다 놓아도 됩니다.")
        )
        icons.wear(self.take_folders, "folder-open")
        self.take_folders.clicked.connect(self._pick_folders)
        drop = FileDrop(self, lambda files: self.take_folders_in(files[0]), takes=_is_archive)
        drop.watch(self, self.table, self.table.viewport())
        for action in (self.mode, self.bulk, self.take_folders, self.take_in):
            self.header.add_action(action)
        tools = (self.search, self.saved, self.columns)
        heads = (self.mode, self.bulk, self.take_folders, self.take_in)
        walk_in_order(*heads, *tools, self.table, self.board)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._show_menu)

    def _choose_mode(self, mode: str) -> None:
        self.body.setCurrentWidget(self.board if mode == "board" else self.table)
        self.columns.setEnabled(mode == "table")
        self._count_selected()
        if mode == "board":
            self.board.show_query(self.query)

    def _show_stage_in_list(self, stage: Stage) -> None:
        english = language.chosen() is Language.ENGLISH
        clause = spoken.say(Field.STAGE, stage, english=english)
        self.mode.set_value("table")
        self._choose_mode("table")
        self.open(spoken.put(self.query, Field.STAGE, clause))

    def _count_selected(self, _count: int = 0) -> None:
        count = len(self.selected_ids()) if self.mode.value() == "table" else 0
        self.bulk.setEnabled(count > 0)
        self.bulk.setToolTip(
            tr("{count}건 고름", count=f"{count:,}")
            if count
            else tr("목록에서 사례를 고르세요. Ctrl이나 Shift를 누른 채 누르면 여럿을 고릅니다.")
        )
        self.say_beside_count(tr("{count}건 고름", count=f"{count:,}") if count else "")

    def _know(self, people: Sequence[StaffRow], enrolled: bool) -> None:
        self._people = people
        at = [column.name for column in self.rows.columns].index(SYNC)
        self.table.columns.hide_empty(set() if enrolled else {at})

    def _show_menu(self, at: QPoint) -> None:
        if self.selected_ids():
            self.bulk_menu.popup(self.table.viewport().mapToGlobal(at))

    def _fill_bulk_menu(self) -> None:
        self.bulk_menu.clear()
        owners = self.bulk_menu.addMenu(tr("담당자 지정"))
        for one in self._people:
            owners.addAction(one.name).triggered.connect(
                lambda _on=False, key=one.id: self.assign(key)
            )
        owners.addSeparator()
        owners.addAction(tr("담당자 없음")).triggered.connect(lambda: self.assign(None))
        states = self.bulk_menu.addMenu(tr("상태 바꾸기"))
        for state in CaseState:
            states.addAction(label(state)).triggered.connect(
                lambda _on=False, state=state: self.set_state(state)
            )

    def take_folders_in(self, path: Path) -> FoldersDialog:
        """Look through a ZIP of folders, and let the person say what of it is kept."""
        from desktop.views.cases.folders_dialog import FoldersDialog

        dialog = FoldersDialog(self.operations, path, self)
        dialog.said.connect(self.said)
        dialog.start()
        return dialog

    def _pick_folders(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("서류 묶음 고르기"), "", "ZIP (*.zip)")
        if name:
            self.take_folders_in(Path(name))

    def assign(self, person: UUID | None) -> None:
        """Hand the selected cases to a person, or to nobody."""
        cases = self.selected_ids()
        self.operations.write(
            lambda session: stages.assign(session, cases, person),
            action=Action.CASE_ASSIGN,
            owner=self,
            count=len(cases),
        )

    def set_state(self, state: CaseState) -> None:
        """Change the state of the selected cases, after asking why."""
        cases = self.selected_ids()
        reason = ask_text(
            self,
            tr("상태 바꾸기"),
            tr(
                "고른 사례 {count}건을 ‘{state}’ 상태로 바꿉니다. 되돌릴 수 있습니다.\n사유를 적어"
                " 주세요.",
                count=f"{len(cases):,}",
                state=label(state),
            ),
        )
        if reason:
            self.operations.write(
                lambda session: stages.set_state(session, cases, state, reason=reason),
                action=Action.CASE_BULK,
                owner=self,
                reason=reason,
                count=len(cases),
            )


def _is_archive(files: list[Path]) -> bool:
    """Return whether one ZIP is dropped; sheets are the window's business."""
    return len(files) == 1 and files[0].suffix.lower() == ".zip"

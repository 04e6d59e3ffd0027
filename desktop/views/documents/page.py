"""All documents that were made, and the forms that they are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QPushButton, QWidget
from typing_extensions import override

from db.words import Action, Changed
from desktop.services.documents import make, register
from desktop.services.documents.register import RegisterSort
from desktop.services.errors import FieldsMissingError
from desktop.views.documents.forms import Forms
from desktop.views.documents.make_dialog import MakeDialog
from desktop.views.shared import files, icons
from desktop.views.shared.day_words import day_text
from desktop.views.shared.language import tr
from desktop.views.shared.list_page import ListPage
from desktop.views.shared.row_model import Column
from desktop.views.shared.segmented import SegmentedControl

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from uuid import UUID

    from sqlmodel import Session

    from db.words import DocumentKind
    from desktop.services.documents.make import DocumentMade
    from desktop.services.documents.register import RegisterRow
    from desktop.services.search.found import Found
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations

FOLDER = "documents"  # beside the database, as on the page of a case
_MADE = "made"
_FORMS = "forms"
_SHORT = 8


def _made_at(row: RegisterRow) -> str:
    local = row.made_at.astimezone()
    return f"{day_text(local.date())} {local:%H:%M}"


_COLUMNS: tuple[Column[Any], ...] = (
    Column("문서번호", lambda r: r.number, key="number", width=120),
    Column("문서", lambda r: r.title, key="title", width=150),
    Column("기업", lambda r: r.company, key="company", width=220),
    Column("과제번호", lambda r: r.case_number, key="case", width=128),
    Column("만든 때", _made_at, key="made_at", width=144),
    Column("만든 사람", lambda r: r.made_by, key="made_by", width=90),
    Column("서식 판", lambda r: r.template_version, key="version", width=80),
    Column(
        "지문",
        lambda r: r.file_sha256[:_SHORT],
        key="digest",
        width=90,
        tip=lambda r: f"SHA-256\n{r.file_sha256}\n{r.file_name}",
    ),
)


class DocumentsPage(ListPage):
    """The register as a list that is searched and sorted; the forms in its place on demand."""

    NAME: ClassVar[str] = "documents"
    LISTENS: ClassVar[frozenset[Changed]] = frozenset(
        {Changed.DOCUMENTS, Changed.CASES, Changed.COMPANIES, Changed.STAFF}
    )

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            operations,
            settings,
            _COLUMNS,
            title=tr("문서"),
            hint=tr("문서번호, 문서 이름, 기업 이름·초성, 과제번호, 만든 사람"),
            parent=parent,
        )
        self.forms = Forms(operations)
        self.forms.make_wanted.connect(lambda kind: self.ask(kind=kind))
        self.forms.said.connect(self.said)
        self.body.addWidget(self.forms)
        self.mode = SegmentedControl(
            tr("보기"),
            [(_MADE, tr("만든 문서"), "file-text"), (_FORMS, tr("서식"), "clipboard-check")],
        )
        self.mode.chosen.connect(self.show_mode)
        self.header.add_action(self.mode)
        self.new = QPushButton(tr("문서 만들기"))
        self.new.setProperty("kind", "primary")
        icons.wear(self.new, "plus", "on_solid")
        self.new.clicked.connect(lambda: self.ask())
        self.header.add_action(self.new)
        self._add_acts()
        self.table.set_empty_state(
            "file-text",
            tr("만든 문서가 없습니다"),
            explanation=tr("협약서, 점검표 같은 문서를 사례의 값으로 채워 만듭니다."),
            action=tr("문서 만들기"),
            then=self.ask,
        )

    @property
    def folder(self) -> Path:
        """Return where documents are written."""
        return self.operations.workspace.folder / FOLDER

    @override
    def find_keys(self, session: Session, query: str, *, sort: str, descending: bool) -> Found:
        known = sort in set(RegisterSort)
        return register.find(
            session,
            query,
            sort=RegisterSort(sort) if known else RegisterSort.MADE_AT,
            descending=descending if known else True,
        )

    @override
    def read_rows(self, session: Session, ids: Sequence[UUID]) -> list[Any]:
        return register.rows(session, ids)

    @override
    def found_something(self, found: Found) -> None:
        self._enable()
        if self.mode.value() == _FORMS:
            self.show_mode(_FORMS)  # the line under the title speaks of the forms

    def show_mode(self, mode: str) -> None:
        """Show the register, or the forms."""
        self.mode.set_value(mode)
        forms = mode == _FORMS
        if forms:
            self.forms.show_forms()
            self.header.say(tr("문서"), subtitle=tr("프로그램이 만드는 문서의 서식"))
        else:
            self.say_beside_count("")
        self.body.setCurrentWidget(self.forms if forms else self.table)
        for at in range(self.tools.count()):
            item = self.tools.itemAt(at)
            widget = item.widget() if item is not None else None
            if widget is not None and widget is not self.saved:
                widget.setVisible(not forms)

    def ask(
        self,
        *,
        kind: DocumentKind | None = None,
        case_id: UUID | None = None,
        case_words: str = "",
    ) -> MakeDialog:
        """Open the dialog that makes a document."""
        dialog = MakeDialog(
            self.operations,
            self.folder,
            kind=kind,
            case_id=case_id,
            case_words=case_words,
            parent=self,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.made.connect(self._tell)
        dialog.case_wanted.connect(self.case_wanted)
        dialog.open()
        return dialog

    # --- inside ---------------------------------------------------------------------------------

    def _add_acts(self) -> None:
        self.saved.setVisible(False)  # the register is searched by words, there is little to keep
        self.acts: dict[str, QPushButton] = {}
        deeds: tuple[tuple[str, str, str, Callable[[RegisterRow], object]], ...] = (
            ("open", tr("열기"), "external-link", self._open),
            ("print", tr("인쇄"), "printer", self._print),
            ("folder", tr("폴더에서 보기"), "folder-open", self._show_file),
            ("again", tr("다시 만들기"), "refresh-cw", self.make_again),
        )
        for at, (name, words, icon, deed) in enumerate(deeds):
            button = QPushButton(words)
            icons.wear(button, icon)
            button.clicked.connect(lambda _on=False, deed=deed: self._with_row(deed))
            self.tools.insertWidget(at + 1, button)
            self.acts[name] = button
        self.table.opened.connect(self._open)
        self.table.picked.connect(lambda _row: self._enable())
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self._enable()

    def _enable(self) -> None:
        for button in self.acts.values():
            button.setEnabled(self.table.current_row() is not None)

    def _show_menu(self, at: QPoint) -> None:
        row = self.table.current_row()
        if row is None:
            return
        menu = QMenu(self.table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button in self.acts.values():
            menu.addAction(button.icon(), button.text()).triggered.connect(button.click)
        menu.addSeparator()
        menu.addAction(tr("사례 열기")).triggered.connect(
            lambda: self.case_wanted.emit(row.case_id)
        )
        menu.popup(self.table.viewport().mapToGlobal(at))

    def _with_row(self, deed: Callable[[RegisterRow], object]) -> None:
        row = self.table.current_row()
        if row is not None:
            deed(row)

    def _open(self, row: RegisterRow) -> None:
        self._with_file(row, files.open_file)

    def _print(self, row: RegisterRow) -> None:
        self._with_file(row, files.print_file)

    def _show_file(self, row: RegisterRow) -> None:
        self._with_file(row, files.show_in_folder)

    def _with_file(self, row: RegisterRow, then: Callable[[Path], bool]) -> None:
        folder = self.folder

        def use(path: Path | None) -> None:
            if path is None:
                self.said.emit(
                    tr("파일이 폴더에 없습니다. 다시 만들어 주세요: {name}", name=row.file_name)
                )
            elif not then(path):
                self.said.emit(tr("이 파일을 열 프로그램이 없습니다: {name}", name=path.name))

        self.operations.read(
            lambda session: make.path_of(session, folder, row.id), owner=self, then=use
        )

    def make_again(self, row: RegisterRow) -> None:
        """Make the same document from what the case says today, under a number of its own."""
        folder = self.folder
        self.operations.write(
            lambda session: make.make(session, folder, row.case_id, row.kind),
            action=Action.DOCUMENT_MAKE,
            owner=self,
            then=lambda written: self._tell(written.value),
            otherwise=lambda error: self._cannot(row, error),
            kind=row.kind.value,
        )

    def _cannot(self, row: RegisterRow, error: Exception) -> None:
        if isinstance(error, FieldsMissingError):
            self.ask(kind=row.kind, case_id=row.case_id, case_words=row.company)
        else:
            self.complain(error)

    def _tell(self, made: DocumentMade) -> None:
        path = made.path
        self.offered.emit(
            tr("문서를 만들었습니다: {name}", name=path.name),
            tr("열기"),
            lambda: files.open_file(path),
        )

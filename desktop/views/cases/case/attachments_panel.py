"""The files of a case: dropped or picked, opened, taken off again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout
from typing_extensions import override

from db.words import Action
from desktop.services import attachments
from desktop.views.cases.case.attaching import FileDrop, attach, open_attachment, pick_files
from desktop.views.shared import icons, look
from desktop.views.shared.case_words import moment
from desktop.views.shared.in_place.facts import caption, tool
from desktop.views.shared.in_place.part import Part
from desktop.views.shared.language import tr
from desktop.views.shared.row_model import RIGHT, Column, RowModel
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent
    from sqlmodel import Session

    from desktop.services.attachments import AttachmentRow

_KILO = 1024


def size_words(size: int) -> str:
    """Return a size as people read it."""
    number, unit = float(size), "B"
    for larger in ("KB", "MB", "GB"):
        if number < _KILO:
            break
        number, unit = number / _KILO, larger
    return f"{number:,.0f} {unit}" if number >= 10 or unit == "B" else f"{number:,.1f} {unit}"


COLUMNS: tuple[Column[Any], ...] = (
    Column("파일", lambda row: row.name, icon=lambda _row: "paperclip", key="name", stretch=True),
    Column(
        "크기", lambda row: size_words(row.size), sort=lambda row: row.size, align=RIGHT,
        key="size", width=76,
    ),
)  # fmt: skip


class AttachmentsPanel(Part):
    """A list that takes files; Del takes the chosen one off, and undo brings it back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: RowModel[AttachmentRow] = RowModel(COLUMNS)
        self.table = DataTable(tr("첨부"))
        self.table.show_model(self.rows)
        self.table.set_empty_state(
            "paperclip",
            tr("여기에 파일을 끌어 놓으세요."),
            explanation=tr("파일은 자료 폴더에 함께 보관됩니다."),
            action=tr("파일 고르기"),
            then=self._pick,
        )
        self.table.opened.connect(lambda row: open_attachment(self, row.id, row.name))
        self.table.picked.connect(self._show_picked)
        self.add_button = QPushButton(tr("파일 넣기"))
        icons.wear(self.add_button, "plus")
        self.add_button.clicked.connect(self._pick)
        self.open_button = tool("external-link", tr("첨부 열기"))
        self.open_button.clicked.connect(
            lambda: self.table.opened.emit(self.table.current_row()) if self._chosen() else None
        )
        self.remove_button = tool("trash-2", tr("첨부 빼기 (Del)"))
        self.remove_button.clicked.connect(self.remove)
        self.about = caption()
        tools = QHBoxLayout()
        tools.addWidget(self.add_button)
        tools.addStretch(1)
        tools.addWidget(self.open_button)
        tools.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.SMALL))
        column.addLayout(tools)
        column.addWidget(self.table, 1)
        column.addWidget(self.about)
        FileDrop(self, self._drop).watch(self, self.table, self.table.viewport())
        self._show_picked(None)

    @override
    def read(self, session: Session, case_id: Any) -> list[AttachmentRow]:
        return attachments.list_attachments(session, case_id=case_id)

    @override
    def show_answer(self, answer: list[AttachmentRow]) -> None:
        self.rows.set_rows(answer)
        self._show_picked(self._chosen())

    def remove(self) -> None:
        """Take the chosen file off; the bytes stay, so undo brings it back."""
        row = self._chosen()
        if row is not None:
            self.write(
                lambda session: attachments.remove(session, row.id),
                action=Action.ATTACHMENT_REMOVE,
            )

    def _chosen(self) -> AttachmentRow | None:
        row: AttachmentRow | None = self.table.current_row()
        return row

    def _show_picked(self, row: AttachmentRow | None) -> None:
        self.open_button.setEnabled(row is not None)
        self.remove_button.setEnabled(row is not None)
        self.about.setText(f"{row.name} · {moment(row.added_at)}" if row is not None else "")

    def _pick(self) -> None:
        self._drop(pick_files(self))

    def _drop(self, files: list[Path]) -> None:
        attach(self, files)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.remove()
        else:
            super().keyPressEvent(event)

"""The papers that a company has to hand in: state, days, and the file by drop or by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget
from typing_extensions import override

from db.words import Action, PaperState
from desktop.services import attachments
from desktop.views.cases.case.attaching import FileDrop, open_attachment, pick_files
from desktop.views.cases.case.paper_taking import PaperTaking
from desktop.views.shared import look
from desktop.views.shared.card import Card
from desktop.views.shared.case_words import titled
from desktop.views.shared.in_place.editors import DateEdit, word_choice
from desktop.views.shared.in_place.facts import caption, small_button, widen
from desktop.views.shared.in_place.grid import EditGrid, Line, beside, cell, words
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    from desktop.services.applications.papers import PaperRow
    from desktop.views.shared.in_place.part import Part


class PaperLine(Line["PaperRow"]):
    """One paper."""

    def __init__(self, part: Part, row: PaperRow) -> None:
        self._part = part
        self.row = row
        name = titled(row.title, row.code)
        self._form = part.form("paper", Action.PAPER_EDIT)
        self.title = words()
        self.remark = caption(indented=True)
        self.complaint = caption(role="error", indented=True)
        self.complaint.hide()
        self._name = QWidget()
        self.mark = caption(tr("검증 안 됨"))
        self.mark.setWordWrap(False)
        self.mark.setToolTip(tr("공고 원문으로 검증 안 됨"))
        first = QHBoxLayout()
        first.addWidget(self.title, 1)
        first.addWidget(self.mark)
        column = QVBoxLayout(self._name)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(first)
        column.addWidget(self.remark)
        column.addWidget(self.complaint)
        self.state = word_choice(PaperState, tr("{paper} 상태", paper=name))
        self.issued = DateEdit(tr("{paper} 발급일", paper=name))
        self.valid = DateEdit(tr("{paper} 유효기간", paper=name))
        self._cells = [
            self._name,
            self._bind("state", self.state),
            self._bind("issued_on", self.issued),
            self._bind("valid_to", self.valid),
            self._file_cell(name),
        ]
        FileDrop(self._name, self._drop).watch(*self._cells)

    def _bind(self, name: str, editor: QWidget) -> QWidget:
        field = cell(editor.accessibleName(), editor)
        self._form.bind(name, field)
        return field

    def _file_cell(self, name: str) -> QWidget:
        self.file = small_button("", "paperclip")
        self.file.setAccessibleName(tr("{paper} 파일", paper=name))
        self.file.clicked.connect(self._click)
        return beside(self.file)

    @override
    def cells(self) -> list[QWidget]:
        return self._cells

    @override
    def show(self, row: PaperRow) -> None:
        if row.attachment_id != self.row.attachment_id:
            self.complain("")
        self.row = row
        name = titled(row.title, row.code)
        self.title.setText(name if row.required else tr("{paper} (선택)", paper=name))
        self.mark.setVisible(not row.verified)
        self.remark.setText(row.hint)
        self.remark.setVisible(bool(row.hint))
        self._form.show(
            row.id, {"state": row.state, "issued_on": row.issued_on, "valid_to": row.valid_to}
        )
        metrics = self.file.fontMetrics()
        shown = metrics.elidedText(row.file_name, _MIDDLE, look.px(150))
        self.file.setText(shown or tr("파일 넣기"))
        self.file.setToolTip(row.file_name or tr("파일을 끌어 놓거나 눌러서 고릅니다."))

    def _click(self) -> None:
        attachment = self.row.attachment_id
        if attachment is None:
            self._drop(pick_files(self.file, several=False))
            return
        menu = QMenu(self.file)
        menu.addAction(
            tr("열기"), lambda: open_attachment(self._part, attachment, self.row.file_name)
        )
        menu.addAction(
            tr("다른 파일로 바꾸기"), lambda: self._drop(pick_files(self.file, several=False))
        )
        menu.addAction(tr("파일 빼기"), lambda: self._remove(attachment))
        menu.popup(self.file.mapToGlobal(self.file.rect().bottomLeft()))

    def _remove(self, attachment: UUID) -> None:
        self._part.write(
            lambda session: attachments.remove(session, attachment),
            action=Action.ATTACHMENT_REMOVE,
        )

    def _drop(self, files: list[Path]) -> None:
        if files:
            PaperTaking(self._part, self.row, self.complain).take(files)

    def complain(self, sentence: str) -> None:
        """Say below the name why a file was not taken, or nothing any more."""
        self.complaint.setText(sentence)
        self.complaint.setVisible(bool(sentence))
        if sentence:
            said = QAccessibleAnnouncementEvent(self.file, sentence)
            QAccessible.updateAccessibility(said)


_MIDDLE = Qt.TextElideMode.ElideMiddle


class PapersCard(Card):
    """All papers of one stage."""

    def __init__(self, part: Part) -> None:
        super().__init__(tr("제출 서류"))
        widen(self)
        self.grid: EditGrid[PaperRow] = EditGrid(
            tr("제출 서류"),
            [
                (tr("서류"), 5),
                (tr("상태"), 2),
                (tr("발급일"), 3),
                (tr("유효기간"), 3),
                (tr("파일"), 3),
            ],
            lambda row: PaperLine(part, row),
            empty=tr("이 단계에서 받을 서류가 없습니다."),
        )
        self.add(self.grid)

    def show_papers(self, papers: Sequence[PaperRow]) -> None:
        """Show the papers and how many are still to come."""
        self.grid.show_rows(papers)
        open_ones = sum(not paper.is_settled for paper in papers)
        self.title.setText(
            tr("제출 서류 · 남은 {count}건", count=open_ones) if open_ones else tr("제출 서류")
        )

    def line_of(self, code: str) -> PaperLine | None:
        """Return the line of a paper by its code."""
        lines = (line for line in self.grid.lines.values() if isinstance(line, PaperLine))
        return next((line for line in lines if line.row.code == code), None)

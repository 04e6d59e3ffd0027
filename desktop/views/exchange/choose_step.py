"""The first step: drop a file or choose one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.views.shared import look
from desktop.views.shared.icons import IconLabel
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent

_FILES = "*.xlsx *.xlsm *.xls *.ods *.csv *.tsv *.txt *.htm *.html"


class ChooseStep(QFrame):
    """A large place to drop a sheet on.

    Signals:
        file_chosen: the person chose a file; carries its Path.
    """

    file_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.setProperty("drop", "true")
        self.setAcceptDrops(True)
        self.setAccessibleName(tr("파일을 끌어다 놓는 곳"))
        title = QLabel(tr("받은 파일을 여기에 끌어다 놓으세요"))
        title.setProperty("role", "card-title")
        words = QLabel(
            tr(
                "신청기업 목록, 전국등록공장현황, 성과 지표 값을 가져올 수 있습니다.\n"
                "엑셀(xlsx, xls), ODS, CSV · 제목 줄, 병합된 머리글, 합계 줄이 있어도 됩니다."
            )
        )
        words.setProperty("role", "secondary")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose = QPushButton(tr("파일 고르기"))
        self.choose.setProperty("kind", "primary")
        self.choose.clicked.connect(self._ask)
        column = QVBoxLayout(self)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addStretch(1)
        for widget in (IconLabel("sheet", size=40, colour="secondary_text"), title, words):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(look.px(Space.SMALL))
        column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.setFocusProxy(self.choose)

    def _ask(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, tr("파일 고르기"), "", tr("표 파일 ({files})", files=_FILES)
        )
        if chosen:
            self.file_chosen.emit(Path(chosen))

    def _mark(self, *, over: bool) -> None:
        self.setProperty("drop", "over" if over else "true")
        self.style().unpolish(self)
        self.style().polish(self)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._mark(over=True)

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._mark(over=False)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self._mark(over=False)
        local = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if local:
            event.acceptProposedAction()
            self.file_chosen.emit(Path(local[0]))

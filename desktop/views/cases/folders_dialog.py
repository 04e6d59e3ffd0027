"""Takes in a ZIP with a folder for each company: looked through first, kept as one change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout
from typing_extensions import override

from db.words import Action
from desktop.services.applications.folders import plan as planning
from desktop.services.applications.folders import taking
from desktop.services.security.errors import StoppedError
from desktop.views.cases.folder_parts import FilesPart, FoldersPart
from desktop.views.shared import look
from desktop.views.shared.banner import Banner
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr
from desktop.views.shared.progress import ProgressStrip
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from desktop.services.applications.folders.matching import CaseChoice
    from desktop.services.applications.folders.plan import Plan, PlannedFolder
    from desktop.services.applications.folders.taking import TakenFolders
    from desktop.services.workspace import Written
    from desktop.views.shared.operations import Operations

_WIDE, _HIGH = 980, 640
_TOLD_PARTS = 100


class FoldersDialog(QDialog):
    """Folders above, the files of the folder in hand below; nothing is kept before the last button.

    Signals:
        said: what was taken in, as a sentence for a toast (str).
    """

    said = Signal(str)
    _told = Signal(int, int)

    def __init__(self, operations: Operations, path: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("서류 묶음 가져오기"))
        self.setAccessibleName(tr("서류 묶음 가져오기"))
        self.setProperty("ground", "card")
        self.resize(look.px(_WIDE), look.px(_HIGH))
        self._operations = operations
        self._path = path
        self._stopped = False
        self.plan: Plan | None = None
        self.summary = QLabel(path.name)
        self.summary.setWordWrap(True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.banner = Banner()
        self.progress = ProgressStrip(after_ms=150)
        self.folders = FoldersPart()
        self.files = FilesPart()
        self.take = QPushButton(tr("가져오기"))
        self.take.setProperty("kind", "primary")
        self.take.setEnabled(False)
        self.leave = QPushButton(tr("취소"))
        self._lay_out()
        self.progress.cancelled.connect(self._stop)
        self._told.connect(lambda done, _of: self.progress.advance(done))
        self.folders.picked.connect(self.files.show_folder)
        self.folders.case_chosen.connect(self._choose_case)
        self.files.changed.connect(self._count)
        self.take.clicked.connect(self._take)
        self.leave.clicked.connect(self.reject)

    def start(self) -> None:
        """Look through the ZIP off the screen's thread, and open."""
        self.open()
        self._begin(tr("묶음을 살펴보는 중입니다: {name}", name=self._path.name))
        self._operations.read(
            lambda session: planning.look(session, self._path, told=self._tell),
            owner=self,
            then=self._show,
            otherwise=self._complain,
        )

    @override
    def reject(self) -> None:
        """Stop what is under way; nothing was kept."""
        self._stopped = True
        super().reject()
        self.close()

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(look.px(Space.MEDIUM))
        split.setStyleSheet("QSplitter::handle { background: transparent; }")
        split.addWidget(self.folders)
        split.addWidget(self.files)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(Space.SMALL))
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.WIDE),) * 4)
        column.setSpacing(look.px(Space.MEDIUM))
        for widget in (self.summary, self.banner, self.progress):
            column.addWidget(widget)
        column.addWidget(split, 1)
        column.addLayout(buttons)

    # --- looking --------------------------------------------------------------------------------

    def _show(self, plan: Plan) -> None:
        self._end()
        self.plan = plan
        self.folders.show_plan(plan)
        self._count()
        self.folders.table.setFocus()

    def _choose_case(self, folder: PlannedFolder, case: CaseChoice | None) -> None:
        def chosen(_nothing: None) -> None:
            self.folders.refresh()
            self.files.show_folder(folder)
            self._count()

        self._operations.read(
            lambda session: planning.choose_case(session, folder, case), owner=self, then=chosen
        )

    def _count(self) -> None:
        if self.plan is None:
            return
        self.folders.refresh()
        count = self.plan.count
        self.take.setText(tr("파일 {count}개 가져오기", count=f"{count:,}"))
        self.take.setEnabled(count > 0)
        asked = self.plan.asked
        known = tr(
            "{name} · 폴더 {folders}개", name=self._path.name, folders=len(self.plan.folders)
        )
        waiting = tr("사례를 골라야 하는 폴더가 {count}개 있습니다.", count=asked)
        self.summary.setText(f"{known}. {waiting}" if asked else f"{known}.")

    # --- keeping --------------------------------------------------------------------------------

    def _take(self) -> None:
        plan = self.plan
        if plan is None:
            return
        self._begin(tr("서류를 넣는 중입니다."), total=plan.count)
        self._operations.change(
            lambda workspace: taking.take_in(workspace, plan, told=self._tell),
            action=Action.PAPERS_TAKE_IN,
            owner=self,
            then=self._finish,
            otherwise=self._complain,
        )

    def _finish(self, written: Written[TakenFolders]) -> None:
        taken = written.value
        self.said.emit(
            tr(
                "사례 {cases}건에 서류 {papers}건과 첨부 {attachments}건을 넣었습니다.",
                cases=taken.cases,
                papers=taken.papers,
                attachments=taken.attachments,
            )
        )
        self.accept()
        self.close()

    # --- telling --------------------------------------------------------------------------------

    def _tell(self, done: int, of: int) -> None:
        """Hear from the worker; a person who wants out ends it."""
        if self._stopped:
            raise StoppedError
        if done % max(of // _TOLD_PARTS, 1) == 0:
            self._told.emit(done, of)

    def _begin(self, sentence: str, *, total: int = 0) -> None:
        self._stopped = False
        self.banner.quiet()
        for widget in (self.folders, self.files, self.take):
            widget.setEnabled(False)
        self.progress.start(sentence, total=total)

    def _end(self) -> None:
        self.progress.finish()
        for widget in (self.folders, self.files):
            widget.setEnabled(True)
        self._count()

    def _stop(self) -> None:
        self._stopped = True

    def _complain(self, error: Exception) -> None:
        self._end()
        if isinstance(error, StoppedError):
            self.banner.say(tr("그만두었습니다. 가져온 서류는 없습니다."), Tone.INFORMATION)
        else:
            self.banner.say(explain(error), Tone.DANGER)

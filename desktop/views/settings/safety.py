"""Where the data lie, and what keeps them safe: backup, restoring, checking."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton

from desktop.services.security import backup, verify
from desktop.services.security.errors import StoppedError
from desktop.services.security.watch import WHOLE
from desktop.views.shared import icons, look
from desktop.views.shared.banner import Banner
from desktop.views.shared.card import Card
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr
from desktop.views.shared.progress import ProgressStrip
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.security.verify import Report
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations

T = TypeVar("T")


class SafetyCard(Card):
    """The folder of the data, and three works that take a while and can be stopped."""

    _went = Signal(int, int)  # told by a worker, shown by the screen's thread

    def __init__(self, operations: Operations, settings: Settings) -> None:
        super().__init__(tr("자료와 백업"))
        self._operations = operations
        self._settings = settings
        self._stopped = threading.Event()
        where = QLabel(tr("자료 폴더: {folder}", folder=operations.workspace.folder))
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        where.setWordWrap(True)
        words = QLabel(
            tr("허브에 맞추더라도 백업 파일을 다른 저장 장치에 정기적으로 만들어 두세요.")
        )
        words.setProperty("role", "secondary")
        words.setWordWrap(True)
        self.banner = Banner(closable=True)
        self.progress = ProgressStrip()
        self.back_up = self._button(tr("백업 파일 만들기"), "download", self._back_up)
        self.restore = self._button(tr("백업 복원"), "upload", self._restore)
        self.check = self._button(tr("자료 검사"), "list-checks", self._check)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(Space.SMALL))
        for button in (self.back_up, self.restore, self.check):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for widget in (where, words, self.banner):
            self.add(widget)
        self.body.addLayout(buttons)
        self.add(self.progress)
        self._went.connect(lambda done, _of: self.progress.advance(done))
        self.progress.cancelled.connect(self._stopped.set)

    def back_up_to(self, file: Path) -> None:
        """Write a backup to `file`."""
        self._run(
            tr("백업 파일을 만드는 중입니다."),
            lambda: backup.backup(
                self._operations.workspace,
                file,
                progress=self._went.emit,
                cancelled=self._stopped.is_set,
            ),
            lambda made: self.banner.say(tr("백업했습니다: {file}", file=made), Tone.SUCCESS),
        )

    def restore_into(self, file: Path, folder: Path) -> None:
        """Lay out a backup in an empty folder; it is opened when the program starts next."""
        self._run(
            tr("백업을 복원하는 중입니다."),
            lambda: (
                backup.restore(
                    file, folder, progress=self._went.emit, cancelled=self._stopped.is_set
                ).folder
            ),
            self._restored,
        )

    def check_all(self) -> None:
        """Check the file, its references, the journal and the attachments."""
        self._run(
            tr("자료를 검사하는 중입니다."),
            lambda: verify.verify(
                self._operations.workspace,
                progress=self._went.emit,
                cancelled=self._stopped.is_set,
            ),
            self._checked,
        )

    # --- inside ---------------------------------------------------------------------------------

    def _button(self, words: str, icon: str, then: Callable[[], None]) -> QPushButton:
        button = QPushButton(words)
        icons.wear(button, icon)
        button.clicked.connect(lambda: then())
        return button

    def _back_up(self) -> None:
        name = f"ieum-{date.today().isoformat()}{backup.ENDING}"
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("백업 파일 만들기"), name, f"*{backup.ENDING}"
        )
        if chosen:
            self.back_up_to(Path(chosen))

    def _restore(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, tr("복원할 백업 파일"), "", f"*{backup.ENDING}")
        folder = file and QFileDialog.getExistingDirectory(self, tr("복원할 빈 폴더"))
        if file and folder:
            self.restore_into(Path(file), Path(folder))

    def _check(self) -> None:
        self.check_all()

    def _run(self, sentence: str, work: Callable[[], T], then: Callable[[T], object]) -> None:
        self._stopped.clear()
        self.banner.quiet()
        self._enable(on=False)
        self.progress.start(sentence, total=WHOLE)

        def done(outcome: T) -> None:
            self._finish()
            then(outcome)

        self._operations.run(work, owner=self, then=done, otherwise=self._failed)

    def _finish(self) -> None:
        self.progress.finish()
        self._enable(on=True)

    def _enable(self, *, on: bool) -> None:
        for button in (self.back_up, self.restore, self.check):
            button.setEnabled(on)

    def _failed(self, error: Exception) -> None:
        self._finish()
        tone = Tone.INFORMATION if isinstance(error, StoppedError) else Tone.DANGER
        self.banner.say(explain(error), tone)

    def _restored(self, folder: Path) -> None:
        self._settings.workspace = folder
        self.banner.say(
            tr(
                "{folder} 폴더에 복원했습니다. 이음을 다시 시작하면 복원한 자료가 열립니다.",
                folder=folder,
            ),
            Tone.SUCCESS,
        )

    def _checked(self, report: Report) -> None:
        if report.is_clean:
            self.banner.say(
                tr(
                    "이상이 없습니다. {rows}행, 변경 {changes}건, 첨부 {files}개를 검사했습니다.",
                    rows=f"{report.rows:,}",
                    changes=f"{report.changes:,}",
                    files=f"{report.files:,}",
                ),
                Tone.SUCCESS,
            )
        else:
            self.banner.say(
                tr(
                    "맞지 않는 곳이 {count}군데 있습니다. 백업을 만들어 둔 뒤 관리자에게 알려"
                    " 주세요.",
                    count=f"{report.found:,}",
                ),
                Tone.DANGER,
            )

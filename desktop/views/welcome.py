"""The first thing that a new user sees: begin with the demo world, anew, or with what is there."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.errors import DeskError
from db.words import Action, CodeKind
from desktop.services import codes, setup
from desktop.services.workspace import Workspace
from desktop.views.shared import error_dialog, look
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from desktop.settings import Settings

_DEMO_COMPANIES = 3_000
_DEMO_SEED = 2018


class _Maker(QThread):
    """Makes a workspace off the screen's thread.

    Signals:
        went: how many of how many companies are done.
        made: the workspace, or the failure.
    """

    went = Signal(int, int)
    made = Signal(object)

    def __init__(
        self, folder: Path, centre: str, person: str, *, demo: bool, owner: QObject
    ) -> None:
        super().__init__(owner)
        self._folder, self._centre, self._person, self._demo = folder, centre, person, demo

    def run(self) -> None:
        """Make it and tell."""
        try:
            self.made.emit(self._make())
        except DeskError as error:
            self.made.emit(error)

    def _make(self) -> Workspace:
        workspace = setup.begin(self._folder, centre=self._centre, person=self._person)
        if self._demo:
            from desktop.services.demo import world

            workspace.write(
                lambda session: world.make(
                    session,
                    companies=_DEMO_COMPANIES,
                    seed=_DEMO_SEED,
                    today=date.today(),
                    centre=self._centre,
                    progress=self.went.emit,
                ),
                action=Action.DEMO,
            )
        return workspace


class Welcome(QDialog):
    """Asks for the center and the name, and makes or opens a workspace."""

    def __init__(self, folder: Path, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("이음 시작하기"))
        self._folder = folder
        self._settings = settings
        self.workspace: Workspace | None = None
        self._maker: _Maker | None = None
        self._build()

    @classmethod
    def ask(cls, folder: Path, settings: Settings) -> Workspace | None:
        """Return the workspace that the person began with, or None when they left."""
        dialog = cls(folder, settings)
        dialog.exec()
        return dialog.workspace

    def _build(self) -> None:
        title = QLabel(tr("이음을 시작합니다"))
        title.setProperty("role", "page-title")
        words = QLabel(
            tr(
                "자료는 이 컴퓨터에 저장되며 인터넷이 없어도 모두 쓸 수 있습니다.\n{folder}",
                folder=self._folder,
            )
        )
        words.setProperty("role", "secondary")
        words.setWordWrap(True)
        self.centre = QComboBox()
        self.centre.setAccessibleName(tr("센터"))
        for entry in codes.entries(CodeKind.CENTRE):
            self.centre.addItem(entry.name, entry.code)
        self.person = QLineEdit()
        self.person.setAccessibleName(tr("이름"))
        self.person.setPlaceholderText(tr("기록에 남을 이름"))
        fields = QFormLayout()
        fields.addRow(tr("센터(&C)"), self.centre)
        fields.addRow(tr("이름(&N)"), self.person)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(tr("진행"))
        self.progress.setVisible(False)
        self.begin = QPushButton(tr("빈 자료로 시작하기"))
        self.begin.setProperty("kind", "primary")
        self.begin.clicked.connect(lambda: self._make(demo=False))
        self.demo = QPushButton(tr("체험 자료로 둘러보기"))
        self.demo.clicked.connect(lambda: self._make(demo=True))
        self.other = QPushButton(tr("다른 폴더의 자료 열기"))
        self.other.setProperty("kind", "ghost")
        self.other.clicked.connect(self._open_other)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.HUGE),) * 4)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addWidget(title)
        column.addWidget(words)
        column.addLayout(fields)
        for widget in (self.progress, self.begin, self.demo, self.other):
            column.addWidget(widget)
        self.setMinimumWidth(look.px(460))

    def _make(self, *, demo: bool) -> None:
        person = self.person.text().strip() or (tr("체험 담당자") if demo else "")
        if not person:
            self.person.setFocus()
            self.person.setPlaceholderText(tr("이름을 적어 주세요"))
            return
        for button in (self.begin, self.demo, self.other):
            button.setEnabled(False)
        self.progress.setRange(0, 0)
        self.progress.setVisible(True)
        self._maker = _Maker(self._folder, self.centre.currentData(), person, demo=demo, owner=self)
        self._maker.went.connect(self._went)
        self._maker.made.connect(self._made)
        self._maker.start()

    def _went(self, done: int, of: int) -> None:
        self.progress.setRange(0, of)
        self.progress.setValue(done)

    def _made(self, outcome: Workspace | DeskError) -> None:
        assert self._maker is not None
        self._maker.wait()
        if isinstance(outcome, DeskError):
            error_dialog.show(outcome, self)
            self.progress.setVisible(False)
            for button in (self.begin, self.demo, self.other):
                button.setEnabled(True)
            return
        self.workspace = outcome
        self._settings.workspace = self._folder
        self._settings.centre = outcome.centre
        self._settings.person = str(outcome.person)
        self.accept()

    def _open_other(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("자료가 있는 폴더"))
        if not chosen:
            return
        try:
            self.workspace = Workspace.open(Path(chosen))
        except DeskError as error:
            error_dialog.show(error, self)
            return
        self.workspace.centre = self.workspace.read(setup.centre_of)
        self.workspace.person = self.workspace.read(
            lambda session: setup.who_works_here(session, self._settings.person)
        )
        self._settings.workspace = Path(chosen)
        self.accept()

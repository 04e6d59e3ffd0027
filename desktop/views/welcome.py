"""The first thing that a new user sees: begin with the demo world, anew, or with what is there."""

from __future__ import annotations

import platform
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from db.errors import DeskError
from db.words import Action, CodeKind
from desktop.services import codes, setup
from desktop.services.security import backup
from desktop.services.workspace import Workspace
from desktop.views.shared import error_dialog, look
from desktop.views.shared.form import FormField
from desktop.views.shared.garbage import Garbage
from desktop.views.shared.language import tr
from desktop.views.shared.sync_words import SYNC_MINUTES
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.settings import Settings

_DEMO_COMPANIES = 3_000
_DEMO_SEED = 2018
_WIDTH = 480


class _Maker(QThread):
    """Makes a workspace off the screen's thread.

    Signals:
        went: how many of how many steps are done.
        made: the workspace, or the failure.
    """

    went = Signal(int, int)
    made = Signal(object)

    def __init__(self, make: Callable[[_Maker], Workspace], owner: QObject) -> None:
        super().__init__(owner)
        self._make = make

    def told(self, done: int, of: int) -> None:
        """Tell how far it is, in parts of a thousand: bytes may be more than Qt can count."""
        if of:
            self.went.emit(done * 1_000 // of, 1_000)

    @override
    def run(self) -> None:
        """Make it and tell; a failure nobody expected is told too, so that nobody waits for it."""
        try:
            self.made.emit(self._make(self))
        except Exception as error:
            self.made.emit(error)


class Welcome(QDialog):
    """Asks for the center and the name, and makes, restores or opens a workspace."""

    def __init__(self, folder: Path, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("이음 시작하기"))
        self.setProperty("ground", "card")
        self._folder = folder
        self._settings = settings
        self.workspace: Workspace | None = None
        self._maker: _Maker | None = None
        self._from_hub = False
        self._left: DeskError | None = None  # what of the hub has not come yet
        self._build()

    @classmethod
    def ask(cls, folder: Path, settings: Settings) -> Workspace | None:
        """Return the workspace that the person began with, or None when they left."""
        dialog = cls(folder, settings)
        dialog.exec()
        return dialog.workspace

    # --- beginning ------------------------------------------------------------------------------

    def begin_anew(self) -> None:
        """Begin with an empty workspace; who works where has to be said."""
        centre, person = self.centre.currentData(), self.person.text().strip()
        self.centre_field.set_error(None if centre else tr("센터를 골라 주세요."))
        self.person_field.set_error(None if person else tr("이름을 적어 주세요."))
        if centre and person:
            self._start(lambda _maker: setup.begin(self._folder, centre=centre, person=person))
        else:
            (self.person if centre else self.centre).setFocus()
        self._grow()

    def begin_demo(self) -> None:
        """Begin with an invented world; nothing has to be said."""
        centre = self.centre.currentData() or self.centre.itemData(0)
        person = self.person.text().strip() or tr("체험 담당자")
        self._start(lambda maker: _demo(maker, self._folder, centre, person))

    def begin_from_hub(self) -> None:
        """Begin with what the hub knows; its address, a code and the name have to be said."""
        fields = (self.url_field, self.code_field, self.label_field, self.person_field)
        values = [field.editor.text().strip() for field in fields]  # type: ignore[attr-defined]
        for field, value in zip(fields, values, strict=True):
            field.set_error(None if value else tr("비워 둘 수 없습니다. 값을 적어 주세요."))
        url, code, label, person = values
        if all(values):
            self._start(lambda maker: self._joined(maker, url, code, label, person))
        else:
            fields[values.index("")].editor.setFocus()
        self._grow()

    def restore(self, file: Path) -> None:
        """Begin with a backup."""

        def make(maker: _Maker) -> Workspace:
            backup.restore(file, self._folder, progress=maker.went.emit)
            return _opened(self._folder, self._settings.person)

        self._start(make)

    def open_folder(self, folder: Path) -> None:
        """Begin with a workspace that is there."""
        self._folder = folder
        self._start(lambda _maker: _opened(folder, self._settings.person))

    # --- building -------------------------------------------------------------------------------

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
        self.centre.setPlaceholderText(tr("센터를 골라 주세요."))
        for entry in codes.entries(CodeKind.CENTRE):
            self.centre.addItem(entry.name, entry.code)
        self.centre.setCurrentIndex(-1)
        self.person = QLineEdit()
        self.person.setPlaceholderText(tr("기록에 남을 이름"))
        self.person.returnPressed.connect(self.begin_anew)
        self.centre_field = FormField(tr("센터"), self.centre)
        self.person_field = FormField(tr("이름"), self.person)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(tr("진행"))
        self.progress.setVisible(False)
        self.hub_fields = self._hub_fields()
        self.hub = self._button(tr("허브에서 시작하기"), "primary", self.begin_from_hub)
        self.leave_hub = self._button(tr("돌아가기"), "ghost", lambda: self.show_hub(shown=False))
        self.from_hub = self._button(
            tr("허브에서 시작하기"), "secondary", lambda: self.show_hub(shown=True)
        )
        self.begin = self._button(tr("빈 자료로 시작하기"), "primary", self.begin_anew)
        self.demo = self._button(tr("체험 자료로 둘러보기"), "secondary", self.begin_demo)
        self.other = self._button(tr("다른 폴더의 자료 열기"), "ghost", self._choose_folder)
        self.back = self._button(tr("백업 복원"), "ghost", self._choose_backup)
        quiet = QHBoxLayout()
        quiet.addStretch(1)
        for button in (self.other, self.back):
            quiet.addWidget(button)
        quiet.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.HUGE),) * 4)
        column.setSpacing(look.px(Space.MEDIUM))
        for widget in (
            title, words, self.hub_fields, self.centre_field, self.person_field, self.progress,
        ):  # fmt: skip
            column.addWidget(widget)
        for button in (self.hub, self.leave_hub, self.begin, self.demo, self.from_hub):
            column.addWidget(button)
        for widget in (self.hub_fields, self.hub, self.leave_hub):
            widget.hide()
        column.addLayout(quiet)
        column.addStretch(1)
        self.resize(look.px(_WIDTH), 0)
        self._grow()
        self.centre.setFocus()

    def _hub_fields(self) -> QWidget:
        """Return what has to be known of the hub; out of sight until somebody wants it."""
        self.url, self.code, self.label = QLineEdit(), QLineEdit(), QLineEdit(platform.node())
        self.url.setPlaceholderText(tr("예: https://hub.center.example:8443"))
        self.url_field = FormField(tr("허브 주소"), self.url)
        self.code_field = FormField(
            tr("등록 번호"),
            self.code,
            help_text=tr("허브 관리자가 알려 준 한 번만 쓰는 번호입니다."),
        )
        self.label_field = FormField(
            tr("이 컴퓨터의 이름"),
            self.label,
            help_text=tr("다른 사람이 이 컴퓨터를 알아볼 이름입니다."),
        )
        self.code.returnPressed.connect(self.begin_from_hub)
        fields = QWidget()
        column = QVBoxLayout(fields)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.MEDIUM))
        for field in (self.url_field, self.code_field, self.label_field):
            column.addWidget(field)
        return fields

    def show_hub(self, *, shown: bool) -> None:
        """Ask for the hub in the place of the center, or go back to the other beginnings."""
        self.hub_fields.setVisible(shown)
        of_hub: tuple[QWidget, ...] = (self.hub, self.leave_hub)
        of_others: tuple[QWidget, ...] = (
            self.centre_field, self.begin, self.demo, self.from_hub, self.other, self.back,
        )  # fmt: skip
        for widget in (*of_hub, *of_others):
            widget.setVisible((widget in of_hub) == shown)
        (self.url if shown else self.centre).setFocus()
        self._grow()

    def _joined(self, maker: _Maker, url: str, code: str, label: str, person: str) -> Workspace:
        from desktop.services.sync import joining  # most people begin without a hub

        joined = joining.join(
            self._folder,
            url=url,
            code=code,
            label=label,
            person=person,
            progress=maker.told,
        )
        self._left, self._from_hub = joined.failure, True
        return joined.workspace

    def _button(self, words: str, kind: str, then: Callable[[], None]) -> QPushButton:
        button = QPushButton(words)
        button.setProperty("kind", kind)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: then())
        return button

    def _grow(self) -> None:
        """Give what was added the room that it needs, and no more."""
        column = self.layout()
        if column is not None:
            column.activate()
        needed = self.heightForWidth(self.width())
        self.resize(self.width(), max(needed, self.minimumSizeHint().height()))

    # --- working --------------------------------------------------------------------------------

    def _start(self, make: Callable[[_Maker], Workspace]) -> None:
        self._enable(on=False)
        self.progress.setRange(0, 0)
        self.progress.setVisible(True)
        self._grow()
        self._garbage = Garbage(self)
        self._maker = _Maker(make, self)
        self._maker.went.connect(self._went)
        self._maker.made.connect(self._made)
        self._maker.start()

    def _went(self, done: int, of: int) -> None:
        self.progress.setRange(0, of)
        self.progress.setValue(done)

    def _made(self, outcome: Workspace | Exception) -> None:
        assert self._maker is not None
        self._maker.wait()
        self._maker = None
        self._garbage.stop()
        self.progress.setVisible(False)
        self._enable(on=True)
        if isinstance(outcome, Exception):
            error_dialog.show(outcome, self)
            return
        self.workspace = outcome
        self._settings.workspace = self._folder
        self._settings.centre = outcome.centre
        self._settings.person = str(outcome.person or "")
        if self._from_hub and self._settings.sync_minutes is None:
            self._settings.sync_minutes = SYNC_MINUTES
        if self._left is not None:
            error_dialog.show(self._left, self)
        self.accept()

    def _enable(self, *, on: bool) -> None:
        for widget in (
            self.begin, self.demo, self.other, self.back, self.centre, self.person, self.from_hub,
            self.hub, self.leave_hub, self.hub_fields,
        ):  # fmt: skip
            widget.setEnabled(on)

    @override
    def reject(self) -> None:
        """Leave, but not while something is being made: it would be left half done."""
        if self._maker is None:
            super().reject()

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("자료가 있는 폴더"))
        if chosen:
            self.open_folder(Path(chosen))

    def _choose_backup(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, tr("복원할 백업 파일"), "", f"*{backup.ENDING}"
        )
        if chosen:
            self.restore(Path(chosen))


def _demo(maker: _Maker, folder: Path, centre: str, person: str) -> Workspace:
    from desktop.services.demo import world

    workspace = setup.begin(folder, centre=centre, person=person)
    workspace.write(
        lambda session: world.make(
            session,
            companies=_DEMO_COMPANIES,
            seed=_DEMO_SEED,
            today=date.today(),
            centre=centre,
            progress=maker.went.emit,
        ),
        action=Action.DEMO,
    )
    return workspace


def _opened(folder: Path, person: str) -> Workspace:
    workspace = Workspace.open(folder)
    try:
        workspace.centre = workspace.read(setup.centre_of)
        workspace.person = workspace.read(lambda session: setup.who_works_here(session, person))
    except DeskError:
        workspace.close()
        raise
    return workspace

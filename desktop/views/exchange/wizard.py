"""Takes a sheet in, in four steps: choose, map, preview, apply."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from db.words import Action
from desktop.services.exchange import mappings, sheet, taking_in
from desktop.services.security.errors import StoppedError
from desktop.views.exchange.choose_step import ChooseStep
from desktop.views.exchange.done_step import DoneStep
from desktop.views.exchange.map_step import MapStep
from desktop.views.exchange.preview_step import PreviewStep
from desktop.views.shared import look
from desktop.views.shared.banner import Banner
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr
from desktop.views.shared.page import Page
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.progress import ProgressStrip
from desktop.views.shared.stepper import Step, Stepper, StepState
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from db.words import ImportKind
    from desktop.services.exchange.sheet import Sheet
    from desktop.services.workspace import Workspace
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations

_CHOOSE, _MAP, _PREVIEW, _DONE = range(4)


class ImportWizard(Page):
    """Leads a sheet from the file to the register; nothing is kept before the last step."""

    _told = Signal(int, int)

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(operations, settings, parent)
        self.sheet: Sheet | None = None
        self._stopped = False
        self.header = PageHeader(tr("자료 가져오기"))
        self.stepper = Stepper(_steps(_CHOOSE))
        self.banner = Banner(closable=True)
        self.banner.quiet()
        self.progress = ProgressStrip(after_ms=150)
        self.choose = ChooseStep()
        self.map = MapStep()
        self.preview = PreviewStep()
        self.done = DoneStep()
        self.steps = QStackedWidget()
        for step in (self.choose, self.map, self.preview, self.done):
            self.steps.addWidget(step)
        self.back = QPushButton(tr("이전"))
        self.next = QPushButton(tr("다음"))
        self.next.setProperty("kind", "primary")
        self._lay_out()
        self._listen()
        self._show(_CHOOSE)

    @override
    def open(self, wanted: Any) -> None:
        """Begin with a file."""
        self._read(Path(wanted))

    @override
    def refresh(self) -> None:
        """Nothing: what is chosen stays as it is."""

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        buttons.addWidget(self.next)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.WIDE),) * 4)
        column.setSpacing(look.px(Space.MEDIUM))
        for widget in (self.header, self.stepper, self.banner, self.progress):
            column.addWidget(widget)
        column.addWidget(self.steps, 1)
        column.addLayout(buttons)

    def _listen(self) -> None:
        self.choose.file_chosen.connect(self._read)
        self.map.read_again.connect(self._read_again)
        self.map.complete.connect(self.next.setEnabled)
        self.preview.count_changed.connect(self._count)
        self.preview.said.connect(self.said)
        self.preview.failed.connect(self._complain)
        self.done.again.connect(self._start_over)
        self.done.cases_wanted.connect(self.cases_wanted)
        self.done.page_wanted.connect(self.page_wanted)
        self.back.clicked.connect(self._go_back)
        self.next.clicked.connect(self._go_on)
        self.stepper.chosen.connect(self._go_to)
        self.progress.cancelled.connect(self._stop)
        self._told.connect(lambda done, _of: self.progress.advance(done))

    # --- reading ----------------------------------------------------------------------------------

    def _read(
        self,
        path: Path,
        *,
        name: str | None = None,
        kind: ImportKind | None = None,
        header_row: int | None = None,
    ) -> None:
        self._begin(tr("파일을 읽는 중입니다: {name}", name=path.name))
        self.operations.read(
            lambda session: sheet.look(
                session,
                path,
                sheet=name,
                kind=kind,
                header_row=header_row,
                cancelled=lambda: self._stopped,
            ),
            owner=self,
            then=self._map,
            otherwise=self._complain,
        )

    def _read_again(self, name: str, kind: ImportKind, header_row: int) -> None:
        if self.sheet is not None:
            row = None if header_row < 0 else header_row
            self._read(self.sheet.path, name=name, kind=kind, header_row=row)

    def _map(self, found: Sheet) -> None:
        self._end()
        self.sheet = found
        self.map.show_sheet(found)
        self._show(_MAP)

    def _check(self) -> None:
        assert self.sheet is not None
        chosen = self.sheet
        chosen.mapping = self.map.mapping()
        if self.map.remember.isChecked():
            self.operations.write(
                lambda session: mappings.remember(
                    session, chosen.header.columns, chosen.kind, chosen.mapping, sender=""
                ),
                action=Action.MAPPING_EDIT,
            )
        self._begin(tr("행을 확인하는 중입니다."))
        self.operations.read(
            lambda session: sheet.check(session, chosen),
            owner=self,
            then=self._preview,
            otherwise=self._complain,
        )

    def _preview(self, checked: Sheet) -> None:
        self._end()
        self.preview.show_sheet(checked)
        self._show(_PREVIEW)
        self.operations.read(
            self.preview.read_announcements, owner=self, then=self.preview.show_announcements
        )

    # --- keeping ----------------------------------------------------------------------------------

    def _apply(self) -> None:
        assert self.sheet is not None
        chosen = self.sheet
        assert chosen.checked is not None
        refused = len(chosen.checked.refused)
        call = self.preview.announcement()
        self._begin(tr("가져오는 중입니다."), total=len(chosen.planned))
        self.next.setEnabled(False)

        def keep(workspace: Workspace) -> Any:
            return taking_in.take_in(
                workspace,
                chosen.planned,
                chosen.kind,
                file=chosen.path,
                refused=refused,
                announcement_id=call,
                told=self._tell_or_stop,
            )

        self.operations.change(
            keep,
            action=Action.IMPORT,
            owner=self,
            then=self._finish,
            otherwise=self._complain,
        )

    def _tell_or_stop(self, done: int, of: int) -> None:
        """Hear from the worker; a person who wants out rolls the whole sheet back."""
        if self._stopped:
            raise StoppedError
        self._told.emit(done, of)

    def _finish(self, written: Any) -> None:
        self._end()
        assert self.sheet is not None
        self.done.show_outcome(written.value, self.sheet)
        self._show(_DONE)

    # --- moving -----------------------------------------------------------------------------------

    def _show(self, step: int) -> None:
        self.steps.setCurrentIndex(step)
        self.stepper.set_steps(_steps(step))
        self.back.setVisible(step in (_MAP, _PREVIEW))
        self.next.setVisible(step in (_MAP, _PREVIEW))
        if step == _MAP:
            self.next.setText(tr("미리 보기"))
            self.next.setEnabled(self.map.is_complete())
        elif step == _PREVIEW:
            self._count(self.preview.count())
        self.setFocusProxy(self.steps.widget(step))

    def _count(self, count: int) -> None:
        self.next.setText(tr("{count}행 가져오기", count=f"{count:,}"))
        self.next.setEnabled(count > 0)

    def _go_on(self) -> None:
        self._check() if self.steps.currentIndex() == _MAP else self._apply()

    def _go_back(self) -> None:
        self._show(self.steps.currentIndex() - 1)

    def _go_to(self, key: str) -> None:
        if int(key) < self.steps.currentIndex() != _DONE:
            self._show(int(key))

    def _start_over(self) -> None:
        self.sheet = None
        self._show(_CHOOSE)

    # --- telling ----------------------------------------------------------------------------------

    def _begin(self, sentence: str, *, total: int = 0) -> None:
        self._stopped = False
        self.banner.quiet()
        self.progress.start(sentence, total=total)

    def _end(self) -> None:
        self.progress.finish()

    def _stop(self) -> None:
        self._stopped = True

    def _complain(self, error: Exception) -> None:
        self._end()
        self.banner.say(explain(error), Tone.DANGER)
        self.next.setEnabled(True)


def _steps(now: int) -> list[Step]:
    words = (tr("파일 고르기"), tr("열 맞추기"), tr("미리 보기"), tr("가져오기"))
    return [
        Step(
            str(at),
            word,
            StepState.DONE if at < now else StepState.NOW if at == now else StepState.AHEAD,
        )
        for at, word in enumerate(words)
    ]

"""Takes a sheet in, in four steps: choose, map, preview, apply."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from db.words import Action, ImportKind
from desktop.services import announcements
from desktop.services.exchange import mappings, planning, sheet, taking_in
from desktop.services.exchange.errors import SheetCancelledError
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
    from collections.abc import Sequence
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.exchange.sheet import Sheet
    from desktop.services.workspace import Workspace
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations

_CHOOSE, _MAP, _PREVIEW, _DONE = range(4)
_TOLD_PARTS = 100  # how often at most the screen hears how far the work is


class ImportWizard(Page):
    """Leads a sheet from the file to the register; nothing is kept before the last step.

    Enter goes on, Alt+← goes back; in the preview Enter goes from one open question to the next.
    """

    _told = Signal(int, int)

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(operations, settings, parent)
        self.sheet: Sheet | None = None
        self._stopped = False
        self._busy = False
        self.header = PageHeader(tr("자료 가져오기"))
        self.stepper = Stepper(_steps(_CHOOSE))
        self.banner = Banner(closable=True)
        self.progress = ProgressStrip(after_ms=150)
        self.choose = ChooseStep()
        self.map = MapStep()
        self.preview = PreviewStep()
        self.done = DoneStep()
        self.steps = QStackedWidget()
        for step in (self.choose, self.map, self.preview, self.done):
            self.steps.addWidget(step)
        self.back = QPushButton(tr("이전"))
        self.back.setToolTip(tr("앞 단계로 (Alt+←)"))
        self.next = QPushButton(tr("다음"))
        self.next.setToolTip(tr("다음 단계로 (Enter)"))
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
        self.map.complete.connect(self._let_on)
        self.preview.count_changed.connect(self._count)
        self.preview.call_chosen.connect(self._choose_call)
        self.preview.ready.connect(lambda: self.next.setFocus(Qt.FocusReason.TabFocusReason))
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
        if self._busy:
            return
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
                owner=self,
                otherwise=self._complain,
            )
        rows = len(chosen.content.rows)
        self._begin(tr("행을 확인하는 중입니다."), total=rows)

        def look_through(session: Session) -> list[tuple[UUID, str]]:
            calls = [(one.id, one.title) for one in announcements.list_announcements(session)]
            chosen.announcement_id = calls[0][0] if calls and _asks_for_call(chosen) else None
            sheet.check(session, chosen, pause=lambda done: self._tell_or_stop(done, rows))
            return calls

        self.operations.read(look_through, owner=self, then=self._preview, otherwise=self._complain)

    def _preview(self, calls: Sequence[tuple[UUID, str]]) -> None:
        self._end()
        assert self.sheet is not None
        self.preview.show_announcements(calls, self.sheet.announcement_id)
        self.preview.show_sheet(self.sheet)
        self._show(_PREVIEW)

    def _choose_call(self, announcement_id: UUID | None) -> None:
        """Look again which applications are there already, now for another announcement."""
        assert self.sheet is not None
        chosen = self.sheet
        chosen.announcement_id = announcement_id
        self.operations.read(
            lambda session: planning.look_for_same_cases(
                session, chosen.planned, announcement_id=announcement_id
            ),
            owner=self,
            then=lambda _nothing: self.preview.plan_changed(),
            otherwise=self._complain,
        )

    # --- keeping ----------------------------------------------------------------------------------

    def _apply(self) -> None:
        assert self.sheet is not None
        chosen = self.sheet
        assert chosen.checked is not None
        refused = len(chosen.checked.refused)
        self._begin(tr("가져오는 중입니다."), total=len(chosen.planned))

        def keep(workspace: Workspace) -> Any:
            return taking_in.take_in(
                workspace,
                chosen.planned,
                chosen.kind,
                file=chosen.path,
                refused=refused,
                announcement_id=chosen.announcement_id,
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
        if done % max(of // _TOLD_PARTS, 1) == 0:
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
            self._let_on(self.map.is_complete())
        elif step == _PREVIEW:
            self._count(self.preview.count())
        else:
            self.next.setEnabled(False)  # a hidden button must not take the sheet in again
        shown = (self.choose, self.map, self.preview, self.done)[step]
        self.setFocusProxy(shown)
        if self.isVisible():
            shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _count(self, count: int) -> None:
        if self.steps.currentIndex() == _PREVIEW:
            self.next.setText(tr("{count}행 가져오기", count=f"{count:,}"))
            self._let_on(count > 0)

    def _let_on(self, may_go_on: bool) -> None:
        self.next.setEnabled(may_go_on and not self._busy)

    def _go_on(self) -> None:
        if self.next.isEnabled() and not self._busy:
            self._check() if self.steps.currentIndex() == _MAP else self._apply()

    def _go_back(self) -> None:
        if not self._busy and self.steps.currentIndex() in (_MAP, _PREVIEW):
            self.banner.quiet()
            self._show(self.steps.currentIndex() - 1)

    def _go_to(self, key: str) -> None:
        if not self._busy and int(key) < self.steps.currentIndex() != _DONE:
            self._show(int(key))

    def _start_over(self) -> None:
        self.sheet = None
        self._show(_CHOOSE)

    @override
    def event(self, event: QEvent) -> bool:
        """Keep Alt+← for the steps as long as there is one to go back to.

        It has to be done here: lists and scroll areas swallow the arrow that follows.
        """
        if event.type() == QEvent.Type.ShortcutOverride and _is_back(event):
            event.setAccepted(not self.back.isHidden())
            self._go_back()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not self._busy:
            self._press(self.focusWidget())
        else:
            super().keyPressEvent(event)

    def _press(self, focused: QWidget | None) -> None:
        """Do what Enter means: the button in focus, otherwise the next step."""
        if isinstance(focused, QAbstractButton) and focused not in (self.next, self.map.remember):
            focused.click()
        elif self.steps.currentIndex() == _MAP or focused is self.next:
            self._go_on()

    # --- telling ----------------------------------------------------------------------------------

    def _begin(self, sentence: str, *, total: int = 0) -> None:
        self._stopped = False
        self._set_busy(busy=True)
        self.banner.quiet()
        self.progress.start(sentence, total=total)

    def _end(self) -> None:
        self._set_busy(busy=False)
        self.progress.finish()

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        for widget in (self.steps, self.back, self.stepper):
            widget.setEnabled(not busy)
        self._let_on(self._may_go_on())

    def _may_go_on(self) -> bool:
        if self.steps.currentIndex() == _PREVIEW:
            return self.preview.count() > 0
        return self.map.is_complete()

    def _stop(self) -> None:
        self._stopped = True

    def _complain(self, error: Exception) -> None:
        self._end()
        if isinstance(error, (StoppedError, SheetCancelledError)):
            self.banner.say(tr("그만두었습니다. 가져온 자료는 없습니다."), Tone.INFORMATION)
        else:
            self.banner.say(explain(error), Tone.DANGER)


def _asks_for_call(chosen: Sheet) -> bool:
    return chosen.kind is ImportKind.APPLICANTS


def _is_back(event: QEvent) -> bool:
    return (
        isinstance(event, QKeyEvent)
        and event.key() == Qt.Key.Key_Left
        and bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
    )


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

"""Undo and redo from the window: names the next step, takes it, tells what happened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from db.errors import CannotUndoError, DeskError, NothingToUndoError
from db.words import Action
from desktop.services import history, status
from desktop.services.sync import status as sync_status
from desktop.views.labels import label
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr
from desktop.views.shared.sync_words import StateWords, progress_words, state_words
from desktop.views.shared.tokens import Tone
from desktop.views.shared.travelling import Travelling

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.history import Change
    from desktop.services.status import Status
    from desktop.services.sync.status import SyncStatus
    from desktop.services.workspace import Written
    from desktop.views.shared.operations import Operations
    from desktop.views.shared.side_rail import SideRail
    from desktop.views.shared.toast import Toasts
    from desktop.views.top_bar import TopBar

_QUIET = {
    Action.UNDO, Action.REDO, Action.FILTER_EDIT, Action.MAPPING_EDIT, Action.SEED, Action.VIEW,
}  # fmt: skip


class Steps(QObject):
    """Keeps the bar's buttons and the rail's counts true, and offers "되돌리기" after a change.

    toasts: returns the toasts of the window in which the person works now.

    Signals:
        history_wanted: the person wants to see what stands in the way of a step back.
        judging: whether the person who works here now only judges applications.
    """

    history_wanted = Signal()
    judging = Signal(bool)

    def __init__(
        self, operations: Operations, bar: TopBar, rail: SideRail, toasts: Callable[[], Toasts]
    ) -> None:
        super().__init__(bar)
        self._operations = operations
        self._bar = bar
        self._rail = rail
        self._toasts = toasts
        self._asked = 0
        self._state: StateWords | None = None
        self._travelling = Travelling.of_program(operations)
        self._travelling.began.connect(self._show_state)
        self._travelling.went.connect(self._show_state)
        self._travelling.settled.connect(self._show_state)
        bar.undo_wanted.connect(self._undo)
        bar.redo_wanted.connect(self._redo)
        operations.changed.connect(self.refresh)
        operations.written.connect(self._offer_undo)
        self.refresh()

    def refresh(self, _changed: object = None) -> None:
        """Read what can be undone and what waits where."""
        self._asked += 1
        asked = self._asked
        self._operations.read(
            lambda session: (
                status.read(session, me=self._operations.workspace.person),
                sync_status.status(session),
            ),
            owner=self,
            then=lambda read: self._show(*read, asked),
        )

    def take(self, step: str) -> None:
        """Take one step: "undo" or "redo"."""
        back = step == "undo"
        self._operations.change(
            history.undo if back else history.redo,
            action=Action.UNDO if back else Action.REDO,
            owner=self,
            then=self._tell,
            otherwise=self._refuse,
        )

    def _undo(self) -> None:
        self.take("undo")

    def _redo(self) -> None:
        self.take("redo")

    def _show(self, read: Status, sync: SyncStatus, asked: int) -> None:
        if asked != self._asked:
            return  # an answer to how it was before
        self._bar.show_steps(_name(read.next_undo), _name(read.next_redo))
        self._state = state_words(sync, now=datetime.now(UTC), changes=read.unsent)
        self._show_state()
        self._bar.show_person(read.person)
        self.judging.emit(read.judges_only)
        self._rail.set_count("today", read.due_today, urgent=read.overdue > 0)
        self._rail.set_count("cases", read.open_cases)
        waiting = sync.conflicts + sync.duplicates + sync.rejected
        self._rail.set_count("sync", waiting, urgent=sync.conflicts > 0)

    def _show_state(self, *_went: object) -> None:
        """Say how far a sync is while one is under way, else where the changes lie."""
        travelling = self._travelling
        if not travelling.is_under_way:
            if self._state is not None:
                self._bar.show_state(self._state)
            return
        done = f" {travelling.done * 100 // travelling.of} %" if travelling.of else ""
        tip = progress_words(travelling.sentence, travelling.done, travelling.of)
        words = tr("맞추는 중{done}", done=done)
        self._bar.show_state(StateWords(words, tip, "refresh-cw", Tone.NEUTRAL))

    def _tell(self, written: Written[Any]) -> None:
        change: Change = written.value
        sentence = (
            tr("다시 실행했습니다: {action}", action=label(change.about))
            if change.action is Action.UNDO  # taking back an undo
            else tr("되돌렸습니다: {action}", action=label(change.about))
        )
        self._toasts().say(sentence)

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, NothingToUndoError):
            self._toasts().say(explain(error), tone=Tone.NEUTRAL)
        elif isinstance(error, CannotUndoError):
            self._toasts().say(
                explain(error),
                tone=Tone.WARNING,
                action=tr("기록 보기"),
                then=self.history_wanted.emit,
            )
        elif isinstance(error, DeskError):
            self._operations.failed.emit(error)
        else:
            self._operations.broke.emit(error)

    def _offer_undo(self, written: Written[Any], action: Action) -> None:
        number = written.transaction
        if action not in _QUIET and number is not None:
            self._toasts().say_done(
                tr("저장했습니다: {action}", action=label(action)),
                undo=lambda: self._take_back(number),
            )

    def _take_back(self, number: int) -> None:
        """Take back the change that the toast named, whatever came after it."""
        self._operations.change(
            lambda workspace: history.undo_transaction(workspace, number),
            action=Action.UNDO,
            owner=self,
            then=self._tell,
            otherwise=self._refuse,
        )


def _name(change: Change | None) -> str:
    return "" if change is None else label(change.about)

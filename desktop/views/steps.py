"""Undo and redo from the window: names the next step, takes it, tells what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from db.words import Action
from desktop.services import history, status
from desktop.views.labels import label
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from desktop.services.history import Change
    from desktop.services.status import Status
    from desktop.services.workspace import Written
    from desktop.views.shared.operations import Operations
    from desktop.views.shared.side_rail import SideRail
    from desktop.views.shared.toast import Toasts
    from desktop.views.top_bar import TopBar

_QUIET = {Action.UNDO, Action.REDO, Action.FILTER_EDIT, Action.MAPPING_EDIT, Action.SEED}


class Steps(QObject):
    """Keeps the bar's buttons and the rail's counts true, and offers "되돌리기" after a change."""

    def __init__(self, operations: Operations, bar: TopBar, rail: SideRail, toasts: Toasts) -> None:
        super().__init__(bar)
        self._operations = operations
        self._bar = bar
        self._rail = rail
        self._toasts = toasts
        bar.undo_wanted.connect(lambda: self.take("undo"))
        bar.redo_wanted.connect(lambda: self.take("redo"))
        operations.changed.connect(self.refresh)
        operations.written.connect(self._offer_undo)
        window = toasts.parent()
        for sequence, step in (("Ctrl+Z", "undo"), ("Ctrl+Y", "redo"), ("Ctrl+Shift+Z", "redo")):
            QShortcut(QKeySequence(sequence), window, lambda step=step: self._key(step))
        self.refresh()

    def refresh(self, _changed: object = None) -> None:
        """Read what can be undone and what waits where."""
        self._operations.read(
            lambda session: status.read(session, me=self._operations.workspace.person),
            owner=self,
            then=self._show,
        )

    def take(self, step: str) -> None:
        """Take one step: "undo" or "redo"."""
        back = step == "undo"
        self._operations.change(
            history.undo if back else history.redo,
            action=Action.UNDO if back else Action.REDO,
            owner=self,
            then=self._tell,
        )

    def _key(self, step: str) -> None:
        """Undo typing first while the person is typing."""
        typed = QApplication.focusWidget()
        if isinstance(typed, QLineEdit):
            can = typed.isUndoAvailable() if step == "undo" else typed.isRedoAvailable()
        elif isinstance(typed, (QTextEdit, QPlainTextEdit)):
            document = typed.document()
            can = document.isUndoAvailable() if step == "undo" else document.isRedoAvailable()
        else:
            can = False
        if can:
            getattr(typed, step)()
        else:
            self.take(step)

    def _show(self, status: Status) -> None:
        self._bar.show_steps(_name(status.next_undo), _name(status.next_redo))
        self._bar.show_state(status.unsent)
        self._bar.show_person(status.person)
        self._rail.set_count("today", status.due_today, urgent=status.overdue > 0)
        self._rail.set_count("cases", status.open_cases)

    def _tell(self, written: Written[Any]) -> None:
        change: Change = written.value
        sentence = (
            tr("다시 실행했습니다: {action}", action=label(change.about))
            if change.action is Action.UNDO  # taking back an undo
            else tr("되돌렸습니다: {action}", action=label(change.about))
        )
        self._toasts.say(sentence)

    def _offer_undo(self, written: Written[Any], action: Action) -> None:
        if action not in _QUIET:
            self._toasts.say_done(
                tr("저장했습니다: {action}", action=label(action)), undo=lambda: self.take("undo")
            )


def _name(change: Change | None) -> str:
    return "" if change is None else label(change.about)

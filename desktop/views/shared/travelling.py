"""Carries changes between this computer and the hub while people go on working.

There is one for all pages of a program, so that the bar, the page and the clock tell the same and
never start it twice. It outlives a window that is built anew.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from db.words import Changed

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.views.shared.operations import Operations

    Told = Callable[[int, int], object]
    Asked = Callable[[], bool]


class Travelling(QObject):
    """What is under way, how far it is in bytes, and how it ended.

    Signals:
        began: a work began; carries the sentence that says which.
        went: how many bytes of how many are done; 0 of 0 where nobody knows.
        ended: it is done; carries what the work gave back.
        failed: it went wrong or was stopped; carries the exception, and whether a person had asked
            for the work.
        settled: nothing is under way any more, however it ended.
    """

    began = Signal(str)
    went = Signal(object, object)  # more bytes than an int of Qt can count
    ended = Signal(object)
    failed = Signal(object, bool)
    settled = Signal()
    _told = Signal(object, object)

    def __init__(self, operations: Operations) -> None:
        super().__init__(operations)
        self._operations = operations
        self._stopped = threading.Event()
        self.sentence = ""
        self.done, self.of = 0, 0
        self.was_asked = False  # by a person, not by the clock
        self._told.connect(self._go)

    @classmethod
    def of_program(cls, operations: Operations) -> Travelling:
        """Return the one of this program; it is made when it is first asked for."""
        found = operations.findChild(cls)
        return found if isinstance(found, cls) else cls(operations)

    @property
    def is_under_way(self) -> bool:
        """Return whether something is carried now."""
        return bool(self.sentence)

    def start(
        self,
        sentence: str,
        work: Callable[[Told, Asked], Any],
        *,
        asked: bool = True,
        then: Callable[[Any], object] | None = None,
        otherwise: Callable[[Exception], object] | None = None,
    ) -> bool:
        """Begin a work that is told how to tell bytes and whether to stop; False if one runs.

        asked: a person asked for it, so a failure is said aloud. then, otherwise: hear of the end
        besides everybody else; `otherwise` says the failure in its own way.
        """
        if self.is_under_way:
            return False
        self._stopped.clear()
        self.sentence, self.done, self.of = sentence, 0, 0
        self.was_asked = asked
        self.began.emit(sentence)
        self._operations.run(
            lambda: work(self._told.emit, self._stopped.is_set),
            owner=self,
            then=lambda outcome: self._arrive(outcome, then),
            otherwise=lambda error: self._fail(error, otherwise, asked=asked),
            apart=True,
        )
        return True

    def stop(self) -> None:
        """Let it end as soon as it can; what was done stays done and goes on next time."""
        self._stopped.set()

    @Slot(object, object)
    def _go(self, done: int, of: int) -> None:
        if self.is_under_way:
            self.done, self.of = done, of
            self.went.emit(done, of)

    def _arrive(self, outcome: Any, then: Callable[[Any], object] | None) -> None:
        self.sentence = ""
        changed = getattr(outcome, "changed", frozenset()) | {Changed.SYNC}
        self._operations.changed.emit(frozenset(changed))
        self.ended.emit(outcome)
        self.settled.emit()
        if then is not None:
            then(outcome)

    def _fail(
        self,
        error: Exception,
        otherwise: Callable[[Exception], object] | None,
        *,
        asked: bool,
    ) -> None:
        self.sentence = ""
        # What arrived before it failed has been applied.
        self._operations.changed.emit(frozenset(Changed))
        if otherwise is None:
            self.failed.emit(error, asked)
        self.settled.emit()
        if otherwise is not None:
            otherwise(error)

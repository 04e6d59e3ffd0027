"""The only door from the screen to the services: read and write, off the screen's thread."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot
from shiboken6 import isValid

from db.errors import DeskError
from desktop.views.shared.garbage import Garbage

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from db.words import Action
    from desktop.services.workspace import Workspace, Written

T = TypeVar("T")
log = logging.getLogger(__name__)


class _Job(QRunnable):
    """Runs a piece of work on a worker thread and hands the outcome to the screen's thread."""

    def __init__(self, work: Callable[[], Any], finish: Callable[[Any, Any], None]) -> None:
        super().__init__()
        self._work = work
        self._finish = finish

    def run(self) -> None:
        """Do the work; whatever goes wrong is told, never swallowed."""
        try:
            outcome, error = self._work(), None
        except Exception as raised:
            outcome, error = None, raised
        self._finish(outcome, error)


class Operations(QObject):
    """Asks the services for pages and tells everybody what a change has touched.

    Signals:
        changed: a write was kept; carries the frozenset of `Changed` words.
        written: the same, with the whole `Written` and the Action, for "undo" toasts.
        failed: something that a person can act on went wrong; carries the DeskError.
        broke: something went wrong that nobody expected; carries the exception.
        busy: whether any work is under way.
    """

    changed = Signal(object)
    written = Signal(object, object)
    failed = Signal(object)
    broke = Signal(object)
    busy = Signal(bool)
    _arrived = Signal(object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.notes_viewing = True  # off where nobody looks, such as while pictures are taken
        self._readers = QThreadPool(self)
        self._readers.setMaxThreadCount(2)
        self._writer = QThreadPool(self)
        self._writer.setMaxThreadCount(1)  # SQLite takes one writer at a time
        self._apart = QThreadPool(self)
        self._apart.setMaxThreadCount(1)
        self._under_way = 0
        self._garbage = Garbage(self)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def read(
        self,
        work: Callable[[Session], T],
        *,
        owner: QObject,
        then: Callable[[T], object],
        otherwise: Callable[[Exception], object] | None = None,
    ) -> None:
        """Run `work` and hand its answer to `then` on the screen's thread.

        Nothing is delivered once `owner` is gone. `otherwise` gets a failure instead of the dialog.
        """
        self._start(self._readers, lambda: self.workspace.read(work), owner, then, otherwise)

    def write(
        self,
        work: Callable[[Session], T],
        *,
        action: Action,
        owner: QObject | None = None,
        then: Callable[[Written[T]], object] | None = None,
        otherwise: Callable[[Exception], object] | None = None,
        reason: str = "",
        **facts: Any,
    ) -> None:
        """Run `work` in one transaction; pages hear of it by `changed`.

        then: gets the `Written` on the screen's thread, after `changed` was told.
        """
        self.change(
            lambda workspace: workspace.write(work, action=action, reason=reason, **facts),
            action=action,
            owner=owner,
            then=then,
            otherwise=otherwise,
        )

    def change(
        self,
        work: Callable[[Workspace], Written[T]],
        *,
        action: Action,
        owner: QObject | None = None,
        then: Callable[[Written[T]], object] | None = None,
        otherwise: Callable[[Exception], object] | None = None,
    ) -> None:
        """Run a service that writes by itself (undo, import), in turn with the other writes."""

        def _told(written: Written[T]) -> None:
            self.tell(written, action)
            if then is not None:
                then(written)

        self._start(
            self._writer,
            lambda: work(self.workspace),
            owner or self,
            _told,
            otherwise,
            always=lambda written: self.tell(written, action),
        )

    def run(
        self,
        work: Callable[[], T],
        *,
        owner: QObject,
        then: Callable[[T], object],
        otherwise: Callable[[Exception], object] | None = None,
        apart: bool = False,
    ) -> None:
        """Run work that is no transaction, such as reading a file, off the screen's thread.

        apart: it waits for a network; then it has a thread of its own and holds up no page.
        """
        self._start(self._apart if apart else self._readers, work, owner, then, otherwise)

    def tell(self, written: Written[Any], action: Action) -> None:
        """Tell every page what a write has touched; for services that wrote by themselves."""
        if written.transaction is not None:
            self.changed.emit(written.changed)
            self.written.emit(written, action)

    def wait(self, milliseconds: int = 30_000) -> bool:
        """Let the work under way end; return whether it did. Call before the window is gone."""
        done = [
            pool.waitForDone(milliseconds) for pool in (self._readers, self._writer, self._apart)
        ]
        return all(done)

    def _start(
        self,
        pool: QThreadPool,
        work: Callable[[], Any],
        owner: QObject,
        then: Callable[[Any], object],
        otherwise: Callable[[Exception], object] | None,
        always: Callable[[Any], object] | None = None,
    ) -> None:
        self._under_way += 1
        if self._under_way == 1:
            self.busy.emit(True)

        def _finish(outcome: Any, error: Exception | None) -> None:
            if isValid(self):
                self._arrived.emit((owner, then, otherwise, always, outcome, error))

        pool.start(_Job(work, _finish))

    @Slot(object)
    def _deliver(self, delivery: tuple[Any, ...]) -> None:
        owner, then, otherwise, always, outcome, error = delivery
        self._under_way -= 1
        if self._under_way == 0:
            self.busy.emit(False)
        if error is not None:
            self._complain(error, otherwise if isValid(owner) else None)
        elif isValid(owner):
            then(outcome)
        elif always is not None:  # the page is gone, but others must hear of the change
            always(outcome)

    def _complain(self, error: Exception, otherwise: Callable[[Exception], object] | None) -> None:
        if not isinstance(error, DeskError):
            log.error("unexpected failure", exc_info=error)
        if otherwise is not None:
            otherwise(error)
        elif isinstance(error, DeskError):
            self.failed.emit(error)
        else:
            self.broke.emit(error)

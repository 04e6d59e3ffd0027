"""What every page of the window is: it builds, asks, shows, and reads again when told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from db.errors import DeskError
from db.words import Action
from desktop.services.security import access

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtGui import QShowEvent

    from db.words import AccessKind, Changed
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations


class Page(QWidget):
    """A page that stays fresh: it reads when first shown, and again when its words changed.

    A page never opens another page; it says what the user asked for and the window decides.

    Signals:
        case_wanted: the user asked for a case; carries its id (UUID).
        company_wanted: the user asked for a company; carries its id (UUID).
        cases_wanted: the user asked for the case list with a search; carries the query (str).
        page_wanted: the user asked for another page; carries its name (str) as in the rail.
        conflicts_wanted: the user asked for what is in conflict in a case; carries its id (UUID).
        said: a short sentence for a toast (str).
        offered: a sentence, a verb and what the verb does, for a toast with a button.
    """

    LISTENS: ClassVar[frozenset[Changed]] = frozenset()

    case_wanted = Signal(object)
    company_wanted = Signal(object)
    cases_wanted = Signal(str)
    page_wanted = Signal(str)
    conflicts_wanted = Signal(object)
    said = Signal(str)
    offered = Signal(str, str, object)

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.operations = operations
        self.settings = settings
        self._stale = True
        self._first: QWidget | None = None
        operations.changed.connect(self._hear)

    def refresh(self) -> None:
        """Read again and show; every page brings its own."""
        raise NotImplementedError

    def open(self, wanted: Any) -> None:
        """Show one thing, such as a case by its id or a list by its search; most pages can't."""
        raise NotImplementedError

    def commit(self) -> None:
        """Keep what is being typed; called before the page is left or the window closes."""

    def place(self) -> Any:
        """Return where the person is on the page, for `return_to` of a page that is built anew."""
        return None

    def return_to(self, place: Any) -> None:
        """Lead back to where the person was before the window was built again."""

    def complain(self, error: Exception) -> None:
        """Hand a failure to the window: what people can act on is said, the rest is a bug."""
        expected = isinstance(error, DeskError)
        (self.operations.failed if expected else self.operations.broke).emit(error)

    def note_viewing(
        self, kind: AccessKind, table: str, row: UUID, *, case_id: UUID | None = None
    ) -> None:
        """Note in the log of access that the person looked at a row; once a day."""
        if self.operations.notes_viewing:
            self.operations.write(
                lambda session: access.note(session, kind, table, row, case_id=case_id),
                action=Action.VIEW,
                owner=self,
            )

    def refresh_when_seen(self) -> None:
        """Read again now if the page can be seen, otherwise as soon as it is."""
        self._stale = True
        if self.isVisible():
            self._stale = False
            self.refresh()

    def _hear(self, changed: frozenset[Changed]) -> None:
        if changed & self.LISTENS:
            self.refresh_when_seen()

    @override
    def setFocusProxy(self, widget: QWidget | None) -> None:
        """Say where the keyboard begins on this page.

        Qt's own proxy is not set: Tab would enter the page through it, and never reach what
        stands before it.
        """
        self._first = widget

    @override
    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the keyboard to where this page begins."""
        if self._first is None:
            super().setFocus(reason)
        else:
            self._first.setFocus(reason)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Read what has changed while the page was out of sight."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()

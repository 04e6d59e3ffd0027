"""A case or a company in a window of its own, beside the main window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow
from typing_extensions import override

from desktop.views.shared import look
from desktop.views.shared.toast import Toasts
from desktop.views.undo_keys import UndoKeys

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from desktop.views.shared.page import Page
    from desktop.views.trail import Spot


class TornOff(QMainWindow):
    """The window of one page; Ctrl+W closes it, undo works in it as everywhere.

    Signals:
        closed: the window is going away; what was typed has been kept.
    """

    closed = Signal()

    def __init__(self, page: Page, spot: Spot) -> None:
        super().__init__()
        self.page = page
        self.spot = spot
        self.setCentralWidget(page)
        self.setMinimumSize(look.px(720), look.px(480))
        self.resize(look.px(1100), look.px(760))
        self.toasts = Toasts(self)
        self.undo_keys = UndoKeys(self)
        page.windowTitleChanged.connect(self.setWindowTitle)
        QShortcut(QKeySequence("Ctrl+W"), self).activated.connect(self.close)

    def place(self) -> Any:
        """Return where the person is, to come back to when the window is built again."""
        return self.spot, self.geometry(), self.page.place()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what is being typed."""
        self.page.commit()
        self.closed.emit()
        super().closeEvent(event)

"""Settles a conflict where it is met: a small window beside the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from db.errors import DeskError
from desktop.views.shared import look
from desktop.views.shared.banner import Banner
from desktop.views.shared.conflicts.deciding import decide
from desktop.views.shared.conflicts.settling import Settling
from desktop.views.shared.conflicts.words import heading, state_tip
from desktop.views.shared.explain import explain
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from desktop.services.sync.disagreements import Disagreement
    from desktop.views.shared.operations import Operations

_WIDTH = 620


class SettlePopover(QFrame):
    """The sides of one conflict; a key decides and closes it, Esc leaves it as it is."""

    def __init__(self, operations: Operations, one: Disagreement, beside: QWidget) -> None:
        super().__init__(beside, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("popup", "true")
        self._operations = operations
        title = QLabel(heading(one))
        title.setProperty("role", "card-title")
        about = QLabel(state_tip(one))
        about.setProperty("role", "secondary")
        about.setWordWrap(True)
        self.banner = Banner()
        self.settling = Settling()
        self.settling.show_many([one])
        self.settling.decided.connect(self._decide)
        self.setAccessibleName(heading(one))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.LARGE),) * 4)
        column.setSpacing(look.px(Space.SMALL))
        for widget in (title, about, self.banner, self.settling):
            column.addWidget(widget)
        self.setFixedWidth(look.px(_WIDTH))
        self._place(beside)

    def _place(self, beside: QWidget) -> None:
        """Stand below the mark, but inside its screen."""
        self.adjustSize()
        corner = beside.mapToGlobal(QPoint(0, beside.height() + look.px(Space.TINY)))
        room = beside.screen().availableGeometry()
        corner.setX(max(room.left(), min(corner.x(), room.right() - self.width())))
        corner.setY(max(room.top(), min(corner.y(), room.bottom() - self.height())))
        self.move(corner)

    def open(self) -> None:
        """Show it, the keyboard on the first side."""
        self.show()
        if self.settling.cards:
            self.settling.cards[0].button.setFocus()

    def _decide(self, choices: list[object], reason: str) -> None:
        self.settling.setEnabled(False)
        decide(
            self._operations,
            choices,  # type: ignore[arg-type]
            reason,
            owner=self,
            then=self.close,
            otherwise=self._refused,
        )

    def _refused(self, error: Exception) -> None:
        self.settling.setEnabled(True)
        if isinstance(error, DeskError):
            self.banner.say(explain(error), Tone.WARNING)
        else:
            self.close()
            self._operations.broke.emit(error)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.modifiers() or not self.settling.press(event.key()):
            super().keyPressEvent(event)

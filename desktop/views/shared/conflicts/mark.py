"""Marks in place that a field is in conflict: an icon and a word, the sides in the tip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton

from desktop.views.shared import icons, look
from desktop.views.shared.conflicts.popover import SettlePopover
from desktop.views.shared.conflicts.words import sides_tip, state_word
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from desktop.services.sync.disagreements import Disagreement
    from desktop.views.shared.operations import Operations

_ICON = 14


class ConflictMark(QToolButton):
    """Stands beside the word of a field while its value is in conflict; opens the sides."""

    def __init__(self, operations: Operations, field: str) -> None:
        super().__init__()
        self._operations = operations
        self._field = field
        self._one: Disagreement | None = None
        self.setProperty("small", "true")
        self.setProperty("conflict", "true")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(look.px(_ICON), look.px(_ICON)))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        icons.wear(self, "triangle-alert", "warning_text")
        self.clicked.connect(self.open)

    def show_one(self, one: Disagreement) -> None:
        """Tell of a conflict."""
        self._one = one
        word = state_word(one)
        self.setText(word)
        self.setToolTip(sides_tip(one))
        self.setAccessibleName(tr("{field}: {word}, 눌러서 정하기", field=self._field, word=word))
        self.setAccessibleDescription(sides_tip(one))

    def open(self) -> SettlePopover | None:
        """Show the sides to decide between."""
        if self._one is None:
            return None
        popover = SettlePopover(self._operations, self._one, self)
        popover.open()
        return popover

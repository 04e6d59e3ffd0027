"""Opens a page: its title, one quiet line below, and what can be done at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.shared import look
from desktop.views.shared.tokens import Space


class PageHeader(QWidget):
    """The same title in the same place on every page."""

    def __init__(self, title: str, *, subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(title)
        self.title.setProperty("role", "page-title")
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.subtitle = QLabel(subtitle)
        self.subtitle.setProperty("role", "secondary")
        for label in (self.title, self.subtitle):
            # A long company name must not decide how wide the window is.
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(look.px(Space.SMALL))
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(Space.LARGE))
        row.addLayout(words, 1)
        row.addLayout(self._actions)
        self.say(title, subtitle=subtitle)

    def say(self, title: str, *, subtitle: str = "") -> None:
        """Change the words; a title that is cut is read in the tip."""
        self.title.setText(title)
        self.title.setToolTip(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))

    def add_action(self, widget: QWidget) -> None:
        """Put a button at the right end; the primary one comes last."""
        self._actions.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

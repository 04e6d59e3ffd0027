"""Holds what belongs together on a white ground with a title."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.views.shared import look
from desktop.views.shared.tokens import Space

_HEAD_HEIGHT = 24


class Card(QFrame):
    """A card; put things into `body`, and at most one or two quiet buttons into the title line."""

    def __init__(self, title: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        if title:
            self.setAccessibleName(title)
        self.title = QLabel(title)
        self.title.setProperty("role", "card-title")
        self.title.setMinimumHeight(look.px(_HEAD_HEIGHT))
        self.source = QLabel()
        self.source.setProperty("role", "caption")
        self.source.setWordWrap(True)
        self.about = QLabel()
        self.about.setProperty("role", "caption")
        self.about.setWordWrap(True)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(look.px(Space.TINY))
        edge = look.px(Space.SMALL)
        head = QHBoxLayout()
        head.setContentsMargins(edge, 0, edge, 0)
        head.setSpacing(look.px(Space.SMALL))
        head.addWidget(self.title, 1)
        head.addLayout(self._actions)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(edge, 0, edge, 0)
        self.source.setContentsMargins(edge, 0, edge, 0)
        self.about.setContentsMargins(edge, 0, edge, 0)
        self.body.setSpacing(look.px(Space.SMALL))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(edge, edge * 2, edge, edge * 2)
        rows.setSpacing(look.px(Space.MEDIUM))
        rows.addLayout(head)
        rows.addWidget(self.about)
        rows.addLayout(self.body, 1)
        rows.addWidget(self.source)
        self.title.setVisible(bool(title))
        self.source.hide()
        self.about.hide()

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget below what is already there."""
        self.body.addWidget(widget, stretch)

    def add_wide(self, widget: QWidget) -> None:
        """Put in a row with its own padding, so that its words stand under the title.

        A card has either wide rows or others.
        """
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(widget)

    def add_action(self, widget: QWidget) -> None:
        """Put a button at the right end of the title; it becomes small, the title stays put."""
        widget.setProperty("small", "true")
        self._actions.addWidget(widget)

    def say_below_title(self, sentence: str) -> None:
        """Say in small words what the card is about."""
        self.about.setText(sentence)
        self.about.setVisible(bool(sentence))

    def say_source(self, sentence: str) -> None:
        """Say below the content where its figures come from."""
        self.source.setText(sentence)
        self.source.setVisible(bool(sentence))

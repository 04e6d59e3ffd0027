"""The bar above every page: search, undo and redo, where the changes lie, who works here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop.views.shared import icons, look
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from desktop.views.shared.sync_words import StateWords

_SEARCH_WIDTH = 380


class TopBar(QFrame):
    """The bar; it tells what was pressed and shows what it is told.

    Signals:
        search_wanted: the person wants to search everywhere (Ctrl+K).
        undo_wanted, redo_wanted: the person wants the last change back, or again.
        state_wanted: the person pressed where the changes lie.
        person_wanted: the person pressed the name of who works here.
    """

    search_wanted = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()
    state_wanted = Signal()
    person_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "top")
        self.search = _search_button()
        self.search.clicked.connect(lambda: self.search_wanted.emit())
        self.undo = _step_button("undo-2")
        self.undo.clicked.connect(lambda: self.undo_wanted.emit())
        self.redo = _step_button("redo-2")
        self.redo.clicked.connect(lambda: self.redo_wanted.emit())
        self.state = QPushButton()
        self.state.setProperty("kind", "quiet")
        self.state.clicked.connect(lambda: self.state_wanted.emit())
        self.person = QPushButton()
        self.person.setProperty("kind", "quiet")
        icons.wear(self.person, "user", "secondary_text")
        self.person.clicked.connect(lambda: self.person_wanted.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(
            look.px(Space.WIDE), look.px(Space.SMALL), look.px(Space.WIDE), look.px(Space.SMALL)
        )
        row.setSpacing(look.px(Space.TINY))
        row.addWidget(self.search)
        row.addSpacing(look.px(Space.SMALL))
        row.addWidget(self.undo)
        row.addWidget(self.redo)
        row.addStretch(1)
        row.addWidget(self.state)
        row.addSpacing(look.px(Space.SMALL))
        row.addWidget(self.person)
        self.show_steps("", "")

    def show_steps(self, undo: str, redo: str) -> None:
        """Name the change that can be taken back or done again; empty names switch a button off."""
        for button, word, name, key in (
            (self.undo, tr("되돌리기"), undo, "Ctrl+Z"),
            (self.redo, tr("다시 실행"), redo, "Ctrl+Y"),
        ):
            button.setEnabled(bool(name))
            words = f"{word}: {name} ({key})" if name else f"{word} ({key})"
            button.setToolTip(words)
            button.setAccessibleName(words)

    def show_state(self, words: StateWords) -> None:
        """Say where the changes lie; the whole truth is in the tip."""
        self.state.setText(words.text)
        self.state.setToolTip(words.tip)
        self.state.setAccessibleName(tr("동기화: {state}", state=words.text))
        self.state.setAccessibleDescription(words.tip)
        colour = "secondary_text" if words.tone is Tone.NEUTRAL else f"{words.tone}_text"
        icons.wear(self.state, words.icon, colour)

    def show_person(self, name: str) -> None:
        """Say who works here."""
        self.person.setText(name or tr("담당자 선택"))
        said = tr("담당자: {name}", name=name) if name else tr("담당자 선택")
        self.person.setAccessibleName(said)
        self.person.setToolTip(tr("담당자 바꾸기"))


def _search_button() -> QPushButton:
    """Return the button that looks like the field it opens."""
    button = QPushButton()
    button.setProperty("kind", "search")
    button.setAccessibleName(tr("기업·사례 찾기, 화면 이동 (Ctrl+K)"))
    button.setMinimumWidth(look.px(_SEARCH_WIDTH))
    glass = icons.IconLabel("search", size=18, colour="secondary_text")
    words = QLabel(tr("기업·사례 찾기, 화면 이동"))
    words.setProperty("role", "placeholder")
    key = QLabel("Ctrl+K")
    key.setProperty("role", "key")
    row = QHBoxLayout(button)
    row.setContentsMargins(look.px(10), 0, look.px(6), 0)
    row.setSpacing(look.px(Space.SMALL))
    row.addWidget(glass)
    row.addWidget(words, 1)
    row.addWidget(key, 0, Qt.AlignmentFlag.AlignVCenter)
    for part in (glass, words, key):
        part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return button


def _step_button(icon: str) -> QToolButton:
    button = QToolButton()
    icons.wear(button, icon, "text")
    button.setIconSize(QSize(look.px(18), look.px(18)))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button

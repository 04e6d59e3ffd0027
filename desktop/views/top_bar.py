"""The bar above every page: search, undo and redo, what is not yet sent, who works here."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop.views.shared import icons, look
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space


class TopBar(QFrame):
    """The bar; it tells what was pressed and shows what it is told.

    Signals:
        search_wanted: the person wants to search everywhere (Ctrl+K).
        undo_wanted, redo_wanted: the person wants the last change back, or again.
        person_wanted: the person pressed the name of who works here.
    """

    search_wanted = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()
    person_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "top")
        self.search = QPushButton(tr("기업·사례 검색, 화면 이동   Ctrl+K"))
        self.search.setProperty("kind", "search")
        self.search.setMinimumWidth(look.px(320))
        self.search.setAccessibleName(tr("전체 검색 (Ctrl+K)"))
        icons.wear(self.search, "search", "secondary_text")
        self.search.clicked.connect(self.search_wanted)
        self.undo = self._step_button("undo-2", tr("되돌리기"))
        self.undo.clicked.connect(self.undo_wanted)
        self.redo = self._step_button("redo-2", tr("다시 실행"))
        self.redo.clicked.connect(self.redo_wanted)
        self.state = QLabel()
        self.state.setProperty("role", "secondary")
        self.person = QPushButton()
        self.person.setProperty("kind", "ghost")
        icons.wear(self.person, "user", "secondary_text")
        self.person.clicked.connect(self.person_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(
            look.px(Space.WIDE), look.px(Space.SMALL), look.px(Space.WIDE), look.px(Space.SMALL)
        )
        row.setSpacing(look.px(Space.SMALL))
        for widget in (self.search, self.undo, self.redo):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.state)
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

    def show_state(self, unsent: int) -> None:
        """Say how many changes lie on this computer only."""
        self.state.setText(tr("내 PC에만 {count}건", count=f"{unsent:,}") if unsent else "")
        self.state.setToolTip(
            tr("동기화하지 않은 변경의 수입니다. 이 컴퓨터에는 모두 저장되었습니다.")
        )

    def show_person(self, name: str) -> None:
        """Say who works here."""
        self.person.setText(name or tr("담당자 선택"))
        self.person.setAccessibleName(tr("담당자: {name}", name=name))

    @staticmethod
    def _step_button(icon: str, word: str) -> QToolButton:
        button = QToolButton()
        icons.wear(button, icon, "text")
        button.setIconSize(QSize(look.px(18), look.px(18)))
        button.setAccessibleName(word)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

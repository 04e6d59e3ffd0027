"""Asks for a decision; every button is a verb that says what it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.views.shared import look
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH = 420


@dataclass(frozen=True)
class Verb:
    """One answer: its key, the words on the button, and how it looks.

    kind: primary, secondary, ghost or danger.
    """

    key: str
    words: str
    kind: str = "secondary"


class Question(QDialog):
    """A decision with one to three answers and the way out; Esc is the way out.

    A dangerous answer is never the one that Enter gives.
    """

    def __init__(
        self,
        title: str,
        sentence: str,
        verbs: Sequence[Verb],
        *,
        way_out: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setProperty("ground", "card")
        self.setMinimumWidth(look.px(_WIDTH))
        self.answer = ""
        self.buttons: dict[str, QPushButton] = {}
        head = QLabel(title)
        head.setProperty("role", "card-title")
        head.setWordWrap(True)
        words = QLabel(sentence)
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        self.body = QVBoxLayout()
        row = QHBoxLayout()
        row.setSpacing(look.px(Space.SMALL))
        row.addStretch(1)
        for verb in (Verb("", way_out or tr("취소")), *verbs):
            row.addWidget(self._button(verb))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*(look.px(Space.WIDE),) * 4)
        rows.setSpacing(look.px(Space.SMALL))
        rows.addWidget(head)
        rows.addWidget(words)
        rows.addLayout(self.body)
        rows.addSpacing(look.px(Space.LARGE))
        rows.addLayout(row)
        safe = [verb for verb in verbs if verb.kind != "danger"]
        preferred = self.buttons[safe[-1].key if safe else ""]
        preferred.setDefault(True)
        preferred.setFocus()

    def _button(self, verb: Verb) -> QPushButton:
        button = QPushButton(verb.words)
        button.setProperty("kind", verb.kind)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._give(verb.key))
        self.buttons[verb.key] = button
        return button

    def _give(self, key: str) -> None:
        self.answer = key
        self.done(QDialog.DialogCode.Accepted if key else QDialog.DialogCode.Rejected)


def ask(parent: QWidget | None, title: str, sentence: str, verbs: Sequence[Verb]) -> str:
    """Return the key of the answer, or an empty text when the person wants out."""
    question = Question(title, sentence, verbs, parent=parent)
    question.exec()
    question.deleteLater()
    return question.answer


def confirm(
    parent: QWidget | None, title: str, sentence: str, *, verb: str, dangerous: bool = False
) -> bool:
    """Return whether the person wants `verb` to be done."""
    kind = "danger" if dangerous else "primary"
    return ask(parent, title, sentence, [Verb("yes", verb, kind)]) == "yes"


def ask_text(parent: QWidget | None, title: str, sentence: str, *, text: str = "") -> str:
    """Return what the person typed, without blanks around it; nothing when they want out."""
    typed, fine = QInputDialog.getText(parent, title, sentence, QLineEdit.EchoMode.Normal, text)
    return typed.strip() if fine else ""

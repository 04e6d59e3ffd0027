"""Says what belongs in an empty place and offers the one action that fills it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.views.shared import look
from desktop.views.shared.icons import IconLabel
from desktop.views.shared.tokens import Space


class EmptyState(QWidget):
    """An icon, a sentence, perhaps a second one, and at most one button.

    Signals:
        acted: the person pressed the button.
    """

    acted = Signal()

    def __init__(
        self,
        icon: str,
        sentence: str,
        *,
        explanation: str = "",
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(sentence)
        self.icon = IconLabel(icon, size=32, colour="secondary_text")
        self.sentence = self._words(sentence, "strong")
        self.explanation = self._words(explanation, "secondary")
        self.button = QPushButton(action)
        self.button.clicked.connect(self.acted)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*(look.px(Space.WIDE),) * 4)
        rows.setSpacing(look.px(Space.SMALL))
        rows.addStretch(1)
        rows.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addSpacing(look.px(Space.TINY))
        rows.addWidget(self.sentence)
        rows.addWidget(self.explanation)
        rows.addSpacing(look.px(Space.SMALL))
        rows.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addStretch(2)
        self.say(sentence, explanation=explanation, action=action)

    def say(self, sentence: str, *, explanation: str = "", action: str = "") -> None:
        """Say something else, for example that nothing fits the filter."""
        self.setAccessibleName(sentence)
        self.sentence.setText(sentence)
        self.explanation.setText(explanation)
        self.explanation.setVisible(bool(explanation))
        self.button.setText(action)
        self.button.setVisible(bool(action))

    @staticmethod
    def _words(text: str, role: str) -> QLabel:
        label = QLabel(text)
        label.setProperty("role", role)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        label.setWordWrap(True)
        return label

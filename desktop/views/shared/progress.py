"""Shows how far a long work is, beside what it concerns, and lets a person stop it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from desktop.views.shared import look
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space

SHOWN_AFTER_MS = 1_000


class ProgressStrip(QWidget):
    """A sentence, a bar and a button; work of less than a second never shows it.

    Signals:
        cancelled: the person wants the work to stop.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None, *, after_ms: int = SHOWN_AFTER_MS) -> None:
        super().__init__(parent)
        self.sentence = QLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMinimumWidth(look.px(160))
        self.cancel = QPushButton(tr("그만두기"))
        self.cancel.setProperty("kind", "ghost")
        self.cancel.clicked.connect(self._cancel)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(Space.MEDIUM))
        row.addWidget(self.sentence, 1)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        self._waiting = QTimer(self, singleShot=True, interval=after_ms)
        self._waiting.timeout.connect(self.show)
        self.hide()

    def start(self, sentence: str, *, total: int = 0, cancellable: bool = True) -> None:
        """Begin; total: how many steps there are, 0 when nobody knows."""
        self.sentence.setText(sentence)
        self.sentence.setToolTip(sentence)
        self.bar.setAccessibleName(sentence)
        self.bar.setRange(0, total)
        self.bar.setValue(0)
        self.cancel.setVisible(cancellable)
        self.cancel.setEnabled(True)
        self._waiting.start()

    def advance(self, done: int, sentence: str | None = None) -> None:
        """Show how many steps are done."""
        self.bar.setValue(done)
        if sentence is not None:
            self.sentence.setText(sentence)

    def finish(self) -> None:
        """Go away."""
        self._waiting.stop()
        self.hide()

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.sentence.setText(tr("그만두는 중입니다."))
        self.cancelled.emit()

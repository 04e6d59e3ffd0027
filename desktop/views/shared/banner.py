"""Says above a page what concerns the whole of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop.views.shared import icons, look
from desktop.views.shared.icons import IconLabel
from desktop.views.shared.language import tr
from desktop.views.shared.painting import TONE_ICONS
from desktop.views.shared.tokens import Space, Tone


class Banner(QFrame):
    """One sentence with at most one action; hidden while it has nothing to say.

    Signals:
        acted: the person pressed the action.
        closed: the person closed the banner.
    """

    acted = Signal()
    closed = Signal()

    def __init__(self, *, closable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sign = IconLabel("info", size=18)
        self.action = QPushButton()
        self.action.clicked.connect(self.acted)
        self._close = QToolButton()
        icons.wear(self._close, "x")
        self._close.setAccessibleName(tr("알림 닫기"))
        self._close.setToolTip(tr("알림 닫기"))
        self._close.clicked.connect(self.quiet)
        self._close.clicked.connect(self.closed)
        if not closable:  # never show what has no parent yet: it would be a window of its own
            self._close.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(
            look.px(Space.MEDIUM), look.px(Space.SMALL), look.px(Space.SMALL), look.px(Space.SMALL)
        )
        row.setSpacing(look.px(Space.SMALL))
        row.addWidget(self._sign)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.action)
        row.addWidget(self._close)
        self.hide()

    def say(self, sentence: str, tone: Tone = Tone.INFORMATION, *, action: str = "") -> None:
        """Show a sentence; tone: information, success, warning or danger."""
        self.setProperty("banner", str(tone))
        self.style().unpolish(self)
        self.style().polish(self)
        self.setAccessibleName(sentence)
        self.sentence.setText(sentence)
        self._sign.show_icon(TONE_ICONS[tone], f"{tone}_text")
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def quiet(self) -> None:
        """Say nothing."""
        self.hide()

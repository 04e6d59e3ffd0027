"""Says quietly at the bottom of a window what was done, and offers to take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget
from typing_extensions import override

from desktop.views.shared import icons, look
from desktop.views.shared.icons import IconLabel
from desktop.views.shared.language import tr
from desktop.views.shared.painting import TONE_ICONS
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

SHOWN_FOR_MS = 6_000
MOST_TOASTS = 3
_SMALLEST = 320


class Toast(QFrame):
    """One sentence with at most one action; it stays while the pointer rests on it.

    Signals:
        gone: the toast went away, by itself or by hand.
    """

    gone = Signal()

    def __init__(
        self,
        sentence: str,
        *,
        tone: Tone = Tone.SUCCESS,
        action: str = "",
        then: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("toast", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(sentence)
        self.sentence = QLabel(sentence)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(Space.LARGE), look.px(6), look.px(Space.SMALL), look.px(6))
        row.setSpacing(look.px(Space.SMALL))
        row.addWidget(IconLabel(TONE_ICONS[tone], size=18, colour="toast_text"))
        row.addWidget(self.sentence, 1)
        self.action = QPushButton(action)
        if not action:  # never show what has no parent yet: it would be a window of its own
            self.action.hide()
        self.action.clicked.connect(lambda: self._act(then))
        row.addWidget(self.action)
        close = QToolButton()
        icons.wear(close, "x", "toast_text")
        close.setAccessibleName(tr("알림 닫기"))
        close.setToolTip(tr("알림 닫기"))
        close.clicked.connect(self.go)
        row.addWidget(close)
        self._hiding = QTimer(self, singleShot=True, interval=SHOWN_FOR_MS)
        self._hiding.timeout.connect(self.go)
        self._hiding.start()

    def go(self) -> None:
        """Go away now."""
        self._hiding.stop()
        self.hide()
        self.gone.emit()
        self.deleteLater()

    def _act(self, then: Callable[[], object] | None) -> None:
        self.go()
        if then:
            then()

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._hiding.stop()
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hiding.start()
        super().leaveEvent(event)


class Toasts(QObject):
    """The toasts of one window, the newest at the bottom, never more than three."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._shown: list[Toast] = []
        window.installEventFilter(self)

    @property
    def shown(self) -> tuple[Toast, ...]:
        """Return the toasts in sight, the oldest first."""
        return tuple(self._shown)

    def say(
        self,
        sentence: str,
        *,
        tone: Tone = Tone.SUCCESS,
        action: str = "",
        then: Callable[[], object] | None = None,
    ) -> Toast:
        """Show a sentence for six seconds; `then` happens when the person presses `action`."""
        while len(self._shown) >= MOST_TOASTS:
            self._shown[0].go()
        toast = Toast(sentence, tone=tone, action=action, then=then, parent=self._window)
        self._shown.append(toast)
        toast.gone.connect(lambda: self._forget(toast))
        toast.show()
        self._place()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(toast, sentence))
        return toast

    def say_done(self, sentence: str, *, undo: Callable[[], object]) -> Toast:
        """Show what was done, with the button that takes it back."""
        return self.say(sentence, action=tr("되돌리기"), then=undo)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _forget(self, toast: Toast) -> None:
        if toast in self._shown:
            self._shown.remove(toast)
        self._place()

    def _place(self) -> None:
        bottom = self._window.height() - look.px(Space.WIDE)
        for toast in reversed(self._shown):
            widest = self._window.width() - look.px(Space.WIDE) * 2
            size = toast.sizeHint()
            width = min(max(size.width(), look.px(_SMALLEST)), widest)
            bottom -= size.height()
            toast.setGeometry((self._window.width() - width) // 2, bottom, width, size.height())
            toast.raise_()
            bottom -= look.px(Space.SMALL)

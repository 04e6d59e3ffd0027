"""Ctrl+Z and Ctrl+Y: typing is taken back first, then the last change of the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable

KEYS: Final = (("Ctrl+Z", "undo"), ("Ctrl+Y", "redo"), ("Ctrl+Shift+Z", "redo"))
_STEPS: Final = {QKeySequence(keys).toString(): step for keys, step in KEYS}

Typing = QLineEdit | QTextEdit | QPlainTextEdit


class UndoKeys(QObject):
    """The keys of one window.

    A text field claims Ctrl+Z even when there is no typing to take back, and the first field of
    a list has the focus most of the time. So the field that has the focus is watched, and lets go
    of the keys that it can't use.

    Signals:
        wanted: "undo" or "redo", when no typing is left to take back.
    """

    wanted = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._watched: QWidget | None = None
        for keys, step in KEYS:
            shortcut = QShortcut(QKeySequence(keys), window)
            shortcut.activated.connect(self._press(step))
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._watch)

    def _press(self, step: str) -> Callable[[], None]:
        def pressed() -> None:
            typed = _typing_in(QApplication.focusWidget())
            if typed is not None and _can(typed, step):
                getattr(typed, step)()
            else:
                self.wanted.emit(step)

        return pressed

    def _watch(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        here = now is not None and now.window() is self._window and _typing_in(now) is not None
        self._watched = now if here else None
        if self._watched is not None:
            self._watched.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep a field from claiming a key for typing that is not there."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            step = _STEPS.get(QKeySequence(event.keyCombination()).toString())
            typed = _typing_in(watched) if step else None
            if step and typed is not None and not _can(typed, step):
                event.ignore()
                return True
        return super().eventFilter(watched, event)


def _typing_in(widget: QObject | None) -> Typing | None:
    """Return the text field that a widget is, or types into."""
    if isinstance(widget, Typing):
        return widget
    if isinstance(widget, QComboBox):
        return widget.lineEdit() if widget.isEditable() else None
    return widget.lineEdit() if isinstance(widget, QAbstractSpinBox) else None


def _can(typed: Typing, step: str) -> bool:
    if typed.isReadOnly():
        return False
    if isinstance(typed, QLineEdit):
        return typed.isUndoAvailable() if step == "undo" else typed.isRedoAvailable()
    document = typed.document()
    return document.isUndoAvailable() if step == "undo" else document.isRedoAvailable()

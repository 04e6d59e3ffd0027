"""Helps to tell stories about the window: waiting, typing, looking at what is shown."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.views.palette import Palette
from desktop.views.palette_lines import LINE

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.views.main_window import MainWindow
    from desktop.views.palette_lines import Line
    from desktop.views.shared.operations import Operations

    Opened = Callable[..., MainWindow]

T = TypeVar("T")
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def given(workspace: Workspace, make: Callable[[Any], T]) -> T:
    """Write something before the window opens, and return what it gave back."""
    return workspace.write(make).value


def settle(qtbot: QtBot, operations: Operations) -> None:
    """Wait until no work is under way, every answer was shown and has asked what it asks."""

    def quiet() -> bool:
        QCoreApplication.processEvents()
        return operations._under_way == 0

    for _ in range(3):
        qtbot.waitUntil(quiet)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the keyboard is."""
    target = QApplication.focusWidget() or QApplication.activeWindow()
    assert target is not None
    QTest.keyClick(target, key, modifier)


def type_in(text: str) -> None:
    """Type where the keyboard is; Korean comes through an input method, as it does in life."""
    target = QApplication.focusWidget()
    assert target is not None
    for ascii_only, letters in itertools.groupby(text, str.isascii):
        if ascii_only:
            QTest.keyClicks(target, "".join(letters))
        else:
            whole = QInputMethodEvent()
            whole.setCommitString("".join(letters))
            QApplication.sendEvent(target, whole)


def palette_of(window: MainWindow) -> Palette:
    """Return the palette that is open over a window."""
    found = [palette for palette in window.findChildren(Palette) if palette.isVisible()]
    assert len(found) == 1
    return found[0]


def lines_of(palette: Palette) -> list[Line]:
    """Return the lines that a palette offers."""
    return [palette.list.item(at).data(LINE) for at in range(palette.list.count())]


def toasts_of(window: MainWindow) -> list[str]:
    """Return what a window says at its bottom, the oldest first."""
    return [toast.accessibleName() for toast in window.toasts.shown]


def close_all(application: QApplication) -> None:
    """Close every window, and let go of what they were made of."""
    for widget in application.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def focusable(page: QWidget) -> list[QWidget]:
    """Return what Tab has to reach in a page: in sight, enabled, takes the keyboard."""
    return [
        widget
        for widget in (page, *page.findChildren(QWidget))
        if widget.isVisibleTo(page.window())
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not widget.objectName().startswith("qt_")
    ]

"""Where the window stood when it was closed, and where it stands when it opens again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication

from desktop.views.shared import look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

_WIDTH, _HEIGHT = 1600, 940  # the design's, where the screen has room for it
_SHARE = 0.92  # of a smaller screen
_SEEN = 80  # px of the title bar that have to lie on some screen


def of(window: QWidget) -> list[int]:
    """Return x, y, width and height, and 1 where the window is maximised."""
    place = window.normalGeometry()
    rectangle = [place.x(), place.y(), place.width(), place.height()]
    return [*rectangle, int(window.isMaximized())]


def restore(window: QWidget, kept: Sequence[int]) -> None:
    """Put the window where it was; where that is no more, as large as the screen allows."""
    place = QRect(*kept[:4]) if len(kept) > 3 else QRect()
    if place.isValid() and _can_be_seen(place):
        window.setGeometry(place)
    else:
        screen = QGuiApplication.primaryScreen().availableGeometry()
        width = min(look.px(_WIDTH), round(screen.width() * _SHARE))
        height = min(look.px(_HEIGHT), round(screen.height() * _SHARE))
        place = QRect(0, 0, width, height)
        place.moveCenter(screen.center())
        window.setGeometry(place)
    if len(kept) > 4 and kept[4]:
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)


def _can_be_seen(place: QRect) -> bool:
    """Say whether enough of the title bar lies on a screen that is there to take hold of it."""
    bar = QRect(place.left(), place.top(), place.width(), _SEEN)
    return any(
        screen.availableGeometry().intersected(bar).width() >= _SEEN
        for screen in QGuiApplication.screens()
    )

"""What stories about the window start from: real settings, a real window, nothing left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.settings import Settings
from desktop.views.main_window import MainWindow
from desktop.views.shared import error_dialog, language, theme
from desktop.views.shared.language import Language
from desktop.views.shared.tokens import Theme
from tests.views.frame import close_all, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop.views.shared.operations import Operations
    from tests.views.frame import Opened


@pytest.fixture
def kept() -> Settings:
    """Return the settings of a computer on which nobody chose anything yet."""
    return Settings(centre="GN")


@pytest.fixture
def opened(
    qtbot: QtBot,
    qapp: QApplication,
    operations: Operations,
    kept: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Opened]:
    """Open windows on the workspace of the story; a failure nobody expected ends the story."""
    language.choose(Language.KOREAN)
    if not qapp.styleSheet():
        theme.apply(qapp, Theme.LIGHT)
    unexpected: list[Exception] = []
    # A modal dialog would wait for somebody to press its button, for ever.
    monkeypatch.setattr(error_dialog, "show", lambda error, *_: unexpected.append(error))
    windows: list[MainWindow] = []

    def show(first: str = "cases") -> MainWindow:
        window = MainWindow(operations, kept, first=first)
        windows.append(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        settle(qtbot, operations)
        return window

    yield show
    settle(qtbot, operations)
    close_all(qapp)
    language.choose(Language.KOREAN)
    assert unexpected == []

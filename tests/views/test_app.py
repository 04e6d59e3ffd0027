"""The program itself: a failure nobody expected is told once, and the program goes on."""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from desktop import app
from desktop.views.shared import theme
from desktop.views.shared.tokens import Theme
from tests.views.frame import settle

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations


def _press_when_shown(read: list[str]) -> None:
    """Read every message box that comes up, and press its button."""

    def look() -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QMessageBox) and widget.isVisible():
                read.append(widget.text())
                widget.buttons()[0].click()
                return
        QTimer.singleShot(10, look)

    QTimer.singleShot(10, look)


def test_given_a_slot_that_fails_then_one_sentence_is_shown_and_the_program_goes_on(
    qtbot: QtBot,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    theme.apply(qapp, Theme.LIGHT)
    monkeypatch.setattr(sys, "excepthook", app.show_bug)
    button = QPushButton()
    qtbot.addWidget(button)
    read: list[str] = []
    _press_when_shown(read)

    def fail() -> None:
        raise ZeroDivisionError("secret")

    with caplog.at_level(logging.ERROR):
        try:
            fail()
        except ZeroDivisionError:
            sys.excepthook(*sys.exc_info())  # type: ignore[arg-type] - as PySide does for a slot

    assert len(read) == 1
    assert "ZeroDivisionError" in read[0]
    assert "프로그램은 계속" in read[0]
    assert "secret" not in read[0]
    assert "unexpected failure" in caplog.text
    button.click()  # still alive


def test_given_a_failure_that_comes_with_every_repaint_then_there_is_one_dialog_not_hundreds(
    qtbot: QtBot, qapp: QApplication
) -> None:
    read: list[str] = []
    error = ValueError("once")

    def again() -> None:  # while the first dialog is open
        for _ in range(5):
            app.show_bug(ValueError, error, None)
        _press_when_shown(read)

    QTimer.singleShot(20, again)
    app.show_bug(ValueError, error, None)

    assert len(read) == 1


@pytest.mark.usefixtures("garbage_stays_here")
def test_given_a_failure_in_another_thread_then_no_dialog_is_tried_there(
    qapp: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        thread = threading.Thread(target=lambda: app.show_bug(ValueError, ValueError("x"), None))
        thread.start()
        thread.join()

    assert "unexpected failure" in caplog.text
    assert not [w for w in qapp.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()]


def test_given_the_keyboard_interrupt_then_it_is_no_bug(qapp: QApplication) -> None:
    app.show_bug(KeyboardInterrupt, KeyboardInterrupt(), None)

    assert not [w for w in qapp.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()]


def test_given_a_worker_that_fails_unexpectedly_then_the_window_says_so_and_works_on(
    qtbot: QtBot, qapp: QApplication, workspace: Workspace, operations: Operations, kept: Settings
) -> None:
    from desktop.views.main_window import MainWindow
    from tests.views.frame import close_all

    window = MainWindow(operations, kept, first="settings")
    window.show()
    settle(qtbot, operations)
    read: list[str] = []
    _press_when_shown(read)

    def fail(_session: object) -> None:
        raise RuntimeError("inside")

    operations.read(fail, owner=window, then=lambda _answer: None)
    qtbot.waitUntil(lambda: bool(read))
    settle(qtbot, operations)

    assert "RuntimeError" in read[0]
    window.go("companies")
    settle(qtbot, operations)
    assert window.pages.currentWidget() is window.page("companies")
    close_all(qapp)
    assert workspace.read(lambda _session: True)

"""Opens the page of a case in a real window and waits until it shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from desktop.settings import Settings
from desktop.views.cases.case_page import CasePage
from desktop.views.shared.in_place.asking import FieldsQuestion
from tests.services.road import TODAY

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from uuid import UUID

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot
    from sqlmodel import Session

    from desktop.services.workspace import Workspace
    from desktop.views.shared.operations import Operations

T = TypeVar("T")


def kept(workspace: Workspace, make: Callable[[Session], T]) -> T:
    """Write something into the workspace and return what it gave back."""
    return workspace.write(make).value


def shown(qtbot: QtBot, operations: Operations, case_id: UUID, *, today: date = TODAY) -> CasePage:
    """Return the page of a case in a window, with everything read."""
    page = CasePage(operations, Settings(), today=lambda: today)
    page.setWindowFlag(Qt.WindowType.Window)
    qtbot.addWidget(page)
    page.resize(1366, 768)
    page.open(case_id)
    page.show()
    qtbot.waitUntil(lambda: bool(page.tabs) and page.head.shown is not None)
    settled(qtbot, operations)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.setFocus()
    return page


def settled(qtbot: QtBot, operations: Operations) -> None:
    """Wait until no work is under way and every answer was delivered."""

    def _is_quiet() -> bool:
        QCoreApplication.processEvents()
        return operations._under_way == 0

    qtbot.waitUntil(_is_quiet)
    qtbot.waitUntil(_is_quiet)


def typed(qtbot: QtBot, editor: QWidget, text: str, *, enter: bool = True) -> None:
    """Type a text over what stands in an input."""
    editor.window().activateWindow()  # a dialog that closed may have left no active window
    editor.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is editor)
    select: Any = getattr(editor, "selectAll")  # noqa: B009 - every input has it
    select()
    if not text:
        qtbot.keyClick(editor, Qt.Key.Key_Delete)
    elif text.isascii():
        qtbot.keyClicks(editor, text)
    else:  # Hangul comes from an input method, not from keys
        composed = QInputMethodEvent()
        composed.setCommitString(text)
        QApplication.sendEvent(editor, composed)
    if enter:
        qtbot.keyClick(editor, Qt.Key.Key_Return)


def question(page: QWidget) -> FieldsQuestion:
    """Return the dialog that is open."""
    return next(one for one in page.findChildren(FieldsQuestion) if one.isVisible())

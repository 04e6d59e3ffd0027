"""Builds everything and does nothing: settings, log, workspace, operations, window."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
from PySide6.QtWidgets import QApplication

from db.errors import DeskError, WorkspaceMissingError
from desktop import __version__, log_setup, paths, settings
from desktop.services import setup
from desktop.services.workspace import Workspace
from desktop.views.main_window import MainWindow
from desktop.views.shared import error_dialog, language, theme, tokens
from desktop.views.shared.language import tr
from desktop.views.shared.operations import Operations
from desktop.views.shared.pauses import Pauses

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from desktop.settings import Settings

log = logging.getLogger(__name__)


def application(kept: Settings) -> QApplication:
    """Return the running application, dressed as the settings say."""
    running = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(running, QApplication)
    running.setApplicationName("ieum")
    running.setApplicationVersion(__version__)
    dress(running, kept)
    return running


def dress(running: QApplication, kept: Settings) -> None:
    """Apply the language, the colours and the size of the settings."""
    language.choose(kept.language)
    running.setApplicationDisplayName(tr("이음"))
    chosen = None if kept.theme == "system" else tokens.Theme(kept.theme)
    theme.apply(running, chosen, scale=kept.scale / 100)


def open_workspace(folder: Path, kept: Settings) -> Workspace:
    """Open the workspace and say who works in it."""
    workspace = Workspace.open(folder)
    workspace.centre = workspace.read(setup.centre_of) or kept.centre
    workspace.person = workspace.read(lambda session: setup.who_works_here(session, kept.person))
    return workspace


def build(workspace: Workspace, kept: Settings) -> MainWindow:
    """Return the window on an open workspace; the caller shows it."""
    return MainWindow(Operations(workspace), kept)


def run(folder: Path | None = None) -> int:
    """Open the window and return the exit code when it is closed."""
    kept = settings.load()
    log_setup.start(paths.log_folder())
    sys.excepthook = show_bug
    running = application(kept)
    workspace = _workspace_or_welcome(folder or kept.workspace or paths.default_workspace(), kept)
    if workspace is None:
        return 0
    window = OneWindow(running, build(workspace, kept))
    _pauses = Pauses(window.shown.operations)  # kept until the end
    code = running.exec()
    window.shown.operations.wait()
    settings.keep(kept)
    workspace.close()
    return code


def run_slate(folder: Path, slate: str, *, reader: str) -> int:
    """Open the window of a large firm on the slate in `folder`; return the exit code.

    reader: who looks; the center learns it.
    """
    from desktop.views.partner.page import SlatePage  # only firms need it

    kept = settings.load()
    log_setup.start(paths.log_folder())
    sys.excepthook = show_bug
    running = application(kept)
    try:
        workspace = Workspace.open(folder)
    except WorkspaceMissingError:
        workspace = Workspace.create(folder)
    page = SlatePage(Operations(workspace), folder / slate, reader=reader)
    page.resize(1280, 800)
    page.show()
    code = running.exec()
    page.operations.wait()
    page.close_slate()
    workspace.close()
    return code


class OneWindow:
    """Keeps the window alive, and builds it again when another language or look was chosen."""

    def __init__(self, running: QApplication, window: MainWindow) -> None:
        self._running = running
        self.shown = window
        window.rebuilt.connect(self.rebuild)
        window.show()

    def rebuild(self) -> None:
        """Put a new window in the place of the one that is shown; work under way goes on."""
        # Not at once: the page that asked for it is still in the middle of telling.
        QTimer.singleShot(0, self._running, self._rebuild)

    def _rebuild(self) -> None:
        old = self.shown
        operations, kept, left = old.operations, old.settings, old.leave()
        # Gone before the new look comes: dressing what nobody sees any more takes seconds.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        dress(self._running, kept)
        self.shown = MainWindow(operations, kept, like=left)
        self.shown.rebuilt.connect(self.rebuild)
        self.shown.show()


def _workspace_or_welcome(folder: Path, kept: Settings) -> Workspace | None:
    try:
        return open_workspace(folder, kept)
    except WorkspaceMissingError:
        from desktop.views.welcome import Welcome  # seen once

        return Welcome.ask(folder, kept)
    except DeskError as error:
        error_dialog.show(error)
        return None


_showing: list[BaseException] = []  # a failure while painting comes back with every repaint


def show_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log what nobody expected and tell the person that the program goes on."""
    log.error("unexpected failure", exc_info=(kind, error, trace))
    running = QApplication.instance()
    if not isinstance(error, Exception) or running is None or _showing:
        return
    if QThread.currentThread() is not running.thread():
        return  # a dialog can be shown by the screen's thread only; the log has it
    _showing.append(error)
    try:
        error_dialog.show(error)
    finally:
        _showing.clear()

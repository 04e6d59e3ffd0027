"""Builds everything and does nothing: settings, log, workspace, operations, window."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from desktop import __version__, log_setup, paths, settings
from desktop.services import setup
from desktop.services.workspace import Workspace
from desktop.views.main_window import MainWindow
from desktop.views.shared import error_dialog, language, theme, tokens
from desktop.views.shared.operations import Operations
from desktop.views.welcome import Welcome

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
    running.setApplicationDisplayName("이음")
    running.setApplicationVersion(__version__)
    dress(running, kept)
    return running


def dress(running: QApplication, kept: Settings) -> None:
    """Apply the language, the colours and the size of the settings."""
    language.choose(kept.language)
    chosen = None if kept.theme == "system" else tokens.Theme(kept.theme)
    theme.apply(running, chosen, scale=kept.scale / 100)


def open_workspace(folder: Path, kept: Settings) -> Workspace:
    """Open the workspace and say who works in it."""
    workspace = Workspace.open(folder)
    workspace.centre = kept.centre or workspace.read(setup.centre_of)
    workspace.person = workspace.read(lambda session: setup.who_works_here(session, kept.person))
    return workspace


def build(workspace: Workspace, kept: Settings) -> MainWindow:
    """Return the window on an open workspace; the caller shows it."""
    return MainWindow(Operations(workspace), kept)


def run(folder: Path | None = None) -> int:
    """Open the window and return the exit code when it is closed."""
    kept = settings.load()
    log_setup.start(paths.log_folder())
    sys.excepthook = _show_bug
    running = application(kept)
    chosen = folder or kept.workspace or paths.default_workspace()
    workspace = _workspace_or_welcome(chosen, kept)
    if workspace is None:
        return 0
    window = build(workspace, kept)
    window.rebuilt.connect(lambda: _rebuild(running, workspace, kept))
    _windows.append(window)
    window.show()
    code = running.exec()
    settings.keep(kept)
    workspace.close()
    return code


_windows: list[MainWindow] = []  # the one reference that keeps the window alive


def _rebuild(running: QApplication, workspace: Workspace, kept: Settings) -> None:
    """Build the window again, after another language or look was chosen."""
    dress(running, kept)
    old = _windows.pop()
    fresh = build(workspace, kept)
    fresh.rebuilt.connect(lambda: _rebuild(running, workspace, kept))
    fresh.show_like(old)
    _windows.append(fresh)
    old.close()
    old.deleteLater()


def _workspace_or_welcome(folder: Path, kept: Settings) -> Workspace | None:
    from db.errors import DeskError, WorkspaceMissingError

    try:
        return open_workspace(folder, kept)
    except WorkspaceMissingError:
        return Welcome.ask(folder, kept)
    except DeskError as error:
        error_dialog.show(error)
        return None


def _show_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log what nobody expected and tell the person that the program goes on."""
    log.error("unexpected failure", exc_info=(kind, error, trace))
    if issubclass(kind, Exception):
        error_dialog.show(error)  # type: ignore[arg-type]

"""Takes pictures of every page of the real window, each once everything on it has arrived."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractAnimation, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QTableView

from db.words import Stage
from desktop.views.palette import Palette
from desktop.views.welcome import Welcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from PySide6.QtGui import QPixmap

    from desktop.views.main_window import MainWindow

_PATIENCE_SECONDS = 60.0
_LOOK_EVERY_MS = 10
_STILL_LOOKS = 3  # in a row: an answer may ask for more
_LATER = ("case", "company", "import", "history")
_SOON_MS = 1_000  # a timer that waits longer, such as that of a message, is not waited for


@dataclass(frozen=True)
class Subjects:
    """What the pages that show one thing shall show.

    import_steps: how many steps follow the columns of the file; the second keeps what is in it.
    """

    case_id: UUID
    company_id: UUID
    search: str
    sheet: Path
    import_steps: int
    folder: Path


class StillnessMissingError(Exception):
    """A page went on working or moving for longer than anybody would wait."""


def shots(window: MainWindow, subjects: Subjects) -> Iterator[tuple[str, QPixmap]]:
    """Yield the name and the picture of every page, of the tabs and steps within, in order."""
    window.operations.notes_viewing = False
    camera = _Camera(window)
    yield "welcome", _of_welcome(window, subjects.folder)
    for place in window.pages.places.values():
        if place.name not in _LATER:
            window.go(place.name)
            yield place.name, camera.take()
        if place.name == "cases":
            yield from _of_board(window, camera)
        if place.name == "sync":
            yield from _of_sync(window, camera)
    window.open_company(subjects.company_id)
    yield "company", camera.take()
    yield from _of_case(window, camera, subjects.case_id)
    yield from _of_import(window, camera, subjects)
    yield "history", _of_history(window, camera)
    yield "palette", _of_palette(window, camera, subjects.search)


class _Camera:
    """Waits until the window is still, and takes its picture."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._is_busy = True  # a page may have asked before anybody listened
        window.operations.busy.connect(self._hear)
        window.operations.read(lambda _session: None, owner=window, then=lambda _none: None)

    def take(self) -> QPixmap:
        """Return the picture of the window."""
        self.wait()
        return self._window.grab()

    def wait(self) -> None:
        """Wait for answers, for fields that wait for the next key, for what moves."""
        wait_until(self._is_still)

    def _hear(self, busy: bool) -> None:
        self._is_busy = busy

    def _is_still(self) -> bool:
        timers = (
            timer
            for timer in self._window.findChildren(QTimer)
            if timer.isActive() and timer.isSingleShot() and timer.interval() < _SOON_MS
        )
        moving = (
            one
            for one in self._window.findChildren(QAbstractAnimation)
            if one.state() is QAbstractAnimation.State.Running
        )
        return not self._is_busy and not any(timers) and not any(moving)


def wait_until(condition: Callable[[], bool]) -> None:
    """Turn the event loop until the condition holds. Raises StillnessMissingError."""
    loop, looking = QEventLoop(), QTimer(interval=_LOOK_EVERY_MS)
    begun, held = time.monotonic(), 0

    def look() -> None:
        nonlocal held
        held = held + 1 if condition() else 0
        if held == _STILL_LOOKS or time.monotonic() - begun > _PATIENCE_SECONDS:
            loop.quit()

    looking.timeout.connect(look)
    looking.start()
    loop.exec()
    looking.stop()
    if held < _STILL_LOOKS:
        raise StillnessMissingError


def _of_welcome(window: MainWindow, folder: Path) -> QPixmap:
    dialog = Welcome(folder, window.settings)
    dialog.show()
    QApplication.processEvents()
    picture = dialog.grab()
    dialog.close()
    dialog.deleteLater()
    return picture


def _of_board(window: MainWindow, camera: _Camera) -> Iterator[tuple[str, QPixmap]]:
    page = window.page("cases")
    _mode, rest = page.place()
    page.return_to(("board", rest))
    yield "board", camera.take()
    page.return_to(("table", rest))


def _of_sync(window: MainWindow, camera: _Camera) -> Iterator[tuple[str, QPixmap]]:
    """Show what people disagree on, and the files that travelled."""
    page: Any = window.page("sync")
    for mode in ("conflicts", "files"):
        page.show_mode(mode)
        yield f"sync-{mode}", camera.take()
    page.show_mode("standing")


def _of_case(window: MainWindow, camera: _Camera, case_id: UUID) -> Iterator[tuple[str, QPixmap]]:
    window.open_case(case_id)
    camera.wait()
    page = window.page("case")
    _, _, panel = page.place()
    for stage in Stage:
        page.return_to((case_id, stage.value, panel))
        yield f"case-{stage.value}", camera.take()


def _of_import(
    window: MainWindow, camera: _Camera, subjects: Subjects
) -> Iterator[tuple[str, QPixmap]]:
    """Walk through the steps as a person would."""
    wizard: Any = window.page("import")
    window.go("import")
    yield "import-choose", camera.take()
    wizard.open(subjects.sheet)
    yield "import-map", camera.take()
    for name in ("preview", "done")[: subjects.import_steps]:
        wizard.next.click()
        yield f"import-{name}", camera.take()
    for toast in window.toasts.shown:
        toast.go()


def _of_history(window: MainWindow, camera: _Camera) -> QPixmap:
    """Show what the newest change did."""
    window.go("history")
    camera.wait()
    table: Any = window.page("history").findChild(QTableView)
    table.setCurrentIndex(table.model().index(0, 0))
    return camera.take()


def _of_palette(window: MainWindow, camera: _Camera, search: str) -> QPixmap:
    window.go("today")
    camera.wait()
    window.search(search)
    picture = camera.take()
    palette = window.findChild(Palette)
    if palette is not None:
        palette.stop()
    return picture

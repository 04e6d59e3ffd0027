"""Drives the real window in this process: types, scrolls, waits for conditions, listens."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop import app
from desktop.settings import Settings
from tests.benchmarks.heartbeat import Heartbeat, Stillness

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.views.main_window import MainWindow

_LOOK_EVERY_MS = 2
_PATIENCE = 60.0
_IN_A_ROW = 2


class Driver:
    """The window on a world, and the heart that is listened to."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings()
        self.running = app.application(self.settings)
        self.workspace = app.open_workspace(folder, self.settings)
        self.window: MainWindow = app.build(self.workspace, self.settings)
        self.heart = Heartbeat()
        self.window.show()
        self.until_calm()

    def until(self, condition: Callable[[], bool]) -> float:
        """Turn the event loop until the condition holds; return the seconds that it took."""
        begun = time.perf_counter()
        held = 0  # twice in a row: an answer may ask for more
        loop = QEventLoop()
        looking = QTimer(interval=_LOOK_EVERY_MS, timerType=Qt.TimerType.PreciseTimer)

        def _look() -> None:
            nonlocal held
            held = held + 1 if condition() else 0
            if held == _IN_A_ROW or time.perf_counter() - begun > _PATIENCE:
                loop.quit()

        looking.timeout.connect(_look)
        looking.start()
        loop.exec()
        looking.stop()
        if held < _IN_A_ROW:
            raise TimeoutError
        return time.perf_counter() - begun

    def until_calm(self) -> float:
        """Wait until no work is under way, and nothing waits to begin."""
        return self.until(self.is_calm)

    def is_calm(self) -> bool:
        """Return whether everything that was asked for has been shown."""
        page = self.window.pages.currentWidget()
        waiting = [
            timer
            for timer in page.findChildren(QTimer)
            if timer.isActive() and timer.isSingleShot() and timer.interval() <= 500
        ]
        return self.window.operations._under_way == 0 and not waiting

    def listen(self, work: Callable[[], object]) -> Stillness:
        """Return how still the screen's thread was while `work` and its answers came in."""
        self.heart.start()
        work()
        self.until_calm()
        return self.heart.stop()

    def commit(self, field: QWidget, syllable: str) -> None:
        """Hand a finished syllable to a field, as an input method does."""
        event = QInputMethodEvent()
        event.setCommitString(syllable)
        QApplication.sendEvent(field, event)

    def press(self, widget: QWidget, key: Qt.Key) -> None:
        """Press and let go of a key."""
        QTest.keyClick(widget, key)

    def close(self) -> None:
        """Close the window and the world."""
        self.window.close()
        self.window.operations.wait()
        self.workspace.close()


def memory() -> float:
    """Return the megabytes that this process holds."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(one for one in status.read_text().splitlines() if one.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)

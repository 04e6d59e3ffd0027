"""Listens to the heart of the screen's thread: how long it could not beat, and why."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

_BEAT_MS = 2
_WORTH_TELLING = 0.004


@dataclass(frozen=True)
class Gap:
    """One time without a beat, in seconds.

    worked: what the screen's thread computed meanwhile. queued: how long it was ready and the
    machine ran somebody else; that is the machine's load and no fault of the program.
    """

    still: float
    worked: float
    queued: float

    @property
    def own(self) -> float:
        """Return the seconds that the program itself is to blame for."""
        return max(self.worked, self.still - self.queued)


@dataclass
class Stillness:
    """The gaps that were heard."""

    gaps: list[Gap] = field(default_factory=list)

    @property
    def longest(self) -> Gap:
        """Return the longest gap that the program is to blame for."""
        return max(self.gaps, key=lambda gap: gap.own, default=Gap(0.0, 0.0, 0.0))


class Heartbeat(QObject):
    """Beats every 2 ms as long as the event loop turns."""

    def __init__(self) -> None:
        super().__init__()
        self.found = Stillness()
        self._timer = QTimer(self, interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = (0.0, 0.0, 0.0)
        # Only Linux tells how long a thread stood in the queue of the machine.
        queue = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._queue = os.open(queue, os.O_RDONLY) if queue.exists() else -1

    def start(self) -> None:
        """Begin to listen."""
        self.found = Stillness()
        self._last = self._now()
        self._timer.start()

    def stop(self) -> Stillness:
        """Return what was heard since the start."""
        self._beat()
        self._timer.stop()
        return self.found

    def _beat(self) -> None:
        now = self._now()
        still, worked, queued = (
            after - before for after, before in zip(now, self._last, strict=True)
        )
        still -= _BEAT_MS / 1000
        if still > _WORTH_TELLING:
            self.found.gaps.append(Gap(still, worked, queued))
        self._last = now

    def _now(self) -> tuple[float, float, float]:
        queued = 0.0
        if self._queue >= 0:
            queued = int(os.pread(self._queue, 100, 0).split()[1]) / 1e9
        return time.perf_counter(), time.thread_time(), queued

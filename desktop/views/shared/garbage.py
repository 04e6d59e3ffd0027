"""Lets Python look for garbage on the screen's thread only."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 200


class Garbage(QObject):
    """Looks for garbage in the place of Python, for as long as there are worker threads.

    A worker that looks by itself destroys what is left of closed windows. It then waits for a
    lock of Qt while it holds Python's own, the screen's thread waits the other way round, and the
    program stands still for ever. How much may gather is said by `gc.set_threshold`; looking
    through all of memory is left to a moment when nobody waits.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._looking = QTimer(self, interval=_EVERY_MS)
        self._looking.timeout.connect(self.look)
        self._looking.start()

    def stop(self) -> None:
        """Give the looking back to Python, because no worker is left."""
        self._looking.stop()
        gc.enable()

    @Slot()
    def look(self) -> None:
        """Look through what is young, if enough has gathered."""
        (young, middle, _old), (most_young, most_middle, _) = gc.get_count(), gc.get_threshold()
        if middle > most_middle:
            gc.collect(1)
        elif young > most_young:
            gc.collect(0)

"""Tells how far a long work is, and stops it when somebody asks for that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.services.security.errors import StoppedError

if TYPE_CHECKING:
    from collections.abc import Callable

WHOLE = 1_000  # what `progress` is told as the whole; bytes would not fit into a bar's 32 bits


@dataclass
class Watch:
    """Counts the parts that are done out of `parts`; `progress` is told (done, WHOLE)."""

    progress: Callable[[int, int], object] | None = None
    cancelled: Callable[[], bool] | None = None
    parts: int = WHOLE
    done: int = 0
    _told: int = -1

    def advance(self, parts: int) -> None:
        """Count parts as done. Raises StoppedError when somebody asked to stop."""
        self.reach(self.done + parts)

    def reach(self, done: int) -> None:
        """Count all up to `done` as done. Raises StoppedError when somebody asked to stop."""
        if self.is_stopped():
            raise StoppedError
        self.done = done
        share = min(WHOLE, done * WHOLE // max(1, self.parts))
        if self.progress is not None and share > self._told:
            self._told = share
            self.progress(share, WHOLE)

    def is_stopped(self) -> bool:
        """Return whether somebody asked to stop."""
        return self.cancelled is not None and self.cancelled()

"""The way a person came through the window: back to the page before, and forward again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_LONGEST = 50


@dataclass(frozen=True)
class Spot:
    """A page, and what it showed where it shows one thing at a time (a case, a company)."""

    name: str
    wanted: Any = None


class Trail:
    """Remembers spots in the order in which they were visited."""

    def __init__(self) -> None:
        self._behind: list[Spot] = []
        self._ahead: list[Spot] = []
        self.now: Spot | None = None

    def visit(self, spot: Spot) -> None:
        """Take note that the person went somewhere new; the same spot twice is one."""
        if spot == self.now:
            return
        if self.now is not None:
            self._behind = [*self._behind, self.now][-_LONGEST:]
        self.now = spot
        self._ahead.clear()

    def back(self) -> Spot | None:
        """Return the spot before and go there, or None at the beginning."""
        return self._step(self._behind, self._ahead)

    def forward(self) -> Spot | None:
        """Return the spot that was left by going back and go there, or None at the end."""
        return self._step(self._ahead, self._behind)

    def _step(self, source: list[Spot], target: list[Spot]) -> Spot | None:
        if not source or self.now is None:
            return None
        target.append(self.now)
        self.now = source.pop()
        return self.now

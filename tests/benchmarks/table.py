"""One line per measure: what, ours, the baseline, the ratio, the goal, and whether it is met."""

from __future__ import annotations

import statistics
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True)
class Line:
    """One measure; times in seconds, memory in MB.

    goal: the highest ratio, or the highest value where there is no baseline; None only tells.
    """

    what: str
    ours: float
    baseline: float | None = None
    goal: float | None = None
    unit: str = "s"
    remark: str = ""

    @property
    def ratio(self) -> float | None:
        """Return ours by baseline."""
        return None if not self.baseline else self.ours / self.baseline

    @property
    def is_met(self) -> bool | None:
        """Return whether the goal is met; None without one."""
        if self.goal is None:
            return None
        measured = self.ratio if self.baseline is not None else self.ours
        return measured is not None and measured <= self.goal


def median(seconds: Sequence[float]) -> float:
    """Return the middle value, which one slow run does not move."""
    return statistics.median(seconds)


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that `work` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def show(lines: Sequence[Line]) -> str:
    """Return the table as text."""
    titles = ("what", "ours", "baseline", "ratio", "goal", "met", "remark")
    rows = [titles, *(_row(line) for line in lines)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(titles))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def as_plain(lines: Sequence[Line]) -> list[dict[str, object]]:
    """Return the lines for a file."""
    return [asdict(line) | {"ratio": line.ratio, "met": line.is_met} for line in lines]


def _row(line: Line) -> tuple[str, ...]:
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
    goal = ""
    if line.goal is not None:
        goal = f"{line.goal:g}x" if line.baseline is not None else _amount(line.goal, line.unit)
    met = {None: "", True: "yes", False: "NO"}[line.is_met]
    baseline = "" if line.baseline is None else _amount(line.baseline, line.unit)
    return line.what, _amount(line.ours, line.unit), baseline, ratio, goal, met, line.remark


def _amount(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value:,.0f} {unit}"
    return f"{value * 1000:,.1f} ms" if value < 10 else f"{value:,.1f} s"

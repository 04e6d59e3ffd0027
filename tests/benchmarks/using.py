"""Measures a sitting at the window: how long it stood still, how it scrolls, what it holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.table import Line, median

if TYPE_CHECKING:
    from datetime import date

    from tests.benchmarks.world import World

HERE = Path(__file__).parent
RUNS = 3
FRAME = 0.0167  # of a screen that shows sixty in a second
FELT = 0.05
MOST_TOLD = 12


def measure(world: World, _day: date) -> list[Line]:
    """Return how a sitting went; of several sittings the middle one for every part."""
    sittings = [_sit_down(world) for _ in range(RUNS)]
    parts = {
        name: {fact: median([one["parts"][name][fact] for one in sittings]) for fact in facts}
        for name, facts in sittings[0]["parts"].items()
    }
    still = sorted(((facts["own"], name) for name, facts in parts.items()), key=lambda one: -one[0])
    typing, scrolling = parts["typing"], parts["scrolling"]
    return [
        Line("typing: longest block of the screen", typing["own"], goal=FRAME),
        Line("typing: from a stroke to its rows", typing["answer"], remark="120 ms are the wait"),
        Line("scrolling: middle frame", scrolling["frame"], goal=FRAME),
        Line("scrolling: worst frame", scrolling["worst_frame"]),
        Line("scrolling: longest block of the screen", scrolling["own"]),
        Line("a sitting: longest block of the screen", still[0][0], goal=FELT, remark=still[0][1]),
        *(
            Line(f"  then: {name}", seconds)
            for seconds, name in still[1:MOST_TOLD]
            if seconds > FELT
        ),
        *(
            Line(f"  slow: {name}, until all is shown", facts["seconds"])
            for name, facts in parts.items()
            if facts.get("seconds", 0) > 1
        ),
        Line("memory, everything seen", median([one["memory"] for one in sittings]), unit="MB"),
    ]


def _sit_down(world: World) -> dict[str, Any]:
    root = HERE.parents[1]
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, HERE / "using_window.py", world.folder],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root), "XDG_CONFIG_HOME": home},
            capture_output=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told

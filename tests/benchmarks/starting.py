"""Measures opening the program until the first rows are shown, against a bare window."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.services import status, today
from desktop.services.workspace import DATABASE
from tests.benchmarks.spoken_sql import heard_from
from tests.benchmarks.table import Line, median
from tests.benchmarks.world import opened

if TYPE_CHECKING:
    from datetime import date

    from tests.benchmarks.world import World

HERE = Path(__file__).parent
RUNS = 5


def measure(world: World, day: date) -> list[Line]:
    """Return the start of the program on this world, and of the help of its command."""
    with tempfile.TemporaryDirectory() as room:
        statements = Path(room) / "statements.json"
        statements.write_text(json.dumps(_first_query(world, day)), "utf-8")
        home = {**os.environ, "XDG_CONFIG_HOME": room, "XDG_STATE_HOME": room}
        _keep_choice(Path(room) / "ieum" / "settings.toml", world.folder)
        ours: list[tuple[float, float]] = []
        bare: list[tuple[float, float]] = []
        for number in range(RUNS + 1):
            pair = (
                _seconds("open_program.py", env=home),
                _seconds("open_bare.py", world.folder / DATABASE, statements, env=home),
            )
            if number:  # the first pair only warms the disk
                ours.append(pair[0])
                bare.append(pair[1])
    return [
        Line("opening, until the first rows are shown", *_medians(ours, bare, 0), 1.5),
        Line(
            "  computing time of the same",
            *_medians(ours, bare, 1),
            remark="of the whole process: less moved by other programs",
        ),
        Line("ieum --help", *_help(), remark="baseline: python -c pass"),
    ]


def _medians(
    ours: list[tuple[float, float]], bare: list[tuple[float, float]], at: int
) -> tuple[float, float]:
    return median([pair[at] for pair in ours]), median([pair[at] for pair in bare])


def _keep_choice(settings: Path, folder: Path) -> None:
    """Keep which folder to open, as the program does for the next double click."""
    settings.parent.mkdir()
    settings.write_text(f"workspace = {json.dumps(str(folder))}\n", "utf-8")


def _first_query(world: World, day: date) -> list[tuple[str, tuple[object, ...]]]:
    """Return the statements of the first page, as the database gets them."""
    workspace = opened(world.folder)
    me = workspace.person
    try:
        spoken = heard_from(
            workspace,
            lambda session: (
                today.summary(session, today=day, me=me),
                today.agenda(session, today=day, me=me),
                status.read(session, me=me, today=day),
            ),
        )
    finally:
        workspace.close()
    return spoken.statements


def _seconds(script: str, *words: object, env: dict[str, str]) -> tuple[float, float]:
    """Return the seconds that the script told, and how long its process computed."""
    root = HERE.parents[1]
    before = os.times()
    born = time.time()
    done = subprocess.run(
        [sys.executable, HERE / script, *map(str, words), str(born)],
        cwd=root,
        env={**env, "PYTHONPATH": str(root)},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    if done.returncode != 0 or not done.stdout.strip():
        raise RuntimeError(f"{script}: {done.stderr}")
    after = os.times()
    computed = after.children_user + after.children_system
    return float(done.stdout.split()[0]), computed - before.children_user - before.children_system


def _help() -> tuple[float, float]:
    root = HERE.parents[1]
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    for _ in range(RUNS):
        for name, words in (("ours", ["-m", "desktop", "--help"]), ("bare", ["-c", "pass"])):
            begun = time.perf_counter()
            subprocess.run([sys.executable, *words], cwd=root, capture_output=True, check=True)
            times[name].append(time.perf_counter() - begun)
    return median(times["ours"]), median(times["bare"])

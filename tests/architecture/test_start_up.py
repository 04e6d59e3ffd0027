"""Starting the program loads nothing that only some of its pages need."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

# Each costs from 60 to 440 ms of start-up, and most days most of them are not needed.
HEAVY = {
    "alembic", "calamine", "docx", "docxtpl", "holidays", "jinja2", "lxml", "matplotlib", "numpy",
    "openpyxl", "pandas", "python_calamine", "rapidfuzz", "xlsxwriter",
}  # fmt: skip


def loaded_by(root: Path, module: str) -> set[str]:
    """Return the top names of all modules that a fresh interpreter holds after one import."""
    asked = f"import {module}, json, sys; print(json.dumps(sorted(sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", asked], cwd=root, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    names: list[str] = json.loads(answer.stdout)
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("module", ["desktop.app", "desktop.cli"])
def test_given_a_fresh_start_then_no_heavy_library_is_loaded(root: Path, module: str) -> None:
    assert not loaded_by(root, module) & HEAVY


def test_given_the_command_line_then_no_window_library_is_loaded(root: Path) -> None:
    """The command line works where no window can open, so it must not need Qt to start."""
    assert "PySide6" not in loaded_by(root, "desktop.cli")


@pytest.mark.parametrize("floor", ["db.engine", "desktop.services.workspace"])
def test_given_a_floor_below_the_views_then_it_stands_without_a_window(
    root: Path, floor: str
) -> None:
    assert "PySide6" not in loaded_by(root, floor)

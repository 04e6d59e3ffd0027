"""Runs the real command, in this process or in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer.testing import CliRunner

from desktop.cli.command import build

if TYPE_CHECKING:
    from typer.testing import Result

ROOT = Path(__file__).resolve().parents[2]


def run(*words: object) -> Result:
    """Run the command in this process, in the language that is chosen."""
    return CliRunner().invoke(build(), [str(word) for word in words])


def answer_of(result: Result) -> Any:
    """Return the JSON that a command printed, and insist that it was done."""
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def run_alone(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as people do."""
    return subprocess.run(
        [sys.executable, "-m", "desktop", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

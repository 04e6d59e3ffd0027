"""The program tries itself, as a build does before it is handed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.self_check import Step
from tests.cli.runs import run_alone

if TYPE_CHECKING:
    from pathlib import Path


def test_given_a_whole_program_then_each_of_its_parts_says_so(tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()

    done = run_alone("self-check", IEUM_LANGUAGE="en", TMPDIR=str(room))

    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK") == len(Step)
    assert not list(room.iterdir())

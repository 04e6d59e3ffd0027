"""What the stories of the command line start from: a small demo world and the real command."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from desktop.views.shared import language
from desktop.views.shared.language import Language
from tests.cli.runs import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the settings and the data of the person who runs the tests out of the stories."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home" / name))
    before = language.chosen()
    language.choose(Language.KOREAN)
    yield
    language.choose(before)


@pytest.fixture(scope="session")
def demo_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small demo world, made by the command itself."""
    folder = tmp_path_factory.mktemp("demo") / "workspace"
    made = run("demo", "--companies", 30, "--today", "2026-11-22", "--no-window", "-w", folder)
    assert made.exit_code == 0, made.output
    return folder


@pytest.fixture
def world(demo_world: Path, tmp_path: Path) -> Path:
    """Return a copy of the demo world."""
    return shutil.copytree(demo_world, tmp_path / "world")


@pytest.fixture
def ieum(world: Path) -> Run:
    """Return what runs `ieum` on the demo world."""
    return lambda *words: run("--workspace", world, *words)

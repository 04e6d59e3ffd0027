"""What every story starts from: a fresh workspace, its operations, a window that closes."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before any Qt import

import gc
import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication

from desktop.services.workspace import Workspace
from desktop.views.shared.operations import Operations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from db.hub.embedded import Embedded


@pytest.fixture(scope="session")
def embedded() -> Iterator[Embedded]:
    """Return a real PostgreSQL server that lives as long as the tests."""
    from db.hub import embedded

    with embedded.passing() as server:
        yield server


@pytest.fixture(scope="session")
def empty_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a migrated workspace to copy; migrating each time would be slow."""
    folder = tmp_path_factory.mktemp("empty") / "workspace"
    Workspace.create(folder, centre="GN").close()
    return folder


@pytest.fixture
def workspace(empty_workspace: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Return an empty workspace of its own."""
    folder = tmp_path / "workspace"
    shutil.copytree(empty_workspace, folder)
    opened = Workspace.open(folder, centre="GN")
    yield opened
    opened.close()


@pytest.fixture
def operations(qtbot: QtBot, workspace: Workspace) -> Iterator[Operations]:
    """Return the door to the services; its workers are done before the workspace closes."""
    opened = Operations(workspace)
    yield opened
    assert opened.wait()
    QCoreApplication.processEvents()
    gc.enable()  # no worker is at work: Python may look for garbage by itself


@pytest.fixture
def garbage_stays_here() -> Iterator[None]:
    """Let no thread of the story destroy what is left of windows of earlier stories."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()

"""The works that carry changes, each ready for `Travelling`: hub, folder, files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db.sync_errors import NotEnrolledError
from desktop.services.sync import enrolling, files, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.services.sync.carriers import Carrier
    from desktop.services.workspace import Workspace

    Told = Callable[[int, int], object]
    Asked = Callable[[], bool]
    Work = Callable[[Told, Asked], Any]


def with_hub(workspace: Workspace) -> Work:
    """Return the work that meets the hub over the network."""
    return _with(workspace, lambda: hub_of(workspace))


def with_folder(workspace: Workspace, folder: Path) -> Work:
    """Return the work that meets the hub in a folder that both see."""
    return _with(workspace, lambda: folder_of(workspace, folder))


def import_file(workspace: Workspace, source: Path) -> Work:
    """Return the work that applies a file of the hub."""
    return lambda told, asked: files.import_file(workspace, source, progress=told, cancelled=asked)


def enrol_and_meet(workspace: Workspace, url: str, code: str, label: str) -> Work:
    """Return the work that makes this computer known and brings in all that there is."""

    def work(told: Told, asked: Asked) -> Any:
        enrolling.enrol(workspace, url, code, label=label)
        return with_hub(workspace)(told, asked)

    return work


def _with(workspace: Workspace, carrier: Callable[[], Carrier]) -> Work:
    return lambda told, asked: run.sync_once(workspace, carrier(), progress=told, cancelled=asked)


def hub_of(workspace: Workspace) -> Carrier:
    """Return the way to the hub that this computer is enrolled with."""
    raise NotEnrolledError


def folder_of(workspace: Workspace, folder: Path) -> Carrier:
    """Return the way through a folder that the hub sees, too."""
    raise NotEnrolledError

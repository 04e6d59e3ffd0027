"""The works that carry changes, each ready for `Travelling`: hub, folder, files."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from desktop.services.sync import enrolling, files, meeting

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.services.workspace import Workspace

    Told = Callable[[int, int], object]
    Asked = Callable[[], bool]
    Work = Callable[[Told, Asked], Any]


def with_hub(workspace: Workspace) -> Work:
    """Return the work that meets the hub over the network."""
    return _told(partial(meeting.meet_hub, workspace))


def with_folder(workspace: Workspace, folder: Path) -> Work:
    """Return the work that meets the hub in a folder that both see."""
    return _told(partial(meeting.meet_in_folder, workspace, folder))


def import_file(workspace: Workspace, source: Path) -> Work:
    """Return the work that applies a file of the hub."""
    return _told(partial(files.import_file, workspace, source))


def enrol_and_meet(workspace: Workspace, url: str, code: str, label: str) -> Work:
    """Return the work that makes this computer known and brings in all that there is."""

    def work(told: Told, asked: Asked) -> Any:
        enrolling.enrol(workspace, url, code, label=label)
        return with_hub(workspace)(told, asked)

    return work


def _told(work: Callable[..., Any]) -> Work:
    return lambda told, asked: work(progress=told, cancelled=asked)

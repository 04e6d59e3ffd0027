"""Meets the hub over the network or in a shared folder, with this computer's own keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.sync import identities, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.services.sync.run import SyncReport
    from desktop.services.workspace import Workspace

    Told = Callable[[int, int], object]
    Asked = Callable[[], bool]


def meet_hub(
    workspace: Workspace, *, progress: Told | None = None, cancelled: Asked | None = None
) -> SyncReport:
    """Sync with the hub once; a workspace in which nothing was typed is filled first.

    Raises what `sync_once` raises.
    """
    from desktop.services.sync.carriers.hub import HubLine  # most starts never go there

    here = identities.enrolled(workspace)
    line = HubLine(here.hub_url, here.device.hex, identities.keys_of(workspace, here))
    try:
        return run.sync_once(workspace, line, progress=progress, cancelled=cancelled)
    finally:
        line.close()


def meet_in_folder(
    workspace: Workspace,
    folder: Path,
    *,
    progress: Told | None = None,
    cancelled: Asked | None = None,
) -> SyncReport:
    """Sync once through a folder that the hub sees, too. Raises what `sync_once` raises."""
    from desktop.services.sync.carriers.folder import Folder

    carrier = Folder(folder, identities.enrolled(workspace).device.hex)
    return run.sync_once(workspace, carrier, progress=progress, cancelled=cancelled)

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
    workspace: Workspace,
    *,
    url: str = "",
    progress: Told | None = None,
    cancelled: Asked | None = None,
) -> SyncReport:
    """Sync with the hub once; a workspace in which nothing was typed is filled first.

    url: another address of the same hub than the one that is kept. Raises what `sync_once` raises.
    """
    from desktop.services.sync.carriers.hub import HubLine  # most starts never go there

    here = identities.enrolled(workspace)
    keys = identities.keys_of(workspace, here)
    line = HubLine((url or here.hub_url).rstrip("/"), here.device.hex, keys)
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

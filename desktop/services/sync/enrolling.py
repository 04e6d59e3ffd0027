"""Makes this computer known to a hub with a one-time code, and lets it go again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.services.workspace import Workspace


def enrol(workspace: Workspace, url: str, code: str, *, label: str) -> None:
    """Make this computer known to the hub at `url`; label: what people there call it.

    Raises CodeRefusedError, HubUnreachableError, OtherCentreError.
    """
    raise NotImplementedError


def leave(workspace: Workspace) -> None:
    """Forget the hub; what was typed and what came stays here."""
    raise NotImplementedError

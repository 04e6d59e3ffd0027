"""The keys that this computer signs with, also where it has no hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.sync import identity
from db.sync.keys import keep_keys, kept_keys, new_keys
from db.tables import SyncSelf

if TYPE_CHECKING:
    from db.sync.keys import Keys
    from desktop.services.workspace import Workspace

_ALONE = "alone.key"


def keys_for_signing(workspace: Workspace) -> Keys:
    """Return the keys known to the hub, else those that this account keeps for itself."""
    here = workspace.read(lambda session: session.get(SyncSelf, 1))
    known = None if here is None else identity.keys_of(workspace.identities, here.device.hex)
    if known is not None:
        return known
    file = workspace.identities / _ALONE
    keys = kept_keys(file)
    if keys is None:
        keys = new_keys()
        keep_keys(keys, file)
    return keys

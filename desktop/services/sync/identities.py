"""Says who this computer is, and notices when its database was copied or brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.sync import identity
from db.sync.identity import Standing
from db.sync_errors import ClonedError, NotEnrolledError
from db.tables import SyncSelf

if TYPE_CHECKING:
    import sqlite3

    from sqlmodel import Session

    from db.sync.keys import Keys
    from desktop.services.workspace import Workspace

__all__ = ["Standing", "driver", "enrolled", "keys_of", "look", "renew"]


def driver(session: Session) -> sqlite3.Connection:
    """Return the driver's own connection, in the transaction of the session."""
    connection: sqlite3.Connection = session.connection().connection.driver_connection  # type: ignore[assignment]
    return connection


def look(workspace: Workspace) -> Standing:
    """Return whether the database is the one that this account knows."""
    return workspace.read(lambda s: identity.standing(driver(s), workspace.identities))


def renew(workspace: Workspace) -> None:
    """Give the workspace a new identity; it has to be enrolled again, and nothing is lost."""
    workspace.receive(lambda connection: (identity.renew(connection), set()))


def enrolled(workspace: Workspace) -> SyncSelf:
    """Return who this computer is to its hub.

    A copied or restored database gets a new identity on the spot. Raises ClonedError then,
    NotEnrolledError where no hub is known.
    """
    here = workspace.read(lambda session: session.get(SyncSelf, 1))
    if here is None or not here.hub_key:
        raise NotEnrolledError
    if look(workspace) is not Standing.SAME:
        renew(workspace)
        raise ClonedError(device=here.device.hex, label=here.label)
    return here


def keys_of(workspace: Workspace, here: SyncSelf) -> Keys:
    """Return this computer's private keys. Raises NotEnrolledError where the account has none."""
    keys = identity.keys_of(workspace.identities, here.device.hex)
    if keys is None:
        raise NotEnrolledError
    return keys

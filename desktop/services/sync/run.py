"""Sends what is only here and applies what has come, over any carrier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.words import Changed
    from desktop.services.sync.carriers import Carrier
    from desktop.services.workspace import Workspace


@dataclass(frozen=True)
class SyncReport:
    """What one run did; changes and fields counted, bytes as they travelled.

    sent, received: changes. conflicts, settled: fields that came into or out of conflict.
    rejected: own changes that the hub did not take. parked: ops for after an upgrade.
    seen: hub number up to which everything is applied now. changed: what pages have to read again.
    """

    sent: int = 0
    received: int = 0
    conflicts: int = 0
    settled: int = 0
    rejected: int = 0
    parked: int = 0
    bytes_out: int = 0
    bytes_in: int = 0
    seen: int = 0
    changed: frozenset[Changed] = frozenset()


def sync_once(
    workspace: Workspace,
    carrier: Carrier,
    *,
    progress: Callable[[int, int], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SyncReport:
    """Bring this computer and the hub together once; what was done before a stop stays done.

    progress: is told (done, of) in bytes. Raises NotEnrolledError, HubUnreachableError,
    HubBusyError, GapError, ClonedError, HubRestoredError, StoppedError, and what is wrong with a
    file.
    """
    raise NotImplementedError

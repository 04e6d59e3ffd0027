"""Carries changes in single files: out, in, looked into before, or for somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from db.tables import SyncFile
    from db.words import FileKind
    from desktop.services.sync.run import SyncReport
    from desktop.services.sync.status import Missing
    from desktop.services.workspace import Workspace


@dataclass(frozen=True)
class FieldAhead:
    """A field that a file would change; `own` where a change of this computer would meet it."""

    table: str
    row: UUID
    field: str
    old: object
    new: object
    own: bool


@dataclass(frozen=True)
class Preview:
    """What applying a file would do; nothing was written.

    sender: device as hex, or "hub". changes, rows: how many it holds for this computer. fields: the
    first few that would change. conflicts: fields that would come into conflict. missing: what has
    to arrive before it. known: it holds nothing new.
    """

    name: str
    kind: FileKind
    sender: str
    made_at: datetime
    size: int
    changes: int
    rows: int
    fields: tuple[FieldAhead, ...]
    conflicts: int
    settled: int
    parked: int
    missing: tuple[Missing, ...]
    known: bool


def export_file(
    workspace: Workspace, target: Path, *, seal: str = "age", one_way: bool = False, note: str = ""
) -> SyncFile:
    """Write what the hub has not acknowledged into `target` and return its line in the register.

    target: a file or a folder. seal: "age", or "none" for gateways that refuse what they can't
    read. one_way: nothing ever comes back, so each file repeats all that was never acknowledged.
    Raises NotEnrolledError, WorkspaceReadOnlyError, DiskFullError.
    """
    raise NotImplementedError


def look_into(workspace: Workspace, source: Path) -> Preview:
    """Return what applying a file would do, without writing anything.

    Raises what is wrong with the file (db/sync_errors.py), but not for what is missing before it.
    """
    raise NotImplementedError


def import_file(
    workspace: Workspace,
    source: Path,
    *,
    note: str = "",
    progress: Callable[[int, int], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SyncReport:
    """Apply a file from the hub, after a copy of the database was kept; the file stays.

    Raises what is wrong with the file (db/sync_errors.py); then nothing was applied.
    """
    raise NotImplementedError


def carry(workspace: Workspace, source: Path, target: Path) -> SyncFile:
    """Copy somebody else's sealed file unread, and return its line in the register.

    Raises BatchBrokenError, WorkspaceReadOnlyError, DiskFullError.
    """
    raise NotImplementedError

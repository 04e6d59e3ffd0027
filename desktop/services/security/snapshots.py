"""Keeps quick copies of the database before risky steps, and brings one back.

Attachments are not copied: their bytes are never changed or removed.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from db import engine as engines
from db.errors import WorkspaceBusyError
from desktop.services.security.copying import check_copy, copy_database, failures_of_disk
from desktop.services.security.watch import Watch
from desktop.services.workspace import DATABASE, SNAPSHOTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.services.workspace import Workspace

KEPT = 20
_MOMENT = "%Y%m%d-%H%M%S-%f"
_NAME = re.compile(r"(\d{8}-\d{6}-\d{6})-([a-z0-9-]+)\.sqlite")


@dataclass(frozen=True)
class Snapshot:
    """One copy; `why` is the code word of the step that came next, such as `import`."""

    path: Path
    at: datetime
    why: str
    size: int


def snapshot(workspace: Workspace, why: str, *, keep: int = KEPT) -> Path:
    """Copy the database as it stands now, prune older copies, return the path of the new one.

    why: a code word of the step to come. Raises DiskFullError, WorkspaceReadOnlyError.
    """
    return _keep(workspace.folder, why, keep=keep)


def list_snapshots(folder: Path) -> list[Snapshot]:
    """Return the copies of the workspace in `folder`, the newest first."""
    found = []
    for path in (folder / SNAPSHOTS).glob("*.sqlite"):
        named = _NAME.fullmatch(path.name)
        if named is not None:
            at = datetime.strptime(named[1], _MOMENT).replace(tzinfo=UTC)
            found.append(Snapshot(path, at, named[2], path.stat().st_size))
    return sorted(found, key=lambda each: each.at, reverse=True)


def prune(folder: Path, *, keep: int = KEPT) -> list[Path]:
    """Remove all but the `keep` newest copies and return what was removed.

    What was kept before a migration stays; nobody can make that again.
    """
    removed = [each.path for each in list_snapshots(folder)[keep:]]
    with failures_of_disk(folder / SNAPSHOTS):
        for path in removed:
            path.unlink(missing_ok=True)
    return removed


def rewind(folder: Path, copy: Path) -> Path:
    """Make the workspace in `folder` what it was when `copy` was kept; open it again afterwards.

    What it is now is kept as a copy, too; its path is returned. Raises SnapshotBrokenError,
    WorkspaceTooNewError, WorkspaceBusyError, DiskFullError; then everything is as it was.
    """
    check_copy(copy, named=copy)
    kept = _keep(folder, "rewind", keep=None)
    file = folder / DATABASE
    # Written as one transaction, so that a crash or another reader sees all of it or nothing.
    with (
        engines.failures_of(file),
        closing(sqlite3.connect(f"{copy.resolve().as_uri()}?immutable=1", uri=True)) as source,
        closing(engines.connect(file)) as target,
    ):
        source.backup(target, progress=_refuse_to_wait(file))
    return kept


def _refuse_to_wait(file: Path) -> Callable[[int, int, int], None]:
    """Return what stops a copy that another program holds up; it would go on asking for ever."""

    def _told(status: int, _left: int, _pages: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise WorkspaceBusyError(path=file)

    return _told


def _keep(folder: Path, why: str, *, keep: int | None) -> Path:
    path = _free_name(folder / SNAPSHOTS, why)
    waiting = path.with_suffix(".incoming")
    with failures_of_disk(path):
        path.parent.mkdir(exist_ok=True)
        try:
            copy_database(folder / DATABASE, waiting, Watch())
            waiting.replace(path)
        finally:
            for left in (waiting, waiting.with_name(waiting.name + "-journal")):
                left.unlink(missing_ok=True)
    if keep is not None:
        prune(folder, keep=keep)
    return path


def _free_name(folder: Path, why: str) -> Path:
    word = re.sub(r"[^a-z0-9]+", "-", why.lower()).strip("-") or "copy"
    while (path := folder / f"{datetime.now(UTC):{_MOMENT}}-{word}.sqlite").exists():
        pass  # some clocks move in steps
    return path

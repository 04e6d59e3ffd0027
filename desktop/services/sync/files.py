"""Carries changes in single files: out, in, looked into before, or for somebody else."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from db import clock
from db.base import now
from db.sync import envelope, own
from db.sync_errors import BatchBrokenError, BatchTooLargeError, NothingToCarryError
from db.tables import SyncFile
from db.words import Carrier
from desktop.services.history.values import typed
from desktop.services.security.errors import StoppedError
from desktop.services.sync import identities, receiving, sending
from desktop.services.sync.carriers.folder import write_beside
from desktop.services.sync.run import SyncReport
from desktop.services.sync.status import Missing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from db.words import FileKind
    from desktop.services.workspace import Workspace

FIELDS_SHOWN = 200
LARGEST_FILE = 1_000_000_000  # bytes; what is larger is a snapshot, and no feed


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

    target: a file or a folder; parts after the first get names of their own beside it. seal:
    "age", or "none" for gateways that refuse what they can't read. one_way: nothing ever comes
    back, so each file repeats all that was never acknowledged, and lists those before it, so that
    the hub can name what is missing.
    Raises NotEnrolledError, NothingToCarryError, WorkspaceReadOnlyError, DiskFullError.
    """
    here = identities.enrolled(workspace)
    sending.give_turns(workspace)
    told = {"one_way": one_way, "files": _manifest(workspace)} if one_way else {}
    batches = list(sending.batches(workspace, here, after=here.acked, seal=seal, told=told))
    if not batches:
        raise NothingToCarryError
    lines = []
    for number, batch in enumerate(batches):
        is_folder = target.is_dir() or number > 0
        folder = target if target.is_dir() else target.parent
        file = folder / batch.label.name if is_folder else target
        lines.append(sending.register(workspace, batch, Carrier.FILE, str(file.parent), note=note))
        write_beside(file, batch.content)
    return lines[0]


def look_into(workspace: Workspace, source: Path) -> Preview:
    """Return what applying a file would do, without writing anything.

    Raises what is wrong with the file (db/sync_errors.py), but not for what is missing before it.
    """
    here = identities.enrolled(workspace)
    content = _read(source)
    label, feed = receiving.opened(workspace, here, content)
    seen = workspace.read(lambda s: sending.seen_of(identities.driver(s)))
    preview = Preview(
        name=source.name,
        kind=label.kind,
        sender=label.sender,
        made_at=clock.moment(label.clock),
        size=len(content),
        changes=sum(not one.echo for one in feed.transactions),
        rows=sum(len(one.rows) for one in feed.transactions),
        fields=(),
        conflicts=0,
        settled=0,
        parked=0,
        missing=(),
        known=label.last <= seen and not feed.transactions,
    )
    if feed.first > seen + 1:
        return replace(preview, missing=(Missing(seen + 1, feed.first - 1),))
    applied, ops = receiving.dry(workspace, label, feed)
    own = workspace.read(lambda s: _own_rows(identities.driver(s)))
    return replace(
        preview,
        fields=tuple(_fields_ahead(ops, own)),
        conflicts=applied.conflicts,
        settled=applied.settled,
        parked=applied.parked,
        known=not applied.received and not applied.confirmed and not applied.rejected,
    )


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
    here = identities.enrolled(workspace)
    content = _read(source)
    if cancelled is not None and cancelled():
        raise StoppedError
    taken = receiving.take(
        workspace, here, content, Carrier.FILE, other_side=source.name, note=note
    )
    if progress is not None:
        progress(len(content), len(content))
    workspace.lay_journal()
    return SyncReport().with_taken(taken, len(content))


def carry(workspace: Workspace, source: Path, target: Path) -> SyncFile:
    """Copy somebody else's sealed file unread, and return its line in the register.

    target: a file or a folder. Raises BatchBrokenError, WorkspaceReadOnlyError, DiskFullError.
    """
    content = _read(source)
    label = envelope.label_of(content)
    if hashlib.sha256(content[envelope.body_at(content) :]).hexdigest() != label.sha256:
        raise BatchBrokenError(name=source.name, why="digest")
    write_beside(target / label.name if target.is_dir() else target, content)
    line = SyncFile(
        out=True,
        carrier=Carrier.FILE,
        kind=label.kind,
        name=label.name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        first=label.first,
        last=label.last,
        other_side=f"{label.label or label.sender[:8]} → {label.to[:8]}",
        person=workspace.person,
        confirmed_at=now(),  # nobody here waits for its receipt
    )
    workspace.keep(lambda session: session.add(line))
    return line


def _read(source: Path) -> bytes:
    """Return the bytes of a file. Raises BatchTooLargeError, BatchBrokenError."""
    try:
        size = source.stat().st_size
        if size > LARGEST_FILE:
            raise BatchTooLargeError(name=source.name, size=size, limit=LARGEST_FILE)
        return source.read_bytes()
    except OSError as error:
        raise BatchBrokenError(name=source.name, why="unreadable") from error


def _manifest(workspace: Workspace) -> list[list[object]]:
    """Return first and last turn and digest of the files that were never acknowledged."""
    return [[one.first, one.last, one.sha256] for one in sending.unacknowledged(workspace)]


def _own_rows(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    return {
        key for change in own.unconfirmed(connection) for key in own.rows_of(connection, change)
    }


def _fields_ahead(
    ops: list[tuple[str, ...]], own_rows: set[tuple[str, str]]
) -> Iterator[FieldAhead]:
    """Yield the first fields that would be shown otherwise, or whose value would wait."""
    told = 0
    for table, pk, kind, written in ops:
        if kind not in ("update", "waits") or told >= FIELDS_SHOWN:
            continue
        for field, values in json.loads(written).items():
            old, new = values if kind == "update" else (None, values)
            told += 1
            yield FieldAhead(
                table,
                UUID(pk),
                field,
                typed(table, field, old),
                typed(table, field, new),
                own=(table, pk) in own_rows,
            )

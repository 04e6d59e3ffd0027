"""Takes what the hub sent: proves it, opens it, applies it, and writes it into the register."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text, update
from sqlmodel import col

from db import clock
from db.base import now
from db.sync import envelope, incoming, own, restoring, wire
from db.sync_errors import (
    BatchBrokenError,
    FutureClockError,
    NotForUsError,
    OtherCentreError,
    OtherHubError,
    SyncError,
    WrongSignatureError,
)
from db.tables import SyncFile
from db.words import FileKind
from desktop.services.security.snapshots import snapshot
from desktop.services.sync import identities

if TYPE_CHECKING:
    import sqlite3

    from db.sync.incoming import Applied, Feed
    from db.tables import SyncSelf
    from db.words import Carrier, Changed
    from desktop.services.workspace import Workspace

LARGE_ROWS = 500  # so many rows, or any conflict, are worth a copy of the database before
_ABSURD = timedelta(days=20 * 366)  # no battery that ran down puts a clock that far ahead
_TAKEN = (FileKind.FEED, FileKind.RECEIPT)


@dataclass(frozen=True)
class Taken:
    """What a file did, what pages have to read again, and whether a copy was kept before."""

    applied: Applied
    changed: frozenset[Changed]
    copied: bool = False


def opened(workspace: Workspace, here: SyncSelf, content: bytes) -> tuple[envelope.Label, Feed]:
    """Return what a file of the hub holds, after proving all of it; nothing is written.

    Raises BatchBrokenError, BatchTooLargeError, BatchTooNewError, WrongSignatureError,
    NotForUsError, OtherCentreError, OtherHubError, FutureClockError.
    """
    label = envelope.label_of(content)
    _check_address(here, label)
    keys = identities.keys_of(workspace, here)
    try:
        label, body = envelope.unseal(content, public=here.hub_key, identity=keys.identity)
    except WrongSignatureError as error:
        if here.epoch is not None and label.epoch != here.epoch.hex:
            raise OtherHubError(name=label.name) from error
        raise
    _check_clock(label)
    try:
        transactions, told = wire.unpack(body)
    except SyncError as error:
        raise type(error)(**error.facts | {"name": label.name}) from error
    feed = incoming.Feed(label.name, label.first, label.last, label.acked, transactions, told, body)
    return label, feed


def take(
    workspace: Workspace,
    here: SyncSelf,
    content: bytes,
    carrier: Carrier,
    *,
    other_side: str,
    note: str = "",
    copy_before: bool = True,
) -> Taken:
    """Apply a file of the hub, and write it into the register whatever comes of it.

    copy_before: keep a copy of the database first, where much changes or fields would come into
    conflict. Raises as `opened`, GapError, ClonedError; then nothing was applied.
    """
    line = SyncFile(
        out=False,
        carrier=carrier,
        kind=FileKind.FEED,
        name=hashlib.sha256(content).hexdigest()[:12],
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        other_side=other_side[:120],
        person=workspace.person,
        note=note[:300],
    )
    try:
        label = envelope.label_of(content)
        line.kind, line.name, line.first, line.last = (
            label.kind,
            label.name,
            label.first,
            label.last,
        )
        label, feed = opened(workspace, here, content)
        copied = copy_before and _is_grave(workspace, label, feed)
        if copied:
            snapshot(workspace, "sync")
        written = workspace.receive(lambda connection: _apply(connection, label, feed))
    except SyncError as error:
        line.failed = type(error).__name__
        workspace.keep(lambda session: session.add(line))
        raise
    if feed.transactions or carrier != "hub":
        workspace.keep(lambda session: session.add(line))
    workspace.keep(
        lambda session: session.execute(
            update(SyncFile)
            .where(col(SyncFile.out), col(SyncFile.confirmed_at).is_(None))
            .where(col(SyncFile.last) <= feed.acked, col(SyncFile.kind) == FileKind.BATCH)
            .values(confirmed_at=now())
        )
    )
    return Taken(written.value, written.changed, copied)


def dry(
    workspace: Workspace, label: envelope.Label, feed: Feed
) -> tuple[Applied, list[tuple[str, ...]]]:
    """Return what applying would do, and the ops that the journal would get; nothing stays.

    Raises as `take`.
    """
    found: list[tuple[Applied, list[tuple[str, ...]]]] = []

    def _try(connection: sqlite3.Connection) -> tuple[None, set[str]]:
        (last,) = connection.execute("SELECT last_op FROM journal_context").fetchone()
        applied, _tables = _apply(connection, label, feed)
        ops = connection.execute(
            "SELECT tbl, pk, kind, data FROM journal_op WHERE seq > ? ORDER BY seq LIMIT 2000",
            (last,),
        ).fetchall()
        found.append((applied, ops))
        raise _EnoughError

    with suppress(_EnoughError):
        workspace.receive(_try)
    return found[0]


class _EnoughError(Exception):
    """Takes a trial back."""


def _apply(
    connection: sqlite3.Connection, label: envelope.Label, feed: Feed
) -> tuple[Applied, set[str]]:
    (epoch,) = connection.execute("SELECT epoch FROM sync_self").fetchone()
    if epoch is not None and epoch != label.epoch:
        restoring.follow(connection, label.epoch, int(feed.told.get("base", 0)), feed.acked)
    applied = incoming.apply(connection, feed)
    return applied, applied.tables


def _is_grave(workspace: Workspace, label: envelope.Label, feed: Feed) -> bool:
    if sum(len(one.rows) for one in feed.transactions) > LARGE_ROWS:
        return True
    if any(one.heads for one in feed.transactions):
        return True
    if all(one.echo for one in feed.transactions) or not _has_unconfirmed(workspace):
        return False
    return dry(workspace, label, feed)[0].conflicts > 0


def _has_unconfirmed(workspace: Workspace) -> bool:
    return workspace.read(lambda s: bool(own.unconfirmed(identities.driver(s))))


def _check_address(here: SyncSelf, label: envelope.Label) -> None:
    if label.centre != here.centre:
        raise OtherCentreError(name=label.name, found=label.centre, known=here.centre)
    if label.to != here.device.hex:
        raise NotForUsError(name=label.name, to=label.to)
    if label.sender != envelope.HUB or label.kind not in _TAKEN:
        raise BatchBrokenError(name=label.name, why="kind")


def _check_clock(label: envelope.Label) -> None:
    try:
        at = clock.moment(label.clock)
    except (OverflowError, ValueError, OSError):
        raise FutureClockError(name=label.name, at="?", device=label.sender) from None
    if at - datetime.now(UTC) > _ABSURD:
        raise FutureClockError(name=label.name, at=at.date().isoformat(), device=label.sender)


def go_back(workspace: Workspace, base: int) -> None:
    """Ask a restored hub again from where its order is the one that was known."""
    workspace.keep(
        lambda session: session.execute(
            text("UPDATE journal_context SET seen = min(seen, :base)"), {"base": base}
        )
    )


def has_changes(workspace: Workspace) -> bool:
    """Return whether anything but the shipped lists was ever typed here."""
    found = workspace.read(
        lambda session: session.scalar(
            text("SELECT 1 FROM journal_transaction WHERE action <> 'seed' LIMIT 1")
        )
    )
    return found is not None

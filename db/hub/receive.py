"""Takes one batch of one computer into the order of the center, whole, in one transaction.

Refused as a whole is what can't be believed: a wrong signature, a gap, a copied identity. A single
change that can't be taken is recorded and told to its author; what follows it is taken.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from db.hub import merging, proving, rows, slates
from db.hub.columns import kept
from db.hub.merging import NOTHING, Merged, Refused
from db.sync import envelope
from db.sync_errors import (
    BatchBrokenError,
    BatchTooLargeError,
    ClonedError,
    GapError,
    HubRestoredError,
    NotForUsError,
    OtherCentreError,
    UnknownDeviceError,
)
from db.words import FileKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from psycopg import Connection

    from db.hub.proving import Arrived
    from db.sync.envelope import Label
    from db.sync.keys import Keys

    # Says why a computer may not make a change, or that it may.
    Rights = Callable[[Connection[Any], "Device", Arrived], Refused | None]

ONE_MERGER = 0x1E0B  # number of the advisory lock
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_REFUSING = (psycopg.DataError, psycopg.IntegrityError)


@dataclass(frozen=True)
class Device:
    """What the hub knows of a computer. turn, hash: end of what it has taken from it."""

    device: UUID
    public: str
    recipient: str
    label: str
    revision: str
    partner: UUID | None
    turn: int
    hash: str
    seen: int
    epoch: UUID | None
    enrolled_at: datetime
    heard_at: datetime | None
    shut_out_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """Where the hub stands: its center, the epoch and the number at which that began."""

    centre: str
    epoch: UUID
    base: int


@dataclass(frozen=True)
class Taken:
    """What became of a batch; counts of changes, and of ops for the metrics."""

    device: Device
    changes: int
    ops: int
    known: int
    refused: tuple[Refused, ...]
    conflicts: int
    road: str
    acked: int
    n: int
    label: Label


def receive(
    connection: Connection[Any], content: bytes, keys: Keys, *, now: datetime, rights: Rights
) -> Taken:
    """Merge a batch file and say what became of it; after this returns it is on the disk.

    Raises what is wrong with the file (db/sync_errors.py); then nothing was taken.
    """
    label = _addressed(content)
    with connection.transaction():
        standing = standing_of(connection)
        if label.centre != standing.centre:
            raise OtherCentreError(name=label.name, found=label.centre, known=standing.centre)
        device = device_of(connection, label.sender, name=label.name)
        label, body = envelope.unseal(content, public=device.public, identity=keys.identity)
        proving.check_clock(label, now)
        changes = proving.read(label, body, now)
        # One merge at a time; whoever waits reads what the one before has committed.
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (ONE_MERGER,))
        device = device_of(connection, label.sender, name=label.name)
        return _take(connection, _Batch(label, changes, device, standing, now, rights))


@dataclass(frozen=True)
class _Batch:
    label: Label
    changes: list[Arrived]
    device: Device
    standing: Standing
    now: datetime
    rights: Rights


def _addressed(content: bytes) -> Label:
    if len(content) > proving.LARGEST_BATCH:
        raise BatchTooLargeError(size=len(content), limit=proving.LARGEST_BATCH)
    label = envelope.label_of(content)
    if label.kind is not FileKind.BATCH:
        raise BatchBrokenError(name=label.name, why="kind")
    if label.to != envelope.HUB:
        raise NotForUsError(name=label.name, to=label.to)
    return label


def standing_of(connection: Connection[Any]) -> Standing:
    """Return where the hub stands."""
    row = connection.execute("SELECT centre, epoch, base FROM hub.hub_self").fetchone()
    assert row is not None, "the hub has not begun"
    return Standing(*row)


def newest_of(connection: Connection[Any]) -> int:
    """Return the newest number that is given."""
    row = connection.execute("SELECT n FROM hub.hub_counter").fetchone()
    assert row is not None, "the hub has not begun"
    return int(row[0])


def device_of(
    connection: Connection[Any], device: str, *, name: str = "", shut_out: bool = False
) -> Device:
    """Return a computer by its id as hex; shut_out: also one that was shut out.

    Raises UnknownDeviceError.
    """
    found = connection.execute(
        "SELECT device, public, recipient, label, revision, partner, turn, hash, seen, epoch, "
        "enrolled_at, heard_at, shut_out_at FROM hub.hub_device WHERE device::text = %s",
        (_dashed(device),),
    ).fetchone()
    if found is None or (found[-1] is not None and not shut_out):
        raise UnknownDeviceError(device=device, name=name)
    return Device(*found)


def _dashed(device: str) -> str:
    plain = device.replace("-", "").lower()
    return "-".join((plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:]))


def _take(connection: Connection[Any], batch: _Batch) -> Taken:
    fresh, known = _unknown(connection, batch)
    n = newest_of(connection)
    seen_of = _belief(connection, batch, n)
    again = _known_keys(connection, fresh)
    willing: list[Arrived] = []
    refused: list[Refused] = []
    for change in fresh:
        if change.key in again:
            continue
        no = _improper(change) or batch.rights(connection, batch.device, change)
        if no is None:
            willing.append(change)
        else:
            refused.append(no)
    merged, road = _merge(connection, batch.device.device.hex, willing, n, seen_of)
    refused += merged.refused
    _record(connection, batch, fresh, merged, refused, n)
    if merged.taken:
        n = merged.taken[-1].last
        connection.execute("UPDATE hub.hub_counter SET n = %s", (n,))  # last: readers trust it
    return Taken(
        device=batch.device,
        changes=len(merged.taken),
        ops=sum(len(one.change.ops) for one in merged.taken),
        known=known + len(again),
        refused=tuple(refused),
        conflicts=sum(bool(r.heads) for one in merged.taken for r in one.results),
        road=road,
        acked=max(batch.device.turn, batch.label.last),
        n=n,
        label=batch.label,
    )


def _unknown(connection: Connection[Any], batch: _Batch) -> tuple[list[Arrived], int]:
    """Return the changes that are new, in their order, and how many were known."""
    label, device = batch.label, batch.device
    fresh = [change for change in batch.changes if change.turn > device.turn]
    old = {change.turn: change for change in batch.changes if change.turn <= device.turn}
    kept_hashes = connection.execute(
        "SELECT turn, hash FROM hub.hub_change WHERE device = %s AND turn = ANY(%s)",
        (device.device, list(old)),
    )
    if any(old[turn].hash != kept_hash for turn, kept_hash in kept_hashes):
        raise ClonedError(device=device.device.hex, label=device.label, name=label.name)
    if fresh and fresh[0].turn > device.turn + 1:
        if label.epoch and label.epoch.replace("-", "") != batch.standing.epoch.hex:
            raise HubRestoredError(name=label.name, have=device.turn)
        raise GapError(name=label.name, have=device.turn, first=fresh[0].turn)
    if fresh and device.turn and fresh[0].header["prev"] != device.hash:
        # The same turns, but another past: somebody else's laptop goes on from a copy.
        raise ClonedError(device=device.device.hex, label=device.label, name=label.name)
    return fresh, len(old)


def _belief(connection: Connection[Any], batch: _Batch, newest: int) -> Callable[[Arrived], int]:
    """Return what says how far a change's author had really seen *this* order.

    Numbers above the point at which an epoch began mean something else to those who come from an
    epoch before it: believed, they would overwrite what their author never saw.
    """
    if batch.device.partner is not None:  # it counts in a stream of its own
        device = batch.device.device
        return lambda change: slates.seen_of(connection, device, change.seen)
    told, known = batch.label.epoch.replace("-", ""), batch.device.epoch
    limit = newest
    if {told, known.hex if known else ""} != {batch.standing.epoch.hex}:
        epochs = connection.execute("SELECT epoch, base FROM hub.hub_epoch ORDER BY begun_at")
        bases = {epoch.hex: base for epoch, base in epochs}
        spoken = [name for name in (told, known.hex if known else "") if name in bases]
        later = list(bases)[min((list(bases).index(name) for name in spoken), default=0) + 1 :]
        limit = min([newest, *(bases[name] for name in later)])
    return lambda change: min(change.seen, limit)


def _known_keys(connection: Connection[Any], changes: Sequence[Arrived]) -> set[str]:
    """Return the keys that came before, under an identity that their computer had to give up."""
    found = connection.execute(
        "SELECT encode(uuid_send(key), 'hex') FROM hub.hub_change "
        "WHERE n IS NOT NULL AND key = ANY(%s::uuid[])",
        ([change.key for change in changes],),
    )
    return {key for (key,) in found}


def _improper(change: Arrived) -> Refused | None:
    """Say what no program of ours would send."""
    for op in change.ops:
        known = kept(op.table)
        if known is None:
            continue
        if op.kind == "insert" and op.fields.get("id") != op.pk:
            return Refused(change, "key_differs", {"table": op.table, "row": op.pk})
        if op.kind == "update" and not known.fixed.isdisjoint(op.fields):
            field = min(known.fixed & op.fields.keys())
            return Refused(change, "fixed_field", {"table": op.table, "field": field})
    return None


def _merge(
    connection: Connection[Any],
    device: str,
    changes: list[Arrived],
    n: int,
    seen_of: Callable[[Arrived], int],
) -> tuple[Merged, str]:
    """Merge and write; return what became of it and the road that was taken."""
    merged = merging.quickly(connection, device, changes, n, seen_of)
    if merged is not None:
        with _trial(connection) as trial:
            if rows.keep(connection, merged.outcome):
                return merged, "quick"
            trial.give_up()
    with _trial(connection):
        merged = merging.carefully(connection, device, changes, n, seen_of)
        rows.keep(connection, merged.outcome)
        return merged, "careful"
    return _one_by_one(connection, device, changes, n, seen_of), "single"


class _GivenUpError(psycopg.DataError):
    pass


class _Trial:
    def give_up(self) -> None:
        raise _GivenUpError


@contextmanager
def _trial(connection: Connection[Any]) -> Iterator[_Trial]:
    """Take everything inside back where the database refuses any of it, and go on after it."""
    try:
        with connection.transaction():
            yield _Trial()
    except _REFUSING:
        pass  # the caller's next road finds out which change it was


def _one_by_one(
    connection: Connection[Any],
    device: str,
    changes: list[Arrived],
    n: int,
    seen_of: Callable[[Arrived], int],
) -> Merged:
    whole = Merged()
    for change in changes:
        try:
            with connection.transaction():
                merged = merging.carefully(connection, device, [change], n, seen_of)
                rows.keep(connection, merged.outcome)
        except _REFUSING as error:
            told = {
                "table": error.diag.table_name or "",
                "limit": error.diag.constraint_name or error.diag.column_name or "",
            }
            whole.refused.append(Refused(change, "refused", told))
            continue
        whole.refused += merged.refused
        whole.taken += merged.taken
        n = merged.taken[-1].last if merged.taken else n
    return whole


def _record(
    connection: Connection[Any],
    batch: _Batch,
    fresh: Sequence[Arrived],
    merged: Merged,
    refused: Sequence[Refused],
    n: int,
) -> None:
    """Write the log: every turn that came, the ops that were taken, what was not taken and why."""
    device = batch.device.device
    placed = {one.change.turn: one for one in merged.taken}
    with connection.cursor() as cursor:
        with cursor.copy(
            "COPY hub.hub_change (device, turn, key, hash, n, last, ops, header, ahead, taken_at) "
            "FROM STDIN"
        ) as copy:
            for change in fresh:
                at = placed.get(change.turn)
                copy.write_row(
                    (
                        device.hex,
                        change.turn,
                        change.key,
                        change.hash,
                        at and at.n,
                        at and at.last,
                        len(change.ops),
                        _encode(change.header),
                        change.ahead,
                        batch.now,
                    )
                )
        with cursor.copy(
            "COPY hub.hub_op (n, tbl, pk, kind, data, shown, heads) FROM STDIN"
        ) as copy:
            for one in merged.taken:
                _write_ops(copy, one)
        cursor.executemany(
            "INSERT INTO hub.hub_rejected (device, turn, key, code, facts, n, body, at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    device,
                    one.change.turn,
                    one.change.key,
                    one.code,
                    _encode(one.facts),
                    n,
                    _encode([[op.table, op.pk, op.kind, op.fields] for op in one.change.ops]),
                    batch.now,
                )
                for one in refused
            ],
        )
    _remember(connection, batch, fresh)


def _write_ops(copy: Any, one: merging.Placed) -> None:
    results = one.results or (NOTHING,) * len(one.change.ops)
    whole = zip(one.change.ops, one.change.texts, results, strict=True)
    for n, (op, text, result) in enumerate(whole, start=one.n):
        shown = heads = None
        if result.shown:
            shown = _encode(result.shown)
        if result.heads:
            heads = _encode(
                {name: [head.as_json() for head in told] for name, told in result.heads.items()}
            )
        copy.write_row((n, op.table, op.pk, op.kind, text, shown, heads))


def _remember(connection: Connection[Any], batch: _Batch, fresh: Sequence[Arrived]) -> None:
    """Note how far a computer has come; it has come into this epoch once all it had is here."""
    label, device = batch.label, batch.device
    arrived = label.epoch.replace("-", "") == batch.standing.epoch.hex and label.part == label.parts
    connection.execute(
        "UPDATE hub.hub_device SET turn = %s, hash = %s, seen = greatest(seen, %s), epoch = %s, "
        "batch = %s, revision = %s, heard_at = %s WHERE device = %s",
        (
            fresh[-1].turn if fresh else device.turn,
            fresh[-1].hash if fresh else device.hash,
            label.acked,
            batch.standing.epoch if arrived else device.epoch,
            label.sha256,
            label.revision,
            batch.now,
            device.device,
        ),
    )

"""Tells a computer what the center's order holds after a number, whole changes at a time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from db import clock
from db import engine as engines
from db.hub import receive
from db.sync import envelope, wire
from db.sync_errors import HubRestoredError
from db.words import FileKind

if TYPE_CHECKING:
    from psycopg import Connection

    from db.hub.receive import Device, Standing
    from db.sync.keys import Keys

LIMIT_OPS = 50_000
_MOST_REJECTED = 1_000


def feed(
    connection: Connection[Any],
    device: Device,
    after: int,
    keys: Keys,
    *,
    limit_ops: int = LIMIT_OPS,
    seal: str = "age",
) -> bytes:
    """Return the file with what comes after `after`; a receipt where nothing does.

    At least one change, however large; then as many as `limit_ops` allow.
    Raises HubRestoredError where the order of this hub ends before `after`.
    """
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        standing = receive.standing_of(connection)
        newest = receive.newest_of(connection)
        if after > newest:
            raise HubRestoredError(name=standing.centre, have=newest, base=standing.base)
        found = _changes(connection, device, after, limit_ops)
        rejected = _rejected(connection, device, after)
    last = found[-1][1] if found else after
    told = {
        "acked": device.turn,
        "n": last,
        "newest": newest,
        "base": standing.base,
        "rejected": rejected,
    }
    body = wire.pack([one for one, _last in found], told)
    kind = FileKind.FEED if found else FileKind.RECEIPT
    return closed(body, kind, device, standing, keys, first=after + 1, last=last, seal=seal)


def receipt(
    connection: Connection[Any], taken: receive.Taken, keys: Keys, *, seal: str = "age"
) -> bytes:
    """Return the answer to a batch: how far its turns were taken, and which changes were not."""
    standing = receive.standing_of(connection)
    after = taken.label.acked
    told: dict[str, Any] = {
        "acked": taken.acked,
        "n": after,
        "newest": taken.n,
        "base": standing.base,
        "rejected": [
            {
                "key": one.change.key,
                "turn": one.change.turn,
                "code": one.code,
                "facts": one.facts,
            }
            for one in taken.refused
        ],
    }
    if taken.device.partner is not None:  # how much goes on at the center is not for it
        del told["newest"], told["base"]
    body = wire.pack([], told)
    return closed(
        body,
        FileKind.RECEIPT,
        taken.device,
        standing,
        keys,
        first=after + 1,
        last=after,
        acked=taken.acked,
        seal=seal,
    )


def closed(
    body: bytes,
    kind: FileKind,
    device: Device,
    standing: Standing,
    keys: Keys,
    *,
    first: int,
    last: int,
    seal: str,
    acked: int | None = None,
) -> bytes:
    """Return a file of the hub for one computer."""
    label = label_for(kind, device, standing, first=first, last=last, seal=seal, acked=acked)
    return envelope.seal(label, body, keys, recipients=[device.recipient])


def label_for(
    kind: FileKind,
    device: Device,
    standing: Standing,
    *,
    first: int,
    last: int,
    seal: str,
    acked: int | None = None,
) -> envelope.Label:
    """Return the header of a file of the hub for one computer."""
    return envelope.Label(
        kind=kind,
        sender=envelope.HUB,
        to=device.device.hex,
        centre=standing.centre,
        epoch=standing.epoch.hex,
        first=first,
        last=last,
        acked=device.turn if acked is None else acked,
        revision=engines.HEAD,
        clock=clock.tick(0),
        seal=seal if device.recipient else "none",
    )


def _changes(
    connection: Connection[Any], device: Device, after: int, limit_ops: int
) -> list[tuple[wire.Transaction, int]]:
    """Return changes with their last numbers."""
    headers = connection.execute(
        "SELECT c.device, d.label, c.turn, c.n, c.last, c.ops, c.header FROM hub.hub_change c "
        "JOIN hub.hub_device d USING (device) WHERE c.n > %s AND c.n <= coalesce("
        "(SELECT min(n) FROM hub.hub_change WHERE n > %s AND last >= %s), %s) ORDER BY c.n",
        (after, after, after + limit_ops, (1 << 63) - 1),
    ).fetchall()
    if len(headers) > 1 and headers[-1][4] > after + limit_ops:
        headers.pop()
    if not headers:
        return []
    ops = connection.execute(
        "SELECT n, tbl, encode(uuid_send(pk), 'hex'), kind, data, shown, heads FROM hub.hub_op "
        "WHERE n BETWEEN %s AND %s ORDER BY n",
        (after + 1, headers[-1][4]),
    )
    found = []
    for author, label, turn, n, last, count, header in headers:
        one = wire.Transaction(
            header=json.loads(header),
            turn=turn,
            shapes=[],
            rows=[],
            device=author.hex,
            label=label,
            n=n,
            ops=count,
            echo=author == device.device,
        )
        _lay(one, ops.fetchmany(count) if count else [])
        found.append((one, last))
    return found


def _lay(one: wire.Transaction, ops: list[tuple[Any, ...]]) -> None:
    shapes: dict[tuple[str, str, tuple[str, ...]], int] = {}
    for at, (_n, table, pk, kind, written, shown, heads) in enumerate(ops):
        if shown is not None:
            one.shown[at] = json.loads(shown)
        if heads is not None:
            one.heads[at] = json.loads(heads)
        if not one.echo:
            fields = json.loads(written)
            shape = shapes.setdefault((table, kind, tuple(fields)), len(shapes))
            one.rows.append([shape, pk, *fields.values()])
    one.shapes = list(shapes)


def _rejected(connection: Connection[Any], device: Device, after: int) -> list[dict[str, Any]]:
    """Return what was not taken since; told again until the order has gone on past it."""
    found = connection.execute(
        "SELECT encode(uuid_send(key), 'hex'), turn, code, facts FROM hub.hub_rejected "
        "WHERE device = %s AND n >= %s ORDER BY id LIMIT %s",
        (device.device, after, _MOST_REJECTED),
    )
    return [
        {"key": key, "turn": turn, "code": code, "facts": json.loads(facts)}
        for key, turn, code, facts in found
    ]

"""The stream of one computer of a large firm: what it may see, in an order of its own.

A slate file tells what differs from what the computer has: rows that are new or changed, as they
are now, and keys of rows that it may not see any more. Its numbers count only files that differ,
so that what happens elsewhere in the center leaves no gap. What was told stands in `slate.held` as
digests; every projected row is read under the role that PostgreSQL holds to the allow-list.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from db import clock
from db import engine as engines
from db.hub import access, columns, projection
from db.sync import envelope
from db.sync_errors import UnknownDeviceError
from db.words import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from psycopg import Connection

    from db.hub.receive import Device
    from db.sync.keys import Keys

    Row = tuple[Any, ...]  # values in the form in which they travel, the key first
    Rows = dict[str, dict[str, Row]]  # by table and key

_MOST_REJECTED = 200
KOREA = timezone(timedelta(hours=9), "KST")


@dataclass(frozen=True)
class Slate:
    """What one file tells a computer.

    m: number of the stream that it brings the computer to. whole: the computer forgets what it
    has first. gone: keys by table. revoked: nothing may be seen any more; file and key go.
    """

    m: int
    whole: bool
    rows: dict[str, list[Row]]
    gone: dict[str, list[str]]
    revoked: bool


def today(now: datetime) -> str:
    """Return the Korean day of a moment, by which disclosures begin and end."""
    return now.astimezone(KOREA).date().isoformat()


def project(connection: Connection[Any], partner: UUID) -> Rows:
    """Return all that a firm may see now; columns that it may not see yet are None.

    Has to stand in a transaction.
    """
    tables = projection.allowed().values()
    found: Rows = {table.name: {} for table in tables}
    for kind in access.READERS:
        with access.reading_for(connection, partner, kind):
            for table in tables:
                names = table.of(kind)
                if names:
                    read = connection.execute(_select(table.name, names)).fetchall()
                    _lay(found[table.name], table, names, read)
    return found


def refresh(
    connection: Connection[Any], device: UUID, partner: UUID, *, n: int
) -> tuple[int, Rows]:
    """Bring a computer's stream up to what its firm may see now; return its number and the rows.

    n: how far the center's order has come. Has to stand in a transaction.
    """
    connection.execute(
        "INSERT INTO slate.stream (device, partner) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        (device, partner),
    )
    (m,) = connection.execute(
        "SELECT m FROM slate.stream WHERE device = %s FOR UPDATE", (device,)
    ).fetchone() or (0,)
    rows = project(connection, partner)
    changed, gone = _differences(connection, device, rows)
    if changed or gone:
        m += 1
        _hold(connection, device, m, changed, gone)
        connection.execute("UPDATE slate.stream SET m = %s WHERE device = %s", (m, device))
    connection.execute(
        "INSERT INTO slate.mark (device, m, n) VALUES (%s, %s, %s) "
        "ON CONFLICT (device, m) DO UPDATE SET n = greatest(slate.mark.n, excluded.n)",
        (device, m, n),
    )
    return m, rows


def slate_after(
    connection: Connection[Any], device: UUID, partner: UUID, after: int, *, n: int
) -> Slate:
    """Return what brings a computer from number `after` of its stream to now.

    A number that the hub never gave (it was restored, or forgot) gets everything anew.
    """
    m, rows = refresh(connection, device, partner, n=n)
    whole = after <= 0 or after > m
    shown: dict[str, list[Row]] = {}
    gone: dict[str, list[str]] = {}
    told = connection.execute(
        f"SELECT tbl, {columns.hex_of('pk')}, digest IS NULL FROM slate.held "
        "WHERE device = %s AND m > %s ORDER BY tbl, pk",
        (device, 0 if whole else after),
    )
    for table, pk, is_gone in told:
        if not is_gone:
            shown.setdefault(table, []).append(rows[table][pk])
        elif not whole:
            gone.setdefault(table, []).append(pk)
    return Slate(m, whole, shown, gone, revoked=m > 0 and not rows["disclosure"])


def seen_of(connection: Connection[Any], device: UUID, m: int) -> int:
    """Return the number of the center's order up to which a computer at `m` knew all it may."""
    row = connection.execute(
        "SELECT n FROM slate.mark WHERE device = %s AND m <= %s ORDER BY m DESC LIMIT 1",
        (device, m),
    ).fetchone()
    return 0 if row is None else int(row[0])


def file_for(
    connection: Connection[Any],
    device: Device,
    after: int,
    keys: Keys,
    *,
    now: datetime,
    seal: str = "age",
) -> bytes:
    """Return the slate file of a computer after a number of its stream.

    Raises UnknownDeviceError for a computer that is no firm's.
    """
    if device.partner is None:
        raise UnknownDeviceError(device=device.device.hex, name="")
    with connection.transaction():
        # All tables as they were at one moment, so that every row comes with its parents.
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        standing = connection.execute("SELECT centre, epoch FROM hub.hub_self").fetchone()
        newest = connection.execute("SELECT n FROM hub.hub_counter").fetchone()
        assert standing is not None
        assert newest is not None
        if device.shut_out_at is None:
            slate = slate_after(connection, device.device, device.partner, after, n=newest[0])
        else:
            slate = Slate(max(after, 0) + 1, True, {}, {}, revoked=True)
        rejected = rejected_of(connection, device.device)
    told = {"acked": device.turn, "rejected": rejected}
    label = envelope.Label(
        kind=FileKind.SLATE,
        sender=envelope.HUB,
        to=device.device.hex,
        centre=standing[0],
        epoch=standing[1].hex,
        first=1 if slate.whole else after + 1,
        last=slate.m,
        acked=device.turn,
        revision=engines.HEAD,
        clock=clock.tick(0),
        seal=seal,
    )
    body = body_of(slate, partner=device.partner, now=now, told=told)
    return envelope.seal(label, body, keys, recipients=[device.recipient])


def rejected_of(connection: Connection[Any], device: UUID) -> list[dict[str, Any]]:
    """Return the newest changes of a firm's computer that were not taken; it knows some already."""
    found = connection.execute(
        "SELECT encode(uuid_send(key), 'hex'), turn, code, facts FROM hub.hub_rejected "
        "WHERE device = %s ORDER BY id DESC LIMIT %s",
        (device, _MOST_REJECTED),
    )
    return [
        {"key": key, "turn": turn, "code": code, "facts": json.loads(facts)}
        for key, turn, code, facts in found
    ]


def body_of(slate: Slate, *, partner: UUID, now: datetime, told: Mapping[str, Any]) -> bytes:
    """Return a slate as it travels: zstd of JSON, with the names of its columns."""
    import zstandard

    shown = projection.allowed()
    whole = {
        "m": slate.m,
        "whole": int(slate.whole),
        "revoked": int(slate.revoked),
        "partner": partner.hex,
        "today": today(now),
        "columns": {name: table.columns for name, table in shown.items()},
        "later": {name: table.accepted for name, table in shown.items() if table.accepted},
        "rows": slate.rows,
        "gone": slate.gone,
        "told": dict(told),
    }
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return zstandard.ZstdCompressor(level=3).compress(text.encode())


def _select(table: str, names: Sequence[str]) -> Any:
    known = columns.kept(table)
    assert known is not None
    return f'SELECT {known.stored(names)} FROM public."{table}" ORDER BY id'


def _lay(
    rows: dict[str, Row],
    table: projection.ShownTable,
    names: Sequence[str],
    read: Iterable[Row],
) -> None:
    """Lay the columns of a class over what is known of the rows."""
    places = [table.columns.index(name) for name in names]
    for values in read:
        row = list(rows.get(values[0], (None,) * len(table.columns)))
        for place, value in zip(places, values, strict=True):
            row[place] = value
        rows[values[0]] = tuple(row)


def _differences(
    connection: Connection[Any], device: UUID, rows: Rows
) -> tuple[list[Row], list[tuple[str, str]]]:
    """Return rows whose digest is new, for `slate.held`, and what is not there any more."""
    held = {
        (table, pk): digest
        for table, pk, digest in connection.execute(
            f"SELECT tbl, {columns.hex_of('pk')}, digest FROM slate.held WHERE device = %s",
            (device,),
        )
    }
    changed: list[Row] = []
    for table, found in rows.items():
        place = _case_at(table)
        for pk, row in found.items():
            digest = _digest(row)
            if held.pop((table, pk), None) != digest:
                changed.append((table, pk, row[place] if place is not None else None, digest))
    return changed, [key for key, digest in held.items() if digest is not None]


def _hold(
    connection: Connection[Any],
    device: UUID,
    m: int,
    changed: Sequence[Row],
    gone: Sequence[tuple[str, str]],
) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO slate.held (device, tbl, pk, case_id, digest, m) "
            "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (device, tbl, pk) "
            "DO UPDATE SET case_id = excluded.case_id, digest = excluded.digest, m = excluded.m",
            [(device, *row, m) for row in changed],
        )
        cursor.executemany(
            "UPDATE slate.held SET digest = NULL, m = %s "
            "WHERE device = %s AND tbl = %s AND pk = %s",
            [(m, device, table, pk) for table, pk in gone],
        )


def _case_at(table: str) -> int | None:
    """Return where a row of a table names its case, None where it names none."""
    names = projection.allowed()[table].columns
    if table == "case":
        return 0
    return names.index("case_id") if "case_id" in names else None


def _digest(row: Row) -> bytes:
    return hashlib.sha256(json.dumps(row, ensure_ascii=False).encode()).digest()

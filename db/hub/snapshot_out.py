"""Writes a snapshot: every row as it is shown at one number of the order, for a new computer.

Rows go from PostgreSQL's COPY through zstd and the seal into a file; no table lies in memory.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Any

import psycopg
import zstandard
from psycopg.pq import ExecStatus

from db.hub import feed, receive
from db.hub.columns import Kept, hex_of, kept, kept_tables
from db.sync import envelope
from db.sync.merge import Head, in_conflict
from db.sync.rules import rule_of
from db.words import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from psycopg import Connection

    from db.hub.receive import Device
    from db.sync.envelope import Label
    from db.sync.keys import Keys

LEVEL = 3
_BLOCK = 1 << 20


def write(
    connection: Connection[Any], device: Device, target: Path, keys: Keys, *, seal: str = "age"
) -> Label:
    """Write a snapshot for one computer into `target` and return its header.

    It is written beside its final name and then renamed; what was there is replaced.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    body = target.with_name(target.name + ".body")
    closed = target.with_name(target.name + ".closed")
    whole = target.with_name(target.name + ".part")
    try:
        with connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            standing, n = receive.standing_of(connection), receive.newest_of(connection)
            with body.open("wb") as opened:
                _write_body(connection, n, opened)
        label = feed.label_for(FileKind.SNAPSHOT, device, standing, first=0, last=n, seal=seal)
        _close(label.seal, body, closed, device.recipient)
        label = replace(label, sha256=_digest_of(closed))
        with whole.open("wb") as opened, closed.open("rb") as content:
            opened.write(envelope.opening(label, keys))
            shutil.copyfileobj(content, opened, _BLOCK)
        whole.replace(target)
    finally:
        for part in (body, closed, whole):
            part.unlink(missing_ok=True)
    return label


def _write_body(connection: Connection[Any], n: int, opened: IO[bytes]) -> None:
    tables = [known for name in kept_tables() if (known := kept(name)) is not None]
    told = {
        "n": n,
        "tables": [
            {"name": one.name, "columns": list(one.columns), "rows": _count(connection, one)}
            for one in tables
        ],
        "conflicts": _conflicts(connection),
        "parked": list(_parked(connection)),
    }
    packer = zstandard.ZstdCompressor(level=LEVEL, threads=-1)
    with packer.stream_writer(opened, closefd=False) as packed:
        packed.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")
        for one in tables:
            # In the order of the keys, so that the other side appends and never sorts.
            rows = f'COPY (SELECT {one.stored()} FROM "{one.name}" ORDER BY id) TO STDOUT'
            for block in copied(connection, rows):
                packed.write(block)


def copied(connection: Connection[Any], query: str) -> Iterator[bytes]:
    """Yield what a COPY gives in large blocks.

    PostgreSQL sends a message a row; taken one by one through the cursor, each costs as much as
    PostgreSQL's whole work on it.
    """
    wire = connection.pgconn
    begun = wire.exec_(query.encode())
    if begun.status != ExecStatus.COPY_OUT:
        raise psycopg.OperationalError(begun.get_error_message())
    lines: list[bytes] = []
    size = 0
    while (got := wire.get_copy_data(0))[0] > 0:
        lines.append(bytes(got[1]))
        size += got[0]
        if size > _BLOCK:
            yield b"".join(lines)
            lines.clear()
            size = 0
    yield b"".join(lines)
    ended = wire.get_result()
    if ended is None or ended.status != ExecStatus.COMMAND_OK:
        raise psycopg.OperationalError(ended.get_error_message() if ended else "COPY broke off")
    while wire.get_result() is not None:
        pass


def _count(connection: Connection[Any], table: Kept) -> int:
    row = connection.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()
    return int(row[0]) if row else 0


def _conflicts(connection: Connection[Any]) -> list[dict[str, Any]]:
    """Return every field on which computers disagree, and who wrote each of its values."""
    rows = connection.execute(
        f"SELECT tbl, {hex_of('pk')}, heads FROM hub.hub_head WHERE conflict ORDER BY tbl, pk"
    ).fetchall()
    found = [
        {"tbl": table, "pk": pk, "root": "", "field": field, "heads": heads, "told": {}}
        for table, pk, written in rows
        for field, heads in json.loads(written).items()
        if in_conflict(tuple(map(Head.of_json, heads)), rule_of(table, field))
    ]
    roots = _roots(connection, [(table, pk) for table, pk, _ in rows])
    told = told_of(connection, [head[0] for one in found for head in one["heads"] if head[0]])
    for one in found:
        one["root"] = roots.get((one["tbl"], one["pk"]), "")
        one["told"] = {str(n): told[n] for n, *_ in one["heads"] if n in told}
    return found


def _roots(connection: Connection[Any], rows: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    roots: dict[tuple[str, str], str] = {}
    for table in {name for name, _ in rows}:
        known = kept(table)
        if known is None:
            continue
        found = connection.execute(
            f"SELECT {hex_of('id')}, replace({known.root}::text, '-', '') "
            f'FROM "{table}" WHERE id = ANY(%s::uuid[])',
            ([pk for name, pk in rows if name == table],),
        )
        roots |= {(table, pk): root for pk, root in found}
    return roots


def told_of(connection: Connection[Any], numbers: list[int]) -> dict[int, dict[str, Any]]:
    """Return who wrote ops, when and why, by their numbers."""
    found = connection.execute(
        "SELECT wanted.n, d.label, c.header FROM unnest(%s::bigint[]) AS wanted (n) "
        "JOIN LATERAL (SELECT device, header FROM hub.hub_change WHERE n <= wanted.n "
        "ORDER BY n DESC LIMIT 1) c ON true JOIN hub.hub_device d USING (device)",
        (numbers,),
    )
    told = {}
    for n, label, written in found:
        header = json.loads(written)
        told[n] = {
            "actor": header["actor_id"],
            "label": label,
            "at": header["at"],
            "reason": header["reason"],
        }
    return told


def _parked(connection: Connection[Any]) -> Iterator[list[Any]]:
    """Yield table, key and the values that only a newer program knows."""
    found = connection.execute(
        f"SELECT tbl, {hex_of('pk')}, fields FROM hub.hub_parked ORDER BY tbl, pk"
    )
    for table, pk, written in found:
        yield [table, pk, json.loads(written)]


def _close(seal: str, body: Path, closed: Path, recipient: str) -> None:
    """Seal a file that fits into no memory."""
    if seal != envelope.Age.name:
        closed.write_bytes(envelope.SEALS[seal].close(body.read_bytes(), [recipient]))
        return
    import pyrage

    with body.open("rb") as opened, closed.open("wb") as sealed:
        pyrage.encrypt_io(opened, sealed, [pyrage.x25519.Recipient.from_str(recipient)])


def _digest_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()

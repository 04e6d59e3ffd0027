"""Brings the files of many centers' hubs into the nation's database, where no line leads to them.

The nation has a computer of its own at each center's hub and gets the same feeds and snapshots as
a laptop does. It merges nothing: a feed says of every op what is shown, and that is what it keeps.
"""

from __future__ import annotations

import io
import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
import zstandard
from psycopg import sql

from db.base import metadata
from db.engine import HEAD
from db.hub import nation
from db.journal import journaled
from db.sync import envelope, wire
from db.sync.merge import GONE
from db.sync_errors import (
    BatchBrokenError,
    BatchTooNewError,
    GapError,
    HubRestoredError,
    NotForUsError,
    OtherCentreError,
)
from db.words import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from psycopg import Connection

    from db.sync.envelope import Label
    from db.sync.keys import Keys

_BLOCK = 1 << 20
_LONGEST_LINE = 64 << 20


@dataclass(frozen=True)
class Taken:
    """What a file did: the center, how far its order has come here, rows that were written."""

    centre: str
    n: int
    rows: int


def follow(connection: Connection[Any], centre: str, *, device: UUID, hub_key: str) -> None:
    """Expect files of a center's hub; device: the nation's computer there."""
    with connection.transaction():
        nation.prepare(connection)
        nation.make_room(connection, centre, "files")
        connection.execute(
            f"UPDATE {nation.SCHEMA}.centre SET device = %s, hub_key = %s WHERE centre = %s",
            (device, hub_key, centre),
        )


def take(connection: Connection[Any], content: bytes, keys: Keys) -> Taken:
    """Bring one file in, whole or not at all; one that was taken already changes nothing.

    Raises OtherCentreError for a center that is not followed, GapError, HubRestoredError where a
    snapshot has to come first, BatchTooNewError, and what is wrong with the file.
    """
    label = envelope.label_of(content)
    with connection.transaction():
        kept = connection.execute(
            f"SELECT replace(device::text, '-', ''), hub_key, epoch, n FROM {nation.SCHEMA}.centre "
            "WHERE centre = %s AND way = 'files' FOR UPDATE",
            (label.centre,),
        ).fetchone()
        if kept is None:
            raise OtherCentreError(name=label.name, found=label.centre, known="")
        device, hub_key, epoch, n = kept
        label, body = envelope.unseal(content, public=hub_key, identity=keys.identity)
        if label.to != device:
            raise NotForUsError(name=label.name, to=label.to)
        if label.revision > HEAD:
            raise BatchTooNewError(name=label.name, found=label.revision, known=HEAD)
        written = 0
        if label.kind is FileKind.SNAPSHOT:
            written = _snapshot(connection, label, body)
        elif label.kind in (FileKind.FEED, FileKind.RECEIPT):
            if label.epoch != epoch:
                raise HubRestoredError(name=label.name)
            if label.first > n + 1:
                raise GapError(name=label.name, have=n, first=label.first)
            if label.last <= n:
                return Taken(label.centre, n, 0)
            written = _feed(connection, label.centre, wire.unpack(body)[0], n)
        else:
            raise BatchBrokenError(name=label.name, why="kind")
        connection.execute(
            f"UPDATE {nation.SCHEMA}.centre SET epoch = %s, n = %s WHERE centre = %s",
            (label.epoch, label.last, label.centre),
        )
    return Taken(label.centre, label.last, written)


def _feed(
    connection: Connection[Any], centre: str, changes: Iterable[wire.Transaction], after: int
) -> int:
    """Write what a feed shows; several ops on a row become one."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    added: set[tuple[str, str]] = set()
    for change in changes:
        for place, op in enumerate(change.each_op()):
            if change.n + place <= after:
                continue
            key = (op.table, op.pk)
            if op.kind == "insert":
                added.add(key)
            fields = {GONE: 1} if op.kind == "delete" else op.fields
            fields = {} if op.kind == "reopen" else fields
            rows.setdefault(key, {}).update(fields | change.shown.get(place, {}))
    groups: dict[tuple[str, bool, tuple[str, ...]], list[list[Any]]] = defaultdict(list)
    for (table, pk), values in rows.items():
        values = {name: value for name, value in values.items() if _is_kept(table, name)}
        rest = {k: v for k, v in values.items() if k not in ("id", "centre")}
        if rest:
            shape = (table, (table, pk) in added, tuple(rest))
            groups[shape].append([centre, pk, *rest.values()])
    return sum(_write(connection, *shape, lines) for shape, lines in groups.items())


def _write(
    connection: Connection[Any],
    table: str,
    added: bool,
    names: tuple[str, ...],
    lines: list[list[Any]],
) -> int:
    """Write rows with the same columns by way of a staging table."""
    columns = sql.SQL(", ").join(map(sql.Identifier, ("centre", "id", *names)))
    target = sql.Identifier(table)
    connection.execute(
        sql.SQL(
            "CREATE TEMP TABLE staged ON COMMIT DROP AS SELECT {} FROM public.{} WITH NO DATA"
        ).format(columns, target)
    )
    with (
        connection.cursor() as cursor,
        cursor.copy(sql.SQL("COPY staged ({}) FROM STDIN").format(columns)) as copy,
    ):
        for line in lines:
            copy.write_row([None if value is None else str(value) for value in line])
    excluded = sql.SQL(", ").join(
        sql.SQL("{0} = {1}.{0}").format(sql.Identifier(name), sql.SQL("excluded" if added else "s"))
        for name in names
    )
    if added:
        statement = sql.SQL(
            "INSERT INTO public.{0} ({1}) SELECT {1} FROM staged "
            "ON CONFLICT (centre, id) DO UPDATE SET {2}"
        )
        done = connection.execute(statement.format(target, columns, excluded)).rowcount
    else:
        statement = sql.SQL(
            "UPDATE public.{} t SET {} FROM staged s WHERE t.centre = s.centre AND t.id = s.id"
        )
        done = connection.execute(statement.format(target, excluded)).rowcount
    connection.execute("DROP TABLE staged")
    return done


def _is_kept(table: str, name: str) -> bool:
    return table in journaled() and name in metadata.tables[table].columns


def _snapshot(connection: Connection[Any], label: Label, body: bytes) -> int:
    """Put a snapshot in the place of all that was here of the center."""
    try:
        return _replace(connection, label, body)
    except (psycopg.errors.CheckViolation, psycopg.DataError) as error:
        raise BatchBrokenError(name=label.name, why="rows") from error


def _replace(connection: Connection[Any], label: Label, body: bytes) -> int:
    total = 0
    reader = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(body))
    lines = io.BufferedReader(reader, _BLOCK)
    try:
        told = json.loads(lines.readline(_LONGEST_LINE))
        parts = [(str(t["name"]), list(t["columns"]), int(t["rows"])) for t in told["tables"]]
    except (ValueError, KeyError, TypeError, zstandard.ZstdError) as error:
        raise BatchBrokenError(name=label.name, why="shape") from error
    for table, _, _ in parts:
        if table in journaled():
            connection.execute(
                sql.SQL("DELETE FROM public.{} WHERE centre = %s").format(sql.Identifier(table)),
                (label.centre,),
            )
    for table, columns, count in parts:
        if not all(_is_kept(table, name) for name in columns):
            raise BatchTooNewError(name=label.name, found=table, known=HEAD)
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            nation.part_of(table, label.centre), names
        )
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for _ in range(count):
                line = lines.readline(_LONGEST_LINE)
                if not line.endswith(b"\n"):
                    raise BatchBrokenError(name=label.name, why="half")
                copy.write(line)
        total += count
    return total

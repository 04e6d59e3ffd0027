"""Keeps a whole hub in one file, and makes a hub out of it again, with a new epoch.

The file is a zip: what PostgreSQL's COPY gives of every table, a list with digests, attachments.
It depends on no version of PostgreSQL and on none of its tools. The hub's private keys are in it:
whoever has the file can speak for the hub, so it belongs where the keys belong.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg

from db import engine as engines
from db.errors import SnapshotBrokenError, WorkspaceTooNewError
from db.hub import opening
from db.hub.snapshot_out import copied
from db.hub.store import KEYS
from db.sync_errors import HubNotEmptyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from psycopg import Connection

    from db.hub.store import Hub

FORMAT = 1
LIST = "backup.json"
_BLOCK = 1 << 20
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    LookupError,
    TypeError,
    ValueError,
    EOFError,
    OSError,
    RuntimeError,  # a flipped bit says that it is encrypted, or packed in another way
    psycopg.DataError,
)
_TABLES = """
SELECT n.nspname, c.relname,
       (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname !~ '^pg_' AND c.relname <> 'alembic_version'
ORDER BY 1, 2
"""


def backup(
    hub: Hub, target: Path, *, progress: Callable[[int, int], object] | None = None
) -> dict[str, Any]:
    """Write everything as it stands at one moment into `target`; return what the list says.

    People go on working meanwhile. It is written beside its final name and then renamed.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    told: dict[str, Any] = {"format": FORMAT, "revision": engines.HEAD, "tables": [], "blobs": []}
    try:
        with (
            zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as packed,
            hub.connection() as connection,
        ):
            with connection.transaction():
                connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                told |= _standing(connection)
                for schema, table, columns in connection.execute(_TABLES).fetchall():
                    told["tables"].append(_pack(connection, packed, schema, table, columns))
            # After the tables, so that no row names an attachment that is not here.
            digests = list(hub.blobs.digests())
            for at, digest in enumerate(digests, start=1):
                packed.write(hub.blobs.path(digest), f"blobs/{digest}")
                told["blobs"].append(digest)
                if progress is not None:
                    progress(at, len(digests))
            _ = hub.keys  # there from now on
            packed.write(hub.folder / KEYS, KEYS)
            packed.writestr(LIST, json.dumps(told))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return told


def look_into(source: Path) -> dict[str, Any]:
    """Return what the list of a backup says, after reading every byte of it.

    Raises SnapshotBrokenError, WorkspaceTooNewError.
    """
    with _opened(source) as packed:
        told = json.loads(packed.read(LIST))
        json.loads(packed.read(KEYS))
        if told["format"] > FORMAT or told["revision"] > engines.HEAD:
            raise WorkspaceTooNewError(path=source, found=told["revision"], known=engines.HEAD)
        for table in told["tables"]:
            if _digest_of(packed, table["file"]) != table["sha256"]:
                raise SnapshotBrokenError(path=source)
        for digest in told["blobs"]:
            if _digest_of(packed, f"blobs/{digest}") != digest:
                raise SnapshotBrokenError(path=source)
    return dict(told)


def restore(hub: Hub, source: Path) -> UUID:
    """Make an empty database the hub that a backup holds, and return the new epoch.

    The epoch tells every computer that this hub may have forgotten something: it sends again what
    the hub has not, and what it had seen beyond the backup is not taken for seen (docs/adr/0011).
    Raises SnapshotBrokenError, WorkspaceTooNewError, HubNotEmptyError; then nothing was changed.
    """
    told = look_into(source)
    opening.bring_up_to_date(hub.url, to=told["revision"])
    with _opened(source) as packed, hub.connection() as connection:
        with connection.transaction():
            if connection.execute("SELECT 1 FROM hub.hub_self").fetchone() is not None:
                raise HubNotEmptyError(name=hub.url)
            for table in _parents_first(connection, told["tables"]):
                _unpack(connection, packed, table)
            _restart_identities(connection)
            epoch = _new_epoch(connection, hub)
        hub.folder.mkdir(parents=True, exist_ok=True)
        for digest in told["blobs"]:
            hub.blobs.put(packed.read(f"blobs/{digest}"))
        hub.keep_keys(packed.read(KEYS))
    opening.bring_up_to_date(hub.url)
    return epoch


def _new_epoch(connection: Connection[Any], hub: Hub) -> UUID:
    epoch = uuid4()
    connection.execute(
        "UPDATE hub.hub_self SET epoch = %s, base = (SELECT n FROM hub.hub_counter), begun_at = %s",
        (epoch, hub.now()),
    )
    connection.execute(
        "INSERT INTO hub.hub_epoch (epoch, base, begun_at) "
        "SELECT epoch, base, begun_at FROM hub.hub_self"
    )
    return epoch


def _standing(connection: Connection[Any]) -> dict[str, Any]:
    row = connection.execute(
        "SELECT s.centre, s.epoch::text, c.n FROM hub.hub_self s, hub.hub_counter c"
    ).fetchone()
    assert row is not None, "the hub has not begun"
    return {"centre": row[0], "epoch": row[1], "n": row[2]}


def _pack(
    connection: Connection[Any],
    packed: zipfile.ZipFile,
    schema: str,
    table: str,
    columns: list[str],
) -> dict[str, Any]:
    file = f"tables/{schema}.{table}"
    digest = hashlib.sha256()
    named = ", ".join(f'"{name}"' for name in columns)
    query = f'COPY (SELECT {named} FROM "{schema}"."{table}") TO STDOUT'
    with packed.open(file, "w", force_zip64=True) as opened:
        for block in copied(connection, query):
            digest.update(block)
            opened.write(block)
    return {
        "schema": schema,
        "table": table,
        "columns": columns,
        "file": file,
        "sha256": digest.hexdigest(),
    }


def _unpack(connection: Connection[Any], packed: zipfile.ZipFile, table: dict[str, Any]) -> None:
    named = ", ".join(f'"{name}"' for name in table["columns"])
    # What a migration laid into a new table comes with the backup, too.
    connection.execute(f'DELETE FROM "{table["schema"]}"."{table["table"]}"')
    query = f'COPY "{table["schema"]}"."{table["table"]}" ({named}) FROM STDIN'
    with (
        packed.open(table["file"]) as opened,
        connection.cursor() as cursor,
        cursor.copy(query) as copy,
    ):
        while block := opened.read(_BLOCK):
            copy.write(block)


def _parents_first(
    connection: Connection[Any], tables: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return tables so that each comes after those that it refers to."""
    refers = connection.execute(
        "SELECT conrelid::regclass::oid, confrelid::regclass::oid FROM pg_constraint "
        "WHERE contype = 'f' AND conrelid <> confrelid"
    ).fetchall()
    oids = {
        (schema, table): oid
        for schema, table, oid in connection.execute(
            "SELECT n.nspname, c.relname, c.oid FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p')"
        )
    }
    left = list(tables)  # one that this database does not have is a KeyError, and said
    placed: set[int] = set()
    found: list[dict[str, Any]] = []
    while left:
        waiting = {oids[one["schema"], one["table"]] for one in left}
        ready = [
            one
            for one in left
            if not any(
                child == oids[one["schema"], one["table"]] and parent in waiting - placed
                for child, parent in refers
            )
        ]
        if not ready:
            ready = left  # a circle: the database itself says whether it holds
        found += ready
        placed |= {oids[one["schema"], one["table"]] for one in ready}
        left = [one for one in left if one not in ready]
    return found


def _restart_identities(connection: Connection[Any]) -> None:
    """Let numbers that PostgreSQL gives go on after those that came with the backup."""
    found = connection.execute(
        "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name), column_name "
        "FROM information_schema.columns WHERE (is_identity = 'YES' OR "
        "column_default LIKE 'nextval(%') AND table_schema !~ '^pg_'"
    ).fetchall()
    for table, column in found:
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, %s), "
            f'(SELECT coalesce(max("{column}"), 0) + 1 FROM {table}), false)',
            (table, column),
        )


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(source) as packed:
            yield packed
    except _BROKEN as error:
        raise SnapshotBrokenError(path=source) from error


def _digest_of(packed: zipfile.ZipFile, name: str) -> str:
    with packed.open(name) as opened:
        digest = hashlib.sha256()
        while block := opened.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()

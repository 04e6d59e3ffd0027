"""Fills an empty workspace from a snapshot: the quick way to become one of a center's computers.

The rows go into a database beside the one that is there, which takes its place when everything is
in and was checked. Killed at any point, the workspace is as empty as before.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import zstandard

from db import engine as engines
from db import journal
from db.sync import envelope, stored
from db.sync_errors import BatchBrokenError, BatchTooNewError, NotForUsError
from db.words import FileKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from db.sync.envelope import Label

    Told = Callable[[int, int], object]  # bytes done, of

BASELINES = "baselines"
_BLOCK = 1 << 20
_ROWS_AT_ONCE = 20_000
_LARGEST_LINE = 256 * 1024 * 1024
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_QUICKLY = (
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA cache_size = -262144",
    "PRAGMA foreign_keys = OFF",
)


@dataclass(frozen=True)
class Loaded:
    """What a snapshot brought: hub number, rows, conflicts that are open, its digest."""

    label: Label
    n: int
    rows: int
    conflicts: int
    sha256: str


def load(
    database: Path,
    source: Path,
    *,
    public: str,
    identity: str = "",
    told: Told | None = None,
    instead_of_seed: bool = False,
) -> Loaded:
    """Fill the database of an empty workspace; nobody may have it open.

    instead_of_seed: forget the lists that were laid when the workspace began; the center has its
    own.

    public: key of the hub. identity: private key that opens what was sealed. The packed rows are
    kept in the folder `baselines` beside the database: checks replay the journal from them. told:
    is told the bytes that were read; it may raise to stop.
    Raises BatchBrokenError, BatchTooNewError, WrongSignatureError, NotForUsError; then the
    workspace is as it was.
    """
    fresh = database.with_name(f".{database.name}.incoming")
    try:
        with opened(source, public=public, identity=identity, told=told) as (label, snapshot):
            _copy(database, fresh)
            if instead_of_seed:
                _forget_seed(fresh)
            rows = _fill(fresh, snapshot)
            kept = _keep_baseline(database.parent, snapshot)
        _close_off(fresh, label, snapshot, kept)
        _take_its_place(fresh, database)
    finally:
        fresh.unlink(missing_ok=True)
    return Loaded(label, snapshot.n, rows, len(snapshot.head["conflicts"]), kept)


def fill_tables(connection: sqlite3.Connection, snapshot: Snapshot) -> int:
    """Insert all rows of a snapshot into tables that are there, and return how many."""
    rows = 0
    for name, columns, count in snapshot.tables:
        rows += _take_table(connection, snapshot, name, columns, count)
    snapshot.end()
    return rows


@contextmanager
def kept_baseline(folder: Path, sha256: str) -> Iterator[Snapshot]:
    """Open the snapshot that a workspace began with. Raises BatchBrokenError."""
    kept = folder / BASELINES / f"{sha256}.zst"
    try:
        file = kept.open("rb")
    except OSError as error:
        raise BatchBrokenError(name=kept.name, why="missing") from error
    with file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise BatchBrokenError(name=kept.name, why="digest")
        file.seek(0)
        yield Snapshot(kept.name, file)


class Snapshot:
    """An open snapshot: what it says of itself, then its rows, table by table."""

    def __init__(self, name: str, body: Any) -> None:
        self.name = name
        self._body = body
        self._begin = body.tell()
        lines = self._lines = _lines(body, name)
        try:
            self.head: dict[str, Any] = json.loads(next(lines))
            self.n = int(self.head["n"])
            self.tables = [
                (str(one["name"]), list(map(str, one["columns"])), int(one["rows"]))
                for one in self.head["tables"]
            ]
        except (StopIteration, ValueError, KeyError, TypeError) as error:
            raise BatchBrokenError(name=name, why="head") from error

    def rows(self, columns: int, count: int) -> Iterator[Sequence[str | None]]:
        """Yield the next `count` rows; values are text as PostgreSQL copies it, or None."""
        for _ in range(count):
            line = next(self._lines, None)
            if line is None:
                raise BatchBrokenError(name=self.name, why="half")
            text = line.decode()
            values: list[str | None] = text.split("\t")  # type: ignore[assignment]
            if "\\" in text:
                values = [
                    value if value is None or "\\" not in value else _unescaped(value)
                    for value in values
                ]
            if len(values) != columns:
                raise BatchBrokenError(name=self.name, why="columns")
            yield values

    def copy_body(self, target: Path) -> str:
        """Write the opened, still packed body to a file and return its digest."""
        digest = hashlib.sha256()
        self._body.seek(self._begin)
        with target.open("wb") as file:
            while block := self._body.read(_BLOCK):
                digest.update(block)
                file.write(block)
        return digest.hexdigest()

    def end(self) -> None:
        """Fail where more follows. Raises BatchBrokenError."""
        if next(self._lines, None) is not None:
            raise BatchBrokenError(name=self.name, why="rows")


def _unescaped(value: str) -> str | None:
    if value == "\\N":
        return None
    out, at = [], 0
    while at < len(value):
        sign = value[at]
        if sign == "\\" and at + 1 < len(value):
            at += 1
            sign = _ESCAPES.get(value[at], value[at])
        out.append(sign)
        at += 1
    return "".join(out)


@contextmanager
def opened(
    source: Path, *, public: str, identity: str = "", told: Told | None = None
) -> Iterator[tuple[Label, Snapshot]]:
    """Open a snapshot for reading, after proving all of it.

    Raises as `load`.
    """
    with source.open("rb") as file:
        content = file.read(128 * 1024)
        label = envelope.prove(content, public)
        if label.kind is not FileKind.SNAPSHOT:
            raise BatchBrokenError(name=label.name, why="kind")
        if label.seal not in envelope.SEALS:
            known = ", ".join(envelope.SEALS)
            raise BatchTooNewError(name=label.name, found=label.seal, known=known)
        begin = envelope.body_at(content)
        file.seek(begin)  # first all of it is proven: what is not ours is never opened
        if hashlib.file_digest(file, "sha256").hexdigest() != label.sha256:
            raise BatchBrokenError(name=label.name, why="digest")
        file.seek(begin)
        closed = _Watched(file, source.stat().st_size, told)
        with _plain(closed, label, identity, source.parent) as body:
            yield label, Snapshot(label.name, body)


class _Watched:
    """Reads a file and tells how far it is."""

    def __init__(self, file: IO[bytes], size: int, told: Told | None) -> None:
        self._file, self._size, self._told = file, size, told

    def tell(self) -> int:
        """Return how far the file is read."""
        return self._file.tell()

    def seek(self, place: int) -> None:
        """Read on from there."""
        self._file.seek(place)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        block = self._file.read(size)
        if self._told is not None:
            self._told(self._file.tell(), self._size)
        return block


@contextmanager
def _plain(closed: _Watched, label: Label, identity: str, room: Path) -> Iterator[Any]:
    """Give the body unsealed; what fits into no memory goes through a file that is gone after."""
    if label.seal == envelope.Unsealed.name:
        yield closed
        return
    with tempfile.TemporaryFile(dir=room) as body:
        if label.seal == envelope.Age.name:
            import pyrage

            try:
                pyrage.decrypt_io(closed, body, [pyrage.x25519.Identity.from_str(identity)])
            except pyrage.DecryptError as error:
                raise NotForUsError(name=label.name, to=label.to) from error
        else:
            content = b"".join(iter(lambda: closed.read(_BLOCK), b""))
            body.write(envelope.SEALS[label.seal].open(content, identity))
        body.seek(0)
        yield body


def _lines(body: Any, name: str) -> Iterator[bytes]:
    """Yield the lines of a packed body; none is longer than any row could be."""
    left = b""
    try:
        with zstandard.ZstdDecompressor().stream_reader(
            body, read_size=_BLOCK, closefd=False
        ) as reader:
            while block := reader.read(4 * _BLOCK):
                *whole, left = (left + block).split(b"\n")
                yield from whole
                if len(left) > _LARGEST_LINE:
                    raise BatchBrokenError(name=name, why="line")
    except zstandard.ZstdError as error:
        raise BatchBrokenError(name=name, why="compression") from error
    if left:
        yield left


def _copy(database: Path, fresh: Path) -> None:
    fresh.unlink(missing_ok=True)
    with closing(engines.connect(database)) as source, closing(sqlite3.connect(fresh)) as target:
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # nothing lies beside the file any more
        source.backup(target)


def _forget_seed(fresh: Path) -> None:
    with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN")
        connection.execute("UPDATE journal_context SET quiet = 1")
        for table in (*journal.journaled(), "journal_op", "journal_transaction"):
            connection.execute(f'DELETE FROM "{table}"')
        connection.execute("UPDATE journal_context SET quiet = 0, hash = ''")
        connection.execute("COMMIT")


def _fill(fresh: Path, snapshot: Snapshot) -> int:
    with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        for pragma in _QUICKLY:
            connection.execute(pragma)
        tables = [name for name, _, _ in snapshot.tables if name in journal.journaled()]
        indexes = _take_away(connection, tables)
        connection.execute("BEGIN")
        rows = fill_tables(connection, snapshot)
        connection.execute("COMMIT")
        for sql in indexes:
            connection.execute(sql)
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise BatchBrokenError(name=snapshot.name, why="references")
    return rows


def _take_away(connection: sqlite3.Connection, tables: list[str]) -> list[str]:
    """Drop what would slow the rows down; return the statements that bring the indexes back."""
    found = connection.execute(
        "SELECT type, name, sql, tbl_name FROM sqlite_master "
        "WHERE sql IS NOT NULL AND type IN ('index', 'trigger')"
    ).fetchall()
    back = []
    for kind, name, sql, table in found:
        if table in tables:
            connection.execute(f'DROP {kind} "{name}"')
            if kind == "index":
                back.append(sql)
    return back


def _take_table(
    connection: sqlite3.Connection, snapshot: Snapshot, name: str, columns: list[str], count: int
) -> int:
    known = stored.known_columns(name)
    there = [at for at, column in enumerate(columns) if column in known]
    rest = [at for at, column in enumerate(columns) if column not in known]
    filled = {k: v for k, v in stored.fillings(name).items() if k not in columns} if known else {}
    names = ", ".join(f'"{column}"' for column in (*(columns[at] for at in there), *filled))
    marks = ", ".join("?" * (len(there) + len(filled)))
    insert = f'INSERT INTO "{name}" ({names}, version) VALUES ({marks}, 1)'
    waiting: list[Sequence[Any]] = []
    for row in snapshot.rows(len(columns), count):
        if rest:
            _park(connection, snapshot.n, name, columns, row, rest)
        if known:
            whole = row if not rest else [row[at] for at in there]
            waiting.append(whole if not filled else [*whole, *filled.values()])
            if len(waiting) == _ROWS_AT_ONCE:
                connection.executemany(insert, waiting)
                waiting.clear()
    if waiting:
        connection.executemany(insert, waiting)
    return count if known else 0


_PARK = "INSERT INTO sync_parked (n, tx, tbl, pk, kind, data) VALUES (?, '', ?, ?, 'update', ?)"


def _park(
    connection: sqlite3.Connection,
    n: int,
    table: str,
    columns: list[str],
    row: Sequence[str | None],
    rest: list[int],
) -> None:
    """Keep what only a newer program knows until this one is replaced by it."""
    key = row[columns.index("id")]
    fields = {columns[at]: row[at] for at in rest}
    connection.execute(_PARK, (n, table, key, _parked(fields)))


def _parked(fields: Any) -> str:
    return json.dumps({"fields": fields, "heads": {}}, ensure_ascii=False)


def _keep_baseline(folder: Path, snapshot: Snapshot) -> str:
    """Keep the rows where checks find them and return their digest, which is the name."""
    kept = folder / BASELINES
    kept.mkdir(exist_ok=True)
    fresh = kept / ".incoming"
    digest = snapshot.copy_body(fresh)
    fresh.replace(kept / f"{digest}.zst")
    return digest


def _close_off(fresh: Path, label: Label, snapshot: Snapshot, baseline: str) -> None:
    """Note where the rows stand in the order of the hub, and let the journal speak again."""
    with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN")
        for one in snapshot.head["conflicts"]:
            _keep_conflict(connection, one)
        for table, pk, fields in snapshot.head.get("parked", ()):
            connection.execute(_PARK, (snapshot.n, table, pk, _parked(fields)))
        connection.execute("UPDATE journal_context SET seen = ?", (snapshot.n,))
        connection.execute(
            "UPDATE sync_self SET baseline_n = ?, baseline_sha256 = ?, epoch = ?",
            (snapshot.n, baseline, label.epoch.replace("-", "") or None),
        )
        connection.execute("COMMIT")
        journal.install(connection)
        connection.execute("PRAGMA journal_mode = WAL")
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())


def _keep_conflict(connection: sqlite3.Connection, told: dict[str, Any]) -> None:
    from db.base import new_id, now

    bundle = next((head[4] for head in told["heads"] if head[4]), "")
    connection.execute(
        "INSERT INTO sync_conflict (id, tbl, pk, root, field, heads, told, base, bundle, "
        "predicted, since) VALUES (?, ?, ?, ?, ?, ?, ?, '{}', ?, 0, ?)",
        (
            new_id().hex, told["tbl"], told["pk"], told["root"], told["field"],
            json.dumps(told["heads"]), json.dumps(told["told"], ensure_ascii=False), bundle,
            now().strftime("%Y-%m-%d %H:%M:%S.%f"),
        ),
    )  # fmt: skip


def _take_its_place(fresh: Path, database: Path) -> None:
    for left in ("-wal", "-shm"):
        database.with_name(database.name + left).unlink(missing_ok=True)
        fresh.with_name(fresh.name + left).unlink(missing_ok=True)
    fresh.replace(database)

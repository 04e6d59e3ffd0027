"""Keeps what a large firm was shown: a database that lies on the disk only sealed.

It is an SQLite database in memory; what is written into the folder is that database, sealed with
age for the key of this computer. So there is no log and no free page to read, and without the key
the file is noise: removing the key removes the slate, even where a disk keeps what was deleted.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from db.sync.envelope import SEALS
from db.sync.keys import Keys, keep_keys, kept_keys
from db.sync_errors import NotEnrolledError, SlateClosedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = "slate.ieum-slate"
KEYS = "slate-keys.json"
CLOSED = "closed.json"
LAST = "last-answers.ieum-sync"
_SEAL = "age"

_OWN_TABLES = """
CREATE TABLE standing (told TEXT NOT NULL);
CREATE TABLE later (tbl TEXT NOT NULL, field TEXT NOT NULL, PRIMARY KEY (tbl, field));
CREATE TABLE viewing (id INTEGER PRIMARY KEY, case_id TEXT, reader TEXT, at TEXT);
CREATE TABLE outgoing (
    turn INTEGER PRIMARY KEY, key TEXT NOT NULL, header TEXT NOT NULL, ops TEXT NOT NULL,
    code TEXT NOT NULL DEFAULT '', facts TEXT NOT NULL DEFAULT '{}'
);
"""
# What a person at the firm can add to; everything else changes only when a slate is applied.
_ADDED_TO = frozenset({"viewing", "outgoing", "standing"})
_WRITES = frozenset(
    {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE,
     sqlite3.SQLITE_CREATE_TABLE, sqlite3.SQLITE_DROP_TABLE, sqlite3.SQLITE_ALTER_TABLE,
     sqlite3.SQLITE_ATTACH}
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """Who this computer is to a center's hub, and how far each side has come.

    m: number of the stream that is applied. turn, hash: end of what was written here; acked: of
    what the hub has taken. day: the newest Korean day that is known; a clock that goes back does
    not make a case readable again.
    """

    device: str
    centre: str
    epoch: str
    hub_url: str
    hub_key: str
    hub_seal: str
    partner: str
    label: str = ""
    m: int = 0
    turn: int = 0
    acked: int = 0
    hash: str = ""
    day: str = ""


class SlateStore:
    """One center's slate on a computer of a large firm; close it after use."""

    def __init__(self, folder: Path, keys: Keys, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self.keys = keys
        self._connection = connection
        connection.set_authorizer(_only_additions)

    @classmethod
    def create(cls, folder: Path, keys: Keys, standing: Standing) -> SlateStore:
        """Make an empty slate in `folder`, whatever was there before."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / CLOSED).unlink(missing_ok=True)
        connection = _in_memory()
        connection.executescript(_OWN_TABLES)
        connection.execute("INSERT INTO standing VALUES (?)", (json.dumps(asdict(standing)),))
        keep_keys(keys, folder / KEYS)
        store = cls(folder, keys, connection)
        store.keep()
        return store

    @classmethod
    def open(cls, folder: Path) -> SlateStore:
        """Open the slate in `folder`.

        Raises SlateClosedError where it was taken back or has ended, NotEnrolledError where there
        never was one, NotForUsError with another key.
        """
        closed = folder / CLOSED
        if closed.exists():
            raise SlateClosedError(**json.loads(closed.read_text("utf-8")))
        keys, file = kept_keys(folder / KEYS), folder / FILE
        if keys is None or not file.exists():
            raise NotEnrolledError
        connection = _in_memory()
        connection.deserialize(SEALS[_SEAL].open(file.read_bytes(), keys.identity))
        return cls(folder, keys, connection)

    @property
    def standing(self) -> Standing:
        """Return who this computer is and how far it has come."""
        (told,) = self._connection.execute("SELECT told FROM standing").fetchone()
        return Standing(**json.loads(told))

    def move(self, **changes: Any) -> Standing:
        """Change what stands; has to be kept afterwards."""
        now = replace(self.standing, **changes)
        self._connection.execute("UPDATE standing SET told = ?", (json.dumps(asdict(now)),))
        return now

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """Return what a query finds, by the names of its columns."""
        found = self._connection.execute(query, values)
        names = [one[0] for one in found.description]
        return [dict(zip(names, row, strict=True)) for row in found]

    def tables(self) -> frozenset[str]:
        """Return the names of the tables that the hub filled."""
        own = {"standing", "later", "viewing", "outgoing"}
        found = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return frozenset(name for (name,) in found) - own

    @contextmanager
    def adding(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that can add answers and viewings, and keep them at the end."""
        with self._transaction():
            yield self._connection
        self.keep()

    @contextmanager
    def applying(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that can change all; what was removed leaves no trace at the end."""
        self._connection.set_authorizer(None)
        try:
            with self._transaction():
                yield self._connection
            self._connection.execute("VACUUM")
        finally:
            self._connection.set_authorizer(_only_additions)
        self.keep()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def keep(self) -> None:
        """Write the sealed database beside its name, then rename it: never half a file."""
        sealed = SEALS[_SEAL].close(self._connection.serialize(), [self.keys.recipient])
        beside = self.folder / (FILE + ".part")
        with beside.open("wb") as opened:
            opened.write(sealed)
            opened.flush()
            os.fsync(opened.fileno())
        beside.replace(self.folder / FILE)

    def destroy(self, until: str, last: bytes | None = None) -> None:
        """Remove key and file, and leave a word that tells why; the key goes first.

        last: what was still to be sent, sealed for the hub; nobody here can open it.
        """
        told = {"centre": self.standing.centre, "until": until}
        self.close()
        if last is not None:
            (self.folder / LAST).write_bytes(last)
        for name in (KEYS, FILE, FILE + ".part"):
            file = self.folder / name
            if file.exists():
                _overwrite(file)
                file.unlink()
        (self.folder / CLOSED).write_text(json.dumps(told), "utf-8")

    def close(self) -> None:
        """Forget the opened database."""
        self._connection.close()


def _in_memory() -> sqlite3.Connection:
    # A page is read by one thread at a time, not always by the same one.
    return sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)


def _only_additions(action: int, first: str | None, *_more: str | None) -> int:
    allowed = action not in _WRITES or first in _ADDED_TO
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _overwrite(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.write(b"\0" * file.stat().st_size)
        opened.flush()
        os.fsync(opened.fileno())

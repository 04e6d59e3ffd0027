"""Keeps a small sketch of each plan beside the database, so that 30,000 are compared at once.

Nothing in the book is worth a backup: it is made again from the texts when it is gone, damaged or
of another kind.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from array import array
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from db.base import metadata
from desktop.services.applications.plan_texts import shingles, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sqlmodel import Session

FILE = "sketches.sqlite"
PLACES = 128  # of a signature; the estimate is off by about 1 / sqrt(128), nine points of a hundred
_SEED = 20_181_213
_KIND = "1"  # of the book; another one is made again
_AT_ONCE = 2_000
_TABLES = ("application", "application_answer", "case")
_WAIT_SECONDS = 10.0

_ONE_AT_A_TIME = threading.Lock()  # two tabs that open at once don't both sketch 30,000 plans

_MAKE = (
    "CREATE TABLE IF NOT EXISTS sketch (case_id BLOB PRIMARY KEY, digest BLOB NOT NULL,"
    " shingles INTEGER NOT NULL, signature BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS stand (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
)


@contextmanager
def sketch_book(folder: Path) -> Iterator[SketchBook]:
    """Open the book of the workspace in `folder`; one that can't be kept is made for this once."""
    with closing(_opened(folder / FILE)) as book:
        yield SketchBook(book)


class SketchBook:
    """The sketches of one workspace."""

    def __init__(self, book: sqlite3.Connection) -> None:
        self._book = book

    def follow(self, session: Session) -> int:
        """Sketch what changed since the last time and return how many plans that were.

        While another program writes into the book, what stands in it has to do.
        """
        with _ONE_AT_A_TIME, suppress(sqlite3.OperationalError):
            return self._follow(session)
        return 0

    def _follow(self, session: Session) -> int:
        stand = _stand(session)
        kept = self._kept_stand()
        changed = _changed_cases(session, kept) if kept is not None else None
        if changed is None:
            return self._begin_anew(session, stand)
        if not changed:
            return 0
        with self._book:
            self._book.execute("BEGIN IMMEDIATE")
            self._book.executemany(
                "DELETE FROM sketch WHERE case_id = ?", ((case.bytes,) for case in changed)
            )
            count = self._sketch(texts_of(session, changed))
            self._keep_stand(stand)
        return count

    def sketches(self) -> Iterator[tuple[bytes, int, bytes]]:
        """Yield the case, the number of shingles and the signature of every plan."""
        yield from self._book.execute("SELECT case_id, shingles, signature FROM sketch")

    def _begin_anew(self, session: Session, stand: str) -> int:
        """Look through all texts; only those that differ from their sketch are sketched again."""
        known = dict(self._book.execute("SELECT case_id, digest FROM sketch").fetchall())
        if self._value("kind") != _KIND:
            known = {}
        texts = list(texts_of(session))
        gone = set(known) - {case.bytes for case, _ in texts}
        fresh = [(case, text) for case, text in texts if known.get(case.bytes) != _digest(text)]
        with self._book:
            self._book.execute("BEGIN IMMEDIATE")
            if not known:
                self._book.execute("DELETE FROM sketch")
            self._book.executemany(
                "DELETE FROM sketch WHERE case_id = ?", ((case,) for case in gone)
            )
            count = self._sketch(fresh)
            self._keep_stand(stand)
            self._book.execute("INSERT OR REPLACE INTO stand VALUES ('kind', ?)", (_KIND,))
        return count

    def _sketch(self, texts: Iterable[tuple[UUID, str]]) -> int:
        count, waiting = 0, []
        for one in texts:
            waiting.append(one)
            if len(waiting) == _AT_ONCE:
                count += self._write(waiting)
                waiting = []
        return count + self._write(waiting)

    def _write(self, texts: list[tuple[UUID, str]]) -> int:
        sets = [shingles(text) for _, text in texts]
        self._book.executemany(
            "INSERT OR REPLACE INTO sketch VALUES (?, ?, ?, ?)",
            (
                (case.bytes, _digest(text), len(parts), signature)
                for (case, text), parts, signature in zip(
                    texts, sets, signatures(sets), strict=True
                )
            ),
        )
        return len(texts)

    def _kept_stand(self) -> str | None:
        return self._value("journal") if self._value("kind") == _KIND else None

    def _keep_stand(self, stand: str) -> None:
        self._book.execute("INSERT OR REPLACE INTO stand VALUES ('journal', ?)", (stand,))

    def _value(self, name: str) -> str | None:
        found = self._book.execute("SELECT value FROM stand WHERE name = ?", (name,)).fetchone()
        return found[0] if found else None


def signatures(sets: list[frozenset[str]]) -> list[bytes]:
    """Return the MinHash signature of each set, as 128 numbers of four bytes."""
    from rensa import RMinHash

    if not sets:
        return []
    rows = RMinHash.digests_from_token_sets([list(one) for one in sets], PLACES, _SEED)
    return [array("I", row).tobytes() for row in rows]


def _opened(file: Path) -> sqlite3.Connection:
    try:
        return _connect(str(file))
    except sqlite3.OperationalError:  # in use for long, or nothing may be written here
        return _connect(":memory:")
    except sqlite3.DatabaseError:  # damaged: what stands in it can be made again
        with suppress(OSError):
            file.unlink()
    try:
        return _connect(str(file))
    except sqlite3.DatabaseError:
        return _connect(":memory:")


def _connect(place: str) -> sqlite3.Connection:
    book = sqlite3.connect(place, timeout=_WAIT_SECONDS, isolation_level=None)
    try:
        for statement in _MAKE:
            book.execute(statement)
        book.execute("BEGIN IMMEDIATE")  # says at once where nothing may be written
        book.execute("SELECT count(*), max(length(signature)) FROM sketch").fetchone()
        book.execute("ROLLBACK")
    except sqlite3.DatabaseError:
        book.close()
        raise
    return book


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _stand(session: Session) -> str:
    """Return how far the journal has come: the number and the row of its last entry."""
    op = metadata.tables["journal_op"].c
    last = session.execute(select(op.seq, op.pk).order_by(op.seq.desc()).limit(1)).first()
    return f"{last[0]} {last[1]}" if last is not None else "0 "


def _changed_cases(session: Session, stand: str) -> list[UUID] | None:
    """Return the cases whose texts may have changed since `stand`.

    None where the journal does not hold that entry: another database lies here now.
    """
    op = metadata.tables["journal_op"].c
    number, row = stand.split(" ", 1)
    seen = int(number)
    if seen and session.scalar(select(op.pk).where(op.seq == seen)) != row:
        return None
    found = session.execute(
        select(op.tbl, op.pk, op.root)
        .where(op.seq > seen, op.tbl.in_(_TABLES))
        .group_by(op.tbl, op.pk, op.root)
    )
    return sorted({UUID(pk if table == "case" else root) for table, pk, root in found})

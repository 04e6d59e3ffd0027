"""Copies a database that is in use into one still file, and files onto a disk so that they stay."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from db import engine as engines
from db.errors import DiskFullError, SnapshotBrokenError, WorkspaceReadOnlyError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.services.security.watch import Watch

_PAGES = 1024  # 4 MB between two looks at whether somebody wants to stop


@contextmanager
def failures_of_disk(path: Path) -> Iterator[None]:
    """Turn what the system says about a file or folder into a failure that people understand."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise (DiskFullError if full else WorkspaceReadOnlyError)(path=path) from error


def copy_database(file: Path, target: Path, watch: Watch) -> None:
    """Copy the database as it stands at this moment, whatever is written to it meanwhile.

    watch: counts bytes. Raises DiskFullError for the target, WorkspaceBrokenError for the file.
    """
    with engines.failures_of(file), closing(engines.connect(file)) as source:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on
        try:
            with closing(sqlite3.connect(target, isolation_level=None)) as copy:
                _copy(source, copy, watch)
        except sqlite3.OperationalError as error:
            # Only writing can fail here: the snapshot that is read holds no lock of others.
            if "full" in str(error) or "I/O" in str(error):
                raise DiskFullError(path=target) from error
            raise WorkspaceReadOnlyError(path=target) from error
    sync_file(target)


def _copy(source: sqlite3.Connection, copy: sqlite3.Connection, watch: Watch) -> None:
    (page,) = source.execute("PRAGMA page_size").fetchone()
    begin = watch.done

    def _told(_status: int, left: int, pages: int) -> None:
        watch.reach(begin + (pages - left) * page)

    copy.execute("PRAGMA synchronous = OFF")  # the whole file is synced at the end
    source.backup(copy, pages=_PAGES, progress=_told)
    copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it


def sync_file(file: Path) -> None:
    """Wait until the bytes of a file lie on the disk."""
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder lie on the disk; Windows does so by itself."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sync_everything(folder: Path) -> None:
    """Wait until all files in a folder lie on the disk."""
    if os.name == "posix":
        os.sync()  # once for all; thousands of attachments would each wait otherwise
    else:
        for file in folder.rglob("*"):
            if file.is_file():
                sync_file(file)


def check_copy(file: Path, *, named: Path) -> str:
    """Return the revision of a copied database after looking through all of it.

    named: the file that people know, for the failures. Raises SnapshotBrokenError,
    WorkspaceTooNewError.
    """
    try:
        # Nobody writes to a copy, and looking at it must leave no file beside it.
        uri = f"{file.resolve().as_uri()}?immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as copy:
            if copy.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise SnapshotBrokenError(path=named)
            revision = engines.revision_of(copy)
            if revision is None:
                raise SnapshotBrokenError(path=named)
            engines.check_revision(copy, named)
    except sqlite3.DatabaseError as error:
        raise SnapshotBrokenError(path=named) from error
    return revision

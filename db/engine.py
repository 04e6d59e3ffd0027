"""Opens the database: a local SQLite file, or PostgreSQL on a hub."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from db.errors import (
    DiskFullError,
    WorkspaceBrokenError,
    WorkspaceBusyError,
    WorkspaceReadOnlyError,
    WorkspaceTooNewError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = "0012"  # the newest migration; a test compares it with Alembic's own answer
MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_MILLISECONDS = 5_000

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # with NORMAL the last commits may be lost (sync.md 2.7)
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -65536",
)


def connect(file: Path) -> sqlite3.Connection:
    """Return a plain connection with our settings; transactions are begun by hand."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def open_sqlite(file: Path, *, read_only: bool = False) -> Engine:
    """Return an engine on the SQLite file; a writing one takes the write lock when it begins.

    With `read_only` every connection refuses to write, so that a reader can't slip past the one
    writer and its journal.
    """

    def _connection() -> sqlite3.Connection:
        connection = connect(file)
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        return connection

    engine = create_engine(
        "sqlite://",
        creator=_connection,
        # Without a file in the address a pool of one connection per thread would be taken, which
        # closes those of other threads while they read.
        poolclass=QueuePool,
        pool_size=4 if read_only else 1,
        hide_parameters=True,  # a traceback in the log must not show names or numbers
    )

    # pysqlite would begin by itself, too late and without the write lock.
    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def revision_of(connection: sqlite3.Connection) -> str | None:
    """Return the migration that the database stands at, or None for an empty one."""
    known = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    ).fetchone()
    if known is None:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def check_revision(connection: sqlite3.Connection, file: Path) -> bool:
    """Return whether the database has to be migrated.

    Raises WorkspaceTooNewError when a newer program wrote it; revisions are growing numbers.
    Raises WorkspaceBrokenError when another program keeps something else in it.
    """
    found = revision_of(connection)
    if found is None and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise WorkspaceBrokenError(path=file)
    if found is not None and found > HEAD:
        raise WorkspaceTooNewError(path=file, found=found, known=HEAD)
    return found != HEAD


def migrate(engine: Engine, *, to: str = "head") -> None:
    """Bring the database to a revision, `head` or `base`, in one transaction."""
    # Alembic takes as long to import as a small window to open, and is needed once a version.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":  # rebuilding a table must not see dangling keys
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.rollback()
        with connection.begin():
            config.attributes["connection"] = connection
            if to == "base" or to < (stands_at(connection) or ""):
                command.downgrade(config, to)
            else:  # "head" comes after every number
                command.upgrade(config, to)
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
            connection.rollback()


def stands_at(connection: Any) -> str | None:
    """Return the migration that a database of either kind stands at, None for an empty one."""
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def failures_of(file: Path) -> Iterator[None]:
    """Turn what SQLite says about a file into a failure that a person can understand."""
    try:
        yield
    except (sqlite3.DatabaseError, DBAPIError) as error:
        text = str(getattr(error, "orig", None) or error).lower()
        for sign, failure in (
            ("locked", WorkspaceBusyError),
            ("busy", WorkspaceBusyError),
            ("readonly", WorkspaceReadOnlyError),
            ("unable to open", WorkspaceReadOnlyError),
            ("disk is full", DiskFullError),
            ("disk i/o error", DiskFullError),
            ("image is malformed", WorkspaceBrokenError),
            ("malformed database", WorkspaceBrokenError),
            ("not a database", WorkspaceBrokenError),
        ):
            if sign in text:
                raise failure(path=file) from error
        raise

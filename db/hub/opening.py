"""Brings a PostgreSQL database to where this program stands: the program's tables and the hub's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db import engine as engines
from db.errors import WorkspaceTooNewError
from db.hub import access, rows
from db.hub.columns import kept, kept_tables

if TYPE_CHECKING:
    from psycopg import Connection
    from sqlalchemy import Connection as AlchemyConnection

MIGRATIONS = Path(__file__).parent / "migrations"
ONE_OPENER = 0x1E0A  # number of the advisory lock


def bring_up_to_date(url: str, *, to: str = "head") -> None:
    """Migrate the database; several programs that start at once wait for each other.

    to: an older revision of the program's tables, for an empty database that gets an older backup.

    Raises WorkspaceTooNewError where a newer program wrote it.
    """
    from sqlalchemy import create_engine, text

    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: connect(url), hide_parameters=True
    )
    try:
        with engine.connect() as waiting:
            waiting.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ONE_OPENER})
            waiting.commit()
            try:
                _refuse_newer(waiting)
                with connect(url) as plain:
                    if engines.stands_at(waiting) != engines.HEAD:
                        access.lift(plain)  # PostgreSQL changes no column that a policy names
                waiting.rollback()
                engines.migrate(engine, to=to)
                with engine.begin() as connection:
                    _migrate_hub(connection)
            finally:
                waiting.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ONE_OPENER})
                waiting.commit()
    finally:
        engine.dispose()
    with connect(url) as plain, plain.transaction():
        _loosen(plain)
        unpark(plain)
        if to in ("head", engines.HEAD):  # the list names what older tables don't have
            access.install(plain)


def is_hub(url: str) -> bool:
    """Return whether the database is a center's hub already."""
    with connect(url) as connection:
        if connection.execute("SELECT to_regclass('hub.hub_self')").fetchone() == (None,):
            return False
        return connection.execute("SELECT 1 FROM hub.hub_self").fetchone() is not None


def connect(url: str) -> Connection[Any]:
    """Return a connection in whose answers moments are UTC and days are ISO."""
    import psycopg

    return psycopg.connect(
        url, options="-c timezone=UTC -c datestyle=ISO -c client_min_messages=warning"
    )


def _refuse_newer(connection: AlchemyConnection) -> None:
    found = engines.stands_at(connection)
    connection.rollback()
    if found is not None and found > engines.HEAD:
        raise WorkspaceTooNewError(path="PostgreSQL", found=found, known=engines.HEAD)


def _migrate_hub(connection: AlchemyConnection) -> None:
    from alembic import command
    from alembic.config import Config

    connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS hub")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _loosen(connection: Connection[Any]) -> None:
    """Let texts be as long as any computer allows: SQLite counts no signs, a newer program other.

    How long a text may be is for the form that asks for it. Refusing here would lose an edit.
    """
    found = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND character_maximum_length IS NOT NULL "
        "AND table_name = ANY(%s) ORDER BY table_name",
        (list(kept_tables()),),
    ).fetchall()
    for table, column in found:
        connection.execute(f'ALTER TABLE "{table}" ALTER "{column}" TYPE varchar')


def unpark(connection: Connection[Any]) -> int:
    """Move what was parked, and is known since this version, into its tables; return rows moved."""
    tables = [table for (table,) in connection.execute("SELECT DISTINCT tbl FROM hub.hub_parked")]
    moved = 0
    for table in sorted(tables, key=_rank):
        known = kept(table)
        if known is None:
            continue
        parked = connection.execute(
            "DELETE FROM hub.hub_parked WHERE tbl = %s "
            "RETURNING encode(uuid_send(pk), 'hex'), fields",
            (table,),
        ).fetchall()
        outcome = rows.Outcome()
        there = connection.execute(
            f"SELECT encode(uuid_send(id), 'hex') FROM \"{table}\" WHERE id = ANY(%s::uuid[])",
            ([pk for pk, _ in parked],),
        )
        present = {pk for (pk,) in there}
        for pk, written in parked:
            part = outcome.updates if pk in present else outcome.inserts
            part[table][pk] = json.loads(written)
        rows.keep(connection, outcome)  # what is still unknown is parked again
        moved += len(parked)
    return moved


def _rank(table: str) -> int:
    known = kept_tables()
    return known.index(table) if table in known else len(known)

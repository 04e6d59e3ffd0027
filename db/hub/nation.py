"""Gathers whole centers in one national database, by PostgreSQL's own logical replication.

A center's hub publishes all of its kept tables, without row filters: a filter on a column outside
the replica identity makes the publisher's own updates fail (sync.md 2.7). Its replica identity is
(centre, id), so that the nation's tables can be partitioned by center, and distributed by center
later. The nation holds what each center shows; it never writes back (docs/adr/0013).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from sqlalchemy.dialects import postgresql

from db.base import metadata
from db.journal import journaled
from db.sync_errors import ReplicationNotReadyError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from psycopg import Connection

PUBLICATION = "ieum"
READER = "ieum_nation"  # the login with which the nation's server reads a center's
SCHEMA = "nation"
# Each center that the nation has: `stream` by replication, `files` by what its hub carries over.
_CENTRES = f"""
CREATE TABLE IF NOT EXISTS {SCHEMA}.centre (
    centre text PRIMARY KEY,
    way text NOT NULL,
    device uuid,
    hub_key text NOT NULL DEFAULT '',
    epoch text NOT NULL DEFAULT '',
    n bigint NOT NULL DEFAULT 0,
    since timestamptz NOT NULL DEFAULT now()
)
"""
_LENGTH = re.compile(r"VARCHAR\(\d+\)")
_ELSEWHERE = "elsewhere"  # the partition for rows of centers that are not subscribed


_STANDING = f"""
SELECT c.centre, c.way, coalesce(s.subenabled, true),
    EXISTS (SELECT 1 FROM pg_stat_subscription w WHERE w.subid = s.oid AND w.pid IS NOT NULL),
    (SELECT count(*) FROM pg_subscription_rel r WHERE r.srsubid = s.oid AND r.srsubstate = 'r'),
    (SELECT count(*) FROM pg_subscription_rel r WHERE r.srsubid = s.oid),
    (SELECT count(*) FROM public."case" k WHERE k.centre = c.centre),
    coalesce((SELECT t.apply_error_count + t.sync_error_count
              FROM pg_stat_subscription_stats t WHERE t.subid = s.oid), 0),
    c.n
FROM {SCHEMA}.centre c
LEFT JOIN pg_subscription s ON s.subname = 'ieum_' ||
    regexp_replace(lower(c.centre), '[^a-z0-9]', '_', 'g')
    AND s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
ORDER BY c.centre
"""


@dataclass(frozen=True)
class Published:
    """One reader of a center's hub: its slot, and how many bytes of the log wait for it."""

    slot: str
    active: bool
    waiting_bytes: int


@dataclass(frozen=True)
class Subscribed:
    """One center at the nation: tables that are whole of all, cases, failures so far.

    way: "stream" or "files"; n: where files have come to in the center's order.
    """

    centre: str
    way: str
    enabled: bool
    running: bool
    tables_ready: int
    tables: int
    cases: int
    failures: int
    n: int


def published_tables(without: Collection[str] = ()) -> list[str]:
    """Return the tables that a center gives to the nation, in a fixed order."""
    return sorted(name for name in journaled() if name not in without)


def let_publish(url: str) -> bool:
    """Make a server keep in its log what the nation needs; return whether it has to be restarted.

    For servers that are the center's own; elsewhere an administrator sets `wal_level`.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("SHOW wal_level").fetchone() == ("logical",):
            return False
        connection.execute("ALTER SYSTEM SET wal_level = 'logical'")
        return True


def publish(url: str, *, password: str, without: Collection[str] = ()) -> list[str]:
    """Let the nation's server read a center's hub; return the published tables. Runs again safely.

    without: tables that stay at the center. Raises ReplicationNotReadyError ("wal_level",
    "slots", "senders", "rights").
    """
    tables = published_tables(without)
    with psycopg.connect(url, autocommit=True) as connection:
        _hold_to_settings(
            connection, {"slots": "max_replication_slots", "senders": "max_wal_senders"}
        )
        try:
            with connection.transaction():
                for table in tables:
                    _identify(connection, table)
                _offer(connection, tables)
                _let_read(connection, tables, password)
        except psycopg.errors.InsufficientPrivilege as error:
            raise ReplicationNotReadyError(
                name=_server(connection), code="rights", found=connection.info.user
            ) from error
    return tables


def withdraw(url: str) -> None:
    """Stop publishing; what the nation has stays there. A slot that waits is let go."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP PUBLICATION IF EXISTS {PUBLICATION}")
        connection.execute(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots "
            "WHERE slot_name LIKE 'ieum\\_%' AND NOT active AND database = current_database()"
        )


def prepare(connection: Connection[Any]) -> None:
    """Make the nation's tables, or add what a newer program keeps; nothing is ever taken away.

    Besides key and center every column may be empty: a center with an older program has fewer.
    """
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    connection.execute(_CENTRES)
    for table in published_tables():
        there = _columns_of(connection, table)
        if not there:
            connection.execute(_create(table))
            continue
        for name, kind in _wanted(table):
            if name not in there:
                connection.execute(f'ALTER TABLE public."{table}" ADD COLUMN "{name}" {kind}')


def make_room(connection: Connection[Any], centre: str, way: str) -> None:
    """Give a center a partition of every table; way: "stream" or "files"."""
    for table in published_tables():
        for part, values in (
            (centre, sql.SQL("FOR VALUES IN ({})").format(sql.Literal(centre))),
            (_ELSEWHERE, sql.SQL("DEFAULT")),
        ):
            connection.execute(
                sql.SQL("CREATE TABLE IF NOT EXISTS {} PARTITION OF public.{} {}").format(
                    sql.Identifier(SCHEMA, f"{table}_{_plain(part)}"), sql.Identifier(table), values
                )
            )
    connection.execute(
        f"INSERT INTO {SCHEMA}.centre (centre, way) VALUES (%s, %s) "
        "ON CONFLICT (centre) DO UPDATE SET way = excluded.way",
        (centre, way),
    )


def part_of(table: str, centre: str) -> sql.Identifier:
    """Return the partition that takes rows of one center, and refuses those of any other."""
    return sql.Identifier(SCHEMA, f"{table}_{_plain(centre)}")


def subscribe(url: str, centre: str, source: str) -> None:
    """Let the nation follow a center's hub; runs again safely, to take in new tables.

    source: how the nation's server reaches the hub, as libpq takes it. Raises
    ReplicationNotReadyError ("workers", "rights", "tables").
    """
    name = sql.Identifier(_subscription(centre))
    with psycopg.connect(url, autocommit=True) as connection:
        _hold_to_settings(connection, {"workers": "max_logical_replication_workers"}, logical=False)
        with connection.transaction():
            prepare(connection)
            make_room(connection, centre, "stream")
        known = connection.execute(
            "SELECT 1 FROM pg_subscription WHERE subname = %s", (_subscription(centre),)
        ).fetchone()
        try:
            if known is None:
                connection.execute(
                    sql.SQL(
                        "CREATE SUBSCRIPTION {} CONNECTION {} PUBLICATION {} "
                        "WITH (copy_data = true, disable_on_error = true)"
                    ).format(name, sql.Literal(source), sql.Identifier(PUBLICATION))
                )
            else:
                connection.execute(
                    sql.SQL("ALTER SUBSCRIPTION {} CONNECTION {}").format(name, sql.Literal(source))
                )
                connection.execute(sql.SQL("ALTER SUBSCRIPTION {} ENABLE").format(name))
                connection.execute(
                    sql.SQL("ALTER SUBSCRIPTION {} REFRESH PUBLICATION").format(name)
                )
        except psycopg.errors.InsufficientPrivilege as error:
            raise ReplicationNotReadyError(
                name=_server(connection), code="rights", found=connection.info.user
            ) from error
        except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn) as error:
            raise ReplicationNotReadyError(
                name=_server(connection), code="tables", found=str(error).splitlines()[0]
            ) from error


def unsubscribe(url: str, centre: str) -> None:
    """Stop following a center; its rows stay. The center lets go of the slot, if it is reached."""
    name = sql.Identifier(_subscription(centre))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP SUBSCRIPTION IF EXISTS {}").format(name))


def readers(url: str) -> list[Published]:
    """Return who reads a center's hub, and how much of its log is kept for each."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT slot_name, active, "
            "coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint "
            "FROM pg_replication_slots WHERE database = current_database() "
            "AND slot_type = 'logical' ORDER BY slot_name"
        )
        return [Published(*row) for row in found]


def centers(url: str) -> list[Subscribed]:
    """Return the centers that the nation has and how whole each is."""
    with psycopg.connect(url) as connection:
        if connection.execute(f"SELECT to_regclass('{SCHEMA}.centre')").fetchone() == (None,):
            return []
        return [Subscribed(*row) for row in connection.execute(_STANDING)]


def strays(connection: Connection[Any]) -> int:
    """Return how many cases lie with no center that is followed; there should be none."""
    found = connection.execute(f"SELECT count(*) FROM {SCHEMA}.case_{_ELSEWHERE}").fetchone()
    return 0 if found is None else int(found[0])


def _hold_to_settings(
    connection: Connection[Any], wanted: dict[str, str], *, logical: bool = True
) -> None:
    if logical:
        (level,) = connection.execute("SHOW wal_level").fetchone() or ("",)
        if level != "logical":
            raise ReplicationNotReadyError(name=_server(connection), code="wal_level", found=level)
    for code, setting in wanted.items():
        (value,) = connection.execute("SELECT current_setting(%s)", (setting,)).fetchone() or ("0",)
        if int(value) < 1:
            raise ReplicationNotReadyError(
                name=_server(connection), code=code, found=f"{setting}={value}"
            )


def _identify(connection: Connection[Any], table: str) -> None:
    """Let center and key tell a row apart; both never change."""
    index = f"nation_{table}"
    connection.execute(
        f'CREATE UNIQUE INDEX IF NOT EXISTS "{index}" ON public."{table}" (centre, id)'
    )
    connection.execute(f'ALTER TABLE public."{table}" REPLICA IDENTITY USING INDEX "{index}"')


def _offer(connection: Connection[Any], tables: list[str]) -> None:
    known = connection.execute(
        "SELECT 1 FROM pg_publication WHERE pubname = %s", (PUBLICATION,)
    ).fetchone()
    named = ", ".join(f'public."{table}"' for table in tables)
    if known is None:
        connection.execute(f"CREATE PUBLICATION {PUBLICATION} FOR TABLE {named}")
    else:
        connection.execute(f"ALTER PUBLICATION {PUBLICATION} SET TABLE {named}")


def _let_read(connection: Connection[Any], tables: list[str], password: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (READER,)).fetchone()
    if known is None:
        connection.execute(f"CREATE ROLE {READER}")
    connection.execute(
        sql.SQL("ALTER ROLE {} LOGIN REPLICATION INHERIT PASSWORD {}").format(
            sql.Identifier(READER), sql.Literal(password)
        )
    )
    connection.execute(f"GRANT USAGE ON SCHEMA public TO {READER}")
    named = ", ".join(f'public."{table}"' for table in tables)
    connection.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {READER}")
    connection.execute(f"GRANT SELECT ON {named} TO {READER}")
    for table in tables:  # without a policy of its own it would be shown no row, silently
        connection.execute(f'DROP POLICY IF EXISTS {READER}_select ON public."{table}"')
        connection.execute(
            f'CREATE POLICY {READER}_select ON public."{table}" FOR SELECT TO {READER} USING (true)'
        )


def _create(table: str) -> str:
    lines = [f'"{name}" {kind}' for name, kind in _wanted(table)]
    lines.append("PRIMARY KEY (centre, id)")
    return f'CREATE TABLE public."{table}" ({", ".join(lines)}) PARTITION BY LIST (centre)'


def _wanted(table: str) -> Iterator[tuple[str, str]]:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for column in metadata.tables[table].columns:
        kind = _LENGTH.sub("VARCHAR", column.type.compile(dialect=dialect))
        rest = {"id": " NOT NULL", "centre": " NOT NULL", "version": " DEFAULT 1"}
        yield column.name, kind + rest.get(column.name, "")


def _columns_of(connection: Connection[Any], table: str) -> set[str]:
    found = connection.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name = %s",
        (table,),
    )
    return {name for (name,) in found}


def _plain(centre: str) -> str:
    return re.sub(r"[^a-z0-9]", "_", centre.lower())


def _subscription(centre: str) -> str:
    return f"ieum_{_plain(centre)}"


def _server(connection: Connection[Any]) -> str:
    return f"{connection.info.host}/{connection.info.dbname}"

"""Makes PostgreSQL itself refuse what the projection does not allow: roles, policies, grants.

Who reads for a large firm has one of two roles. `ieum_partner` has the open columns of the rows of
disclosed cases, `ieum_partner_accepted` those that are shown after acceptance, of accepted cases
only. Neither has anything else. Which firm they read for is told by the setting `ieum.ticket`: a
random ticket that the hub writes down for one session, so that a session can't name another firm.
"""

from __future__ import annotations

import hashlib
import secrets
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psycopg import sql

from db.base import metadata
from db.hub import projection
from db.journal import journaled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from psycopg import Connection

HUB, STAFF = "ieum_hub", "ieum_staff"
READERS = {"open": "ieum_partner", "accepted": "ieum_partner_accepted"}
# Not those of the nation's reader, which `nation.py` puts in; they name no column.
_OURS = (
    "WHERE schemaname = 'public' AND starts_with(policyname, 'ieum_') "
    "AND NOT starts_with(policyname, 'ieum_nation_')"
)
_GROUND = Path(__file__).with_name("access.sql")


def statements() -> list[str]:
    """Return all SQL, for an administrator who runs it by hand."""
    found = [_GROUND.read_text("utf-8"), *_staff()]
    for table in _guarded():
        found.append(f'ALTER TABLE public."{table}" ENABLE ROW LEVEL SECURITY')
        for role in (HUB, STAFF):
            found += _policy(table, role, "ALL" if role == HUB else "SELECT", "true")
    for shown in projection.allowed().values():
        for kind, role in READERS.items():
            columns = ", ".join(f'"{name}"' for name in shown.of(kind))
            if columns:
                found += _policy(shown.name, role, "SELECT", shown.rows(kind))
                found.append(f'GRANT SELECT ({columns}) ON public."{shown.name}" TO {role}')
    return found + _writing()


def install(connection: Connection) -> bool:
    """Put roles, policies and grants into the database of a hub; return whether it had to.

    Runs in the caller's transaction. Needs the tables of the program, and a login that may make
    roles; without that right, an administrator runs `statements` once.
    """
    wanted = hashlib.sha256("\n".join(statements()).encode()).hexdigest()
    if _installed(connection) == wanted:
        return False
    for statement in statements():
        connection.execute(statement)
    connection.execute("DELETE FROM slate.access")
    connection.execute("INSERT INTO slate.access (fingerprint) VALUES (%s)", (wanted,))
    return True


def lift(connection: Connection[Any]) -> None:
    """Take the policies away before tables change; `install` puts them back."""
    if connection.execute("SELECT to_regclass('slate.access')").fetchone() == (None,):
        return
    found = connection.execute(f"SELECT policyname, tablename FROM pg_policies {_OURS}").fetchall()
    for name, table in found:
        connection.execute(
            sql.SQL("DROP POLICY {} ON public.{}").format(
                sql.Identifier(name), sql.Identifier(table)
            )
        )
    connection.execute("DELETE FROM slate.access")


@contextmanager
def reading_for(connection: Connection, partner: UUID, kind: str = "open") -> Iterator[None]:
    """Let the statements inside see what one firm may see, and nothing else.

    Has to stand in a transaction; the ticket never outlives it.
    """
    token = secrets.token_hex(16)
    connection.execute(
        "INSERT INTO slate.ticket (token, partner, pid, until) VALUES "
        "(%s, %s, pg_backend_pid(), clock_timestamp() + interval '1 hour')",
        (token, partner),
    )
    connection.execute("SELECT set_config('ieum.ticket', %s, true)", (token,))
    connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(READERS[kind])))
    with connection.transaction():
        yield
    connection.execute("RESET ROLE")
    connection.execute("SELECT set_config('ieum.ticket', '', true)")
    connection.execute("DELETE FROM slate.ticket WHERE token = %s", (token,))


def _guarded() -> list[str]:
    named = {*projection.allowed(), *projection.WRITTEN}
    return [table.name for table in metadata.sorted_tables if table.name in named]


def _policy(table: str, role: str, what: str, condition: str) -> list[str]:
    name = f"{role}_{what.lower()}"
    check = "WITH CHECK" if what == "INSERT" else "USING"
    return [
        f'DROP POLICY IF EXISTS {name} ON public."{table}"',
        f'CREATE POLICY {name} ON public."{table}" FOR {what} TO {role} {check} ({condition})',
    ]


def _staff() -> list[str]:
    """Return grants for who may read, or write, all of the center; the readers lose everything."""
    readers = ", ".join(READERS.values())
    found = [f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {readers}"]
    for name in sorted(journaled()):
        # What was granted column by column is not taken back with the table.
        columns = ", ".join(f'"{column.name}"' for column in metadata.tables[name].columns)
        found.append(
            f"REVOKE SELECT ({columns}), INSERT ({columns}), UPDATE ({columns}) "
            f'ON public."{name}" FROM PUBLIC, {readers}'
        )
        found.append(f'GRANT SELECT ON public."{name}" TO {STAFF}')
        found.append(f'GRANT SELECT, INSERT, UPDATE, DELETE ON public."{name}" TO {HUB}')
    return found


def _writing() -> list[str]:
    found = []
    role = READERS["open"]
    condition = (
        f"NOT deleted AND partner_id = (SELECT slate.partner()) "
        f"AND case_id = ANY {projection.CASES['open']} AND centre = slate.centre_of(case_id)"
    )
    for table, written in projection.WRITTEN.items():
        columns = ", ".join(f'"{name}"' for name in (*projection.KEPT, *written))
        found += _policy(table, role, "INSERT", condition)
        found.append(f'GRANT INSERT ({columns}) ON public."{table}" TO {role}')
    return found


def _installed(connection: Connection[Any]) -> str | None:
    """Return under which statements the guards were put in, None where one of them is away.

    The row alone proves nothing: it may have come with a backup.
    """
    if connection.execute("SELECT to_regclass('slate.access')").fetchone() == (None,):
        return None
    wanted = sum(statement.startswith("CREATE POLICY") for statement in statements())
    found = connection.execute(
        f"SELECT (SELECT count(*) FROM pg_policies {_OURS}), "
        "(SELECT count(*) FROM pg_class WHERE relrowsecurity AND relname = ANY(%s) "
        "AND relnamespace = 'public'::regnamespace)",
        (_guarded(),),
    ).fetchone()
    if found != (wanted, len(_guarded())):
        return None
    row = connection.execute("SELECT fingerprint FROM slate.access").fetchone()
    return None if row is None else row[0]

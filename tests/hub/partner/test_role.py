"""Stories of the firm's role in PostgreSQL: it tries everything, and gets what is on the list."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import psycopg
import pytest

from db.base import metadata
from db.hub import access, projection
from db.journal import journaled
from tests.factory import make_partner
from tests.hub.partner.conftest import writing
from tests.hub.partner.firms import make_disclosure, make_full_case

if TYPE_CHECKING:
    from psycopg import Connection
    from sqlalchemy import Engine

ROLES = sorted(access.READERS.items())
# What an intruder who holds the role's login would try.
TRIED = (
    'SELECT * FROM public."case"',
    "SELECT count(*) FROM public.note",
    "SELECT * FROM slate.ticket",
    "SELECT slate.disclosed()",
    "SELECT * FROM slate.held",
    "INSERT INTO slate.ticket VALUES ('x', gen_random_uuid(), pg_backend_pid(), now())",
    "UPDATE public.match SET state = 'accepted'",
    "DELETE FROM public.disclosure",
    "UPDATE public.disclosure SET until_on = '2099-01-01'",
    "TRUNCATE public.partner_answer",
    "UPDATE public.partner_answer SET text = 'x'",
    "DELETE FROM public.partner_answer",
    "CREATE TABLE public.own (x int)",
    "CREATE SCHEMA own",
    "ALTER TABLE public.company DISABLE ROW LEVEL SECURITY",
    "DROP POLICY ieum_partner_select ON public.company",
    "GRANT SELECT ON public.note TO ieum_partner",
    "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "COPY public.company TO '/tmp/x'",
    "SELECT pg_read_file('postgresql.conf')",
    "SET ROLE ieum_hub",
    "SET SESSION AUTHORIZATION ieum_hub",
    "ALTER ROLE ieum_partner SUPERUSER",
    "CREATE ROLE other",
)


@pytest.fixture
def firms(engine: Engine) -> tuple[UUID, UUID]:
    """Return two firms; the first may see a case, the second another."""
    with writing(engine) as session:
        first, second = make_partner(session), make_partner(session, name="다른전자")
        for partner in (first, second):
            make_disclosure(session, make_full_case(session, partner), partner)
    return first.id, second.id


def refused(
    hub: Connection, firm: UUID, statement: str, *values: object, kind: str = "open"
) -> bool:
    """Return whether PostgreSQL refuses a statement of the firm's role."""
    try:
        with hub.transaction(), access.reading_for(hub, firm, kind):
            hub.execute(statement, values)
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


@pytest.mark.parametrize(("kind", "role"), ROLES)
def test_given_the_role_when_it_reads_any_column_then_only_those_on_the_list_are_given(
    hub: Connection, firms: tuple[UUID, UUID], kind: str, role: str
):
    given = {
        (table, column.name)
        for table, shown in projection.allowed().items()
        for column in metadata.tables[table].columns
        if column.name in shown.of(kind)
    }
    assert role == access.READERS[kind]
    tried = 0
    for table in metadata.sorted_tables:
        for column in table.columns:
            statement = f'SELECT "{column.name}" FROM public."{table.name}" LIMIT 1'
            allowed = not refused(hub, firms[0], statement, kind=kind)
            assert allowed is ((table.name, column.name) in given), f"{table.name}.{column.name}"
            tried += 1
    assert tried > 300


@pytest.mark.parametrize(("kind", "role"), ROLES)
def test_given_a_login_of_the_role_when_it_tries_what_it_should_not_then_postgresql_refuses(
    url: str, firms: tuple[UUID, UUID], kind: str, role: str
):
    assert firms
    assert kind
    told = psycopg.conninfo.conninfo_to_dict(url) | {"user": role}
    with psycopg.connect(url, autocommit=True) as administrator:
        administrator.execute(f"ALTER ROLE {role} LOGIN")
        try:
            for statement in TRIED:
                with (
                    psycopg.connect(psycopg.conninfo.make_conninfo("", **told)) as intruder,
                    pytest.raises(psycopg.errors.InsufficientPrivilege),
                ):
                    intruder.execute(statement)
        finally:
            administrator.execute(f"ALTER ROLE {role} NOLOGIN")


def test_given_the_role_without_a_ticket_or_with_that_of_another_then_it_sees_no_row(
    url: str, hub: Connection, firms: tuple[UUID, UUID]
):
    with psycopg.connect(url) as connection:
        connection.execute("SET ROLE ieum_partner")
        for name in ("", "guess", str(firms[1])):
            connection.execute("SELECT set_config('ieum.ticket', %s, false)", (name,))
            assert connection.execute('SELECT id FROM public."case"').fetchall() == []
    with hub.transaction(), access.reading_for(hub, firms[0]):
        (mine,) = hub.execute("SELECT current_setting('ieum.ticket')").fetchone() or ("",)
        with psycopg.connect(url) as thief:  # a ticket is good for one session only
            thief.execute("SET ROLE ieum_partner")
            thief.execute("SELECT set_config('ieum.ticket', %s, false)", (mine,))
            assert thief.execute('SELECT id FROM public."case"').fetchall() == []
        assert len(hub.execute('SELECT id FROM public."case"').fetchall()) == 1


def test_given_the_role_when_it_answers_for_another_firm_or_case_then_postgresql_refuses(
    hub: Connection, engine: Engine, firms: tuple[UUID, UUID]
):
    cases = {
        firm: case
        for case, firm in hub.execute("SELECT case_id, partner_id FROM public.disclosure")
    }
    statement = (
        "INSERT INTO public.slate_view (id, centre, version, deleted, created_at, case_id, "
        "partner_id, reader, viewed_at) VALUES (%s, %s, 1, false, now(), %s, %s, '정검토', now())"
    )
    first, second = firms

    assert not refused(hub, first, statement, uuid4(), "GN", cases[first], first)
    assert refused(hub, first, statement, uuid4(), "GN", cases[second], first)
    assert refused(hub, first, statement, uuid4(), "GN", cases[first], second)
    assert refused(hub, first, statement, uuid4(), "BS", cases[first], first)
    assert refused(hub, first, statement, uuid4(), "GN", cases[first], first, kind="accepted")


def test_given_the_role_of_staff_then_it_reads_the_whole_center_and_writes_nothing(
    hub: Connection, firms: tuple[UUID, UUID]
):
    with hub.transaction():
        hub.execute("SET LOCAL ROLE ieum_staff")
        for table in journaled():
            hub.execute(f'SELECT * FROM public."{table}"').fetchall()
        assert len(hub.execute('SELECT id FROM public."case"').fetchall()) == len(firms)
        with pytest.raises(psycopg.errors.InsufficientPrivilege), hub.transaction():
            hub.execute("UPDATE public.company SET name = 'x'")

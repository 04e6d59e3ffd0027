"""Stories of the nation: two real servers, one center's hub read whole by PostgreSQL itself."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import psycopg
import pytest

from db import engine as engines
from db.hub import access, nation
from db.hub.embedded import passing
from db.journal import journaled
from db.sync_errors import ReplicationNotReadyError
from tests.factory import make_case, make_company, make_contact
from tests.hub.partner.conftest import engine_on, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

    from db.hub.embedded import Embedded

WAIT_SECONDS = 60


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + WAIT_SECONDS
    while not is_so():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def center_server() -> Iterator[Embedded]:
    """Return the server of a center that may be read by the nation's."""
    with passing() as running:
        nation.let_publish(running.url())
        running.stop()  # what it is to keep in its log is read when it starts
        running.start()
        yield running


@pytest.fixture(scope="module")
def nation_server() -> Iterator[Embedded]:
    """Return the nation's server."""
    with passing() as running:
        yield running


@pytest.fixture(scope="module")
def center(center_server: Embedded) -> Iterator[Engine]:
    """Return a center's database with its guards."""
    url = center_server.make_database("gn")
    engine = engine_on(url)
    engines.migrate(engine)
    with psycopg.connect(url) as connection:
        access.install(connection)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def url(center: Engine, center_server: Embedded) -> str:
    return center_server.url("gn")


@pytest.fixture(scope="module")
def national(nation_server: Embedded) -> str:
    return nation_server.make_database("nation")


def as_reader(url: str) -> str:
    """Return the address with which the nation's server reads the center's."""
    told = psycopg.conninfo.conninfo_to_dict(url)
    return psycopg.conninfo.make_conninfo("", **told | {"user": nation.READER})


def ask(url: str, query: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query, values).fetchall()


def test_given_a_server_that_keeps_too_little_when_publishing_then_it_says_what_to_set(
    nation_server: Embedded,
):
    with pytest.raises(ReplicationNotReadyError) as failure:
        nation.publish(nation_server.url(), password="x")

    assert (failure.value.code, failure.value.found) == ("wal_level", "replica")


def test_given_a_center_when_the_nation_subscribes_then_rows_come_whole_and_go_on_coming(
    center: Engine, url: str, national: str
):
    with writing(center) as session:
        company = make_company(session, name="가나정밀")
        case = make_case(session, company)
        make_contact(session, company)
    tables = nation.publish(url, password="이음")
    assert set(tables) == set(journaled())

    nation.subscribe(national, "GN", as_reader(url))
    until(lambda: nation.centers(national)[0].tables_ready == len(tables))

    (standing,) = nation.centers(national)
    assert (standing.centre, standing.cases, standing.running) == ("GN", 1, True)
    assert ask(national, "SELECT name FROM company") == [("가나정밀",)]
    with writing(center) as session:
        session.add(company)
        company.name = "다라정밀"
        session.add(case)
        case.deleted = True
        make_case(session)
    until(lambda: ask(national, 'SELECT count(*) FROM "case"') == [(2,)])
    assert ask(national, "SELECT name FROM company WHERE id = %s", company.id) == [("다라정밀",)]
    assert ask(national, 'SELECT deleted FROM "case" WHERE id = %s', case.id) == [(True,)]
    assert ask(national, "SELECT count(*) FROM nation.case_gn") == [(2,)]
    (reader,) = nation.readers(url)
    assert (reader.slot, reader.active) == ("ieum_gn", True)
    with psycopg.connect(url) as connection:  # as when the center's program is upgraded
        access.lift(connection)
        assert access.install(connection)
        kept = "SELECT count(*) FROM pg_policies WHERE policyname = 'ieum_nation_select'"
        assert connection.execute(kept).fetchone() == (len(tables),)


def test_given_a_second_center_with_a_key_of_the_first_when_subscribed_then_both_stand(
    center: Engine, url: str, national: str, center_server: Embedded
):
    other = center_server.make_database("bs")
    engine = engine_on(other)
    engines.migrate(engine)
    with writing(center) as session:
        first = make_company(session)
    with writing(engine, "BS") as session:
        make_company(session, id=first.id, name="부산기업")
    nation.publish(other, password="이음")

    nation.subscribe(national, "BS", as_reader(other))

    until(lambda: len(ask(national, "SELECT 1 FROM company WHERE id = %s", first.id)) == 2)
    assert [one.centre for one in nation.centers(national)] == ["BS", "GN"]
    nation.unsubscribe(national, "BS")
    assert [one.enabled for one in nation.centers(national)] == [True, True]
    engine.dispose()


def test_given_a_table_that_stays_at_the_center_when_published_again_then_it_does_not_come(
    url: str, national: str
):
    tables = nation.publish(url, password="이음", without=("contact",))

    nation.subscribe(national, "GN", as_reader(url))

    assert "contact" not in tables
    assert nation.centers(national)[1].tables == len(journaled()) - 1
    nation.unsubscribe(national, "GN")
    nation.withdraw(url)
    assert nation.readers(url) == []

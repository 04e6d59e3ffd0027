"""A center's database on a real PostgreSQL, with what large firms may see of it laid out."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import create_engine
from sqlmodel import Session

from db import engine as engines
from db.hub import access

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from db.hub.embedded import Embedded

_numbers = count(1)
PATTERN = "center_pattern"


@pytest.fixture(scope="session")
def pattern(embedded: Embedded) -> str:
    """Return the name of a migrated database to copy; migrating each time would be slow."""
    url = embedded.make_database(PATTERN)
    engine = engine_on(url)
    engines.migrate(engine)
    engine.dispose()
    with psycopg.connect(url) as connection:
        assert access.install(connection)
    return PATTERN


@pytest.fixture
def url(embedded: Embedded, pattern: str) -> Iterator[str]:
    """Return the address of a center's database of its own."""
    name = f"center_{next(_numbers)}"
    with psycopg.connect(embedded.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {pattern}")
    yield embedded.url(name)
    embedded.drop_database(name)


@pytest.fixture
def hub(url: str) -> Iterator[psycopg.Connection]:
    """Return the hub's own connection."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """Return an engine with which stories lay out rows."""
    opened = engine_on(url)
    yield opened
    opened.dispose()


def engine_on(url: str) -> Engine:
    """Return an engine on a database that psycopg knows by `url`."""
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))


@contextmanager
def writing(engine: Engine, centre: str = "GN") -> Iterator[Session]:
    """Give a session whose rows belong to `centre` and are kept at the end."""
    with Session(engine, expire_on_commit=False) as session:
        session.info["centre"] = centre
        yield session
        session.commit()

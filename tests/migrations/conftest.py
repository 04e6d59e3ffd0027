"""Empty databases of both kinds: an SQLite file and a real PostgreSQL server."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from db.engine import open_sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import URL, Engine

    from db.hub.embedded import Embedded

_numbers = count(1)


@pytest.fixture(scope="session")
def postgresql(embedded: Embedded) -> URL:
    """Return the address of a PostgreSQL server that lives as long as the tests."""
    return make_url(embedded.url()).set(drivername="postgresql+psycopg")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return an engine on an empty database of each kind."""
    if request.param == "sqlite":
        engine = open_sqlite(tmp_path / "empty.sqlite")
        yield engine
        engine.dispose()
        return
    server: URL = request.getfixturevalue("postgresql")
    name = f"empty_{next(_numbers)}"
    administrator = create_engine(server, isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine = create_engine(server.set(database=name))
    yield engine
    engine.dispose()
    with administrator.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
    administrator.dispose()

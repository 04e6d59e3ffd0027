"""Measures how fast a center's hub reaches the nation's database by logical replication.

Run `python -m tests.benchmarks.replicating [rows]`: two PostgreSQL servers out of the package, so
many notes of a case at the center (200 rows a case are usual), copied, then 20,000 more streamed
and 20,000 edited.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import create_engine
from sqlmodel import Session

from db import engine as engines
from db.hub import access, nation
from db.hub.embedded import passing
from tests.factory import make_case

if TYPE_CHECKING:
    from collections.abc import Callable

STREAMED = 20_000


def _notes(connection: psycopg.Connection, case: object, count: int) -> None:
    connection.execute(
        "INSERT INTO note (id, centre, version, deleted, created_at, case_id, text) "
        "SELECT gen_random_uuid(), 'GN', 1, false, now(), %s, "
        "'설비 데이터가 3일 동안 들어오지 않아 통신함. 다음 주 화요일에 방문하기로 함. ' || g "
        "FROM generate_series(1, %s) g",
        (case, count),
    )


def _until(national: str, query: str, wanted: int) -> float:
    begun = time.perf_counter()
    with psycopg.connect(national, autocommit=True) as connection:
        while connection.execute(query).fetchone() != (wanted,):
            time.sleep(0.02)
    return time.perf_counter() - begun


def _tell(what: str, rows: int, seconds: float) -> None:
    print(f"{what:<24}{rows:>10,} rows{seconds:>9.2f} s{rows / seconds:>12,.0f} rows/s")


def main(rows: int) -> None:
    """Print one line per step."""
    with passing() as center, passing() as nations:
        nation.let_publish(center.url())
        center.stop()
        center.start()
        url, national = center.make_database("gn"), nations.make_database("nation")
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
        engines.migrate(engine)
        with Session(engine) as session:
            session.info["centre"] = "GN"
            case = make_case(session).id
            session.commit()
        engine.dispose()
        with psycopg.connect(url) as connection:
            access.install(connection)
            _notes(connection, case, rows)
        nation.publish(url, password="measured")
        count = "SELECT count(*) FROM note"
        begun = time.perf_counter()
        nation.subscribe(national, "GN", url)
        _until(national, count, rows)
        _tell("copied", rows, time.perf_counter() - begun)
        steps: list[tuple[str, Callable[[psycopg.Connection], object], str, int]] = [
            ("streamed, inserted", lambda c: _notes(c, case, STREAMED), count, rows + STREAMED),
            (
                "streamed, edited",
                lambda c: c.execute(
                    "UPDATE note SET text = 'x' WHERE id IN (SELECT id FROM note LIMIT %s)",
                    (STREAMED,),
                ),
                "SELECT count(*) FROM note WHERE text = 'x'",
                STREAMED,
            ),
        ]
        for what, write, query, wanted in steps:
            with psycopg.connect(url) as connection:
                write(connection)
            _tell(what, STREAMED, _until(national, query, wanted))
        size = "SELECT pg_total_relation_size('nation.note_gn')"
        with psycopg.connect(national) as connection:
            (found,) = connection.execute(size).fetchone() or (0,)
        print(f"{'bytes a row, with index':<24}{int(found) / (rows + STREAMED):>10,.0f}")
        nation.unsubscribe(national, "GN")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300_000)

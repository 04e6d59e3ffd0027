"""Sync beside geodiff and SQLite's session extension: deltas, merging at the hub, applying.

W1: 1,000 edits. W2: all rows of 500 cases (100,000) as new. W3: two fields of every row. The other
two get the same tables without journal and without a hub: their delta is only a file.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import apsw
import pygeodiff
import zstandard

from db.hub.embedded import Embedded
from db.hub.store import Hub
from db.sync import outgoing, snapshot_in
from db.words import Action
from desktop.services.workspace import DATABASE, Workspace
from tests.benchmarks.capturing import without_journal
from tests.benchmarks.table import Line, median, timed
from tests.benchmarks.volume import EVERYTHING, edits, make
from tests.hub.real import Laptop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from tests.benchmarks.volume import Volume
    from tests.benchmarks.world import World

_CASES = 500
_FIRST_SYNC = 1_500  # cases of a center: 300,000 rows
_RUNS = 5


def measure(_world: World, _today: date) -> list[Line]:
    """Return the lines of all of it."""
    with tempfile.TemporaryDirectory(prefix="ieum-sync-") as room, _hub(Path(room)) as hub:
        empty = Path(room) / "empty"
        Workspace.create(empty, centre="GN").close()
        first = Laptop.fresh(empty, Path(room) / "first", hub, "first")
        second = Laptop.fresh(empty, Path(room) / "second", hub, "second")
        volume = make(_CASES)
        theirs = _Others(Path(room), first, volume)
        lines = [*_all_rows(first, second, volume, theirs)]
        lines += _thousand(first, second, volume, theirs)
        lines += _every_row(first, second, theirs)
        first.close()
        second.close()
    return lines + first_sync(_FIRST_SYNC, goal=5.0)


@contextmanager
def _hub(room: Path) -> Iterator[Hub]:
    server = Embedded(room / "postgresql")
    server.start()
    hub = Hub(server.make_database("hub"), room / "hub")
    try:
        hub.begin("GN")
        yield hub
    finally:
        hub.close()
        server.stop()


class _Others:
    """Plain copies of the tables for geodiff and for the session extension."""

    def __init__(self, room: Path, laptop: Laptop, volume: Volume) -> None:
        self.room = room
        self.empty = room / "empty.sqlite"
        without_journal(laptop.folder / DATABASE, self.empty)
        self.full = room / "full.sqlite"
        shutil.copyfile(self.empty, self.full)
        with closing(sqlite3.connect(self.full)) as connection:
            for table, rows in volume.rows.items():
                connection.executemany(volume.insert_of(table), rows)
            connection.commit()
        self.geodiff = pygeodiff.GeoDiff()

    def changed(self, name: str, work: Callable[[Any], object]) -> Path:
        """Return a copy of the full database in which `work` was done."""
        target = self.room / f"{name}.sqlite"
        shutil.copyfile(self.full, target)
        with closing(sqlite3.connect(target)) as connection:
            work(connection)
            connection.commit()
        return target

    def delta(self, base: Path, modified: Path) -> tuple[float, Path]:
        """Return how long geodiff takes for a delta, and the delta."""
        target = self.room / f"{modified.stem}.diff"
        target.unlink(missing_ok=True)
        seconds = timed(
            lambda: self.geodiff.create_changeset(str(base), str(modified), str(target))
        )
        return seconds, target

    def applied(self, base: Path, delta: Path) -> float:
        """Return how long geodiff takes to apply a delta."""
        target = self.room / "applied.sqlite"
        shutil.copyfile(base, target)
        return timed(lambda: self.geodiff.apply_changeset(str(target), str(delta)))

    def session(self, base: Path, work: Callable[[Any], object]) -> tuple[bytes, float]:
        """Return a changeset of the session extension and how long it takes to apply."""
        source, target = self.room / "recorded.sqlite", self.room / "replayed.sqlite"
        for copy in (source, target):
            shutil.copyfile(base, copy)
        with closing(apsw.Connection(str(source))) as connection:
            session = apsw.Session(connection, "main")
            session.attach()
            connection.execute("BEGIN")
            work(connection)
            connection.execute("COMMIT")
            changeset = session.changeset()
            session.close()
        with closing(apsw.Connection(str(target))) as connection:
            return changeset, timed(lambda: apsw.Changeset.apply(changeset, connection))


def _insert_all(volume: Volume) -> Callable[[Any], object]:
    def _do(connection: Any) -> None:
        for table, rows in volume.rows.items():
            connection.executemany(volume.insert_of(table), rows)

    return _do


def _all_rows(first: Laptop, second: Laptop, volume: Volume, theirs: _Others) -> Iterator[Line]:
    insert = _insert_all(volume)
    first.workspace.write(lambda s: insert(_driver(s)), action=Action.IMPORT)
    merged = _merged(first)
    applied = _applied(second)
    _, delta = theirs.delta(theirs.empty, theirs.full)
    geodiff = median([theirs.applied(theirs.empty, delta) for _ in range(3)])
    _, session = theirs.session(theirs.empty, insert)
    yield Line(
        "W2 merged at the hub",
        volume.size / merged,
        goal=None,
        unit="rows/s",
        remark="goal: at least 30,000",
    )
    yield Line(
        "W2 applied on a computer",
        applied,
        geodiff,
        1 / 0.6,
        remark=_rates(volume.size, applied, geodiff, session, "goal 120,000"),
    )


def _thousand(first: Laptop, second: Laptop, volume: Volume, theirs: _Others) -> Iterator[Line]:
    made = edits(volume, 1_000)

    def _do(connection: Any) -> None:
        for statement, values in made:
            connection.execute(statement, values)

    first.workspace.write(lambda s: _do(_driver(s)))
    first.workspace.receive(lambda c: (outgoing.give_turns(c), set()))
    acked = int(first.ask("SELECT acked FROM sync_self")[0][0])
    packed = [_packed(first, acked) for _ in range(_RUNS)]
    ours = median([seconds for seconds, _ in packed])
    size = len(packed[0][1])
    merged = _merged(first)
    applied = _applied(second)
    modified = theirs.changed("thousand", _do)
    seconds, delta = theirs.delta(theirs.full, modified)
    other = len(zstandard.ZstdCompressor(level=3).compress(delta.read_bytes()))
    changeset, session = theirs.session(theirs.full, _do)
    kept = len(zstandard.ZstdCompressor(level=3).compress(changeset))
    yield Line("W1 delta produced", ours, goal=0.010, remark=f"geodiff {seconds * 1000:,.0f} ms")
    yield Line(
        "W1 delta, packed", size, other, 0.75, "bytes", remark=f"session extension {kept:,} bytes"
    )
    yield Line("W1 packed, carried, merged at the hub", merged, goal=0.100)
    yield Line(
        "W1 applied on a computer",
        applied,
        theirs.applied(theirs.full, delta),
        remark=f"session extension {session * 1000:,.0f} ms",
    )


def _every_row(first: Laptop, second: Laptop, theirs: _Others) -> Iterator[Line]:
    def _do(connection: Any) -> None:
        for statement in EVERYTHING:
            connection.execute(statement)

    before = int(first.ask("SELECT max(seq) FROM journal_op")[0][0])
    first.workspace.write(lambda s: _do(_driver(s)))
    rows = int(first.ask("SELECT max(seq) FROM journal_op")[0][0]) - before
    merged = _merged(first)
    applied = _applied(second)
    modified = theirs.changed("everything", _do)
    _, delta = theirs.delta(theirs.full, modified)
    geodiff = median([theirs.applied(theirs.full, delta) for _ in range(3)])
    _, session = theirs.session(theirs.full, _do)
    yield Line(
        "W3 merged at the hub",
        rows / merged,
        goal=None,
        unit="rows/s",
        remark="goal: at least 30,000",
    )
    yield Line(
        "W3 applied on a computer",
        applied,
        geodiff,
        1 / 3,
        remark=_rates(rows, applied, geodiff, session, "goal 160,000"),
    )


def first_sync(cases: int, *, goal: float) -> list[Line]:
    """Return how long a new computer takes from nothing to everything that a hub has."""
    with tempfile.TemporaryDirectory(prefix="ieum-first-") as room, _hub(Path(room)) as hub:
        empty = Path(room) / "empty"
        Workspace.create(empty, centre="GN").close()
        rows = _fill(hub, cases)
        laptop = Laptop.fresh(empty, Path(room) / "new", hub, "new")
        laptop.close()
        file = Path(room) / "snapshot.ieum-sync"
        out = timed(lambda: hub.write_snapshot(laptop.device, file, seal="none"))
        back = timed(
            lambda: snapshot_in.load(
                laptop.folder / DATABASE, file, public=hub.keys.public,
                identity=laptop.keys.identity,
            )
        )  # fmt: skip
        size = file.stat().st_size
        return [
            Line(f"first sync of {rows:,} rows", out + back, goal=goal,
                 remark=f"out {out:.1f} s, in {back:.1f} s, {size / 1e6:,.0f} MB"),
        ]  # fmt: skip


def _fill(hub: Hub, cases: int) -> int:
    """Lay the rows straight into the hub's tables; merging them is measured elsewhere."""
    rows = 0
    with hub.connection() as connection, connection.transaction():
        for begin in range(0, cases, 1_000):
            volume = make(min(1_000, cases - begin), seed=begin + 1)
            rows += volume.size
            for table, found in volume.rows.items():
                names = ", ".join(f'"{name}"' for name in volume.columns[table])
                with connection.cursor().copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                    for row in found:
                        copy.write_row(row)
    return rows


def _merged(laptop: Laptop) -> float:
    """Return the seconds from the first byte that is read to the last that is merged."""
    begun = time.perf_counter()
    batches = laptop.batches()
    receipts = [laptop.hub.receive(batch) for batch in batches]
    seconds = time.perf_counter() - begun
    for receipt in receipts:
        laptop.take(receipt)
    laptop.pull(limit_ops=200_000)
    return seconds


def _applied(laptop: Laptop) -> float:
    """Return the seconds of applying what the hub has; opening the file counts."""
    seconds = 0.0
    while True:
        feed = laptop.feed(limit_ops=200_000)
        before = laptop.seen
        seconds += timed(lambda feed=feed: laptop.take(feed))  # type: ignore[misc]
        if laptop.seen == before:
            laptop.workspace.lay_journal()
            return seconds


def _packed(laptop: Laptop, acked: int) -> tuple[float, bytes]:
    begun = time.perf_counter()
    (packed,) = laptop.workspace.read(lambda s: list(outgoing.pack(_driver(s), acked)))
    return time.perf_counter() - begun, packed.body


def _rates(rows: int, ours: float, geodiff: float, session: float, goal: str) -> str:
    return (
        f"rows/s: {rows / ours:,.0f} ({goal}); geodiff {rows / geodiff:,.0f}, "
        f"session extension {rows / session:,.0f}"
    )


def _driver(session: Any) -> Any:
    return session.connection().connection.driver_connection

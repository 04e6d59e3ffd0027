"""Writes many foreign ops at once where nobody here has a say in their rows.

Ops wait in groups of one shape; a row that comes a second time first lets all that wait be written,
so that each row sees its ops in their order.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db import journal
from db.sync import stored
from db.sync_errors import BatchBrokenError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from db.sync.own import Shape

Before = tuple[Any, ...]  # key, root, and the old values in the order of the columns

LARGE = 5_000  # ops; from here on triggers are taken away, and the journal is filled later


@dataclass
class Bulk:
    """The ops that wait to be written; `before` holds what their rows were, by number of the op.

    Their columns are known here; who gives them sees to that.
    """

    connection: sqlite3.Connection
    before: dict[int, Before] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)
    _keys: set[str] = field(default_factory=set)
    _groups: dict[Shape, list[list[Any]]] = field(default_factory=lambda: defaultdict(list))
    _numbers: dict[Shape, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, shapes: list[Shape], rows: list[list[Any]], numbers: Iterable[int]) -> None:
        """Take ops, each `[shape, key, value, …]`; numbers: theirs in the feed."""
        keys = {row[1] for row in rows}
        if len(keys) < len(rows):
            for row, number in zip(rows, numbers, strict=True):
                self.add(shapes, [row], [number])
            return
        if not keys.isdisjoint(self._keys):
            self.write()
        self._keys |= keys
        groups = [self._groups[shape] for shape in shapes]
        places = [self._numbers[shape] for shape in shapes]
        for row, number in zip(rows, numbers, strict=True):
            groups[row[0]].append(row)
            places[row[0]].append(number)

    def write(self) -> None:
        """Write what waits. Raises BatchBrokenError where an edited row is not there."""
        for shape, rows in self._groups.items():
            if rows:
                self.tables.add(shape[0])
                (self._insert if shape[1] == "insert" else self._update)(shape, rows)
        self._groups.clear()
        self._numbers.clear()
        self._keys.clear()

    def _insert(self, shape: Shape, rows: list[list[Any]]) -> None:
        table, _, columns = shape
        filled = {k: v for k, v in stored.fillings(table).items() if k not in columns}
        names = ", ".join(f'"{name}"' for name in [*columns, *filled, "version"])
        # Whole rows are bound, with shape and key in the first two places.
        marks = ", ".join(f"?{at}" for at in range(3, 3 + len(columns) + len(filled)))
        wanted: Iterable[list[Any]] = rows
        if filled:
            wanted = ([*row, *filled.values()] for row in rows)
        self.connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks}, 1)', wanted)

    def _update(self, shape: Shape, rows: list[list[Any]]) -> None:
        table, _, columns = shape
        keys = [row[1] for row in rows]
        root = journal.root_of(table, "t")
        olds = stored.olds(self.connection, table, root, columns, keys)
        try:
            found = [olds[key] for key in keys]
        except KeyError as error:
            raise BatchBrokenError(why="row") from error
        self.before.update(zip(self._numbers[shape], found, strict=True))
        sets = "".join(f'"{name}" = ?{at}, ' for at, name in enumerate(columns, start=3))
        self.connection.executemany(
            f'UPDATE "{table}" SET {sets}version = version + 1 WHERE id = ?2', rows
        )


def quieten(connection: sqlite3.Connection, tables: Iterable[str], *, large: bool) -> None:
    """Keep the triggers from writing: large feeds take away those of `tables`, others mute all."""
    connection.execute("UPDATE journal_context SET quiet = 1")
    if large:
        for name, _sql in journal.triggers_on(tables):
            connection.execute(f'DROP TRIGGER "{name}"')


def let_speak(connection: sqlite3.Connection, tables: Iterable[str], *, large: bool) -> None:
    """Undo `quieten`."""
    if large:
        for _name, sql in journal.triggers_on(tables):
            connection.execute(sql)
    connection.execute("UPDATE journal_context SET quiet = 0")

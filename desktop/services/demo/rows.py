"""Takes invented rows in the shape of the tables and writes them in bulk."""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from db.base import metadata

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from desktop.services.demo.chance import Chance

_ROWS_AT_ONCE = 20_000


class Rows:
    """Collects rows per table, gives them keys, and writes them parents first.

    The bulk way past the mapper: a nation has a million rows. Triggers journal them all the same.
    """

    def __init__(self, chance: Chance, *, centre: str) -> None:
        self._chance = chance
        self._centre = centre
        self._waiting: dict[str, list[dict[str, Any]]] = {}
        self._count = 0

    def add(self, table: str, **values: Any) -> str:
        """Keep a row for later and return its key."""
        key = self._chance.key()
        values["id"] = key
        self._waiting.setdefault(table, []).append(values)
        self._count += 1
        return key

    @property
    def is_full(self) -> bool:
        """Return whether it is time to write."""
        return self._count >= _ROWS_AT_ONCE

    def write(self, session: Session) -> int:
        """Write what waits and return how many rows that were."""
        written = self._count
        for table in metadata.sorted_tables:
            rows = self._waiting.pop(table.name, [])
            if rows:
                self._insert(session, table.name, rows)
        self._count = 0
        return written

    def _insert(self, session: Session, table: str, rows: list[dict[str, Any]]) -> None:
        columns, defaults = _layout(table, self._centre, self._chance.today)
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" for _ in columns)
        session.connection().exec_driver_sql(
            f'INSERT INTO "{table}" ({names}) VALUES ({marks})',
            [
                tuple(
                    _stored(row[name]) if name in row else default
                    for name, default in zip(columns, defaults, strict=True)
                )
                for row in rows
            ],
        )


def _layout(table: str, centre: str, today: date) -> tuple[list[str], list[Any]]:
    columns = metadata.tables[table].columns
    fixed = {"centre": centre, "version": 1, "deleted": 0, "created_at": f"{today} 00:00:00.000000"}
    defaults: list[Any] = []
    for column in columns:
        if column.name in fixed:
            defaults.append(fixed[column.name])
        elif column.default is not None and column.default.is_scalar:
            defaults.append(_stored(column.default.arg))
        elif column.nullable:
            defaults.append(None)
        else:
            defaults.append(_EMPTY.get(column.type.python_type, ""))
    return [column.name for column in columns], defaults


_EMPTY: dict[type, Any] = {int: 0, float: 0.0, bool: 0, dict: "{}", str: ""}


def _stored(value: Any) -> Any:
    """Return the value as SQLite stores it; the order of the tests is the order of frequency."""
    store = _STORED.get(type(value))
    if store is not None:
        return store(value)
    return value.value if isinstance(value, StrEnum) else value


_STORED: dict[type, Callable[[Any], Any]] = {
    str: lambda text: text,
    int: lambda number: number,
    date: lambda day: day.isoformat(),
    datetime: lambda moment: moment.strftime("%Y-%m-%d %H:%M:%S.%f"),
    bool: int,
    dict: lambda facts: json.dumps(facts, ensure_ascii=False),
}

"""Writes many rows at once, past the mapper but not past the journal."""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import JSON
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from db.base import metadata, new_id, now

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

_ROWS_AT_ONCE = 20_000
_WRITTEN_DATETIME = "%Y-%m-%d %H:%M:%S.%f"


def _new_key() -> str:
    return new_id().hex


class Bulk:
    """Collects rows per table, gives them keys, and writes them parents first.

    A sheet or an invented nation has up to a million rows; the mapper would take minutes for them.
    Triggers journal them all the same. Values are trusted: whoever calls has checked them.
    """

    def __init__(
        self,
        *,
        centre: str,
        new_key: Callable[[], str] = _new_key,
        created_at: datetime | None = None,
    ) -> None:
        self._new_key = new_key
        self._common = {
            "centre": centre,
            "version": 1,
            "deleted": 0,
            "created_at": (created_at or now()).strftime(_WRITTEN_DATETIME),
        }
        self._waiting: dict[str, list[dict[str, Any]]] = {}
        self._count = 0

    def add(self, table: str, **values: Any) -> str:
        """Keep a row for later and return its key, as SQLite stores it.

        A value for a key may be a UUID or the text that this method returned.
        """
        key = self._new_key()
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
        columns, defaults = self._layout(table)
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

    def _layout(self, table: str) -> tuple[list[str], list[Any]]:
        columns = metadata.tables[table].columns
        defaults: list[Any] = []
        for column in columns:
            if column.name in self._common:
                defaults.append(self._common[column.name])
            elif isinstance(column.type, JSON):
                defaults.append("{}")
            elif isinstance(column.default, ScalarElementColumnDefault):
                defaults.append(_stored(column.default.arg))
            elif column.nullable:
                defaults.append(None)
            else:
                defaults.append(_EMPTY.get(column.type.python_type, ""))
        return [column.name for column in columns], defaults


_EMPTY: dict[type, Any] = {int: 0, float: 0.0, bool: 0, str: ""}


def _stored(value: Any) -> Any:
    store = _STORED.get(type(value))
    if store is not None:
        return store(value)
    return value.value if isinstance(value, StrEnum) else value


# In the order of frequency: most cells are text.
_STORED: dict[type, Callable[[Any], Any]] = {
    str: lambda text: text,
    int: lambda number: number,
    date: date.isoformat,
    datetime: lambda moment: moment.strftime(_WRITTEN_DATETIME),
    bool: int,
    UUID: lambda key: key.hex,
    dict: lambda facts: json.dumps(facts, ensure_ascii=False),
}

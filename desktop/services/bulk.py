"""Writes many rows at once, past the mapper but not past the journal."""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any
from uuid import UUID

import uuid_utils
from sqlalchemy import JSON
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from db.base import metadata, now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlmodel import Session

_ROWS_AT_ONCE = 20_000
_ROWS_PER_STATEMENT = 50  # halves the time; 50 rows of any table stay below SQLite's 32,766 values
_WRITTEN_DATETIME = "%Y-%m-%d %H:%M:%S.%f"
_AS_THEY_ARE = {str, int, float, type(None)}


def _new_key() -> str:
    return uuid_utils.uuid7().hex  # as new_id, without making an object of it


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

        A value for a key may be a UUID or the text that this method returned; `id` is one that
        other computers derive too.
        Nothing is flushed: rows that wait in the session have to be written by themselves.
        """
        given = values.pop("id", None)
        key = given.hex if isinstance(given, UUID) else self._new_key()
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
        for table in _parents_first():
            rows = self._waiting.pop(table, None)
            if rows:
                self._insert(session, table, rows)
        self._count = 0
        return written

    def _insert(self, session: Session, table: str, rows: list[dict[str, Any]]) -> None:
        """Hand over only the columns that differ; the others stand in the statement itself."""
        layout = self._layout(table)
        named = set().union(*rows)
        given = [name for name in layout if name in named]
        values = ", ".join(
            "?" if name in given else _literal(default) for name, default in layout.items()
        )
        names = ", ".join(f'"{name}"' for name in layout)
        if all(len(row) == len(given) for row in rows):
            columns = [[row[name] for row in rows] for name in given]
        else:
            columns = [[row.get(name, layout[name]) for row in rows] for name in given]
        stored = list(zip(*map(_stored_column, columns), strict=True))
        statement = f'INSERT INTO "{table}" ({names}) VALUES '
        whole = len(stored) - len(stored) % _ROWS_PER_STATEMENT
        together = [
            tuple(chain.from_iterable(stored[at : at + _ROWS_PER_STATEMENT]))
            for at in range(0, whole, _ROWS_PER_STATEMENT)
        ]
        connection = session.connection()
        if together:
            many = ", ".join([f"({values})"] * _ROWS_PER_STATEMENT)
            connection.exec_driver_sql(statement + many, together)
        if whole < len(stored):
            connection.exec_driver_sql(f"{statement}({values})", stored[whole:])

    def _layout(self, table: str) -> dict[str, Any]:
        """Return the columns of a table, each with what is stored where a row says nothing."""
        layout: dict[str, Any] = {}
        for column in metadata.tables[table].columns:
            if column.name in self._common:
                layout[column.name] = self._common[column.name]
            elif isinstance(column.type, JSON):
                layout[column.name] = "{}"
            elif isinstance(column.default, ScalarElementColumnDefault):
                layout[column.name] = _stored(column.default.arg)
            elif column.nullable:
                layout[column.name] = None
            else:
                layout[column.name] = _EMPTY.get(column.type.python_type, "")
        return layout


@cache
def _parents_first() -> tuple[str, ...]:
    return tuple(table.name for table in metadata.sorted_tables)


_EMPTY: dict[type, Any] = {int: 0, float: 0.0, bool: 0, str: ""}


def _literal(value: Any) -> str:
    """Return a default as SQL; it is one of the program's own, or the name of the centre."""
    if value is None:
        return "NULL"
    if isinstance(value, (int, float)):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"


def _stored_column(values: list[Any]) -> Iterable[Any]:
    kinds = set(map(type, values))
    if kinds <= _AS_THEY_ARE:
        return values
    if len(others := kinds - {type(None)}) == 1:  # a column of days, or of words
        store = _store_of(others.pop())
        return [None if value is None else store(value) for value in values]
    return map(_stored, values)


def _stored(value: Any) -> Any:
    return _store_of(type(value))(value)


def _store_of(kind: type) -> Callable[[Any], Any]:
    """Return how values of a kind are stored; a word is stored as its text."""
    store = _STORED.get(kind)
    if store is None:
        store = _STORED[kind] = str.__str__ if issubclass(kind, StrEnum) else _as_it_is
    return store


def _as_it_is(value: Any) -> Any:
    return value


_STORED: dict[type, Callable[[Any], Any]] = {
    date: date.isoformat,
    datetime: lambda moment: moment.strftime(_WRITTEN_DATETIME),
    bool: int,
    UUID: lambda key: key.hex,
    dict: lambda facts: json.dumps(facts, ensure_ascii=False),
}

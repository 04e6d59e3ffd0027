"""The columns of kept tables as the hub's PostgreSQL has them, and how their values travel.

What travels has the form of SQLite's storage: keys as 32 hex digits, booleans 0/1, moments as
'YYYY-MM-DD HH:MM:SS.ffffff' in UTC, JSON as text. PostgreSQL reads all of it by itself; the way
back is written here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from db import journal
from db.base import UNJOURNALED, metadata

if TYPE_CHECKING:
    from collections.abc import Iterable

_EMPTY: tuple[tuple[type[sa.types.TypeEngine[Any]], Any], ...] = (
    (sa.Boolean, 0),
    (sa.Integer, 0),
    (sa.Float, 0.0),
    (sa.JSON, "{}"),
    (sa.String, ""),
)


@dataclass(frozen=True)
class Kept:
    """One kept table: its journaled columns in order, and what a row gets where an op says nothing.

    fixed: columns that never change: the key, the center and the root.
    """

    name: str
    columns: tuple[str, ...]
    known: frozenset[str]
    fixed: frozenset[str]
    defaults: dict[str, Any]
    root: str

    def stored(self, columns: Iterable[str] | None = None) -> str:
        """Return the SQL that gives columns in the form in which they travel."""
        table = metadata.tables[self.name]
        return ", ".join(_stored(table.columns[name]) for name in columns or self.columns)


@cache
def kept(table: str) -> Kept | None:
    """Return what is known of a table, None for one of a newer program."""
    record = journal.journaled().get(table)
    if record is None:
        return None
    columns = tuple(journal.columns_of(table))
    return Kept(
        name=table,
        columns=columns,
        known=frozenset(columns),
        fixed=frozenset({"id", "centre", record.ROOT}),
        defaults=_defaults(metadata.tables[table]),
        root=journal.root_of(table, f'"{table}"'),
    )


@cache
def kept_tables() -> tuple[str, ...]:
    """Return the names of all kept tables, each after those that it refers to."""
    known = journal.journaled()
    return tuple(table.name for table in metadata.sorted_tables if table.name in known)


def hex_of(column: str) -> str:
    """Return the SQL that gives a key as 32 hex digits."""
    return f"encode(uuid_send({column}), 'hex')"


def _stored(column: sa.Column[Any]) -> str:
    name = f'"{column.name}"'
    kind = _plain(column.type)
    if isinstance(kind, sa.Uuid):
        return hex_of(name)
    if isinstance(kind, sa.Boolean):
        return f"{name}::int"
    if isinstance(kind, sa.DateTime):
        return f"to_char({name}, 'YYYY-MM-DD HH24:MI:SS.US')"
    if isinstance(kind, (sa.Date, sa.JSON)):
        return f"{name}::text"
    return name


def _plain(kind: Any) -> Any:
    return kind.impl_instance if isinstance(kind, sa.types.TypeDecorator) else kind


def _defaults(table: sa.Table) -> dict[str, Any]:
    """Return what columns get that an older program does not know; our own `version`, too."""
    found: dict[str, Any] = {}
    for column in table.columns:
        given = column.default
        if column.name in UNJOURNALED:
            found[column.name] = 1
        elif column.nullable or column.primary_key:
            continue
        elif isinstance(given, sa.ColumnDefault) and given.is_scalar:
            found[column.name] = _storage(given.arg)
        else:
            for kind, value in _EMPTY:
                if isinstance(_plain(column.type), kind):
                    found.setdefault(column.name, value)
    return found


def _storage(value: Any) -> Any:
    value = getattr(value, "value", value)  # a word of db/words.py
    return int(value) if isinstance(value, bool) else value

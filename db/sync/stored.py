"""Reads and writes rows in the values of SQLite's storage, past the mapper."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Float, Integer
from sqlalchemy.dialects import sqlite

from db import journal
from db.base import UNJOURNALED, metadata

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

_DIALECT = sqlite.dialect()
AT_ONCE = 2_000


@cache
def known_columns(table: str) -> frozenset[str]:
    """Return the columns that travel; empty for a table that this program does not know."""
    known = table in journal.journaled()
    return frozenset(journal.columns_of(table)) if known else frozenset()


@cache
def fillings(table: str) -> dict[str, Any]:
    """Return what columns hold that an older program does not name."""
    filled = {}
    for column in metadata.tables[table].columns:
        if column.nullable or column.primary_key or column.name in UNJOURNALED:
            continue
        default: Any = column.default
        value = None
        if default is not None and default.is_scalar:
            value = default.arg
        elif default is not None and default.is_callable:
            value = default.arg(None)
        filled[column.name] = _stored(table, column.name, value)
    return filled


def _stored(table: str, column: str, value: Any) -> Any:
    kind: Any = metadata.tables[table].columns[column].type
    if value is None:
        return 0 if isinstance(kind, (Integer, Float)) else ""
    bind = kind.dialect_impl(_DIALECT).bind_processor(_DIALECT)
    return value if bind is None else bind(value)


def row(connection: sqlite3.Connection, table: str, pk: str) -> dict[str, Any] | None:
    """Return a row's storage values, or None where it is not there."""
    columns = journal.columns_of(table)
    names = ", ".join(f'"{name}"' for name in columns)
    found = connection.execute(f'SELECT {names} FROM "{table}" WHERE id = ?', (pk,)).fetchone()
    return None if found is None else dict(zip(columns, found, strict=True))


def there(connection: sqlite3.Connection, table: str, keys: Iterable[str]) -> set[str]:
    """Return which of the keys have a row."""
    if connection.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone() is None:
        return set()
    found: set[str] = set()
    wanted = list(keys)
    for at in range(0, len(wanted), AT_ONCE):
        part = json.dumps(wanted[at : at + AT_ONCE])
        found.update(
            key
            for (key,) in connection.execute(
                f'SELECT id FROM "{table}" WHERE id IN (SELECT value FROM json_each(?))', (part,)
            )
        )
    return found


def olds(
    connection: sqlite3.Connection,
    table: str,
    root: str,
    columns: Sequence[str],
    keys: Sequence[str],
) -> dict[str, tuple[Any, ...]]:
    """Return key, root and the values of `columns` by key; root: SQL on the alias `t`."""
    names = "".join(f', t."{name}"' for name in columns)
    wanted = (
        f'SELECT t.id, {root}{names} FROM "{table}" t '
        "WHERE t.id IN (SELECT value FROM json_each(?))"
    )
    found: dict[str, tuple[Any, ...]] = {}
    for at in range(0, len(keys), AT_ONCE):
        part = json.dumps(keys[at : at + AT_ONCE])
        found |= {row[0]: row for row in connection.execute(wanted, (part,))}
    return found


def write(
    connection: sqlite3.Connection,
    table: str,
    pk: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
) -> None:
    """Bring one row from `before` to `after`."""
    changed = {
        name: value
        for name, value in after.items()
        if before is None or name not in before or before[name] != value
    }
    if before is None:
        names = ", ".join(f'"{name}"' for name in changed)
        marks = ", ".join("?" * len(changed))
        connection.execute(
            f'INSERT INTO "{table}" ({names}, version) VALUES ({marks}, 1)', [*changed.values()]
        )
    elif changed:
        sets = ", ".join(f'"{name}" = ?' for name in changed)
        connection.execute(
            f'UPDATE "{table}" SET {sets}, version = version + 1 WHERE id = ?',
            [*changed.values(), pk],
        )

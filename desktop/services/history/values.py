"""Turns what the journal keeps, the engine's storage values, into what the tables mean by them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import sqlite

from db.base import metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_DIALECT = sqlite.dialect()


@cache
def _reader(table: str, field: str) -> Callable[[Any], Any] | None:
    known = metadata.tables.get(table)
    if known is None or field not in known.columns:  # of an older or newer program
        return None
    kind: Any = known.columns[field].type
    reader: Callable[[Any], Any] | None = kind.dialect_impl(_DIALECT).result_processor(
        _DIALECT, None
    )
    return reader


def typed(table: str, field: str, stored: Any) -> Any:
    """Return the value that `stored` means, such as a date or one of the words.

    What the tables don't know (any more) comes back as it is stored.
    """
    reader = _reader(table, field)
    if reader is None or stored is None:
        return stored
    try:
        return reader(stored)
    except (ValueError, TypeError, LookupError):
        return stored


def typed_row(table: str, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return all values of a row by the names of their fields."""
    return {field: typed(table, field, value) for field, value in stored.items()}


def stored(table: str, field: str, value: Any) -> Any:
    """Return what storage keeps for a value as the tables mean it; the way back of `typed`."""
    kind: Any = metadata.tables[table].columns[field].type
    writer = kind.dialect_impl(_DIALECT).bind_processor(_DIALECT)
    return value if writer is None or value is None else writer(value)

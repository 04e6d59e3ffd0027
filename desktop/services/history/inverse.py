"""Writes the inverse of a change, for all of its rows at once.

A row that the change added is marked as removed, a field that it changed gets its old value, a row
that it erased is put back. One statement per table, so that an import is taken back in seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.services.history import built_upon
from desktop.services.history.changes import TRANSACTIONS
from desktop.services.history.net_effect import Span, collect, fields_of, forget, tables_of

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlmodel import Session


def take_back(session: Session, change_id: int) -> None:
    """Write the inverse of a change.

    Raises CannotUndoError when somebody built on the change.
    """
    span = _span(session, change_id)
    connection = session.connection()
    collect(connection, span)
    built_upon.refuse_where_edited(session, span)
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # rows come back in any order
    for table in tables_of(connection):
        _put_back(connection, table)
        _set_fields(connection, table)
        _remove_added(connection, table)
    built_upon.refuse_where_left_alone(session, span)
    forget(connection)


def _span(session: Session, change_id: int) -> Span:
    t = TRANSACTIONS.c
    first, last = session.execute(select(t.first_op, t.last_op).where(t.id == change_id)).one()
    return Span(change_id, first or 0, last or -1)


def _values(table: str, fields: list[str], *, remains: bool) -> str:
    """Return the SQL of one line per row: its key, and per field the old value and whether set."""
    per_field = "".join(
        f", max(CASE WHEN f.field = '{field}' THEN f.before END) AS \"{field}\""
        f", max(f.field = '{field}') AS \"sets {field}\""
        for field in fields
    )
    return (
        f"SELECT f.pk AS pk{per_field} FROM taken_field f "
        "JOIN taken_row r ON r.tbl = f.tbl AND r.pk = f.pk "
        f"WHERE f.tbl = '{table}' AND r.remains = {int(remains)} GROUP BY f.pk"
    )


def _set_fields(connection: Connection, table: str) -> None:
    fields = fields_of(connection, table)
    if not fields:
        return
    assignments = ", ".join(
        f'"{field}" = CASE WHEN old."sets {field}" THEN old."{field}" ELSE "{table}"."{field}" END'
        for field in fields
    )
    connection.exec_driver_sql(
        f'UPDATE "{table}" SET {assignments}, version = version + 1 '
        f'FROM ({_values(table, fields, remains=True)}) old WHERE "{table}".id = old.pk'
    )


def _remove_added(connection: Connection, table: str) -> None:
    connection.exec_driver_sql(
        f'UPDATE "{table}" SET deleted = 1, version = version + 1 WHERE NOT deleted AND id IN '
        "(SELECT pk FROM taken_row WHERE tbl = :table AND NOT was AND remains)",
        {"table": table},
    )


def _put_back(connection: Connection, table: str) -> None:
    fields = fields_of(connection, table, remains=False)
    if not fields:
        return
    names = ", ".join(f'"{field}"' for field in fields)
    assignments = ", ".join(f'"{field}" = excluded."{field}"' for field in fields)
    connection.exec_driver_sql(
        f'INSERT INTO "{table}" ({names}, version) '
        f"SELECT {names}, 1 FROM ({_values(table, fields, remains=False)}) WHERE true "
        # Erasing was done again by marking the row as removed.
        f"ON CONFLICT (id) DO UPDATE SET {assignments}, version = version + 1"
    )

"""Works out what a change did to each row in the end, however often it touched the row.

Two tables that live as long as the transaction hold it: `taken_row` with one line per row (`was`:
the row was there before, `remains`: it was there after) and `taken_field` with the first old and
the last new storage value of each field of rows that were there before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import journal

if TYPE_CHECKING:
    from sqlalchemy import Connection

_LAY_OUT = (
    "DROP TABLE IF EXISTS temp.taken_row",
    "DROP TABLE IF EXISTS temp.taken_field",
    "CREATE TEMP TABLE taken_row (tbl TEXT, pk TEXT, first_op INTEGER, last_op INTEGER, "
    "was INTEGER, remains INTEGER, PRIMARY KEY (tbl, pk)) WITHOUT ROWID",
    # No types for the values: they must come out as the engine stores them.
    "CREATE TEMP TABLE taken_field (tbl TEXT, pk TEXT, field TEXT, before, after, "
    "PRIMARY KEY (tbl, pk, field)) WITHOUT ROWID",
)
_COLLECT = (
    """
    INSERT INTO taken_row (tbl, pk, first_op, last_op)
    SELECT tbl, pk, min(seq), max(seq) FROM journal_op
    WHERE seq BETWEEN :first AND :last AND kind IN ('insert', 'update', 'delete')
    GROUP BY tbl, pk
    """,
    """
    UPDATE taken_row SET
        was = (SELECT kind <> 'insert' FROM journal_op WHERE seq = first_op),
        remains = (SELECT kind <> 'delete' FROM journal_op WHERE seq = taken_row.last_op)
    """,
    """
    INSERT INTO taken_field (tbl, pk, field, before, after)
    SELECT o.tbl, o.pk, e.key,
        CASE o.kind WHEN 'update' THEN json_extract(e.value, '$[0]') ELSE e.value END,
        CASE o.kind WHEN 'update' THEN json_extract(e.value, '$[1]') ELSE e.value END
    FROM journal_op o JOIN taken_row r ON r.tbl = o.tbl AND r.pk = o.pk AND r.was,
        json_each(o.data) e
    WHERE o.seq BETWEEN :first AND :last AND o.kind IN ('insert', 'update', 'delete')
    ORDER BY o.seq
    ON CONFLICT (tbl, pk, field) DO UPDATE SET after = excluded.after
    """,
    """
    DELETE FROM taken_field WHERE before IS after AND EXISTS (
        SELECT 1 FROM taken_row r
        WHERE r.tbl = taken_field.tbl AND r.pk = taken_field.pk AND r.remains)
    """,
)


@dataclass(frozen=True)
class Span:
    """A change and the numbers of its first and last op; an empty one ends before it begins."""

    change: int
    first: int
    last: int


def collect(connection: Connection, span: Span) -> None:
    """Lay out `taken_row` and `taken_field` for the change."""
    for statement in _LAY_OUT:
        connection.exec_driver_sql(statement)
    for statement in _COLLECT:
        connection.exec_driver_sql(statement, {"first": span.first, "last": span.last})
    _leave_out_unknown(connection)


def forget(connection: Connection) -> None:
    """Remove `taken_row` and `taken_field`."""
    for statement in _LAY_OUT[:2]:
        connection.exec_driver_sql(statement)


def tables_of(connection: Connection) -> list[str]:
    """Return the names of the tables whose rows the change touched."""
    found = connection.exec_driver_sql("SELECT DISTINCT tbl FROM taken_row ORDER BY tbl")
    return list(found.scalars())


def fields_of(connection: Connection, table: str, *, remains: bool = True) -> list[str]:
    """Return the fields to set in rows that are there, or in those that the change erased."""
    found = connection.exec_driver_sql(
        "SELECT DISTINCT f.field FROM taken_field f "
        "JOIN taken_row r ON r.tbl = f.tbl AND r.pk = f.pk "
        "WHERE f.tbl = :table AND r.remains = :remains ORDER BY f.field",
        {"table": table, "remains": int(remains)},
    )
    return list(found.scalars())


def _leave_out_unknown(connection: Connection) -> None:
    """Forget tables and fields that this program no longer has; nothing is left to take back."""
    for table in set(tables_of(connection)) - set(journal.journaled()):
        for part in ("taken_row", "taken_field"):
            connection.exec_driver_sql(f"DELETE FROM {part} WHERE tbl = :table", {"table": table})
    for table in tables_of(connection):
        found = {*fields_of(connection, table), *fields_of(connection, table, remains=False)}
        for field in found - set(journal.columns_of(table)):
            connection.exec_driver_sql(
                "DELETE FROM taken_field WHERE tbl = :table AND field = :field",
                {"table": table, "field": field},
            )

"""Refuses to take a change back alone when somebody has built on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Float, func, select

from db import journal
from db.base import metadata
from db.errors import CannotUndoError
from desktop.services.history.changes import OPS, change_of
from desktop.services.history.net_effect import Span, fields_of, tables_of

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlmodel import Session

# A step back and what it took back leave no trace; what another tool wrote always counts.
_STANDING = (
    "(o.tx IS NULL OR EXISTS (SELECT 1 FROM journal_transaction t WHERE t.id = o.tx "
    "AND t.undone_by IS NULL AND t.action NOT IN ('undo', 'redo')))"
)

_EDITED_LATER = f"""
    SELECT * FROM (
        SELECT o.tbl, o.pk,
            CASE WHEN o.kind <> 'update' THEN ''
                WHEN r.was THEN (
                    SELECT e.key FROM json_each(o.data) e
                    JOIN taken_field f ON f.tbl = o.tbl AND f.pk = o.pk AND f.field = e.key)
                ELSE (SELECT e.key FROM json_each(o.data) e LIMIT 1)
            END AS field,
            o.tx
        FROM taken_row r CROSS JOIN journal_op o ON o.pk = r.pk AND o.tbl = r.tbl
        WHERE (r.was OR r.remains) AND o.seq > :last AND o.kind IN ('insert', 'update', 'delete')
            AND {_STANDING}
    ) WHERE field IS NOT NULL LIMIT 1
"""

# Somebody now refers to a row that the change added.
_ON_ADDED = """
    SELECT c.id FROM "{reference.table}" c WHERE NOT c.deleted AND c."{reference.field}" IN (
        SELECT pk FROM taken_row WHERE tbl = :to AND NOT was AND remains) LIMIT 1
"""
# Somebody has since referred to a row that the change restored.
_ON_RESTORED = """
    SELECT c.id FROM "{reference.table}" c WHERE NOT c.deleted AND c."{reference.field}" IN (
        SELECT pk FROM taken_field WHERE tbl = :to AND field = 'deleted' AND before = 1)
    AND EXISTS (
        SELECT 1 FROM journal_op o
        WHERE o.pk = c.id AND o.tbl = :table AND o.seq > :last AND {standing} AND (
            o.kind = 'insert' OR json_type(o.data, '$.{reference.field}') IS NOT NULL
            OR json_type(o.data, '$.deleted') IS NOT NULL)) LIMIT 1
"""
# A row comes back, or gets back a reference, and somebody has since removed what it refers to.
_ON_REMOVED = """
    SELECT c.id FROM taken_field f JOIN "{reference.table}" c ON c.id = f.pk AND NOT c.deleted
    JOIN "{reference.to}" target ON target.id = c."{reference.field}" AND target.deleted
    WHERE f.tbl = :table AND f.field IN ('{reference.field}', 'deleted') AND EXISTS (
        SELECT 1 FROM journal_op o
        WHERE o.pk = target.id AND o.tbl = :to AND o.seq > :last AND {standing}
            AND json_extract(o.data, '$.deleted[1]') = 1) LIMIT 1
"""


@dataclass(frozen=True)
class _Reference:
    table: str
    field: str
    to: str


@cache
def _references() -> tuple[_Reference, ...]:
    return tuple(
        _Reference(name, key.parent.name, key.column.table.name)
        for name in journal.journaled()
        for key in sorted(metadata.tables[name].foreign_keys, key=lambda key: key.parent.name)
    )


def refuse_where_edited(session: Session, span: Span) -> None:
    """Refuse when a field was written again since, or no longer holds what the change left.

    Raises CannotUndoError.
    """
    connection = session.connection()
    if _is_newest(connection, span):
        return
    later = connection.exec_driver_sql(_EDITED_LATER, {"last": span.last}).first()
    if later is not None:
        raise _refusal(session, span, *later)
    for table in tables_of(connection):
        for field in fields_of(connection, table):
            other = connection.exec_driver_sql(
                f'SELECT f.pk FROM taken_field f JOIN "{table}" now ON now.id = f.pk '
                f"WHERE f.tbl = :table AND f.field = :field AND {_differs(table, field)} LIMIT 1",
                {"table": table, "field": field},
            ).scalar()
            if other is not None:
                raise _refusal(session, span, table, other, field)


def refuse_where_left_alone(session: Session, span: Span) -> None:
    """Refuse when a row that people see now refers to one that they no longer see.

    To be asked after the inverse was written. Raises CannotUndoError.
    """
    connection = session.connection()
    tables = set(tables_of(connection))
    for reference in _references():
        checks = [_ON_ADDED, _ON_RESTORED] if reference.to in tables else []
        checks += [_ON_REMOVED] if reference.table in tables else []
        for check in checks:
            other = connection.exec_driver_sql(
                check.format(reference=reference, standing=_STANDING),
                {"last": span.last, "table": reference.table, "to": reference.to},
            ).scalar()
            if other is not None:
                raise _refusal(session, span, reference.table, other, reference.field)


def _is_newest(connection: Connection, span: Span) -> bool:
    return connection.exec_driver_sql("SELECT max(seq) FROM journal_op").scalar() == span.last


def _differs(table: str, field: str) -> str:
    now = f'now."{field}"'
    if isinstance(metadata.tables[table].columns[field].type, Float):
        # Some engines print the last digit of a float wrongly.
        return f"{now} IS NOT f.after AND coalesce(abs({now} - f.after) > abs({now}) * 1e-12, 1)"
    return f"{now} IS NOT f.after"


def _refusal(
    session: Session, span: Span, table: str, pk: str, field: str, by: int | None = None
) -> CannotUndoError:
    """Return the failure; `by` is the change that built on this one, looked up when not known."""
    if by is None:
        by = session.scalar(
            select(func.max(OPS.c.tx)).where(
                OPS.c.pk == pk, OPS.c.tbl == table, OPS.c.seq > span.last
            )
        )
    other = None if by is None else change_of(session, by)
    return CannotUndoError(
        transaction=span.change,
        table=table,
        row=UUID(pk),
        field=field,
        who=(other.actor or other.device) if other else "",
        when=other.at if other else None,
    )

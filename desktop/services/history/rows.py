"""Tells what happened to rows: the parts of a change, one field over time, a case's story."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Row, and_, func, or_, select, text

from db import journal
from db.tables.journal import BESIDE
from desktop.services.history.changes import OPS, TRANSACTIONS, Change, list_changes
from desktop.services.history.values import typed, typed_row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlmodel import Session


class RowKind(StrEnum):
    """What happened to a row."""

    ADDED = "added"
    EDITED = "edited"
    REMOVED = "removed"
    RESTORED = "restored"
    WAITS = "waits"  # values that arrived from another computer and are not shown
    REOPENED = "reopened"  # a settled conflict was laid open again


_WHOLE = (RowKind.ADDED, RowKind.REMOVED, RowKind.RESTORED)


@dataclass(frozen=True)
class FieldChange:
    """One field before and after; `old` is None where the row was new."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True)
class RowChange:
    """One row's part in a change, with the values as the tables mean them."""

    table: str
    row: UUID
    kind: RowKind
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class FieldVersion:
    """One value that a field had, from this change on; one that `waits` was never shown."""

    change: Change
    old: Any
    new: Any
    waits: bool = False


@dataclass(frozen=True)
class TimelineEntry:
    """One change with what it did to one case; `fields` of a row that was added stay empty."""

    change: Change
    rows: tuple[TouchedRow, ...]


@dataclass(frozen=True)
class TouchedRow:
    """A row and the names of its fields that changed."""

    table: str
    row: UUID
    kind: RowKind
    fields: tuple[str, ...]


def ops_of(
    session: Session, change_id: int, *, limit: int | None = None, offset: int = 0
) -> list[RowChange]:
    """Return the row changes of a change in the order in which they were made.

    limit, offset: to page through a large import.
    """
    wanted = (
        select(*OPS.c["tbl", "pk", "kind", "data"])
        .where(_within(session, change_id))
        .order_by(OPS.c.seq)
        .limit(limit)
        .offset(offset)
    )
    return [_row_change(op) for op in session.execute(wanted)]


def field_history(session: Session, table: str, row: UUID, field: str) -> list[FieldVersion]:
    """Return every value that the field had, the newest first.

    What another tool wrote past the program has no change and is left out.
    """
    wanted = (
        select(*OPS.c["tx", "kind", "data"])
        .where(OPS.c.pk == row.hex, OPS.c.tbl == table, OPS.c.tx.is_not(None))
        .order_by(OPS.c.seq.desc())
    )
    changes = {change.id: change for change in list_changes(session, row=row, limit=None)}
    versions = []
    for op in session.execute(wanted):
        fields = json.loads(op.data)
        if op.tx not in changes or field not in fields or op.kind in ("delete", "reopen"):
            continue
        old, new = fields[field] if op.kind == "update" else (None, fields[field])
        versions.append(
            FieldVersion(
                changes[op.tx],
                typed(table, field, old),
                typed(table, field, new),
                waits=op.kind == "waits",
            )
        )
    return versions


def timeline(
    session: Session, case_id: UUID, *, before: int | None = None, limit: int = 100
) -> list[TimelineEntry]:
    """Return what happened to a case and all that belongs to it, the newest change first.

    before: only changes older than this id, to page on.
    """
    changes = list_changes(session, root=case_id, before=before, limit=limit)
    wanted = (
        select(*OPS.c["tx", "tbl", "pk", "kind", "data"])
        .where(or_(OPS.c.root == case_id.hex, OPS.c.pk == case_id.hex))
        .where(OPS.c.tx.in_([change.id for change in changes]))
        .order_by(OPS.c.seq)
    )
    parts: dict[int, dict[tuple[str, str], list[Row[Any]]]] = defaultdict(lambda: defaultdict(list))
    for op in session.execute(wanted):
        parts[op.tx][op.tbl, op.pk].append(op)
    return [
        TimelineEntry(change, tuple(_touched(ops) for ops in parts[change.id].values()))
        for change in changes
    ]


def row_as_of(session: Session, table: str, row: UUID, at: datetime) -> dict[str, Any] | None:
    """Return the row's fields as they stood at a moment, or None when it was not there yet.

    A removed row is returned with `deleted` set. at: aware. Of own changes all that was saved
    before the last one up to then counts as older, even where a clock was turned back; those of
    other computers count by the moment at which they were made.
    """
    t = TRANSACTIONS.c
    last = select(func.max(t.last_op)).where(t.at <= at, t.origin.is_(None)).scalar_subquery()
    is_older = or_(and_(t.origin.is_(None), OPS.c.seq <= last), t.at <= at)
    wanted = (
        select(OPS.c.kind, OPS.c.data, is_older.label("older"))
        .join(TRANSACTIONS, t.id == OPS.c.tx)
        .where(OPS.c.pk == row.hex, OPS.c.tbl == table, OPS.c.kind.not_in(BESIDE))
        .order_by(OPS.c.seq)
    )
    ops = [(op.kind, json.loads(op.data), op.older) for op in session.execute(wanted)]
    values = None if ops and ops[0][0] == "insert" else _before_all(session, table, row, ops)
    for kind, fields, older in ops:
        if not older:
            continue
        if kind == "update":
            values = (values or {}) | {field: new for field, (_, new) in fields.items()}
        else:
            values = fields if kind == "insert" else None
    return None if values is None else typed_row(table, values)


def case_as_of(session: Session, case_id: UUID, at: datetime) -> list[tuple[str, UUID, Any]]:
    """Return table, key and fields of a case and all that belonged to it at a moment.

    The case comes first; what was not there yet, or was removed by then, is left out.
    """
    wanted = (
        select(OPS.c.tbl, OPS.c.pk)
        .where(or_(OPS.c.root == case_id.hex, OPS.c.pk == case_id.hex))
        .group_by(OPS.c.tbl, OPS.c.pk)
        .order_by(OPS.c.tbl != "case", OPS.c.tbl, OPS.c.pk)
    )
    found = []
    for table, pk in session.execute(wanted).all():
        fields = row_as_of(session, table, UUID(pk), at)
        if fields is not None and not fields.get("deleted"):
            found.append((table, UUID(pk), fields))
    return found


def _before_all(
    session: Session, table: str, row: UUID, ops: list[tuple[str, dict[str, Any], bool]]
) -> dict[str, Any] | None:
    """Return what a row was before its first op: it came with the snapshot of a new computer."""
    columns = ", ".join(f'"{name}"' for name in journal.columns_of(table))
    now = session.execute(text(f'SELECT {columns} FROM "{table}" WHERE id = :id'), {"id": row.hex})
    found = now.mappings().first()
    if found is None:
        return None
    values = dict(found)
    for kind, fields, _ in reversed(ops):
        if kind == "update":
            values |= {field: old for field, (old, _) in fields.items()}
    return values


def _within(session: Session, change_id: int) -> Any:
    t = TRANSACTIONS.c
    span = session.execute(select(t.first_op, t.last_op).where(t.id == change_id)).one_or_none()
    first, last = (None, None) if span is None else span
    return OPS.c.seq.between(first, last)


_BESIDE = {"waits": RowKind.WAITS, "reopen": RowKind.REOPENED}


def _kind_of(kind: str, fields: dict[str, Any]) -> RowKind:
    if kind == "insert":
        return RowKind.ADDED
    if kind in _BESIDE:
        return _BESIDE[kind]
    if kind == "delete":
        return RowKind.REMOVED
    if "deleted" in fields:
        return RowKind.REMOVED if fields["deleted"][1] else RowKind.RESTORED
    return RowKind.EDITED


def _both(kind: str, fields: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for field, value in fields.items():
        if kind == "reopen":  # heads, not values
            yield field, None, None
        elif kind == "update":
            yield field, value[0], value[1]
        else:
            yield (field, value, None) if kind == "delete" else (field, None, value)


def _row_change(op: Row[Any]) -> RowChange:
    fields = json.loads(op.data)
    return RowChange(
        table=op.tbl,
        row=UUID(op.pk),
        kind=_kind_of(op.kind, fields),
        fields=tuple(
            FieldChange(field, typed(op.tbl, field, old), typed(op.tbl, field, new))
            for field, old, new in _both(op.kind, fields)
        ),
    )


def _touched(ops: list[Row[Any]]) -> TouchedRow:
    """Return one row's part; what happened to the row as a whole outweighs edits."""
    kinds = [_kind_of(op.kind, json.loads(op.data)) for op in ops]
    whole = [kind for kind in kinds if kind in _WHOLE] or [
        kind for kind in kinds if kind is not RowKind.EDITED
    ]
    told = ("update", *BESIDE)
    names = {name: None for op in ops if op.kind in told for name in json.loads(op.data)}
    return TouchedRow(
        table=ops[0].tbl,
        row=UUID(ops[0].pk),
        kind=whole[0] if whole else RowKind.EDITED,
        fields=() if kinds[0] is RowKind.ADDED else tuple(names),
    )

"""Finds, adds and changes kept rows; every value passes the limits of its `…Fields` shape."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError
from sqlmodel import SQLModel

from db.base import Record
from db.errors import NotFoundError, RefusedValueError, StaleRecordError
from db.tables import Case
from desktop.services.blame import last_change

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlmodel import Session

    from db.header import Header

R = TypeVar("R", bound=Record)
Shown = TypeVar("Shown")

LARGEST_NUMBER = 2**53  # beyond it a spreadsheet or a script rounds silently
LONGEST_REASON = 500


def find(session: Session, table: type[R], row_id: UUID) -> R:
    """Return the row. Raises NotFoundError for one that is not there or was deleted."""
    row = session.get(table, row_id)
    if row is None or row.deleted:
        raise NotFoundError(table=str(table.__tablename__), id=row_id)
    return row


def add(
    session: Session,
    table: type[R],
    values: Mapping[str, Any] | SQLModel | None = None,
    /,
    **keys: Any,
) -> R:
    """Add a row and return it flushed; `values` are checked, `keys` are the program's own.

    A row of a case belongs to the case's centre, any other one to the centre that works here.
    Raises RefusedValueError.
    """
    given = values.model_dump(exclude_unset=True) if isinstance(values, SQLModel) else values or {}
    shape = shape_of(table)
    whole = checked_whole(shape, given) if shape is not None else dict(given)
    row = table(**whole, **keys)
    row.centre = keys.get("centre") or _centre(session, keys.get("case_id"))
    session.add(row)
    session.flush()
    return row


def shape_of(table: type[Record]) -> type[SQLModel] | None:
    """Return the shape in which people hand over a row of `table`, None where there is none."""
    for base in table.__bases__:
        if issubclass(base, SQLModel) and not issubclass(base, Record):
            return base
    return None


def checked(shape: type[SQLModel], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return `changes` in the types of `shape`, texts without space around them.

    Looks at the changed fields only, so that an odd old value elsewhere never stops a repair.
    Raises RefusedValueError with the field, the value and the limit that it breaks.
    """
    return {name: _checked_value(shape, name, value) for name, value in changes.items()}


def checked_whole(shape: type[SQLModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a whole set of values; a field without default has to be among them."""
    needed = [name for name, field in shape.model_fields.items() if field.is_required()]
    for name in needed:
        if name not in values:
            raise RefusedValueError(table=_subject(shape), field=name, value=None, limit="missing")
    return checked(shape, values)


def save(
    session: Session,
    table: type[R],
    row_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
    shape: type[SQLModel] | None = None,
) -> tuple[R, list[str]]:
    """Check and store `changes`; return the row and the names of the fields that really changed.

    expected: what the person saw before typing. Raises StaleRecordError when one of the fields
    has moved on since, RefusedValueError for a value that breaks a limit.
    """
    row = find(session, table, row_id)
    form = shape or shape_of(table)
    if form is None:
        raise TypeError(f"{table.__tablename__} is not edited field by field")
    values = checked(form, changes)
    moved = [
        name
        for name, seen in (expected or {}).items()
        if name in values and getattr(row, name) not in (seen, values[name])
    ]
    if moved:
        raise stale(session, row, moved)
    return row, change(row, values)


def stale(session: Session, row: Record, fields: list[str]) -> StaleRecordError:
    """Return the failure that says who saved `fields` of `row` last, and when."""
    table = str(type(row).__tablename__)
    last = last_change(session, table, row.id, fields)
    return StaleRecordError(
        table=table,
        id=row.id,
        fields=fields,
        who=last.who if last else None,
        when=last.when if last else None,
    )


def change(row: Record, values: Mapping[str, Any]) -> list[str]:
    """Set the values that differ and return their names; an untouched row is not saved anew."""
    names = [name for name, value in values.items() if getattr(row, name) != value]
    for name in names:
        setattr(row, name, values[name])
    return names


def shown(kind: type[Shown], row: Record, **more: Any) -> Shown:
    """Return a frozen value of dataclass `kind`: columns of the row by name, and `more`."""
    names = [field.name for field in fields(kind) if field.name not in more]  # type: ignore[arg-type]
    return kind(**{name: getattr(row, name) for name in names if hasattr(row, name)}, **more)


def values_of(row: Record, shape: type[SQLModel]) -> dict[str, Any]:
    """Return the fields of `shape` as the row holds them: to show, and to save as `expected`."""
    return {name: getattr(row, name) for name in shape.model_fields}


def remove(row: Record) -> None:
    """Hide a row; nothing is ever removed, so that undo and other computers can bring it back."""
    row.deleted = True


def person(session: Session) -> UUID | None:
    """Return the member of staff who works here now."""
    found: UUID | None = session.info.get("person")
    return found


def keep_reason(session: Session, reason: str) -> None:
    """Write the reason of the change under way into the journal, unless one is there already."""
    header: Header = session.info["change"]
    if reason and not header.reason:
        header.reason = reason[:LONGEST_REASON]


def _centre(session: Session, case_id: UUID | None) -> str:
    if case_id is not None:
        return find(session, Case, case_id).centre
    return str(session.info.get("centre") or "")


def _checked_value(shape: type[SQLModel], name: str, value: Any) -> Any:
    if name not in shape.model_fields:
        raise LookupError(f"{shape.__name__} has no field {name}")
    cleaned = value.strip() if type(value) is str else value
    try:
        # SQLModel checks a shape only as a whole; the validator itself can check one field.
        form: Any = shape.__pydantic_validator__.validate_assignment(
            shape.model_construct(), name, cleaned
        )
    except ValidationError as error:
        first = error.errors()[0]
        bounds = first.get("ctx") or {}
        raise RefusedValueError(
            table=_subject(shape),
            field=name,
            value=value,
            limit=first["type"],
            bound=next(iter(bounds.values()), None),
        ) from error
    result = getattr(form, name)
    _refuse_odd_numbers(shape, name, result)
    return result


def _refuse_odd_numbers(shape: type[SQLModel], name: str, value: object) -> None:
    odd = isinstance(value, float) and not math.isfinite(value)
    if odd or (isinstance(value, int) and abs(value) > LARGEST_NUMBER):
        raise RefusedValueError(
            table=_subject(shape), field=name, value=value, limit="number", bound=LARGEST_NUMBER
        )


def _subject(shape: type[SQLModel]) -> str:
    return shape.__name__.removesuffix("Fields").lower()

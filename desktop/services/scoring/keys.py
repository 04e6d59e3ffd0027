"""Makes the keys of rows that two computers may begin at once, so that both begin the same row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID, uuid5

from sqlmodel import select

from db.base import Record
from desktop.services import rows

if TYPE_CHECKING:
    from sqlmodel import Session

R = TypeVar("R", bound=Record)

_SPACE = UUID("4d8f2c1e-6b0a-5c57-9a3e-2f61d0c9b7a4")


def key_of(table: type[Record], *parts: object) -> UUID:
    """Return the key of the one row of `table` that belongs to `parts`."""
    return uuid5(_SPACE, "/".join((str(table.__tablename__), *map(str, parts))))


def kept(session: Session, table: type[R], key: UUID) -> R | None:
    """Return the row with this key, if it is there and was not deleted."""
    found = session.get(table, key)
    return None if found is None or found.deleted else found


def ensured(session: Session, table: type[R], key: UUID, **columns: Any) -> R:
    """Return the row with this key; one that is not there is added, a deleted one comes back."""
    statement = select(table).where(table.id == key)
    found = session.exec(statement.execution_options(with_deleted=True)).first()
    if found is None:
        return rows.add(session, table, id=key, **columns)
    if found.deleted:
        found.deleted = False
        rows.change(found, columns)
        session.flush()
    return found

"""Keeps named searches of one list: everybody's own, and those that belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, or_, select

from db.errors import RefusedValueError
from db.tables import SavedFilter
from desktop.services import rows

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

LONGEST_NAME = 80
LONGEST_QUERY = 1000


@dataclass(frozen=True)
class FilterRow:
    """One named search."""

    id: UUID
    name: str
    query: str
    owner_id: UUID | None


def list_filters(session: Session, page: str, *, owner: UUID | None) -> list[FilterRow]:
    """Return the searches of a list that `owner` sees, by name."""
    statement = (
        select(SavedFilter)
        .where(
            SavedFilter.page == page,
            or_(col(SavedFilter.owner_id).is_(None), SavedFilter.owner_id == owner),
        )
        .order_by(col(SavedFilter.name), col(SavedFilter.id))
    )
    return [rows.shown(FilterRow, kept) for kept in session.exec(statement)]


def keep(session: Session, page: str, *, name: str, query: str, owner: UUID | None) -> UUID:
    """Keep a search under a name and return its key; the same name again means the new search.

    Raises RefusedValueError for an empty or overlong name or search.
    """
    name, query = name.strip(), query.strip()
    _check("name", name, LONGEST_NAME)
    _check("query", query, LONGEST_QUERY)
    statement = select(SavedFilter).where(
        SavedFilter.page == page, SavedFilter.name == name, SavedFilter.owner_id == owner
    )
    found = session.exec(statement).first()
    if found is not None:
        rows.change(found, {"query": query})
        return found.id
    return rows.add(session, SavedFilter, page=page, name=name, query=query, owner_id=owner).id


def remove(session: Session, filter_id: UUID) -> None:
    """Forget a search; it can be brought back by undo. Raises NotFoundError."""
    rows.remove(rows.find(session, SavedFilter, filter_id))


def _check(field: str, value: str, longest: int) -> None:
    if not value or len(value) > longest:
        limit = "string_too_long" if value else "missing"
        raise RefusedValueError(
            table="saved_filter", field=field, value=value, limit=limit, bound=longest
        )

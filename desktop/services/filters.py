"""Keeps searches that somebody wants to have again, per page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import Field, SQLModel, col, or_, select

from db.tables import SavedFilter
from desktop.services import rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlmodel import Session

__all__ = ["FilterRow", "add", "edit", "list_filters", "remove"]


class FilterFields(SQLModel):
    """What is typed in about a search."""

    name: str = Field(max_length=80, min_length=1)
    query: str = Field(max_length=1000)


@dataclass(frozen=True)
class FilterRow:
    """One search; `shared` ones belong to everybody of the center."""

    id: UUID
    page: str
    name: str
    query: str
    owner_id: UUID | None

    @property
    def shared(self) -> bool:
        """Return whether the search belongs to everybody."""
        return self.owner_id is None


def list_filters(session: Session, page: str, *, me: UUID | None = None) -> list[FilterRow]:
    """Return the searches of one page that are mine or everybody's, by name."""
    mine = or_(col(SavedFilter.owner_id).is_(None), col(SavedFilter.owner_id) == me)
    statement = (
        select(SavedFilter)
        .where(SavedFilter.page == page, mine)
        .order_by(col(SavedFilter.name), col(SavedFilter.id))
    )
    return [rows.shown(FilterRow, row) for row in session.exec(statement)]


def add(
    session: Session, page: str, *, name: str, query: str, owner_id: UUID | None = None
) -> UUID:
    """Keep a search under a name and return its key; my search of that name takes the new words.

    Without an owner it belongs to everybody. Raises RefusedValueError.
    """
    typed = rows.checked_whole(FilterFields, {"name": name, "query": query})
    owner = col(SavedFilter.owner_id)
    same = select(SavedFilter).where(
        SavedFilter.page == page,
        SavedFilter.name == typed["name"],
        owner.is_(None) if owner_id is None else owner == owner_id,
    )
    known = session.exec(same).first()
    if known is None:
        return rows.add(session, SavedFilter, page=page, owner_id=owner_id, **typed).id
    rows.change(known, typed)
    return known.id


def edit(session: Session, filter_id: UUID, changes: Mapping[str, Any]) -> list[str]:
    """Store a new name or new words and return what changed. Raises RefusedValueError."""
    _, changed = rows.save(session, SavedFilter, filter_id, changes, shape=FilterFields)
    return changed


def remove(session: Session, filter_id: UUID) -> None:
    """Let a search go."""
    rows.remove(rows.find(session, SavedFilter, filter_id))

"""Keeps what staff write down about a case or a company."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import Field, SQLModel, col, or_, select

from db.tables import Case, Company, Note, Staff
from desktop.services import rows

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlmodel import Session

__all__ = ["NoteRow", "add", "edit", "list_notes", "remove"]


class NoteFields(SQLModel):
    """What is typed in about a note."""

    text: str = Field(max_length=8000, min_length=1)


@dataclass(frozen=True)
class NoteRow:
    """One note, who wrote it and when."""

    id: UUID
    text: str
    by: str | None
    at: datetime
    case_id: UUID | None


def add(
    session: Session,
    text: str,
    *,
    case_id: UUID | None = None,
    company_id: UUID | None = None,
) -> UUID:
    """Write a note down for a case, or for a company as such, and return its key."""
    if (case_id is None) == (company_id is None):
        raise TypeError("a note belongs to one case or one company")
    if company_id is not None:
        rows.find(session, Company, company_id)
    words = rows.checked_whole(NoteFields, {"text": text})
    note = rows.add(
        session, Note, words, case_id=case_id, company_id=company_id, by=rows.person(session)
    )
    return note.id


def edit(session: Session, note_id: UUID, text: str, *, expected: str | None = None) -> list[str]:
    """Store a new text and return what changed. Raises StaleRecordError over somebody's newer."""
    seen = None if expected is None else {"text": expected}
    _, changed = rows.save(session, Note, note_id, {"text": text}, expected=seen, shape=NoteFields)
    return changed


def remove(session: Session, note_id: UUID) -> None:
    """Hide a note."""
    rows.remove(rows.find(session, Note, note_id))


def list_notes(
    session: Session, *, case_id: UUID | None = None, company_id: UUID | None = None
) -> list[NoteRow]:
    """Return the notes of a case, or of a company and all its cases, the newest first."""
    statement = select(Note).order_by(col(Note.created_at).desc(), col(Note.id).desc())
    if company_id is not None:
        cases = select(Case.id).where(Case.company_id == company_id)
        of_company = Note.company_id == company_id
        statement = statement.where(or_(of_company, col(Note.case_id).in_(cases)))
    else:
        statement = statement.where(Note.case_id == case_id)
    names = dict(
        session.exec(select(Staff.id, Staff.name).execution_options(with_deleted=True)).all()
    )
    return [
        rows.shown(NoteRow, note, by=names.get(note.by) if note.by else None, at=note.created_at)
        for note in session.exec(statement)
    ]

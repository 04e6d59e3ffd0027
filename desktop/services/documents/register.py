"""Searches the register of all documents that were made, and fills samples of their forms."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, or_, select

from db.base import now
from desktop.services.documents import catalog, fields
from desktop.services.search.asking import case, company, key_of, live, table
from desktop.services.search.found import Found, Ids
from desktop.services.search.matching import name_matches, text_matches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlmodel import Session

    from db.words import DocumentKind

__all__ = ["RegisterRow", "RegisterSort", "find", "rows", "write_sample"]

MOST_ROWS = 500  # a page


class RegisterSort(StrEnum):
    """What the register can be put in order by."""

    MADE_AT = "made_at"
    NUMBER = "number"
    TITLE = "title"
    COMPANY = "company"
    CASE = "case"
    MADE_BY = "made_by"
    VERSION = "version"


@dataclass(frozen=True)
class RegisterRow:
    """One document as it was issued."""

    id: UUID
    kind: DocumentKind
    number: str
    title: str
    case_id: UUID
    case_number: str
    company: str
    file_name: str
    file_sha256: str
    template_version: str
    made_at: datetime
    made_by: str


def find(
    session: Session,
    text: str = "",
    *,
    sort: RegisterSort = RegisterSort.MADE_AT,
    descending: bool = True,
) -> Found:
    """Return the keys of the documents in which every typed word occurs, in order.

    A word is looked for in number, title, file, case number, company and maker.
    """
    document, staff = table("document"), table("staff")
    statement = (
        select(key_of(document))
        .join_from(document, case, case.c.id == document.c.case_id)
        .join(company, company.c.id == case.c.company_id)
        .outerjoin(staff, staff.c.id == document.c.made_by)
        .where(live(document), *(_says(word) for word in text.split()))
    )
    orders: dict[RegisterSort, ColumnElement[Any]] = {
        RegisterSort.MADE_AT: document.c.made_at,
        RegisterSort.NUMBER: document.c.number,
        RegisterSort.TITLE: document.c.title,
        RegisterSort.COMPANY: company.c.name_key,
        RegisterSort.CASE: case.c.number,
        RegisterSort.MADE_BY: func.nullif(staff.c.name, ""),
        RegisterSort.VERSION: document.c.template_version,
    }
    by = orders[sort]
    ordered = by.desc().nulls_last() if descending else by.asc().nulls_last()
    found = session.execute(statement.order_by(ordered, document.c.id.desc()))
    ids = Ids(found.scalars().all())
    return Found(ids, len(ids))


def _says(word: str) -> ColumnElement[bool]:
    document, staff = table("document"), table("staff")
    return or_(
        text_matches(
            word,
            document.c.number,
            document.c.title,
            document.c.file_name,
            case.c.number,
            staff.c.name,
        ),
        name_matches(word, company.c.name_key, company.c.name_initials),
    )


def rows(session: Session, ids: Sequence[UUID]) -> list[RegisterRow]:
    """Return the lines of a page of at most MOST_ROWS documents, in the order of `ids`."""
    document, staff = table("document"), table("staff")
    wanted = list(ids[:MOST_ROWS])
    own = (
        "id", "kind", "number", "title", "case_id", "file_name", "file_sha256",
        "template_version", "made_at",
    )  # fmt: skip
    statement = (
        select(
            *(document.c[name] for name in own),
            case.c.number.label("case_number"),
            company.c.name.label("company"),
            func.coalesce(staff.c.name, "").label("made_by"),
        )
        .join_from(document, case, case.c.id == document.c.case_id)
        .join(company, company.c.id == case.c.company_id)
        .outerjoin(staff, staff.c.id == document.c.made_by)
        .where(live(document), document.c.id.in_(wanted))
    )
    found = {row.id: RegisterRow(**row._asdict()) for row in session.execute(statement)}
    return [found[key] for key in wanted if key in found]


def write_sample(kind: DocumentKind, folder: Path | None = None) -> Path:
    """Fill a form with invented values and return the file, in a folder of its own if none is said.

    Raises what `docx_writer.fill` raises.
    """
    from desktop.services.documents import docx_writer

    document = catalog.find(kind)
    content = docx_writer.fill(
        catalog.template_bytes(kind),
        fields.sample(document),
        made_at=now(),
        title=document.title,
    )
    into = folder or Path(tempfile.mkdtemp(prefix="ieum-sample-"))
    path = into / f"견본 {document.title}.docx"
    path.write_bytes(content)
    return path

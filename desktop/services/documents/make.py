"""Makes the documents of a case and keeps the register of those that were made."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.base import now
from db.errors import DiskFullError, WorkspaceReadOnlyError
from db.tables import Case, Company, Document, Staff
from desktop.services import rows
from desktop.services.documents import catalog, fields
from desktop.services.documents.gather import gather
from desktop.services.errors import FieldsMissingError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlmodel import Session

    from db.words import DocumentKind
    from desktop.services.documents.catalog import DocumentTemplate

__all__ = ["DocumentMade", "DocumentRow", "list_made", "make", "missing", "path_of"]

_NO_SPACE = 28  # errno.ENOSPC; Windows reports the same number
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_LONGEST_NAME = 120
_MASKED = frozenset({"지급.계좌번호"})  # account numbers are not kept in the clear (domain 8)
_DIGITS_KEPT = 4
_NO_SIGNER = "협약.당사자.대표자"
_PARTY_GROUPS = ("센터", "기업", "공급기업", "주관기관")  # in the order in which they sign


@dataclass(frozen=True)
class DocumentMade:
    """A document that was just written."""

    id: UUID
    path: Path
    number: str
    kind: DocumentKind


@dataclass(frozen=True)
class DocumentRow:
    """One line of the register."""

    id: UUID
    kind: DocumentKind
    number: str
    title: str
    file_name: str
    template_version: str
    made_by: str | None
    made_at: datetime


def missing(
    session: Session,
    case_id: UUID,
    kind: DocumentKind,
    *,
    today: date | None = None,
    about: UUID | None = None,
    given: Mapping[str, Any] | None = None,
) -> list[str]:
    """Return the dotted names of the values that a document still needs, before it is made."""
    document = catalog.find(kind)
    number = _next_number(session, rows.find(session, Case, case_id), today or date.today())
    values = gather(
        session, case_id, kind, number=number, today=today or date.today(), about=about, given=given
    )
    return _missing(document, values)


def make(
    session: Session,
    folder: Path,
    case_id: UUID,
    kind: DocumentKind,
    *,
    made_by: UUID | None = None,
    today: date | None = None,
    about: UUID | None = None,
    given: Mapping[str, Any] | None = None,
) -> DocumentMade:
    """Write a document into `folder`, note it in the register, and return where it lies.

    about, given: as for `gather`. The file is written last, beside its final name, and an older
    file of the same name is never written over. Raises FieldsMissingError before anything is
    written, and the failures of `docx_writer.fill`.
    """
    from desktop.services.documents import docx_writer

    day, moment = today or date.today(), now()
    document = catalog.find(kind)
    case = rows.find(session, Case, case_id)
    number = _next_number(session, case, day)
    values = gather(session, case_id, kind, number=number, today=day, about=about, given=given)
    lacking = _missing(document, values)
    if lacking:
        raise FieldsMissingError(kind=kind, fields=lacking)
    printed = fields.prepared(document, values)
    content = docx_writer.fill(
        catalog.template_bytes(kind), printed, made_at=moment, title=document.title
    )
    company = rows.find(session, Company, case.company_id)
    path = _free_path(folder, f"{number} {document.title} {company.name}")
    made = rows.add(
        session,
        Document,
        case_id=case_id,
        kind=kind,
        number=number,
        title=document.title,
        template_version=document.version,
        template_sha256=catalog.template_sha256(kind),
        file_name=path.name,
        file_sha256=hashlib.sha256(content).hexdigest(),
        values=_kept(printed),
        made_by=made_by or rows.person(session),
        made_at=moment,
    )
    _write(path, content)
    return DocumentMade(made.id, path, number, kind)


def list_made(session: Session, case_id: UUID) -> list[DocumentRow]:
    """Return the documents that were made for a case, the newest first."""
    names = dict(
        session.exec(select(Staff.id, Staff.name).execution_options(with_deleted=True)).all()
    )
    statement = select(Document).where(Document.case_id == case_id)
    return [
        rows.shown(DocumentRow, made, made_by=names.get(made.made_by) if made.made_by else None)
        for made in session.exec(statement.order_by(col(Document.id).desc()))
    ]


def path_of(session: Session, folder: Path, document_id: UUID) -> Path | None:
    """Return where a document lies, None where somebody moved or deleted the file."""
    path = folder / rows.find(session, Document, document_id).file_name
    return path if path.is_file() else None


def _missing(document: DocumentTemplate, values: Mapping[str, Any]) -> list[str]:
    """Name what is missing; of the parties of an agreement, whose representative."""
    found = fields.missing(document, values)
    if _NO_SIGNER not in found:
        return found
    groups = [group for group in _PARTY_GROUPS if values.get(group, {}).get("이름")]
    named = [f"{group}.대표자" for group in groups if not values[group].get("대표자")]
    rest = [name for name in found if name != _NO_SIGNER and name not in named]
    return [*rest, *(named or [_NO_SIGNER])]


def _next_number(session: Session, case: Case, today: date) -> str:
    """Return the number after the highest one of a centre and year: `GN-2026-0042`."""
    head = f"{case.centre}-{today.year}-"
    statement = select(Document.number).where(
        col(Document.number).startswith(head, autoescape=True)
    )
    numbers = session.exec(statement.execution_options(with_deleted=True))
    tails = [number.removeprefix(head) for number in numbers]
    highest = max((int(tail) for tail in tails if tail.isdecimal()), default=0)
    return f"{head}{highest + 1:04d}"


def _free_path(folder: Path, name: str) -> Path:
    """Return a path in `folder` that nothing has yet, with a name that every system takes."""
    stem = _UNSAFE.sub(" ", name).strip(" .")[:_LONGEST_NAME].rstrip(" .")
    path, count = folder / f"{stem}.docx", 1
    while path.exists():
        count += 1
        path = folder / f"{stem} ({count}).docx"
    return path


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".making-", dir=path.parent)
        waiting = Path(temporary)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            waiting.chmod(0o644)  # a temporary file is its maker's alone
            waiting.replace(path)
        finally:
            waiting.unlink(missing_ok=True)
    except OSError as error:
        full = error.errno == _NO_SPACE
        raise (DiskFullError if full else WorkspaceReadOnlyError)(path=path.parent) from error


def _kept(values: Any, name: str = "") -> Any:
    """Return the printed values as the register keeps them: JSON, account numbers masked."""
    if isinstance(values, dict):
        return {key: _kept(value, f"{name}.{key}".lstrip(".")) for key, value in values.items()}
    if isinstance(values, list):
        return [_kept(value, name) for value in values]
    if isinstance(values, date):
        return values.isoformat()
    if name in _MASKED and isinstance(values, str):
        return "*" * max(0, len(values) - _DIGITS_KEPT) + values[-_DIGITS_KEPT:]
    return values

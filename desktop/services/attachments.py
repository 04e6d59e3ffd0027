"""Keeps files beside the database by the digest of their bytes, so that equal ones are kept once.

The bytes are on the disk before the row is: a crash between the two leaves bytes that nobody
names, never a row without bytes.
"""

from __future__ import annotations

import errno
import hashlib
import mimetypes
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from sqlmodel import col, or_, select

from db.errors import DiskFullError, RefusedValueError, WorkspaceReadOnlyError
from db.tables import Attachment, Case, Company, Paper
from db.words import PaperState
from desktop.services import deadlines, rows
from desktop.services.errors import (
    FileChangedError,
    FileMissingError,
    FileTooLargeError,
    FileUnreadableError,
)

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlmodel import Session

__all__ = [
    "LARGEST_FILE",
    "LARGE_FILE",
    "AttachmentRow",
    "StoredFile",
    "add",
    "list_attachments",
    "path_of",
    "remove",
    "store",
    "store_bytes",
]

LARGEST_FILE = 200 * 1024 * 1024
LARGE_FILE = 20 * 1024 * 1024  # the official system takes no larger file (domain 1.5)
_CHUNK = 1024 * 1024
_LONGEST_NAME = 255


@dataclass(frozen=True)
class StoredFile:
    """Bytes that lie in the store; `is_large` warns that the official system won't take them."""

    name: str
    media_type: str
    size: int
    sha256: str

    @property
    def is_large(self) -> bool:
        """Return whether the file is over 20 MB."""
        return self.size > LARGE_FILE


@dataclass(frozen=True)
class AttachmentRow:
    """One file of a case or company."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    note: str
    added_at: datetime
    case_id: UUID | None
    company_id: UUID | None


def store(blobs: Path, file: Path) -> StoredFile:
    """Copy the bytes of `file` into the store; needs no database, so it may take its time.

    Raises FileUnreadableError, FileTooLargeError, DiskFullError, WorkspaceReadOnlyError.
    """
    try:
        source = file.open("rb")
        size = file.stat().st_size
    except OSError as error:
        raise FileUnreadableError(path=file) from error
    with source:
        if size > LARGEST_FILE:
            raise FileTooLargeError(path=file, size=size, limit=LARGEST_FILE)
        return _stored(blobs, source, file)


def store_bytes(blobs: Path, source: BinaryIO, name: str) -> StoredFile:
    """Copy bytes that come from somewhere else, such as an archive, into the store.

    Raises FileTooLargeError, DiskFullError, WorkspaceReadOnlyError.
    """
    return _stored(blobs, source, Path(name))


def _stored(blobs: Path, source: BinaryIO, file: Path) -> StoredFile:
    try:
        digest, size = _keep(blobs, source, file)
    except OSError as error:
        full = error.errno == errno.ENOSPC
        raise (DiskFullError if full else WorkspaceReadOnlyError)(path=blobs) from error
    media_type = mimetypes.guess_type(file.name)[0] or ""
    return StoredFile(_short_name(file.name), media_type, size, digest)


def add(
    session: Session,
    blobs: Path,
    file: Path | StoredFile,
    *,
    case_id: UUID | None = None,
    company_id: UUID | None = None,
    paper_id: UUID | None = None,
    note: str = "",
) -> UUID:
    """Attach a file to a case or a company, and to a required paper of the case; return its key.

    file: a path, or what `store` gave back for it, so that a large copy holds no transaction.
    """
    if (case_id is None) == (company_id is None):
        raise TypeError("a file belongs to one case or one company")
    if company_id is not None:
        rows.find(session, Company, company_id)
    stored = store(blobs, file) if isinstance(file, Path) else file
    attachment = rows.add(
        session,
        Attachment,
        case_id=case_id,
        company_id=company_id,
        name=stored.name,
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        note=note,
    )
    if paper_id is not None:
        paper = rows.find(session, Paper, paper_id)
        paper.attachment_id = attachment.id
        if paper.case_id != case_id:
            raise RefusedValueError(
                table="paper", field="attachment_id", value=paper_id, limit="other_case"
            )
        if paper.state in (PaperState.MISSING, PaperState.RETURNED):
            paper.state = PaperState.RECEIVED
            deadlines.refresh(session, paper.case_id)
    return attachment.id


def remove(session: Session, attachment_id: UUID) -> None:
    """Take a file off; its bytes stay, because undo brings the file back."""
    rows.remove(rows.find(session, Attachment, attachment_id))
    for paper in session.exec(select(Paper).where(Paper.attachment_id == attachment_id)):
        paper.attachment_id = None


def path_of(session: Session, blobs: Path, attachment_id: UUID) -> Path:
    """Return where the bytes lie. Raises FileMissingError, FileChangedError."""
    attachment = rows.find(session, Attachment, attachment_id)
    path = place_of(blobs, attachment.sha256)
    facts = {"name": attachment.name, "sha256": attachment.sha256}
    if not path.is_file():
        raise FileMissingError(**facts)
    if path.stat().st_size != attachment.size:
        raise FileChangedError(**facts)
    return path


def place_of(blobs: Path, sha256: str) -> Path:
    """Return the path of the bytes with this digest; folders by its first two digits."""
    return blobs / sha256[:2] / sha256


def list_attachments(
    session: Session, *, case_id: UUID | None = None, company_id: UUID | None = None
) -> list[AttachmentRow]:
    """Return the files of a case, or of a company and all its cases, the newest first."""
    statement = select(Attachment).order_by(
        col(Attachment.created_at).desc(), col(Attachment.id).desc()
    )
    if company_id is not None:
        cases = select(Case.id).where(Case.company_id == company_id)
        of_company = Attachment.company_id == company_id
        statement = statement.where(or_(of_company, col(Attachment.case_id).in_(cases)))
    else:
        statement = statement.where(Attachment.case_id == case_id)
    return [
        rows.shown(AttachmentRow, attachment, added_at=attachment.created_at)
        for attachment in session.exec(statement)
    ]


def _keep(blobs: Path, source: BinaryIO, file: Path) -> tuple[str, int]:
    """Write the bytes beside their final place, make them last, then rename."""
    blobs.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix="incoming-", dir=blobs)
    waiting = Path(temporary)
    try:
        with os.fdopen(handle, "wb") as target:
            digest, size = _copy(source, target, file)
            target.flush()
            os.fsync(target.fileno())
        place = place_of(blobs, digest)
        if not place.is_file() or place.stat().st_size != size:
            place.parent.mkdir(exist_ok=True)
            waiting.replace(place)
            _sync_folder(place.parent)
    finally:
        waiting.unlink(missing_ok=True)
    return digest, size


def _copy(source: BinaryIO, target: BinaryIO, file: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := _read(source, file):
        size += len(chunk)
        if size > LARGEST_FILE:  # it grew while it was read
            raise FileTooLargeError(path=file, size=size, limit=LARGEST_FILE)
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest(), size


def _read(source: BinaryIO, file: Path) -> bytes:
    try:
        return source.read(_CHUNK)
    except OSError as error:
        raise FileUnreadableError(path=file) from error


def _sync_folder(folder: Path) -> None:
    """Make the new name itself last; Windows has no such call and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _short_name(name: str) -> str:
    """Return the name, its middle cut out where it is too long, so that the ending stays."""
    if len(name) <= _LONGEST_NAME:
        return name
    ending = Path(name).suffix[:20]
    return name[: _LONGEST_NAME - len(ending)] + ending

"""Reads the register of files carried out and in (반출입 대장)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, select

from db.tables import Staff, SyncFile

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlmodel import Session

    from db.words import Carrier, FileKind


@dataclass(frozen=True)
class FileLine:
    """One file that left or came; first, last: turns in a batch, hub numbers in a feed.

    failed: name of the failure where it was refused, else empty. size: bytes.
    """

    id: UUID
    out: bool
    carrier: Carrier
    kind: FileKind
    name: str
    sha256: str
    size: int
    first: int
    last: int
    other_side: str
    person: str
    note: str
    at: datetime
    confirmed_at: datetime | None
    failed: str


def list_files(session: Session, *, limit: int | None = None, offset: int = 0) -> list[FileLine]:
    """Return the lines of the register, the newest first."""
    wanted = (
        select(SyncFile, col(Staff.name))
        .join(Staff, col(Staff.id) == col(SyncFile.person), isouter=True)
        .order_by(col(SyncFile.at).desc(), col(SyncFile.id).desc())
        .limit(limit)
        .offset(offset)
        .execution_options(with_deleted=True)
    )
    return [
        FileLine(**one.model_dump(exclude={"person"}), person=name or "")
        for one, name in session.exec(wanted)
    ]

"""Finds attachments whose row has come and whose bytes have not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, select

from db.tables import Attachment
from desktop.services.attachments import place_of

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from sqlmodel import Session


@dataclass(frozen=True)
class Absent:
    """An attachment without its bytes; size: bytes."""

    id: UUID
    name: str
    size: int
    case_id: UUID | None
    company_id: UUID | None


def absent_files(session: Session, blobs: Path) -> list[Absent]:
    """Return what has still to be fetched, the newest first; looks at the disk once per file."""
    found = session.exec(select(Attachment).order_by(col(Attachment.id).desc()))
    return [
        Absent(one.id, one.name, one.size, one.case_id, one.company_id)
        for one in found
        if not place_of(blobs, one.sha256).is_file()
    ]

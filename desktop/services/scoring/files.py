"""Hands out the files of a case to whoever may judge it, and to nobody else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from db.tables import Attachment, EvaluationRound
from desktop.services import attachments, rows
from desktop.services.scoring import barred, blind
from desktop.services.scoring.errors import ScoringRefusedError

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.attachments import AttachmentRow
    from desktop.services.scoring.barred import Reader

__all__ = ["is_blind", "list_files", "open_file"]


def list_files(
    session: Session, round_id: UUID, case_id: UUID, *, reader: Reader
) -> list[AttachmentRow]:
    """Return the files of a case, their names hidden where the round is blind.

    Raises BarredError, NotAssignedError.
    """
    barred.admit(session, reader, case_id)
    found = attachments.list_attachments(session, case_id=case_id)
    if not is_blind(session, round_id, reader):
        return found
    secrets = blind.secrets_of(session, case_id)
    return [
        replace(
            one,
            name=blind.hide_file_name(one.name, secrets),
            note=blind.hide(one.note, secrets),
            company_id=None,
        )
        for one in found
    ]


def open_file(
    session: Session, blobs: Path, round_id: UUID, attachment_id: UUID, *, reader: Reader
) -> tuple[Path, str]:
    """Return where the bytes of a file lie, and the name under which it may be opened.

    Raises BarredError, NotAssignedError, FileMissingError, FileChangedError; ScoringRefusedError:
    other_case, for a file that belongs to no case.
    """
    attachment = rows.find(session, Attachment, attachment_id)
    if attachment.case_id is None:
        raise ScoringRefusedError(code="other_case")
    barred.admit(session, reader, attachment.case_id)
    path = attachments.path_of(session, blobs, attachment_id)
    if not is_blind(session, round_id, reader):
        return path, attachment.name
    secrets = blind.secrets_of(session, attachment.case_id)
    return path, blind.hide_file_name(attachment.name, secrets)


def is_blind(session: Session, round_id: UUID, reader: Reader) -> bool:
    """Return whether this reader may not know whose cases these are."""
    return not reader.staff and rows.find(session, EvaluationRound, round_id).blind

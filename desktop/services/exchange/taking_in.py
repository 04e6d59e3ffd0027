"""Takes a sheet in, all of it or nothing, as one change that can be undone."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from db.tables.exchange import ImportRun
from db.words import Action, ImportKind
from desktop.services import rows as records
from desktop.services.exchange.memory import many_objects
from desktop.services.exchange.taken_in import TakenIn
from desktop.services.exchange.taking_applicants import take_applicants
from desktop.services.exchange.taking_companies import take_companies
from desktop.services.exchange.taking_values import take_values

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.exchange.planning import PlannedRow
    from desktop.services.exchange.taken_in import Told
    from desktop.services.workspace import Workspace, Written

__all__ = ["TakenIn", "take_in"]


def take_in(
    workspace: Workspace,
    planned: Sequence[PlannedRow],
    kind: ImportKind,
    *,
    file: Path,
    sender: str = "",
    refused: int = 0,
    announcement_id: UUID | None = None,
    told: Told | None = None,
) -> Written[TakenIn]:
    """Keep the planned rows in one transaction and return what that did.

    told: hears how many rows of how many are done, and may raise to stop; then nothing is kept.
    """
    digest = _digest(file)

    def work(session: Session) -> TakenIn:
        match kind:
            case ImportKind.APPLICANTS:
                taken = take_applicants(
                    session, planned, announcement_id=announcement_id, told=told
                )
            case ImportKind.COMPANIES:
                taken = take_companies(session, planned, told=told)
            case ImportKind.KPI_VALUES:
                taken = take_values(session, planned, told=told)
        if taken.rows:
            records.add(
                session,
                ImportRun,
                kind=kind,
                file_name=file.name,
                file_sha256=digest,
                sender=sender,
                rows_read=len(planned) + refused,
                rows_applied=taken.rows,
                rows_refused=refused,
            )
        return taken

    with many_objects():
        return workspace.write(work, action=Action.IMPORT, kind=kind.value, rows=len(planned))


def _digest(file: Path) -> str:
    """Return the digest of the file, nothing if it was moved away while somebody decided."""
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return ""

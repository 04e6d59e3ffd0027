"""Takes a planned ZIP in: the bytes first, then all lines that name them, as one change."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.words import Action
from desktop.services import attachments
from desktop.services.applications.folders.archive import opened
from desktop.services.applications.folders.plan import FileState
from desktop.services.applications.paper_files import USUAL_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from sqlmodel import Session

    from desktop.services.applications.folders.plan import Plan, PlannedFile, PlannedFolder, Told
    from desktop.services.attachments import StoredFile
    from desktop.services.workspace import Workspace, Written


@dataclass(frozen=True)
class TakenFolders:
    """What a ZIP brought."""

    cases: int
    papers: int
    attachments: int


def take_in(
    workspace: Workspace, plan: Plan, *, told: Told = lambda _done, _of: None
) -> Written[TakenFolders]:
    """Keep the planned files in one transaction and return what that did.

    told: hears how many files of how many are kept, and may raise to stop; then nothing is named.
    Raises ArchiveRefusedError where the ZIP is another one by now.
    """
    wanted = [(folder, file) for folder in plan.folders for file in folder.filed]
    kept: list[tuple[PlannedFolder, PlannedFile, StoredFile]] = []
    with opened(plan.path) as reader:
        for done, (folder, file) in enumerate(wanted):
            told(done, len(wanted))
            content = reader.content(file.part, limit=USUAL_BYTES)
            stored = attachments.store_bytes(workspace.blobs, io.BytesIO(content), file.part.name)
            kept.append((folder, file, stored))
    told(len(wanted), len(wanted))
    return workspace.write(
        lambda session: _name(session, workspace.blobs, kept),
        action=Action.PAPERS_TAKE_IN,
        files=len(wanted),
    )


def _name(
    session: Session, blobs: Path, kept: list[tuple[PlannedFolder, PlannedFile, StoredFile]]
) -> TakenFolders:
    """Write the lines of all files."""
    filed = 0
    for folder, file, stored in kept:
        assert folder.case is not None
        is_paper = file.state is FileState.PAPER and file.paper is not None
        attachments.add(
            session,
            blobs,
            stored,
            case_id=folder.case.case_id,
            paper_id=file.paper.id if is_paper and file.paper is not None else None,
        )
        filed += is_paper
    cases = {folder.case.case_id for folder, _, _ in kept if folder.case is not None}
    return TakenFolders(len(cases), filed, len(kept) - filed)

"""Begins on a new laptop with everything that the hub knows."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import select

from db.errors import DeskError
from db.tables import Staff, SyncSelf
from db.words import Action
from desktop.services import staff
from desktop.services.sync import enrolling, meeting
from desktop.services.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from sqlmodel import Session


@dataclass(frozen=True)
class Joined:
    """A workspace that belongs to the hub; `failure` where not everything has come yet.

    The code is spent by then, so the workspace is kept: the next sync goes on where this ended.
    """

    workspace: Workspace
    failure: DeskError | None


def join(
    folder: Path,
    *,
    url: str,
    code: str,
    label: str,
    person: str,
    progress: Callable[[int, int], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Joined:
    """Make a workspace in `folder`, enrol it, and bring in all that the hub knows.

    person: who works here; found among the staff by the name, else added. Raises what `enrol`
    raises; then nothing is left.
    """
    workspace = Workspace.create(folder)
    try:
        enrolling.enrol(workspace, url, code, label=label)
    except BaseException:
        workspace.close()
        shutil.rmtree(folder, ignore_errors=True)
        raise
    failure = None
    try:
        meeting.meet_hub(workspace, progress=progress, cancelled=cancelled)
    except DeskError as error:
        failure = error
    workspace.centre = workspace.read(_centre)
    if failure is None:
        workspace.person = workspace.write(
            lambda session: _person(session, person), action=Action.STAFF_EDIT
        ).value
    return Joined(workspace, failure)


def _centre(session: Session) -> str:
    known = session.get(SyncSelf, 1)
    return "" if known is None else known.centre


def _person(session: Session, name: str) -> UUID:
    found = session.exec(select(Staff.id).where(Staff.name == name, Staff.active)).first()
    return found or staff.add(session, {"name": name})

"""Takes changes back and does them again; each step is itself a change in the journal.

The journal is the stack: it survives a restart, has any depth, and a step back never erases
anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from db.errors import NotFoundError, NothingToUndoError
from db.words import Action
from desktop.services.history import inverse, reopening
from desktop.services.history.changes import (
    LASTING,
    TRANSACTIONS,
    Change,
    change_of,
    next_redo,
    next_undo,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from db.header import Header
    from desktop.services.workspace import Workspace, Written


def undo(workspace: Workspace) -> Written[Change]:
    """Take back the newest change that still stands, and return it.

    Raises NothingToUndoError when there is none, CannotUndoError when somebody built on it.
    """
    workspace.lay_journal()
    return workspace.write(lambda session: _step(session, next_undo, "undo"), action=Action.UNDO)


def redo(workspace: Workspace) -> Written[Change]:
    """Do the change again that was taken back last, and return its undo.

    Raises NothingToUndoError when there is none or a new change came after it.
    """
    workspace.lay_journal()
    return workspace.write(lambda session: _step(session, next_redo, "redo"), action=Action.REDO)


def undo_transaction(workspace: Workspace, change_id: int) -> Written[Change]:
    """Take back one change out of the past, and return it; an undo taken back is a redo.

    Raises NotFoundError, NothingToUndoError when it no longer stands or ships with the program,
    CannotUndoError when somebody built on it.
    """
    workspace.lay_journal()
    return workspace.write(lambda session: _one(session, change_id), action=Action.UNDO)


def _step(session: Session, find: Callable[[Session], Change | None], direction: str) -> Change:
    change = find(session)
    if change is None:
        raise NothingToUndoError(direction=direction)
    return _take_back(session, change)


def _one(session: Session, change_id: int) -> Change:
    change = change_of(session, change_id)
    if change is not None and change.action is Action.REDO and not change.undone:
        change = _first_of(session, change)
    if change is None:
        raise NotFoundError(table="journal_transaction", id=change_id)
    if change.undone or change.action.value in LASTING:
        raise NothingToUndoError(direction="undo")
    return _take_back(session, change)


def _first_of(session: Session, change: Change) -> Change | None:
    """Return the change that a redo did again; it is that one that stands now."""
    undone = change_of(session, change.undoes or 0)
    return undone and change_of(session, undone.undoes or 0)


def _take_back(session: Session, change: Change) -> Change:
    header: Header = session.info["change"]
    header.undoes = change.id
    if change.action is Action.UNDO:
        header.action = Action.REDO
        header.facts = dict(change.facts)
    else:
        header.facts = {"action": change.action.value, "facts": dict(change.facts)}
    inverse.take_back(session, change.id)
    reopening.follow(session, change.id, by=header.id)
    _mark(session, change.id, header.id)
    if change.action is Action.UNDO and change.undoes is not None:
        _mark(session, change.undoes, None)
    return change


def _mark(session: Session, change_id: int, undone_by: int | None) -> None:
    t = TRANSACTIONS.c
    if session.scalar(select(t.id).where(t.id == change_id)) is not None:
        session.execute(update(TRANSACTIONS).where(t.id == change_id).values(undone_by=undone_by))

"""The failures of backups and checks that people can expect."""

from __future__ import annotations

from db.errors import DeskError


class StoppedError(DeskError):
    """Somebody stopped a long work; nothing of it was kept. No facts."""


class FolderNotEmptyError(DeskError):
    """A backup can't be restored where other files lie. Facts: path."""

"""The failures of backups and checks that people can expect."""

from __future__ import annotations

from db.errors import DeskError


class StoppedError(DeskError):
    """Somebody stopped a long work; nothing of it was kept. No facts."""


class FolderNotEmptyError(DeskError):
    """A backup can't be restored where other files lie. Facts: path."""


class AuditBrokenError(DeskError):
    """A file for an auditor is not what was signed.

    Facts: path, why (unreadable, newer, signature, part, altered, cut, count), change (its number,
    or None).
    """

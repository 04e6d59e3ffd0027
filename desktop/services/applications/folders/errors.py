"""The ways in which a ZIP of folders can fail, as types that carry facts."""

from __future__ import annotations

from db.errors import DeskError


class ArchiveRefusedError(DeskError):
    """A ZIP is not taken in, and nothing of it is kept.

    Facts: path, code, part (the name inside it, or nothing), size, limit (bytes or a count).
    Codes: not_zip, broken, password, path (a name that leaves the ZIP), size, inflates, many,
    empty, changed (it is another file now than the one that was looked at).
    """

"""The failures that people can expect, as types with facts; their sentences stand in the views."""

from __future__ import annotations


class DeskError(Exception):
    """A failure that a person can understand and act on.

    Facts are given by keyword and become attributes: `TooNewError(found="9", known="3").found`.
    """

    def __init__(self, **facts: object) -> None:
        super().__init__(", ".join(f"{name}={value!r}" for name, value in facts.items()))
        self.facts = facts

    def __getattr__(self, name: str) -> object:
        """Return the fact called `name`; lets a sentence read `error.path`."""
        try:
            return self.__dict__["facts"][name]
        except KeyError:
            raise AttributeError(name) from None


class WorkspaceMissingError(DeskError):
    """The folder of the database is not there or not a workspace. Facts: path."""


class WorkspaceBrokenError(DeskError):
    """The database file is damaged or not a database. Facts: path."""


class WorkspaceTooNewError(DeskError):
    """A newer program wrote this database. Facts: path, found, known."""


class WorkspaceReadOnlyError(DeskError):
    """The database or its folder can't be written. Facts: path."""


class WorkspaceBusyError(DeskError):
    """Another program holds the database too long. Facts: path."""


class DiskFullError(DeskError):
    """No room is left where the database lies. Facts: path."""


class NotFoundError(DeskError):
    """The thing that was asked for is not there (any more). Facts: table, id."""


class StaleRecordError(DeskError):
    """Somebody else, or another window, saved this record first.

    Facts: table, id, fields (list of names), who, when.
    """


class RefusedValueError(DeskError):
    """A value breaks a limit of its field. Facts: table, field, value, limit."""


class CannotUndoError(DeskError):
    """Somebody has built on the change, so it can't be taken back alone.

    Facts: transaction, table, row, field, who, when.
    """


class NothingToUndoError(DeskError):
    """There is no change left to take back, or to do again. Facts: direction."""


class SnapshotBrokenError(DeskError):
    """A backup file is damaged or no backup. Facts: path."""

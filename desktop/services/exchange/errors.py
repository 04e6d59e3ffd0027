"""The ways in which a file can fail to be a readable sheet, as types that carry facts."""

from __future__ import annotations

from db.errors import DeskError


class SheetError(DeskError):
    """A file can't be taken in; only its children are raised. Facts: path."""


class SheetFileMissingError(SheetError):
    """There is no such file (any more). Facts: path."""


class SheetUnreadableError(SheetError):
    """The file may not be opened. Facts: path, reason (permission, locked, folder, device)."""


class SheetEmptyError(SheetError):
    """The file, or every sheet in it, holds nothing. Facts: path."""


class SheetTooLargeError(SheetError):
    """The file is larger than a sheet can sensibly be. Facts: path, size, limit (bytes)."""


class SheetTooLongError(SheetError):
    """The sheet has more rows or columns than can be taken in at once.

    Facts: path, rows, columns (counted as far as the limit), row_limit, column_limit.
    """


class SheetInflatesError(SheetError):
    """The file is small but unpacks to far more than a sheet needs. Facts: path, size, limit."""


class SheetProtectedError(SheetError):
    """A password or document security locks the file. Facts: path, how (password, drm)."""


class SheetBrokenError(SheetError):
    """The file is cut off or damaged. Facts: path, detail (a code for the log)."""


class NotASheetError(SheetError):
    """The content is something else. Facts: path, found (a code such as pdf, hwp), extension."""


class SheetTextError(SheetError):
    """The text is in no known encoding. Facts: path, tried (list of encodings)."""


class SheetMissingError(SheetError):
    """The workbook has no sheet of that name. Facts: path, sheet, sheets (list of names)."""


class SheetCancelledError(SheetError):
    """The person stopped the reading. Facts: path."""

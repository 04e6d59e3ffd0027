"""What can be wrong with a template or a value, as codes and the place where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ComplaintCode(StrEnum):
    """Why a template can't be used as it is."""

    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_FILTER = "unknown_filter"
    NOT_ROWS = "not_rows"
    """A loop runs over a field that holds one value."""
    ROWS_PRINTED = "rows_printed"
    """A field with many rows, or a whole group, is printed without a loop."""
    OUTSIDE_LOOP = "outside_loop"
    """A column of a row stands outside the loop over its rows."""
    UNCLOSED_TAG = "unclosed_tag"
    BROKEN_TAG = "broken_tag"
    FORBIDDEN = "forbidden"
    """An expression does more than a form needs: calls, arithmetic, nested loops."""
    MISPLACED_TAG = "misplaced_tag"
    """A tag stands in a footnote or comment, where nothing is filled in."""
    UNFIT_FILTER = "unfit_filter"
    """A filter stands behind a field whose values it can't write."""
    BROKEN_LAYOUT = "broken_layout"
    """A loop or condition begins in one row or cell and ends in another."""
    FOREIGN_CONTENT = "foreign_content"
    """Macros, embedded objects, content from elsewhere, fields that read files."""
    TRACKED_CHANGES = "tracked_changes"
    """Changes or comments of somebody are still in the file, with that person's name."""
    TOO_LARGE = "too_large"


class UnfitReason(StrEnum):
    """Why a value can't be printed."""

    TYPE = "type"
    FORMAT = "format"
    NAME = "name"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    TOO_DEEP = "too_deep"


@dataclass(frozen=True)
class Complaint:
    """One thing to repair in a template."""

    code: ComplaintCode
    place: str
    """The text of the paragraph or cell, after its label; empty if the whole file is meant."""
    field: str = ""
    """What stands there: a field, filter or expression as the author wrote it."""
    suggestion: str = ""
    """What was probably meant, ready to be typed; empty if nothing comes close."""
    part: str = "body"
    """body, header, footer or the name of a part of the file."""

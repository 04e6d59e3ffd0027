"""What was changed, by whom, when and why, and taking it back; all of it from the journal."""

from desktop.services.history.changes import Change, change_of, list_changes, next_redo, next_undo
from desktop.services.history.rows import (
    FieldChange,
    FieldVersion,
    RowChange,
    RowKind,
    TimelineEntry,
    TouchedRow,
    case_as_of,
    field_history,
    ops_of,
    row_as_of,
    timeline,
)
from desktop.services.history.taking_back import redo, undo, undo_transaction

__all__ = [
    "Change",
    "FieldChange",
    "FieldVersion",
    "RowChange",
    "RowKind",
    "TimelineEntry",
    "TouchedRow",
    "case_as_of",
    "change_of",
    "field_history",
    "list_changes",
    "next_redo",
    "next_undo",
    "ops_of",
    "redo",
    "row_as_of",
    "timeline",
    "undo",
    "undo_transaction",
]

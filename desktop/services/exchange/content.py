"""What a sheet holds once it is read, whatever file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from desktop.services.exchange.cells import Cell, is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Row = tuple[Cell, ...]
Place = tuple[int, int]  # row and column, counted from 0
Merge = tuple[Place, Place]  # first and last cell of a merged range, both inside


class SheetFormat(StrEnum):
    """How a sheet is written; told by its content, not by its name."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    TEXT = "text"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class SheetContent:
    """One sheet, row by row; row 0 is line 1 of the spreadsheet, and all rows are equally long.

    `uncalculated` are formulas that were never worked out, `failed` cells that show an error;
    both read as empty. `extension_differs`: the name says another kind of file.
    """

    path: Path
    format: SheetFormat
    sheet: str
    sheets: tuple[str, ...]
    rows: list[Row]
    merges: tuple[Merge, ...] = ()
    uncalculated: frozenset[Place] = frozenset()
    failed: frozenset[Place] = frozenset()
    encoding: str = ""
    extension_differs: bool = False


def squared(
    rows: list[list[Any]], merges: Iterable[Merge] = (), *, keep: Iterable[Place] = ()
) -> list[Row]:
    """Return rows of one length, without empty rows at the end, tall merged text repeated.

    A merged name belongs to every row that it spans. A merged number may be their sum, so it stays
    in the first row. The lists are used up. keep: places that have to exist although they read
    as empty.
    """
    lists = rows[:]
    while lists and all(map(is_blank, lists[-1])):
        lists.pop()
    height = max((row + 1 for row, _ in keep), default=0)
    lists.extend([] for _ in range(height - len(lists)))
    width = max(max(map(len, lists), default=0), *(column + 1 for _, column in keep), 0)
    for row in lists:
        if len(row) < width:
            row.extend([""] * (width - len(row)))
    _repeat_tall_texts(lists, merges)
    return [tuple(row) for row in lists]


def _repeat_tall_texts(rows: list[list[Any]], merges: Iterable[Merge]) -> None:
    """Write the text of a merged range into each row of it; ranges may not overlap, so they end."""
    room = sum(map(len, rows))
    for (top, left), (bottom, _) in merges:
        if bottom <= top or top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        spanned = rows[top + 1 : bottom + 1]
        room -= len(spanned)
        if room < 0:
            return
        if isinstance(value, str) and value:
            for row in spanned:
                row[left] = value

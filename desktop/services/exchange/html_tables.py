"""Reads the largest table of an HTML page; many portals hand those out under the name .xls."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from desktop.services.exchange.errors import NotASheetError
from desktop.services.exchange.shapes import COLUMN_LIMIT, ROW_LIMIT, SheetShape

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.services.exchange.content import Merge

_PIECE = 1024**2
_HIDDEN = {"style", "script"}


@dataclass(slots=True)
class _Table:
    rows: list[list[str]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)  # column: first row that is free again
    column: int = 0
    width: int = 0


def read_tables(
    path: Path, text: str, *, pause: Callable[[], None]
) -> tuple[list[list[str]], list[Merge]]:
    """Return the rows and merged ranges of the largest table.

    pause: called now and then, may raise to stop.
    """
    reader = _TableReader(path)
    for start in range(0, len(text), _PIECE):
        reader.feed(text[start : start + _PIECE])
        pause()
    reader.close()
    if not reader.tables:
        raise NotASheetError(path=path, found="html", extension=path.suffix.lower())
    largest = max(reader.tables, key=lambda table: sum(map(len, table.rows)))
    return largest.rows, largest.merges


class _TableReader(HTMLParser):
    """Collects every table; a table inside a cell is one of its own."""

    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._path = path
        self._open: list[_Table] = []
        self._text: list[str] | None = None
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "table":
            self._end_cell()
            self._open.append(_Table())
            self.tables.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._end_cell()
            self._start_row()
        elif tag in {"td", "th"} and self._open:
            self._end_cell()
            self._start_cell(dict(attrs))
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in {"td", "th", "tr"}:
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_cell()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._hidden:
            self._text.append(data)

    def _start_row(self) -> None:
        table = self._open[-1]
        table.rows.append([])
        table.column = 0
        self._refuse_if_too_long(table)

    def _start_cell(self, attributes: dict[str, str | None]) -> None:
        table = self._open[-1]
        if not table.rows:
            table.rows.append([])
        row = len(table.rows) - 1
        while table.taken.get(table.column, 0) > row:
            table.column += 1
        right, down = _span(attributes, "colspan"), _span(attributes, "rowspan")
        right, down = min(right, COLUMN_LIMIT + 1), min(down, ROW_LIMIT)
        cells = table.rows[row]
        cells.extend([""] * (table.column + right - len(cells)))
        if right > 1 or down > 1:
            table.merges.append(((row, table.column), (row + down - 1, table.column + right - 1)))
        if down > 1:
            table.taken.update(dict.fromkeys(range(table.column, table.column + right), row + down))
        table.column += right
        table.width = max(table.width, table.column)
        self._start = (row, table.column - right)
        self._text = []
        self._refuse_if_too_long(table)

    def _end_cell(self) -> None:
        if self._text is not None and self._open:
            row, column = self._start
            lines = (" ".join(line.split()) for line in "".join(self._text).split("\n"))
            self._open[-1].rows[row][column] = "\n".join(lines).strip()
        self._text = None

    def _refuse_if_too_long(self, table: _Table) -> None:
        SheetShape(rows=len(table.rows), columns=table.width).refuse_if_too_long(self._path)


def _span(attributes: dict[str, str | None], name: str) -> int:
    text = (attributes.get(name) or "1").strip()
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 10 else 1

"""Looks how far the sheets of a workbook reach, before a parser makes room for every cell."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING
from xml.etree import ElementTree as ET

from desktop.services.exchange.errors import SheetBrokenError, SheetTooLongError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.services.exchange.content import Merge, Place

ROW_LIMIT = 250_000  # the public list of all factories of the country had 217,048 rows in 2024
COLUMN_LIMIT = 500
CELL_LIMIT = 12_000_000  # rows times columns: the parser takes 32 bytes for each, empty or not

_COMMON_ROWS, _COMMON_COLUMNS = 99_999, 52  # A1 to AZ99999: within all limits at once
_PIECE = 4 * 1024**2
_LONGEST_TAG = 16 * _PIECE
_MANY = 9  # digits or letters of a place; more can only be a trap


@dataclass(slots=True)
class SheetShape:
    """How far a sheet reaches and which of its cells read as empty without being so."""

    rows: int = 0
    columns: int = 0
    uncalculated: set[Place] = field(default_factory=set)
    failed: set[Place] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)

    @property
    def is_too_long(self) -> bool:
        """Say whether the sheet is beyond what can be taken in at once."""
        too_many = self.rows * self.columns > CELL_LIMIT
        return self.rows > ROW_LIMIT or self.columns > COLUMN_LIMIT or too_many

    def refuse_if_too_long(self, path: Path) -> None:
        """Raise SheetTooLongError when the sheet is beyond what can be taken in at once."""
        if self.is_too_long:
            raise _too_long(path, self.rows, self.columns)


def refuse_if_too_much(path: Path, shapes: list[SheetShape]) -> None:
    """Raise SheetTooLongError when a parser that takes all sheets at once would take too much."""
    for shape in shapes:
        shape.refuse_if_too_long(path)
    if sum(shape.rows * shape.columns for shape in shapes) > CELL_LIMIT:
        largest = max(shapes, key=lambda shape: shape.rows * shape.columns)
        raise _too_long(path, largest.rows, largest.columns)


def _too_long(path: Path, rows: int, columns: int) -> SheetTooLongError:
    """Return the failure of a sheet that reaches too far, with the limits."""
    return SheetTooLongError(
        path=path, rows=rows, columns=columns, row_limit=ROW_LIMIT, column_limit=COLUMN_LIMIT
    )


def shape_of_workbook(path: Path, content: bytes, sheet: str) -> SheetShape:
    """Return the shape of one sheet of an .xlsx file, read from its XML without parsing it.

    Its reach is only known to be at most so far. Cells that are coloured but empty reach down to
    the last row of many a sheet, so one that seems too long is looked at again for its filled
    cells only, and exactly.
    """
    shape = _scanned(path, content, sheet, filled_only=False)
    return _scanned(path, content, sheet, filled_only=True) if shape.is_too_long else shape


def _scanned(path: Path, content: bytes, sheet: str, *, filled_only: bool) -> SheetShape:
    shape = SheetShape()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in _parts_of_sheet(archive, sheet):
                with archive.open(part) as stream:
                    _Scan(shape, filled_only=filled_only).read(stream)
    except (zipfile.BadZipFile, ET.ParseError, KeyError, OSError, EOFError) as error:
        raise SheetBrokenError(path=path, detail="workbook") from error
    return shape


def _parts_of_sheet(archive: zipfile.ZipFile, sheet: str) -> list[str]:
    """Return the part of a sheet; all sheets when the workbook does not say which one it is."""
    relation = next(
        (
            value
            for element in _elements(archive, "xl/workbook.xml")
            if element.tag.endswith("}sheet") and element.get("name") == sheet
            for name, value in element.items()
            if name.endswith("}id")
        ),
        None,
    )
    names = set(archive.namelist())
    if relation and "xl/_rels/workbook.xml.rels" in names:
        for element in _elements(archive, "xl/_rels/workbook.xml.rels"):
            target = element.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if element.get("Id") == relation and part in names:
                return [part]
    return sorted(name for name in names if name.startswith("xl/worksheets/sheet"))


def _elements(archive: zipfile.ZipFile, part: str) -> Iterator[ET.Element]:
    return ET.fromstring(archive.read(part)).iter()  # its document type was refused before


class _Scan:
    """Walks through the XML of one sheet piece by piece, with patterns instead of a parser."""

    def __init__(self, shape: SheetShape, *, filled_only: bool) -> None:
        self._shape = shape
        self._filled_only = filled_only
        self._rows_met = 0

    def read(self, stream: IO[bytes]) -> None:
        rest = b""
        prefix: bytes | None = None
        while piece := stream.read(_PIECE):
            text = rest + piece
            if prefix is None:
                prefix = _prefix(text)
                self._compile(prefix)
            end = text.rfind(b"</" + prefix + b"c>") + len(prefix) + 4
            if end < len(prefix) + 4:  # no cell with content ends in this piece
                end = text.rfind(b">") + 1
            self._look_at(text[:end])
            rest = text[end:]
            if len(rest) > _LONGEST_TAG:
                raise ET.ParseError
        if prefix is not None:
            self._look_at(rest)

    def _compile(self, prefix: bytes) -> None:
        row, cell, formula, value = (prefix + name for name in (b"row", b"c", b"f", b"v"))
        place = rb"\br\s*=\s*[\"']([A-Za-z]+)(\d+)"
        self._cell = re.compile(rb"<" + cell + rb" r=\"([A-Z]+)(\d+)")
        self._other_cell = re.compile(rb"<" + cell + rb"(?: (?!r=\"A?[A-Z]\d{1,5}\")|[>/\n\t\r])")
        self._any_cell = re.compile(rb"<" + cell + rb"\s[^>]*?" + place)
        self._any_row = re.compile(rb"<" + row + rb"\s[^>]*?\br\s*=\s*[\"'](\d+)")
        self._filled = re.compile(rb"<" + cell + rb"\s[^>]*?" + place + rb"[^>]*(?<!/)>")
        self._failed = re.compile(rb"<" + cell + rb"\s[^>]*?" + place + rb"[^>]*?\bt=\"e\"")
        self._unworked = re.compile(
            rb"<" + cell + rb"\s[^>]*?" + place + rb"([^>]*)>"
            rb"<" + formula + rb"(?:\s[^>]*)?(?:/>|>[^<]*</" + formula + rb">)"
            rb"(?:<" + value + rb"\s?/>|<" + value + rb"></" + value + rb">)?</" + cell + rb">"
        )
        self._cell_tags = tuple(
            b"<" + cell + end for end in (b" ", b">", b"/", b"\n", b"\t", b"\r")
        )
        self._row_tag = b"<" + row
        self._formula_tag = b"<" + formula

    def _look_at(self, text: bytes) -> None:
        if self._filled_only:
            self._stretch(self._filled.findall(text))
        else:
            if self._other_cell.search(text) is None:  # no need to know it exactly
                self._shape.rows = max(self._shape.rows, _COMMON_ROWS)
                self._shape.columns = max(self._shape.columns, _COMMON_COLUMNS)
                self._collect(text)
                return
            places = self._cell.findall(text)
            if len(places) < sum(map(text.count, self._cell_tags)):
                places = self._any_cell.findall(text)
                self._count_unnamed(text)
            self._stretch(places)
        self._collect(text)

    def _stretch(self, places: list[tuple[bytes, bytes]]) -> None:
        shape = self._shape
        columns, rows = {column for column, _ in places}, {row for _, row in places}
        shape.rows = max(shape.rows, *map(_number, rows), 0)
        letters = max(columns, key=lambda name: (len(name), name.upper()), default=b"")
        shape.columns = max(shape.columns, column_number(letters[:_MANY].decode()))

    def _count_unnamed(self, text: bytes) -> None:
        """Take in cells that do not say where they stand: they follow one another."""
        shape = self._shape
        parts = text.split(self._row_tag)
        self._rows_met += len(parts) - 1
        numbers = map(_number, self._any_row.findall(text))
        shape.rows = max(shape.rows, self._rows_met, *numbers)
        widths = (sum(map(part.count, self._cell_tags)) for part in parts)
        shape.columns = max(shape.columns, *widths)

    def _collect(self, text: bytes) -> None:
        shape = self._shape
        if b't="e"' in text:
            shape.failed.update(_place(*found) for found in self._failed.findall(text))
        if self._formula_tag in text:
            for column, row, kind in self._unworked.findall(text):
                if b't="str"' not in kind:  # that one was worked out, to an empty text
                    shape.uncalculated.add(_place(column, row))


def _prefix(text: bytes) -> bytes:
    """Return b"x:" when the writer puts a name space before every element."""
    found = re.search(rb"<((?:\w+:)?)worksheet\b", text)
    return found[1] if found else b""


def _place(column: bytes, row: bytes) -> Place:
    return _number(row) - 1, column_number(column[:_MANY].decode()) - 1


def _number(digits: bytes) -> int:
    return int(digits[:_MANY])


def column_number(letters: str) -> int:
    """Return 1 for "A", 27 for "AA", 0 for nothing."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """Return "A" for 1, "AA" for 27: how spreadsheets name their columns."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

"""Looks into an .ods file before it is parsed: how far it reaches, what is merged or unworked."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.parsers import expat

from desktop.services.exchange.errors import SheetBrokenError, SheetProtectedError
from desktop.services.exchange.shapes import COLUMN_LIMIT, ROW_LIMIT, SheetShape, refuse_if_too_much

if TYPE_CHECKING:
    from pathlib import Path

_PIECE = 1024**2
_MERGES_KEPT = 100_000
_FAR_TOO_MANY = 10**9
_SPACES_IN_TEXT = 1_000  # more in one go are a trap


def refuse_if_locked(path: Path, content: bytes) -> None:
    """Raise SheetProtectedError for a document with a password: its parts are no XML."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            locked = b"encryption-data" in archive.read("META-INF/manifest.xml")
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, RuntimeError) as error:
        raise SheetBrokenError(path=path, detail="manifest") from error
    if locked:
        raise SheetProtectedError(path=path, how="password")


def shapes_of_document(path: Path, content: bytes) -> dict[str, SheetShape]:
    """Return the shape of every sheet by its name; repeated cells count as often as they repeat.

    Raises SheetTooLongError when all of them together are too much: the parser takes them all.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    try:
        with (
            zipfile.ZipFile(io.BytesIO(content)) as archive,
            archive.open("content.xml") as stream,
        ):
            while piece := stream.read(_PIECE):
                parser.Parse(piece)
            parser.Parse(b"", True)
    except (zipfile.BadZipFile, expat.ExpatError, KeyError, OSError, EOFError) as error:
        raise SheetBrokenError(path=path, detail="content.xml") from error
    refuse_if_too_much(path, list(reader.shapes.values()))
    return reader.shapes


class _Reader:
    """Counts rows and columns of every table while the elements go by."""

    def __init__(self) -> None:
        self.shapes: dict[str, SheetShape] = {}
        self._shape = SheetShape()
        self._row = self._row_repeats = self._column = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take in the next element."""
        if name == "table:table":
            # a table of the same name, or inside a cell, only ever stretches the one before
            self._shape = self.shapes.setdefault(attributes.get("table:name", ""), SheetShape())
            self._row = self._row_repeats = 0
        elif name == "table:table-row":
            self._row += self._row_repeats
            self._row_repeats = _times(attributes, "rows-repeated")
            self._column = 0
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            self._cell(attributes)
        elif name == "text:s" and len(attributes.get("text:c", "")) >= len(str(_SPACES_IN_TEXT)):
            raise expat.ExpatError

    def _cell(self, attributes: dict[str, str]) -> None:
        repeats = _times(attributes, "columns-repeated")
        place = (self._row, self._column)
        shape = self._shape
        if "office:value-type" in attributes:
            shape.rows = max(shape.rows, self._row + self._row_repeats)
            shape.columns = max(shape.columns, self._column + repeats)
            if attributes.get("calcext:value-type") == "error":
                shape.failed.add(place)
        elif "table:formula" in attributes:
            shape.uncalculated.add(place)
        down, right = _times(attributes, "rows-spanned"), _times(attributes, "columns-spanned")
        if (down > 1 or right > 1) and len(shape.merges) < _MERGES_KEPT:
            last = (min(place[0] + down, ROW_LIMIT) - 1, min(place[1] + right, COLUMN_LIMIT) - 1)
            shape.merges.append((place, last))
        self._column += repeats


def _times(attributes: dict[str, str], name: str) -> int:
    """Return how often a cell repeats; what is no number is taken for far too many."""
    try:
        return min(max(int(attributes.get(f"table:number-{name}", "1")), 1), _FAR_TOO_MANY)
    except ValueError:
        return _FAR_TOO_MANY

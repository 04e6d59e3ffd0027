"""Looks into an .ods file before it is parsed: how far it reaches, what is merged or unworked."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.parsers import expat

from desktop.services.exchange.errors import SheetBrokenError, SheetProtectedError
from desktop.services.exchange.shapes import COLUMN_LIMIT, ROW_LIMIT, SheetShape

if TYPE_CHECKING:
    from pathlib import Path

_PIECE = 1024**2
_MERGES_KEPT = 100_000


def shape_of_document(path: Path, content: bytes, sheet: str) -> SheetShape:
    """Return the shape of one sheet; repeated cells count as often as they repeat."""
    reader = _Reader(sheet)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.buffer_text = True
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise SheetProtectedError(path=path, how="password")
            with archive.open("content.xml") as stream:
                while piece := stream.read(_PIECE):
                    parser.Parse(piece)
            parser.Parse(b"", True)
    except (zipfile.BadZipFile, expat.ExpatError, KeyError, OSError, EOFError) as error:
        raise SheetBrokenError(path=path, detail="content.xml") from error
    return reader.shape


class _Reader:
    """Counts rows and columns of one table while the elements go by."""

    def __init__(self, sheet: str) -> None:
        self.shape = SheetShape()
        self._sheet = sheet
        self._inside = False
        self._row = self._row_repeats = self._column = 0

    def refuse(self, *_: object) -> None:
        """Stop at a document type: no spreadsheet program writes one."""
        raise expat.ExpatError

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take in the next element."""
        if name == "table:table":
            self._inside = attributes.get("table:name") == self._sheet
            self._row = self._row_repeats = 0
        elif not self._inside:
            return
        elif name == "table:table-row":
            self._row += self._row_repeats
            self._row_repeats = _times(attributes, "rows-repeated")
            self._column = 0
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            self._cell(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        repeats = _times(attributes, "columns-repeated")
        place = (self._row, self._column)
        shape = self.shape
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
    text = attributes.get(f"table:number-{name}", "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 10 else 1

"""Reads text sheets: .csv, .tsv and what is named .xls but holds text."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from desktop.services.exchange.errors import NotASheetError, SheetBrokenError, SheetTextError
from desktop.services.exchange.shapes import COLUMN_LIMIT, ROW_LIMIT, SheetShape

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DELIMITERS = (",", "\t", ";", "|")
ENCODINGS = ("utf-8-sig", "utf-16", "cp949")

_LINES_TRIED = 60
_ROWS_PER_PAUSE = 2_000
_LONGEST_LETTER = 4  # bytes of one letter in UTF-8
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_CONTROLS_ALLOWED = 200  # one in so many letters; a text has none or very few
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')  # how exports keep the zeros of ="0012"


def decode(path: Path, content: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding; Korean sheets come in three."""
    encoding = _encoding_of(path, content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8-sig" and error.start >= len(content) - _LONGEST_LETTER:
            raise SheetBrokenError(path=path, detail="cut_off") from error
        raise SheetTextError(path=path, tried=list(ENCODINGS)) from error
    if len(_CONTROLS.findall(text)) * _CONTROLS_ALLOWED > len(text):
        raise NotASheetError(path=path, found="binary", extension=path.suffix.lower())
    return text, "utf-8" if encoding == "utf-8-sig" else encoding


def _encoding_of(path: Path, content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if b"\0" in content:
        # letters of ASCII leave one byte of two empty, Korean ones hardly ever the other
        even, odd = content[::2].count(0), content[1::2].count(0)
        if len(content) % 2 == 0 and max(even, odd) > 4 * min(even, odd):
            return "utf-16-le" if odd > even else "utf-16-be"
        raise NotASheetError(path=path, found="binary", extension=path.suffix.lower())
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        cut_off = error.start >= len(content) - _LONGEST_LETTER and error.start > 0
        if not (cut_off and not _is_korean(content)):
            return "cp949"
    return "utf-8-sig"


def _is_korean(content: bytes) -> bool:
    try:
        content.decode("cp949")
    except UnicodeDecodeError:
        return False
    return True


def delimiter_of(text: str) -> str:
    """Return the sign that cuts most lines into the same number of cells."""
    start = "\n".join(text[: 256 * 1024].splitlines()[:_LINES_TRIED])
    best, best_score = DELIMITERS[0], (0, 0)
    for delimiter in DELIMITERS:
        try:
            widths = Counter(map(len, csv.reader(io.StringIO(start), delimiter=delimiter)))
        except csv.Error:
            continue
        score = max(((rows, width) for width, rows in widths.items() if width > 1), default=(0, 0))
        if score > best_score:
            best, best_score = delimiter, score
    return best


def read_rows(path: Path, text: str, *, pause: Callable[[], None]) -> list[list[str]]:
    """Return the rows of a text sheet as lists of text.

    pause: called every few thousand rows, may raise to stop.
    """
    shape = SheetShape()
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text)):
            while row and not row[-1]:
                row.pop()
            rows.append(row)
            shape.columns = max(shape.columns, len(row))
            if len(rows) % _ROWS_PER_PAUSE == 0 or shape.columns > COLUMN_LIMIT:
                shape.rows = len(rows)
                shape.refuse_if_too_long(path)
                pause()
    except csv.Error as error:
        raise SheetBrokenError(path=path, detail="csv") from error
    if len(rows) > ROW_LIMIT:
        rows = _without_blank_end(rows)
    shape.rows = len(rows)
    shape.refuse_if_too_long(path)
    if _quote_stays_open(text, rows):
        raise SheetBrokenError(path=path, detail="open_quote")
    return [list(map(_unwrapped, row)) for row in rows] if '="' in text else rows


def _without_blank_end(rows: list[list[str]]) -> list[list[str]]:
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _quote_stays_open(text: str, rows: list[list[str]]) -> bool:
    """Say whether a quotation mark that never closes has swallowed the rest of the file."""
    return bool(rows and rows[-1] and "\n" in rows[-1][-1] and text.count('"') % 2)


def _unwrapped(cell: str) -> str:
    found = _KEPT_AS_TEXT.fullmatch(cell)
    return found[1] if found else cell

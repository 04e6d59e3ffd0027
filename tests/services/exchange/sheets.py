"""Writes the files that these tests read: old workbooks, open documents, things that are broken."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import openpyxl

if TYPE_CHECKING:
    from pathlib import Path

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def write_xls(
    path: Path,
    rows: list[list[str | float]],
    *,
    merges: tuple[tuple[int, int, int, int], ...] = (),
    locked: bool = False,
) -> Path:
    """Write a workbook of the old binary kind with one sheet; locked: as if by a password."""
    name = "Sheet1".encode("utf-16-le")
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    if locked:
        start += _record(0x002F, struct.pack("<HHH", 1, 1, 1) + b"\0" * 48)
    start += _record(0x0042, struct.pack("<H", 1200))
    position = len(start) + 4 + 8 + len(name) + 4
    start += _record(0x0085, struct.pack("<IBBBB", position, 0, 0, 6, 1) + name)
    start += _record(0x000A, b"")
    return _write_container(path, "Workbook", start + _sheet_records(rows, merges))


def write_shared_xls(path: Path, texts: list[str], *, promised: int | None = None) -> Path:
    """Write an old workbook as Excel does: shared texts in row 0; then numbers, a date, a formula.

    promised: how many shared texts the table claims to hold.
    """
    table = b"".join(struct.pack("<HB", len(text), 1) + text.encode("utf-16-le") for text in texts)
    count = len(texts) if promised is None else promised
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    for number_format in (0, 14):  # 14: a date
        start += _record(0x00E0, struct.pack("<HH", 0, number_format) + b"\0" * 16)
    start += _record(0x00FC, struct.pack("<ii", len(texts), count) + table)
    name = "Sheet1".encode("utf-16-le")
    position = len(start) + 4 + 8 + len(name) + 4
    start += _record(0x0085, struct.pack("<IBBBB", position, 0, 0, 6, 1) + name)
    start += _record(0x000A, b"")
    cells = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))]
    cells.append(_record(0x0200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0)))
    cells.extend(
        _record(0x00FD, struct.pack("<HHHI", 0, column, 0, column)) for column in range(len(texts))
    )
    cells.append(_record(0x027E, struct.pack("<HHHi", 1, 0, 0, (120 << 2) | 2)))
    cells.append(_record(0x0203, struct.pack("<HHHd", 1, 1, 1, 43532.0)))
    formula = struct.pack("<HHHdHIH", 1, 2, 0, 1.5, 0, 0, 3) + b"\x1e\x01\x00"
    cells.append(_record(0x0006, formula))
    cells.append(_record(0x0205, struct.pack("<HHHBB", 1, 3, 0, 0x2A, 1)))
    cells.append(_record(0x000A, b""))
    return _write_container(path, "Workbook", start + b"".join(cells))


def write_container(path: Path, stream: str) -> Path:
    """Write an OLE2 file that holds one stream of nothing, such as EncryptedPackage."""
    return _write_container(path, stream, b"\0" * 4096)


def write_ods(path: Path, body: str, *, encrypted: bool = False) -> Path:
    """Write an open document with one table called 신청; body: its rows as XML."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    manifest = "<encryption-data/>" if encrypted else "<manifest/>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {spaces} xmlns:calcext="x">'
            f'<office:body><office:spreadsheet><table:table table:name="신청">{body}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return path


def ods_row(*cells: str, repeated: int = 1) -> str:
    """Return one row of an open document; a cell is XML or plain text."""
    inside = "".join(cell if cell.startswith("<table") else ods_cell(cell) for cell in cells)
    return f'<table:table-row table:number-rows-repeated="{repeated}">{inside}</table:table-row>'


def ods_cell(text: str, attributes: str = "") -> str:
    """Return one cell of text of an open document."""
    if not text:
        return f"<table:table-cell {attributes}/>"
    return (
        f'<table:table-cell office:value-type="string" {attributes}>'
        f"<text:p>{escape(text)}</text:p></table:table-cell>"
    )


def workbook_bytes() -> bytes:
    """Return a sound workbook of 200 rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number in range(200):
        sheet.append([f"회사 {number}", number, random.Random(number).random()])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _sheet_records(
    rows: list[list[str | float]], merges: tuple[tuple[int, int, int, int], ...]
) -> bytes:
    width = max(map(len, rows), default=0)
    records = [
        _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)),
        _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0)),
    ]
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                records.append(_record(0x0204, place + text))
            else:
                records.append(_record(0x0203, place + struct.pack("<d", cell)))
    if merges:
        ranges = b"".join(struct.pack("<HHHH", *merge) for merge in merges)
        records.append(_record(0x00E5, struct.pack("<H", len(merges)) + ranges))
    return b"".join(records) + _record(0x000A, b"")


def _write_container(path: Path, stream: str, content: bytes) -> Path:
    """Write an OLE2 file: a table of sectors, a directory, one stream."""
    content = content.ljust(4096, b"\0")
    count = -(-len(content) // _SECTOR)
    chain = [_FAT, _END, *range(3, count + 2), _END]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(_SECTOR, b"\xff")
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<I", 0).ljust(109 * 4, b"\xff")
    directory = _entry("Root Entry", 5, _END, 0, child=1) + _entry(stream, 2, 2, len(content))
    body = table[:_SECTOR] + directory.ljust(_SECTOR, b"\0")
    path.write_bytes(header + body + content.ljust(count * _SECTOR, b"\0"))
    return path


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _FREE) -> bytes:
    letters = (name + "\0").encode("utf-16-le")
    entry = letters.ljust(64, b"\0") + struct.pack("<HBB", len(letters), kind, 1)
    entry += struct.pack("<III", _FREE, _FREE, child) + b"\0" * 36
    return entry + struct.pack("<IQ", start, size)

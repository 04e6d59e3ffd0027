"""Makes an .xls file safe to parse: checks every record and leaves only those that hold cells."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from desktop.services.exchange.containers import ContainerBrokenError, stream_of, wrapped
from desktop.services.exchange.errors import SheetBrokenError, SheetProtectedError
from desktop.services.exchange.shapes import SheetShape, refuse_if_too_much

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_BEGIN, _END, _LOCK, _SHEET, _STRINGS, _CONTINUE = 0x0809, 0x000A, 0x002F, 0x0085, 0x00FC, 0x003C
_FORMULA, _ERROR, _MANY_NUMBERS, _NUMBER, _LABEL = 0x0006, 0x0205, 0x00BD, 0x0203, 0x0204
_SHORT_NUMBER, _SHARED_LABEL, _MERGES = 0x027E, 0x00FD, 0x00E5
_SHORTEST_CELLS = {
    _FORMULA: 22, _ERROR: 8, _MANY_NUMBERS: 12, _NUMBER: 14, _LABEL: 8,
    _SHORT_NUMBER: 10, _SHARED_LABEL: 10,
}  # fmt: skip
_KEPT = {
    _BEGIN, _END, _LOCK, _SHEET, _STRINGS, _CONTINUE, _MERGES, *_SHORTEST_CELLS,
    0x0022, 0x0042, 0x00E0, 0x0207, 0x041E,  # dates from 1904, code page, formats, formula texts
}  # fmt: skip
_NOTHING = 0x0FFF  # a kind of record that nobody reads

_LAST_COLUMN = 255
_SHEET_LIMIT = 500
_SHORTEST_TEXT = 3  # bytes of a shared text: its length and a flag


def cleaned(
    path: Path, content: bytes, *, pause: Callable[[], None]
) -> tuple[bytes, list[SheetShape]]:
    """Return the workbook as a new, sound file, and the shape of each sheet in its order.

    pause: called now and then, may raise to stop.
    """
    try:
        stream = bytearray(stream_of(content, ("Workbook", "Book")))
        return _cleaned(path, stream, pause)
    except (ContainerBrokenError, struct.error) as error:
        raise SheetBrokenError(path=path, detail="xls") from error


def _cleaned(
    path: Path, stream: bytearray, pause: Callable[[], None]
) -> tuple[bytes, list[SheetShape]]:
    starts: list[int] = []
    for at, kind, length in _records(stream, 0):
        if kind == _LOCK and any(stream[at : at + 2]):
            raise SheetProtectedError(path=path, how="password")
        if kind == _SHEET:
            starts.append(struct.unpack_from("<I", stream, at)[0])
        elif kind == _STRINGS:
            _check_strings(stream, at, length)
        if kind not in _KEPT:
            struct.pack_into("<H", stream, at - 4, _NOTHING)
    if len(starts) > _SHEET_LIMIT or len(set(starts)) < len(starts):
        raise ContainerBrokenError
    shapes = []
    for start in starts:
        pause()
        shapes.append(_clean_sheet(stream, start))
    refuse_if_too_much(path, shapes)
    return wrapped(bytes(stream), "Workbook"), shapes


def _records(stream: bytearray, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield place, kind and length of the records up to the end of a part of the workbook."""
    while True:
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        if at + length > len(stream):
            raise ContainerBrokenError
        yield at, kind, length
        if kind == _END:
            return
        at += length


def _check_strings(stream: bytearray, at: int, length: int) -> None:
    """Refuse a table of shared texts that promises more texts than its bytes can hold."""
    count = struct.unpack_from("<i", stream, at + 4)[0]
    room = length
    end = at + length
    while end + 4 <= len(stream):
        kind, further = struct.unpack_from("<HH", stream, end)
        if kind != _CONTINUE:
            break
        room += further
        end += 4 + further
    if not 0 <= count <= room // _SHORTEST_TEXT:
        raise ContainerBrokenError


def _clean_sheet(stream: bytearray, start: int) -> SheetShape:
    """Measure one sheet by its cells and hide every other record from the parser."""
    shape = SheetShape()
    for at, kind, length in _records(stream, start):
        if shortest := _SHORTEST_CELLS.get(kind):
            if length < shortest:
                raise ContainerBrokenError
            _measure(shape, stream, at, kind, length)
        elif kind == _MERGES:
            count = struct.unpack_from("<H", stream, at)[0]
            if length < 2 + 8 * count:
                raise ContainerBrokenError
        elif kind not in _KEPT:
            struct.pack_into("<H", stream, at - 4, _NOTHING)
    return shape


def _measure(shape: SheetShape, stream: bytearray, at: int, kind: int, length: int) -> None:
    row, column = struct.unpack_from("<HH", stream, at)
    last = column
    if kind == _MANY_NUMBERS:
        last = struct.unpack_from("<H", stream, at + length - 2)[0]
        if length != 6 + 6 * (last - column + 1):
            raise ContainerBrokenError
    elif kind == _FORMULA:
        if stream[at + 12 : at + 14] == b"\xff\xff" and stream[at + 6] == 2:
            shape.failed.add((row, column))
        struct.pack_into("<H", stream, at + 20, 0)  # the result is wanted, not the expression
    elif kind == _ERROR and stream[at + 7] == 1:
        shape.failed.add((row, column))
    if last > _LAST_COLUMN:
        raise ContainerBrokenError
    shape.rows = max(shape.rows, row + 1)
    shape.columns = max(shape.columns, last + 1)

"""Guards against archives that are broken, lie about their size or explode when unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.parsers import expat

from desktop.services.exchange.errors import (
    SheetBrokenError,
    SheetInflatesError,
    SheetProtectedError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

UNPACKED_LIMIT = 1024**3  # bytes
SUSPICIOUS_RATIO = 200  # real workbooks shrink to a tenth or a thirtieth
HARMLESS_SIZE = 50 * 1024**2  # bytes; below this no ratio is looked at
PART_LIMIT = 10_000  # files inside one archive

_READ_AS_XML = (".xml", ".rels")
_PIECE = 1024**2
_LOCAL_HEADER = 30  # bytes before the name of a part


def check_archive(path: Path, content: bytes, *, pause: Callable[[], None]) -> None:
    """Unpack every part once without keeping it; raise when the archive is broken or a bomb.

    The XML that the parser will read has to be well-formed: with other input it may never end.
    pause: called now and then, may raise to stop.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise SheetBrokenError(path=path, detail="archive") from error
    if any(part.flag_bits & 1 for part in parts):
        raise SheetProtectedError(path=path, how="password")
    declared = sum(part.file_size for part in parts)
    suspicious = declared > max(HARMLESS_SIZE, SUSPICIOUS_RATIO * len(content))
    if declared > UNPACKED_LIMIT or suspicious or len(parts) > PART_LIMIT:
        raise SheetInflatesError(path=path, size=declared, limit=UNPACKED_LIMIT)
    for part in parts:
        _check_part(path, content, part, pause)


def _check_part(
    path: Path, content: bytes, part: zipfile.ZipInfo, pause: Callable[[], None]
) -> None:
    """Compare what a part unpacks to with what the archive promises."""
    size = checksum = 0
    xml = _xml_checker() if part.filename.endswith(_READ_AS_XML) else None
    try:
        for piece in _unpacked(content, part):
            size += len(piece)
            checksum = zlib.crc32(piece, checksum)
            if size > part.file_size:
                raise SheetInflatesError(path=path, size=size, limit=part.file_size)
            if xml is not None:
                if b"\0" in piece:  # no UTF-16: the places of cells are looked for in bytes
                    raise expat.ExpatError
                xml.Parse(piece)
            pause()
        if xml is not None:
            xml.Parse(b"", True)
    except (zlib.error, struct.error, expat.ExpatError, NotImplementedError) as error:
        raise SheetBrokenError(path=path, detail=part.filename) from error
    if size != part.file_size or checksum != part.CRC:
        raise SheetBrokenError(path=path, detail=part.filename)


def _xml_checker() -> expat.XMLParserType:
    checker = expat.ParserCreate()
    checker.StartDoctypeDeclHandler = _refuse_document_type
    return checker


def _refuse_document_type(*_: object) -> None:
    raise expat.ExpatError  # no spreadsheet program writes one; it could only be a trap


def _unpacked(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the whole stream of a part; zipfile itself stops at the size that the part claims."""
    name, extra = struct.unpack_from("<HH", content, part.header_offset + 26)
    start = part.header_offset + _LOCAL_HEADER + name + extra
    packed = memoryview(content)[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise NotImplementedError
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    rest = bytes(packed)
    while rest and not stream.eof:
        yield stream.decompress(rest, _PIECE)
        rest = stream.unconsumed_tail
    yield stream.flush()

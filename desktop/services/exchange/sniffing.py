"""Opens a file with care and tells by its first bytes what it really is."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from typing import TYPE_CHECKING

from desktop.services.exchange.content import SheetFormat
from desktop.services.exchange.errors import (
    NotASheetError,
    SheetBrokenError,
    SheetEmptyError,
    SheetFileMissingError,
    SheetProtectedError,
    SheetTooLargeError,
    SheetUnreadableError,
)

if TYPE_CHECKING:
    from pathlib import Path

FILE_LIMIT = 200 * 1024 * 1024  # bytes; the largest public list of factories has about 100 MB

_SHARING_VIOLATIONS = {32, 33}  # what Windows says when another program holds the file
_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
DOCUMENT_SECURITY = (b"\x9b DRMONE", b"<DRMONE", b"SCDSA00")
_SIGNATURES = {
    b"%PDF": "pdf",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"BM": "image",
    b"HWP Document File": "hwp",
    b"7z\xbc\xaf": "archive",
    b"Rar!": "archive",
    b"\x1f\x8b": "archive",
    b"PK\x05\x06": "archive",
    b"SQLite format 3": "database",
    b"{\\rtf": "document",
    b"MIME-Version": "mhtml",
}
_OLE_STREAMS = {
    "EncryptedPackage": "protected",
    "Workbook": "xls",
    "Book": "xls",
    "WordDocument": "document",
    "PowerPoint Document": "slides",
    "FileHeader": "hwp",
}
_ZIP_FOLDERS = {"xl/workbook.bin": "xlsb", "word/": "document", "ppt/": "slides"}
_MIME_TYPES = {
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/hwp+zip": "hwp",
    b"application/vnd.oasis.opendocument.text": "document",
}
_EXTENSIONS = {
    SheetFormat.XLSX: {".xlsx", ".xlsm"},
    SheetFormat.XLS: {".xls"},
    SheetFormat.ODS: {".ods"},
    SheetFormat.TEXT: {".csv", ".tsv", ".txt", ".tab"},
    SheetFormat.HTML: {".html", ".htm"},
}
_SHEET_EXTENSIONS = {"", *(name for names in _EXTENSIONS.values() for name in names)}
_HTML = re.compile(rb"<(?:!doctype html|html|head|meta|body|style|table|div|tr)\b", re.IGNORECASE)
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")


def read_bytes(path: Path) -> bytes:
    """Return the whole file; its size is looked at first, so a huge one costs nothing."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise SheetUnreadableError(path=path, reason="folder")
        if not stat.S_ISREG(status.st_mode):
            raise SheetUnreadableError(path=path, reason="device")
        if status.st_size > FILE_LIMIT:
            raise SheetTooLargeError(path=path, size=status.st_size, limit=FILE_LIMIT)
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise SheetFileMissingError(path=path) from error
    except PermissionError as error:
        locked = getattr(error, "winerror", None) in _SHARING_VIOLATIONS
        reason = "locked" if locked else "permission"
        raise SheetUnreadableError(path=path, reason=reason) from error
    except (OSError, ValueError) as error:
        raise SheetUnreadableError(path=path, reason="device") from error
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise SheetEmptyError(path=path)
    return content


def format_of(path: Path, content: bytes) -> SheetFormat:
    """Return how the content is written, or say what it is instead of a sheet."""
    if content.startswith(DOCUMENT_SECURITY):
        raise SheetProtectedError(path=path, how="drm")
    found = kind_of(path, content)
    if found == "protected":
        raise SheetProtectedError(path=path, how="password")
    if found == "text" and path.suffix.lower() not in _SHEET_EXTENSIONS:
        raise _not_a_sheet(path, "text")
    try:
        return SheetFormat(found)
    except ValueError:
        raise _not_a_sheet(path, found) from None


def extension_differs(path: Path, kind: SheetFormat) -> bool:
    """Say whether the name promises another kind of file than the content is."""
    return path.suffix.lower() not in _EXTENSIONS[kind]


def kind_of(path: Path, content: bytes) -> str:
    """Return what the content is, as a code such as pdf, hwp or xlsx.

    Raises SheetBrokenError for an archive that can't be read.
    """
    if content.startswith(_ZIP):
        return _kind_of_archive(path, content)
    if content.startswith(_OLE):
        return _kind_of_container(content)
    for signature, kind in _SIGNATURES.items():
        if content.startswith(signature):
            return kind
    return _kind_of_text(content)


def _kind_of_archive(path: Path, content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            mime = archive.read("mimetype")[:80] if _small_mime(archive) else b""
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise SheetBrokenError(path=path, detail="archive") from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    for part, kind in _ZIP_FOLDERS.items():
        if any(name.startswith(part) for name in names):
            return kind
    return _MIME_TYPES.get(mime.strip(), "archive")


def _small_mime(archive: zipfile.ZipFile) -> bool:
    return any(part.filename == "mimetype" and part.file_size < 200 for part in archive.filelist)


def _kind_of_container(content: bytes) -> str:
    """Tell by the names in the directory of an OLE2 file, which lie at multiples of 128 bytes."""
    for name, kind in _OLE_STREAMS.items():
        entry = (name + "\0").encode("utf-16-le")
        at = content.find(entry)
        while at >= 0:
            if at % 128 == 0:
                return kind
            at = content.find(entry, at + 1)
    return "binary"


def _kind_of_text(content: bytes) -> str:
    start = content[:4096]
    wide = start.startswith(_WIDE_BOMS) or b"\0" in start[:2000:2] or b"\0" in start[1:2000:2]
    letters = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n") if wide else start
    letters = letters.lstrip(b"\xef\xbb\xbf \t\r\n")
    if letters.startswith(b"<"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in letters:
            return "xml"
        return "html" if _HTML.search(letters) else "xml"
    return "text"


def _not_a_sheet(path: Path, found: str) -> NotASheetError:
    return NotASheetError(path=path, found=found, extension=path.suffix.lower())

"""Opens a ZIP with care: names as they were written, nothing that leaves it or explodes."""

from __future__ import annotations

import unicodedata
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Final

from desktop.services.applications.folders.errors import ArchiveRefusedError
from desktop.services.errors import FileUnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LARGEST_ARCHIVE: Final = 4 * 1024**3  # bytes, packed
UNPACKED_LIMIT: Final = 8 * 1024**3  # bytes, of all files together
SUSPICIOUS_RATIO: Final = 200  # documents and pictures are packed already
HARMLESS_SIZE: Final = 50 * 1024**2  # bytes; below this no ratio is looked at
MOST_FILES: Final = 20_000

_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_PIECE = 1024 * 1024
_OF_SYSTEMS = {".ds_store", "thumbs.db", "desktop.ini"}


@dataclass(frozen=True)
class Part:
    """One file in a ZIP; folders: those above it, from the outside in."""

    number: int  # its place in the list of the ZIP
    folders: tuple[str, ...]
    name: str
    size: int

    @property
    def shown(self) -> str:
        """Return its path as people read it."""
        return "/".join((*self.folders, self.name))


def parts_of(path: Path) -> tuple[Part, ...]:
    """Return the files of a ZIP in its order; what systems leave behind is left out.

    Raises ArchiveRefusedError for a ZIP of which nothing may be taken, and FileUnreadableError.
    """
    with _opened(path) as archive:
        infos = archive.infolist()
        _refuse_bombs(path, infos)
        found = [
            part
            for number, info in enumerate(infos)
            if not info.is_dir() and (part := _part(path, number, info)) is not None
        ]
    if not found:
        raise _refused(path, "empty")
    return tuple(found)


class Reader:
    """Reads files out of an open ZIP."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path = path
        self._archive = archive
        self._infos = archive.infolist()

    def content(self, part: Part, *, limit: int, pause: Callable[[], None] = lambda: None) -> bytes:
        """Return the bytes of one file, never more than `limit` and than it promised.

        pause: called now and then, may raise to stop. Raises ArchiveRefusedError.
        """
        info = self._info(part)
        try:
            with self._archive.open(info) as source:
                return self._read(source, part, min(limit, info.file_size), pause)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise _broken(self._path, part.shown) from error
        except RuntimeError as error:  # what zipfile says about a password
            raise _refused(self._path, "password", part.shown) from error

    def _read(self, source: IO[bytes], part: Part, most: int, pause: Callable[[], None]) -> bytes:
        pieces: list[bytes] = []
        size = 0
        while piece := source.read(_PIECE):
            pause()
            size += len(piece)
            if size > most:
                raise _refused(self._path, "inflates", part.shown, size=size, limit=most)
            pieces.append(piece)
        return b"".join(pieces)

    def _info(self, part: Part) -> zipfile.ZipInfo:
        """Return the entry of a file; it has to be what it was when the ZIP was looked at."""
        if part.number < len(self._infos):
            info = self._infos[part.number]
            if _part(self._path, part.number, info) == part:
                return info
        raise _refused(self._path, "changed", part.shown)


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Open a ZIP to read its files. Raises ArchiveRefusedError, FileUnreadableError."""
    with _opened(path) as archive:
        yield Reader(path, archive)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        size = path.stat().st_size
        if size > LARGEST_ARCHIVE:
            raise _refused(path, "size", size=size, limit=LARGEST_ARCHIVE)
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        code = "broken" if _begins_as_zip(path) else "not_zip"
        raise _refused(path, code) from error
    except (NotImplementedError, ValueError, EOFError) as error:
        raise _broken(path, "") from error
    except OSError as error:
        raise FileUnreadableError(path=path) from error
    with archive:
        yield archive


def _begins_as_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def _refuse_bombs(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_FILES:
        raise _refused(path, "many", size=len(infos), limit=MOST_FILES)
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    suspicious = unpacked > max(HARMLESS_SIZE, SUSPICIOUS_RATIO * max(packed, 1))
    if unpacked > UNPACKED_LIMIT or suspicious:
        raise _refused(path, "inflates", size=unpacked, limit=UNPACKED_LIMIT)


def _part(path: Path, number: int, info: zipfile.ZipInfo) -> Part | None:
    """Return a file by its name as it was written; None for what systems leave behind."""
    written = name_of(info)
    way = PurePosixPath(written.replace("\\", "/"))
    steps = way.parts
    leaves = way.is_absolute() or ".." in steps or any(":" in step for step in steps)
    if leaves or "\0" in written or not steps:
        raise _refused(path, "path", written)
    if info.flag_bits & _ENCRYPTED_FLAG:
        raise _refused(path, "password", written)
    *folders, name = steps
    if "__MACOSX" in folders or name.casefold() in _OF_SYSTEMS or name.startswith(("._", "~$")):
        return None
    return Part(number, tuple(folders), name, info.file_size)


def name_of(info: zipfile.ZipInfo) -> str:
    """Return a name as it was written; Korean Windows writes CP949 and does not say so.

    macOS takes syllables apart; they are put together again.
    """
    name = info.orig_filename.partition("\0")[0]
    if not info.flag_bits & _UTF8_FLAG:
        written = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "cp949"):
            try:
                name = written.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return unicodedata.normalize("NFC", name)


def _refused(
    path: Path, code: str, part: str = "", *, size: int = 0, limit: int = 0
) -> ArchiveRefusedError:
    return ArchiveRefusedError(path=path, code=code, part=part, size=size, limit=limit)


def _broken(path: Path, part: str) -> ArchiveRefusedError:
    return _refused(path, "broken", part)

"""Opens the zip of a pack without trusting a word of it: names, sizes, contents, doubles."""

from __future__ import annotations

import stat
import unicodedata
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from desktop.services.errors import FileUnreadableError
from desktop.services.programmes.errors import (
    PackMemberError,
    PackNotZipError,
    PackTooLargeError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MOST_MEMBERS = 200
LARGEST_MEMBER = 8 * 1024**2  # bytes; a pack is text and a few forms
LARGEST_WHOLE = 32 * 1024**2
LARGEST_FILE = 32 * 1024**2  # of the zip itself
ENDINGS = (".toml", ".json", ".docx", ".md", ".txt")
_LONGEST_NAME = 200
_DEEPEST = 4
_PIECE = 64 * 1024
_FORBIDDEN = set('<>:"|?*\\') | {chr(code) for code in range(32)}
_DEVICES = {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(1, 10))}


def members_of(file: Path) -> dict[str, bytes]:
    """Return the members of a zip by name, in the order of their names.

    Raises FileUnreadableError, PackNotZipError, PackTooLargeError, PackMemberError. Nothing is
    written anywhere, and no member is read further than it may be long.
    """
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise PackTooLargeError(file=file.name, member="", limit=LARGEST_FILE)
        with zipfile.ZipFile(file) as archive:
            return _read_all(file, archive)
    except OSError as error:
        raise FileUnreadableError(path=file) from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise PackNotZipError(file=file.name) from error


def write_zip(file: Path, members: Mapping[str, bytes]) -> None:
    """Write members as a zip that is the same, to the byte, for the same members."""
    fresh = file.with_name(file.name + ".new")
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, members[name])
    fresh.replace(file)


def check_name(file: Path, name: str) -> None:
    """Raise PackMemberError for a name that leaves the folder or that some computer can't have."""
    path = PurePosixPath(name)
    parts = name.split("/")
    if path.is_absolute() or ".." in parts or "\\" in name or (len(name) > 1 and name[1] == ":"):
        raise PackMemberError(file=file.name, member=name, code="outside")
    strange = (
        len(name) > _LONGEST_NAME
        or len(parts) > _DEEPEST
        or any(not part or part == "." or part != part.strip(" .") for part in parts)
        or any(part.split(".")[0].casefold() in _DEVICES for part in parts)
        or bool(set(name) & _FORBIDDEN)
        or unicodedata.normalize("NFC", name) != name
        or path.suffix.casefold() not in ENDINGS
    )
    if strange:
        raise PackMemberError(file=file.name, member=name, code="name")


def _read_all(file: Path, archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_MEMBERS:
        raise PackTooLargeError(file=file.name, member="", limit=MOST_MEMBERS)
    seen: set[str] = set()
    for entry in entries:  # all are looked at before the first is unpacked
        _look_at(file, entry, seen)
    found: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        content = _read(file, archive, entry, LARGEST_WHOLE - total)
        total += len(content)
        found[entry.filename] = content
    return dict(sorted(found.items()))


def _look_at(file: Path, entry: zipfile.ZipInfo, seen: set[str]) -> None:
    name = entry.filename
    check_name(file, name)
    if entry.flag_bits & 1:
        raise PackMemberError(file=file.name, member=name, code="encrypted")
    mode = entry.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise PackMemberError(file=file.name, member=name, code="link")
    if name.casefold() in seen:
        raise PackMemberError(file=file.name, member=name, code="twice")
    seen.add(name.casefold())
    if entry.file_size > LARGEST_MEMBER:
        raise PackTooLargeError(file=file.name, member=name, limit=LARGEST_MEMBER)


def _read(file: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """Return the bytes of a member; what it claims to be long is not believed."""
    limit = min(LARGEST_MEMBER, left)
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(entry) as packed:
            while piece := packed.read(_PIECE):
                size += len(piece)
                if size > limit:
                    raise PackTooLargeError(file=file.name, member=entry.filename, limit=limit)
                pieces.append(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise PackMemberError(file=file.name, member=entry.filename, code="broken") from error
    return b"".join(pieces)

"""The file of a backup: a ZIP with a manifest that names size and SHA-256 of every part."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from db import engine as engines
from db.errors import SnapshotBrokenError, WorkspaceTooNewError
from desktop import __version__
from desktop.services.programmes.pack_folders import PACKS
from desktop.services.workspace import BLOBS, DATABASE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.services.security.watch import Watch

FORMAT = 2
_WITHOUT_PACKS = 1  # what older programs can lay out too
MANIFEST = "manifest.json"
_CHUNK = 1024 * 1024
_LARGEST_MANIFEST = 256 * 1024 * 1024  # a million attachments
_BLOB = re.compile(BLOBS + r"/([0-9a-f]{2})/(\1[0-9a-f]{62})")
_PACK = re.compile(PACKS + r"(/[\w][\w.\- ]*){1,5}")


@dataclass(frozen=True)
class Part:
    """One file inside a backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Contents:
    """What a backup says about itself."""

    made_at: datetime
    program: str
    revision: str
    centre: str
    parts: tuple[Part, ...]

    @property
    def size(self) -> int:
        """Return the bytes of all parts, unpacked."""
        return sum(part.size for part in self.parts)


def is_blob(name: str) -> bool:
    """Return whether `name` is that of an attachment's bytes, such as blobs/ab/ab01…."""
    return _BLOB.fullmatch(name) is not None


def is_of_packs(name: str) -> bool:
    """Return whether `name` is that of a file of an installed or written pack, or of a key."""
    return _PACK.fullmatch(name) is not None


def add(archive: zipfile.ZipFile, name: str, file: Path, watch: Watch) -> Part:
    """Pack a file into a new archive; attachments as they are, most are packed already."""
    entry: zipfile.ZipInfo | str = name
    if is_blob(name):
        entry = zipfile.ZipInfo(name, date_time=datetime.now(UTC).timetuple()[:6])
        entry.compress_type = zipfile.ZIP_STORED
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            target.write(chunk)
            size += len(chunk)
            watch.advance(len(chunk))
    return Part(name, size, digest.hexdigest())


def sign_off(archive: zipfile.ZipFile, *, revision: str, centre: str, parts: list[Part]) -> None:
    """Write the manifest, the last part of a new archive."""
    manifest = {
        "format": FORMAT if any(is_of_packs(part.name) for part in parts) else _WITHOUT_PACKS,
        "made_at": datetime.now(UTC).isoformat(),
        "program": __version__,
        "revision": revision,
        "centre": centre,
        "parts": [asdict(part) for part in parts],
    }
    archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False))


@contextmanager
def opened(source: Path) -> Iterator[zipfile.ZipFile]:
    """Open a backup. Raises SnapshotBrokenError for a file that is not there or no archive."""
    try:
        archive = zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise SnapshotBrokenError(path=source) from error
    with archive:
        yield archive


def contents_of(archive: zipfile.ZipFile, source: Path) -> Contents:
    """Return what the manifest says.

    Raises SnapshotBrokenError where it does not fit to what is there, WorkspaceTooNewError for a
    backup of a newer program.
    """
    try:
        manifest = _manifest(archive)
        if manifest["format"] > FORMAT:
            raise WorkspaceTooNewError(path=source, found=manifest["program"], known=__version__)
        contents = Contents(
            made_at=datetime.fromisoformat(manifest["made_at"]),
            program=str(manifest["program"]),
            revision=str(manifest["revision"]),
            centre=str(manifest["centre"]),
            parts=tuple(Part(**part) for part in manifest["parts"]),
        )
    except (*_UNREADABLE, KeyError, TypeError, AttributeError) as error:
        raise SnapshotBrokenError(path=source) from error
    named = [part.name for part in contents.parts]
    if sorted(archive.namelist()) != sorted([*named, MANIFEST]) or not _is_ours(contents):
        raise SnapshotBrokenError(path=source)
    if contents.revision > engines.HEAD:
        raise WorkspaceTooNewError(path=source, found=contents.revision, known=engines.HEAD)
    return contents


# What reading a part of a damaged, shortened or foreign archive can end in.
_UNREADABLE = (
    OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def chunks(archive: zipfile.ZipFile, part: Part, source: Path) -> Iterator[bytes]:
    """Yield the bytes of a part.

    Raises SnapshotBrokenError at the latest at the end when they are not those that were packed.
    """
    digest, left = hashlib.sha256(), part.size
    try:
        packed = archive.open(part.name)
    except (*_UNREADABLE, KeyError) as error:
        raise SnapshotBrokenError(path=source) from error
    with packed:
        while chunk := _read(packed, source):
            digest.update(chunk)
            left -= len(chunk)
            if left < 0:
                break
            yield chunk
    if left != 0 or digest.hexdigest() != part.sha256:
        raise SnapshotBrokenError(path=source)


def _read(packed: Any, source: Path) -> bytes:
    try:
        return bytes(packed.read(_CHUNK))
    except _UNREADABLE as error:
        raise SnapshotBrokenError(path=source) from error


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    if archive.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
        raise ValueError("no manifest of ours is so large")
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    return manifest


def _is_ours(contents: Contents) -> bool:
    """Return whether all parts stay in their folder: a database, attachments, packs."""
    others = [part for part in contents.parts if part.name != DATABASE]
    return len(contents.parts) == len(others) + 1 and all(
        is_of_packs(part.name) or (is_blob(part.name) and part.name.endswith(part.sha256))
        for part in others
    )

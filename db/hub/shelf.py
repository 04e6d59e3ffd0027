"""Keeps bytes on the disk by their digest, and takes them piece by piece where a line breaks off.

What is not whole yet has its length in its name; what is whole was proven against its digest
before it got its place, and is written beside it, flushed and renamed.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from db.sync_errors import BatchBrokenError, BatchTooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DIGEST = re.compile("[0-9a-f]{64}")
CHUNK = 8_000_000  # most bytes of one piece
STALE_SECONDS = 7 * 86_400


class Offset(Exception):  # noqa: N818 - nothing is wrong: the other side goes on from here
    """A piece does not begin where the last one ended; `at` tells where that is."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class Shelf:
    """Whole files below `folder`, unfinished ones below `parts`; `largest` bytes at most."""

    def __init__(self, folder: Path, parts: Path, *, largest: int) -> None:
        self.folder = folder
        self.parts = parts
        self.largest = largest

    def path(self, digest: str) -> Path:
        """Return where a whole file lies, or would."""
        if DIGEST.fullmatch(digest) is None:
            raise BatchBrokenError(name=digest[:70], why="digest")
        return self.folder / digest[:2] / digest

    def has(self, digest: str) -> bool:
        """Return whether a file is there, whole."""
        return self.path(digest).is_file()

    def offset(self, owner: str, digest: str) -> int:
        """Return how many bytes of a file have arrived."""
        whole = self.path(digest)
        if whole.is_file():
            return whole.stat().st_size
        return max((part.stat().st_size for part in self._parts_of(owner, digest)), default=0)

    def add(self, owner: str, digest: str, at: int, length: int, piece: bytes) -> int:
        """Append a piece and return how many bytes there are now.

        owner: whose unfinished file it is, so that nobody can spoil another's. Raises Offset,
        BatchTooLargeError, and BatchBrokenError when the last piece shows that it isn't the file.
        """
        if length > self.largest or len(piece) > CHUNK or at + len(piece) > length:
            raise BatchTooLargeError(name=digest, size=max(length, len(piece)), limit=self.largest)
        have = self.offset(owner, digest)
        if self.has(digest):
            return have
        if at != have:
            raise Offset(have)
        part = self._part(owner, digest, length)
        part.parent.mkdir(parents=True, exist_ok=True)
        with part.open("ab") as opened:
            opened.write(piece)
            opened.flush()
            os.fsync(opened.fileno())
        if at + len(piece) == length:
            self._finish(part, digest)
        return at + len(piece)

    def put(self, content: bytes) -> str:
        """Keep a whole file and return its digest."""
        digest = hashlib.sha256(content).hexdigest()
        if not self.has(digest):
            part = self._part("put", digest, len(content))
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(content)
            self._finish(part, digest)
        return digest

    def remove(self, digest: str) -> None:
        """Remove a whole file that has done its work."""
        self.path(digest).unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        """Yield the digests of all whole files."""
        for file in sorted(self.folder.glob("??/*")):
            yield file.name

    def sweep(self) -> None:
        """Remove unfinished files that nobody has gone on with for a week."""
        oldest = time.time() - STALE_SECONDS
        for part in self.parts.glob("*/*"):
            with suppress(FileNotFoundError):
                if part.stat().st_mtime < oldest:
                    part.unlink()

    def _finish(self, part: Path, digest: str) -> None:
        with part.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
        if found != digest:
            part.unlink()
            raise BatchBrokenError(name=digest, why="digest")
        whole = self.path(digest)
        whole.parent.mkdir(parents=True, exist_ok=True)
        part.replace(whole)

    def _part(self, owner: str, digest: str, length: int) -> Path:
        return self.parts / owner / f"{digest}.{length}"

    def _parts_of(self, owner: str, digest: str) -> Iterator[Path]:
        return (self.parts / owner).glob(f"{digest}.*")

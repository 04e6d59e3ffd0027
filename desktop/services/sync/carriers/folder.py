"""Carries files through a shared folder: `to-hub/<device>` goes, `to-<device>` comes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.sync import envelope
from db.sync_errors import SyncError
from db.words import Carrier as CarrierWord
from desktop.services.security.copying import failures_of_disk, sync_folder
from desktop.services.sync.carriers import Arrived

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop.services.sync.carriers import Told

DONE, REFUSED = "done", "refused"
_INCOMING = ".incoming"


@dataclass
class Folder:
    """A folder that this computer and the hub both see; device: as hex."""

    folder: Path
    device: str
    word: CarrierWord = CarrierWord.FOLDER
    answers: bool = False

    @property
    def other_side(self) -> str:
        """Return where it goes, for the register."""
        return str(self.folder)

    def send(self, name: str, content: bytes, told: Told) -> None:
        """Lay a batch into the folder; the hub's answer comes later."""
        write_beside(self._out / name, content)
        told(len(content), len(content))

    def still_lies(self, name: str) -> bool:
        """Return whether the hub has not taken it yet."""
        return (self._out / name).is_file()

    def arrived(self, seen: Callable[[], int], told: Told) -> Iterator[Arrived]:
        """Yield the files for this computer in the order of their numbers."""
        files = sorted(self._in.glob(f"*{envelope.SUFFIX}"), key=_order)
        whole = sum(file.stat().st_size for file in files)
        done = 0
        for file in files:
            with failures_of_disk(file):
                content = file.read_bytes()
            done += len(content)
            told(done, whole)
            yield Arrived(file.name, content, file)

    def done(self, file: Arrived) -> None:
        """Put a file away that was applied."""
        self._put(file, DONE)

    def refused(self, file: Arrived) -> None:
        """Put a file aside that could not be applied."""
        self._put(file, REFUSED)

    def _put(self, file: Arrived, name: str) -> None:
        place = self._in / name
        with failures_of_disk(place):
            place.mkdir(exist_ok=True)
            file.source.replace(place / file.name)

    @property
    def _out(self) -> Path:
        return self.folder / f"to-{envelope.HUB}" / self.device

    @property
    def _in(self) -> Path:
        return self.folder / f"to-{self.device}"


def write_beside(target: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it.

    Raises WorkspaceReadOnlyError, DiskFullError.
    """
    with failures_of_disk(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(target.name + _INCOMING)
        try:
            with beside.open("wb") as opened:
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
        sync_folder(target.parent)


def _order(file: Path) -> tuple[int, int, int, str]:
    """Return the place of a file among others; what can't be read comes last, to be refused."""
    try:
        with file.open("rb") as opened:
            label = envelope.label_of(opened.read(128 * 1024))
    except (SyncError, OSError):
        return (1, 0, 0, file.name)
    return (0, label.first, label.part, file.name)

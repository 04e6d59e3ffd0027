"""Finds programme packs: those that ship, and those that people installed or wrote."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from db.errors import DeskError
from desktop.services.programmes import pack_folders
from desktop.services.programmes.errors import PackMissingError, PackTwiceError
from desktop.services.programmes.pack_reading import MAIN, SHARED, load_pack, packs_folder

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.programmes.pack import Pack

__all__ = ["SHARED", "PackRow", "list_packs", "load_pack", "pack", "packs_folder"]


class Origin(StrEnum):
    """How a pack came here."""

    SHIPPED = "shipped"
    SIGNED = "signed"  # installed from a zip that somebody trusted had signed
    WRITTEN = "written"  # written or changed here


@dataclass(frozen=True)
class PackRow:
    """One pack that is there, ready to choose."""

    id: str
    version: str
    year: int
    programme: str
    title_ko: str
    title_en: str
    path: Path
    origin: Origin = Origin.SHIPPED


def list_packs(folder: Path | None = None) -> tuple[PackRow, ...]:
    """Return the packs of a folder, newest year first; of all folders if none is named.

    A broken pack that was installed or written is left out (`broken_packs` names it); one that
    ships, or lies in the named folder, raises PackBrokenError.
    """
    return _list_packs(folder, pack_folders.changes())


def broken_packs() -> tuple[DeskError, ...]:
    """Return what is wrong with the packs that were installed or written here and can't be used.

    PackBrokenError, and PackTwiceError for a file that holds a version which another one has.
    """
    changes = pack_folders.changes()
    return tuple(
        error for folder in pack_folders.brought() for error in _of_folder(folder, changes)[1]
    )


def pack(pack_id: str, version: str = "", folder: Path | None = None) -> Pack:
    """Return one pack, its highest version if none is named; read once.

    One that ships comes before one of the same version that was installed or written.
    Raises PackMissingError, PackTwiceError, PackBrokenError.
    """
    return _pack(pack_id, version, folder, pack_folders.changes())


def row_of(pack_id: str, version: str) -> PackRow:
    """Return where a pack is. Raises PackMissingError, PackTwiceError."""
    rows = list_packs()
    return _row_of(rows, pack_id, version)


def files_in(folder: Path) -> list[Path]:
    """Return the packs of a folder: TOML files, and folders with a `pack.toml`."""
    files = [*folder.glob("*.toml"), *folder.glob(f"*/{MAIN}")]
    usable = (file for file in files if file.parent.name != SHARED)
    return sorted(file for file in usable if not file.parent.name.startswith("."))


def in_order(version: str) -> tuple[int, ...]:
    """Return a version as it is sorted: 1.10 comes after 1.9."""
    return tuple(int(part) for part in version.split("."))


@lru_cache(maxsize=8)
def _list_packs(folder: Path | None, changes: int) -> tuple[PackRow, ...]:
    named = folder or packs_folder()
    rows = [_row(path, _loaded(path, changes)) for path in files_in(named)]
    for other in pack_folders.brought() if folder is None else ():
        rows += _of_folder(other, changes)[0]
    return tuple(sorted(rows, key=lambda row: (-row.year, row.id, in_order(row.version))))


@lru_cache(maxsize=64)
def _pack(pack_id: str, version: str, folder: Path | None, changes: int) -> Pack:
    own = packs_folder() / f"{pack_id}.toml"
    if folder is None and version and own in files_in(packs_folder()):
        shipped = _loaded(own, changes)
        if (shipped.id, shipped.version) == (pack_id, version):
            return shipped  # the others need not be read to know that
    row = _row_of(_list_packs(folder, changes), pack_id, version)
    return _loaded(row.path, changes)


def _row_of(rows: tuple[PackRow, ...], pack_id: str, version: str) -> PackRow:
    named = [row for row in rows if row.id == pack_id]
    wanted = version or max((row.version for row in named), key=in_order, default="")
    found = [row for row in named if row.version == wanted]
    if not found:
        known = [f"{row.id} {row.version}" for row in rows]
        raise PackMissingError(pack=pack_id, version=version, known=known)
    folders = [_folder_of(row) for row in found]
    if len(set(folders)) < len(folders):
        files = [row.path.name for row in found]
        raise PackTwiceError(pack=pack_id, version=wanted, files=files)
    order = [packs_folder(), *pack_folders.brought()]
    return min(found, key=lambda row: _place(order, _folder_of(row)))


def _of_folder(folder: Path, changes: int) -> tuple[list[PackRow], list[DeskError]]:
    """Return the packs of a brought folder that can be used, and what is wrong with the others."""
    rows: dict[tuple[str, str], PackRow] = {}
    wrong: list[DeskError] = []
    for path in files_in(folder):
        try:
            row = _row(path, _loaded(path, changes), shipped=False)
        except DeskError as error:
            wrong.append(error)
            continue
        first = rows.setdefault((row.id, row.version), row)
        if first is not row:
            files = [first.path.name, row.path.name]
            wrong.append(PackTwiceError(pack=row.id, version=row.version, files=files))
    return list(rows.values()), wrong


def _place(order: list[Path], folder: Path) -> int:
    return order.index(folder) if folder in order else len(order)


def _folder_of(row: PackRow) -> Path:
    return row.path.parent.parent if row.path.name == MAIN else row.path.parent


def _loaded(path: Path, changes: int) -> Pack:
    """Return a pack, read once; what ships does not change while the program runs."""
    return _read_once(path, 0 if path.is_relative_to(packs_folder()) else changes)


@lru_cache(maxsize=256)
def _read_once(path: Path, _changes: int) -> Pack:
    return load_pack(path)


def _row(path: Path, found: Pack, *, shipped: bool = True) -> PackRow:
    written = Origin.SIGNED if (path.parent / "signature.json").is_file() else Origin.WRITTEN
    return PackRow(
        found.id,
        found.version,
        found.year,
        found.programme,
        found.title.ko,
        found.title.en,
        path,
        Origin.SHIPPED if shipped else written,
    )

"""Packs a whole workspace into one file, and lays it out again after checking every byte."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.services.security import archive
from desktop.services.security.copying import (
    check_copy,
    copy_database,
    failures_of_disk,
    sync_everything,
    sync_file,
    sync_folder,
)
from desktop.services.security.errors import FolderNotEmptyError
from desktop.services.security.watch import Watch
from desktop.services.workspace import BLOBS, DATABASE, SNAPSHOTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.services.security.archive import Contents
    from desktop.services.workspace import Workspace

ENDING = ".ieum-backup"


@dataclass(frozen=True)
class Restored:
    """Where a backup was laid out, and where the workspace lies that was there before, if any."""

    folder: Path
    kept: Path | None
    contents: Contents


def backup(
    workspace: Workspace,
    target: Path,
    *,
    progress: Callable[[int, int], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Path:
    """Write a backup of the workspace as it stands now to `target`, and return its path.

    An older file there is replaced only when the new one is complete and was read again.
    progress: is told (done, of). Raises DiskFullError, WorkspaceReadOnlyError, StoppedError.
    """
    watch = Watch(progress, cancelled)
    with _room_beside(target) as room:
        packed = _pack(workspace, room, watch)
        sync_file(packed)
        packed.replace(target)
        sync_folder(target.parent)
    return target


def look_into(source: Path) -> Contents:
    """Return what a backup says about itself, without reading all of it.

    Raises SnapshotBrokenError for a file that is no backup, WorkspaceTooNewError for one of a
    newer program.
    """
    with archive.opened(source) as packed:
        return archive.contents_of(packed, source)


def restore(
    source: Path,
    folder: Path,
    *,
    replace: bool = False,
    progress: Callable[[int, int], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Restored:
    """Lay out a backup as the workspace `folder`, after checking every byte of it.

    replace: put it in the place of the workspace that lies there, which is kept aside; close it
    before. Raises SnapshotBrokenError, WorkspaceTooNewError, FolderNotEmptyError, DiskFullError,
    WorkspaceReadOnlyError, StoppedError; then everything is as it was.
    """
    contents = look_into(source)
    _refuse_to_bury(folder, replace=replace)
    with _room_beside(folder) as room:
        fresh = room / folder.name
        _lay_out(source, contents, fresh, Watch(progress, cancelled, contents.size))
        check_copy(fresh / DATABASE, named=source)
        kept = _move_in(fresh, folder)
    return Restored(folder, kept, contents)


@contextmanager
def _room_beside(path: Path) -> Iterator[Path]:
    """Give a folder on the same disk to work in; nothing of it stays."""
    with failures_of_disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        room = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
        try:
            yield room
        finally:
            shutil.rmtree(room, ignore_errors=True)


def _pack(workspace: Workspace, room: Path, watch: Watch) -> Path:
    """Write the archive into `room`, read it again and return its path."""
    copy, packed = room / DATABASE, room / "packed"
    size = workspace.file.stat().st_size
    others = [*_blobs(workspace), *_packs(workspace)]
    watch.parts = 3 * size + 2 * sum(file.stat().st_size for _, file in others)
    copy_database(workspace.file, copy, watch)
    revision = check_copy(copy, named=workspace.file)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as fresh:
        parts = [archive.add(fresh, DATABASE, copy, watch)]
        copy.unlink()
        # Bytes are kept before their row is, so all that the copied rows name are there by now.
        parts += [archive.add(fresh, name, file, watch) for name, file in _blobs(workspace)]
        parts += [archive.add(fresh, name, file, watch) for name, file in _packs(workspace)]
        archive.sign_off(fresh, revision=revision, centre=workspace.centre, parts=parts)
    with archive.opened(packed) as again:
        for part in archive.contents_of(again, packed).parts:
            for chunk in archive.chunks(again, part, packed):
                watch.advance(len(chunk))
    watch.reach(max(watch.parts, watch.done))
    return packed


def _blobs(workspace: Workspace) -> Iterator[tuple[str, Path]]:
    """Yield the name in the archive and the path of every attachment's bytes."""
    for file in sorted(workspace.blobs.glob("??/*")):
        name = f"{BLOBS}/{file.parent.name}/{file.name}"
        if archive.is_blob(name):
            yield name, file


def _packs(workspace: Workspace) -> Iterator[tuple[str, Path]]:
    """Yield the name in the archive and the path of every file of the packs that lie here."""
    for file in sorted(workspace.packs.rglob("*")):
        name = file.relative_to(workspace.folder).as_posix()
        if file.is_file() and archive.is_of_packs(name):
            yield name, file


def _refuse_to_bury(folder: Path, *, replace: bool) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not replace or not (folder / DATABASE).is_file():  # never move what is not ours
        raise FolderNotEmptyError(path=folder)


def _lay_out(source: Path, contents: Contents, fresh: Path, watch: Watch) -> None:
    for name in (BLOBS, SNAPSHOTS):
        (fresh / name).mkdir(parents=True)
    with archive.opened(source) as packed:
        for part in contents.parts:
            file = fresh / part.name
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("wb") as target:
                for chunk in archive.chunks(packed, part, source):
                    target.write(chunk)
                    watch.advance(len(chunk))
    sync_everything(fresh)


def _move_in(fresh: Path, folder: Path) -> Path | None:
    """Put `fresh` in the place of `folder` and return where the old one lies now."""
    kept = None
    if folder.exists():
        if any(folder.iterdir()):
            kept = _aside(folder)
            folder.rename(kept)
        else:
            folder.rmdir()
    try:
        fresh.rename(folder)
    except OSError:
        if kept is not None:
            kept.rename(folder)
        raise
    sync_folder(folder.parent)
    return kept


def _aside(folder: Path) -> Path:
    stem = f"{folder.name}-before-restore-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    kept, number = folder.with_name(stem), 1
    while kept.exists():
        number += 1
        kept = folder.with_name(f"{stem}-{number}")
    return kept

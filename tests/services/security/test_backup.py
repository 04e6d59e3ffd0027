"""Stories of backups: complete, checked to the last byte, never in the way of what is there."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from db import engine
from db.errors import (
    DiskFullError,
    SnapshotBrokenError,
    WorkspaceReadOnlyError,
    WorkspaceTooNewError,
)
from db.tables import Attachment, Company
from desktop.services import attachments, history
from desktop.services.security import archive, copying
from desktop.services.security.backup import backup, look_into, restore
from desktop.services.security.errors import FolderNotEmptyError, StoppedError
from desktop.services.security.verify import verify
from desktop.services.workspace import Workspace
from tests.factory import make_case, make_company

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session


@pytest.fixture
def lived_in(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Return a workspace with two companies, an undone step and an attachment."""
    paper = tmp_path / "계획서.pdf"
    paper.write_bytes(b"%PDF" + bytes(range(256)) * 40)

    def _begin(session: Session) -> None:
        case = make_case(session, "가나정밀")
        attachments.add(session, workspace.blobs, paper, case_id=case.id)

    workspace.write(_begin)
    workspace.write(lambda s: make_company(s, name="다라기계"))
    workspace.write(lambda s: make_company(s, name="실수"))
    history.undo(workspace)
    return workspace


def _names(folder: Path) -> list[str]:
    opened = Workspace.open(folder)
    try:
        return sorted(opened.read(lambda s: s.exec(select(Company.name)).all()))
    finally:
        opened.close()


def _left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_given_a_workspace_when_backed_up_and_restored_then_all_of_it_is_there(
    lived_in: Workspace, tmp_path: Path
):
    told: list[tuple[int, int]] = []
    target = backup(
        lived_in,
        tmp_path / "usb" / "백업 #1 100%.ieum-backup",
        progress=lambda *at: told.append(at),
    )

    restored = restore(target, tmp_path / "again" / "workspace")

    assert restored.kept is None
    assert restored.contents.centre == "GN"
    assert restored.contents.revision == engine.HEAD
    assert _names(restored.folder) == ["가나정밀", "다라기계"]
    again = Workspace.open(restored.folder, centre="GN")
    assert verify(again) == verify(lived_in)
    attachment = again.read(lambda s: s.exec(select(Attachment.id)).one())
    bytes_again = again.read(lambda s: attachments.path_of(s, again.blobs, attachment)).read_bytes()
    assert bytes_again.startswith(b"%PDF")
    history.redo(again)
    again.close()
    assert _names(restored.folder) == ["가나정밀", "다라기계", "실수"]
    assert told == sorted(told)
    assert told[-1] == (1000, 1000)
    assert _left_in(target.parent) == {target.name}
    assert _left_in(restored.folder.parent) == {"workspace"}


def test_given_writing_going_on_when_backed_up_then_one_moment_is_kept(
    lived_in: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(copying, "_PAGES", 5)
    written: list[int] = []

    def _meanwhile(done: int, _of: int) -> None:
        if done and len(written) < 20:
            written.append(done)
            lived_in.write(lambda s: make_company(s, name=f"새 회사 {len(written)}"))

    target = backup(lived_in, tmp_path / "live.ieum-backup", progress=_meanwhile)

    assert len(written) > 3
    folder = restore(target, tmp_path / "again").folder
    assert _names(folder) == ["가나정밀", "다라기계"]
    opened = Workspace.open(folder)
    assert verify(opened).is_clean
    opened.close()


def test_given_a_workspace_in_the_place_when_restored_then_it_refuses_unless_told_to_replace(
    lived_in: Workspace, tmp_path: Path
):
    target = backup(lived_in, tmp_path / "one.ieum-backup")
    place = tmp_path / "place"
    there = Workspace.create(place)
    there.write(lambda s: make_company(s, name="먼저 있던 회사"))
    there.close()

    with pytest.raises(FolderNotEmptyError):
        restore(target, place)
    assert _names(place) == ["먼저 있던 회사"]

    restored = restore(target, place, replace=True)
    assert _names(place) == ["가나정밀", "다라기계"]
    assert restored.kept is not None
    assert _names(restored.kept) == ["먼저 있던 회사"]

    once_more = restore(target, place, replace=True)
    assert once_more.kept != restored.kept


def test_given_a_folder_of_somebody_when_restored_then_it_is_never_moved(
    lived_in: Workspace, tmp_path: Path
):
    target = backup(lived_in, tmp_path / "one.ieum-backup")
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "편지.txt").write_text("중요", encoding="utf-8")

    for replace in (False, True):
        with pytest.raises(FolderNotEmptyError):
            restore(target, documents, replace=replace)
    with pytest.raises(FolderNotEmptyError):
        restore(target, documents / "편지.txt", replace=True)

    assert (documents / "편지.txt").read_text(encoding="utf-8") == "중요"


def test_given_an_empty_folder_when_restored_then_it_is_used(lived_in: Workspace, tmp_path: Path):
    target = backup(lived_in, tmp_path / "one.ieum-backup")
    (tmp_path / "empty").mkdir()

    restored = restore(target, tmp_path / "empty")

    assert (restored.kept, _names(restored.folder)) == (None, ["가나정밀", "다라기계"])


def _flip(at: float) -> Callable[[Path], None]:
    def _do(file: Path) -> None:
        content = bytearray(file.read_bytes())
        # Not one bit: inside a run of zeros another distance unpacks to the very same bytes.
        for place in range(int(len(content) * at), int(len(content) * at) + 64):
            content[place] ^= 0x40
        file.write_bytes(content)

    return _do


def _shorten(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _repack(**changes: Callable[[bytes], bytes | None]) -> Callable[[Path], None]:
    """Return what packs the archive anew with some parts changed, left out (None) or added."""

    def _do(file: Path) -> None:
        with zipfile.ZipFile(file) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        for name, change in changes.items():
            changed = change(parts.get(name, b""))
            parts.pop(name, None)
            if changed is not None:
                parts[name] = changed
        with zipfile.ZipFile(file, "w") as new:
            for name, content in parts.items():
                new.writestr(name, content)

    return _do


def _manifest(**changes: object) -> Callable[[bytes], bytes]:
    return lambda old: json.dumps(json.loads(old) | changes).encode()


def _escaping(old: bytes) -> bytes:
    manifest = json.loads(old)
    manifest["parts"].append({"name": "../../out.txt", "size": 1, "sha256": "0" * 64})
    return json.dumps(manifest).encode()


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(_flip(0.2), id="bytes in the database"),
        pytest.param(_flip(0.7), id="bytes further on"),
        pytest.param(_shorten, id="half of it"),
        pytest.param(lambda file: file.write_bytes(b""), id="nothing"),
        pytest.param(lambda file: file.write_bytes(b"PK\x03\x04 no"), id="no archive"),
        pytest.param(lambda file: file.unlink(), id="no file"),
        pytest.param(_repack(**{"ieum.sqlite": lambda _: None}), id="no database"),
        pytest.param(_repack(**{"ieum.sqlite": lambda _: b"other"}), id="another database"),
        pytest.param(_repack(**{"manifest.json": lambda _: None}), id="no manifest"),
        pytest.param(_repack(**{"manifest.json": lambda _: b"[]"}), id="a strange manifest"),
        pytest.param(_repack(**{"manifest.json": lambda _: b"{"}), id="half a manifest"),
        pytest.param(
            _repack(**{"manifest.json": _manifest(made_at="gestern")}), id="a strange date"
        ),
        pytest.param(_repack(**{"extra.txt": lambda _: b"x"}), id="a part too many"),
        pytest.param(
            _repack(**{"manifest.json": _escaping, "../../out.txt": lambda _: b"x"}), id="a way out"
        ),
    ],
)
def test_given_a_harmed_backup_when_restored_then_it_is_refused_and_all_stays(
    lived_in: Workspace, tmp_path: Path, harm: Callable[[Path], None]
):
    room = tmp_path / "room"
    target = backup(lived_in, room / "one.ieum-backup")
    harm(target)
    before = _left_in(room)
    place = Workspace.create(room / "place")
    place.write(lambda s: make_company(s, name="먼저 있던 회사"))
    place.close()

    with pytest.raises(SnapshotBrokenError) as failure:
        restore(target, room / "place", replace=True)

    assert failure.value.path == target
    assert _names(room / "place") == ["먼저 있던 회사"]
    assert _left_in(room) == before | {"place"}
    assert not (tmp_path.parent / "out.txt").exists()


def test_given_a_backup_whose_manifest_fits_a_damaged_database_then_it_is_refused(
    lived_in: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The digests only say that the bytes are those that were packed."""
    whole = archive.add

    def _damaging(packed: zipfile.ZipFile, name: str, file: Path, watch: object) -> archive.Part:
        if not archive.is_blob(name):
            with file.open("rb+") as opened:
                opened.seek(4096)
                opened.write(b"\xff" * 8192)
        return whole(packed, name, file, watch)

    monkeypatch.setattr(archive, "add", _damaging)
    target = backup(lived_in, tmp_path / "one.ieum-backup")

    with pytest.raises(SnapshotBrokenError):
        restore(target, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_given_packs_and_keys_of_a_workspace_when_restored_then_they_are_there_again(
    lived_in: Workspace, tmp_path: Path
):
    pack = lived_in.packs / "trial-2030-1.0" / "shared"
    pack.mkdir(parents=True)
    (pack / "common-1.toml").write_text("note = '규칙'", "utf-8")
    (lived_in.packs / "keys").mkdir()
    (lived_in.packs / "keys" / "경남 센터.pub").write_bytes(b"key")

    target = backup(lived_in, tmp_path / "one.ieum-backup")
    restored = restore(target, tmp_path / "again")

    there = restored.folder / "packs"
    assert (there / "keys" / "경남 센터.pub").read_bytes() == b"key"
    assert (there / pack.parent.name / "shared" / "common-1.toml").read_text("utf-8")


@pytest.mark.parametrize(
    "changes", [{"revision": "9999"}, {"format": archive.FORMAT + 1, "program": "9.0"}]
)
def test_given_a_backup_of_a_newer_program_when_looked_into_then_it_says_so(
    lived_in: Workspace, tmp_path: Path, changes: dict[str, object]
):
    target = backup(lived_in, tmp_path / "one.ieum-backup")
    _repack(**{"manifest.json": _manifest(**changes)})(target)

    with pytest.raises(WorkspaceTooNewError):
        look_into(target)
    with pytest.raises(WorkspaceTooNewError):
        restore(target, tmp_path / "again")


def test_given_a_backup_when_looked_into_then_it_tells_when_and_what(
    lived_in: Workspace, tmp_path: Path
):
    contents = look_into(backup(lived_in, tmp_path / "one.ieum-backup"))

    assert [part.name.split("/")[0] for part in contents.parts] == ["ieum.sqlite", "blobs"]
    assert contents.size > 10_000
    assert contents.made_at.tzinfo is not None


@pytest.mark.parametrize("after", [0, 1, 5])
def test_given_somebody_who_stops_it_when_backed_up_then_the_old_backup_stays(
    lived_in: Workspace, tmp_path: Path, after: int
):
    target = tmp_path / "room" / "one.ieum-backup"
    target.parent.mkdir()
    target.write_bytes(b"old")
    told: list[int] = []

    with pytest.raises(StoppedError):
        backup(
            lived_in,
            target,
            progress=lambda done, _: told.append(done),
            cancelled=lambda: len(told) >= after,
        )

    assert target.read_bytes() == b"old"
    assert _left_in(target.parent) == {target.name}


def test_given_somebody_who_stops_it_when_restored_then_nothing_is_left(
    lived_in: Workspace, tmp_path: Path
):
    target = backup(lived_in, tmp_path / "room" / "one.ieum-backup")

    with pytest.raises(StoppedError):
        restore(target, tmp_path / "room" / "again", cancelled=lambda: True)

    assert _left_in(target.parent) == {target.name}


def test_given_a_target_that_cannot_be_written_when_backed_up_then_it_says_so(
    lived_in: Workspace, tmp_path: Path
):
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(WorkspaceReadOnlyError):
        backup(lived_in, tmp_path / "file" / "one.ieum-backup")


@pytest.fixture
def full_disk() -> Path:
    """Return a place where every write finds the disk full."""
    place = Path("/dev/full")
    if not place.exists():
        pytest.skip("this system has no disk that is always full")
    return place


def test_given_a_full_disk_when_files_are_written_then_it_is_told_as_that(full_disk: Path):
    with (
        pytest.raises(DiskFullError),
        copying.failures_of_disk(full_disk),
        full_disk.open("wb", buffering=0) as file,
    ):
        file.write(b"x")


def test_given_a_disk_that_fills_up_when_the_database_is_copied_then_nothing_half_is_left(
    lived_in: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    connect = sqlite3.connect

    def _small(target: Path, **rest: object) -> sqlite3.Connection:
        connection = connect(target, **rest)
        if Path(str(target)).parent != lived_in.folder:
            connection.execute("PRAGMA max_page_count = 10")
        return connection

    monkeypatch.setattr(sqlite3, "connect", _small)
    target = tmp_path / "room" / "one.ieum-backup"

    with pytest.raises(DiskFullError) as failure:
        backup(lived_in, target)

    assert failure.value.path
    assert _left_in(target.parent) == set()

"""Stories of files on their way: folders, sticks, wrong files, copied computers."""

from __future__ import annotations

import shutil
from dataclasses import asdict, replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
import zstandard
from sqlmodel import Session, select

from db import clock
from db.sync import envelope, identity, wire
from db.sync.keys import new_keys
from db.sync_errors import (
    BatchBrokenError,
    BatchTooLargeError,
    ClonedError,
    FutureClockError,
    GapError,
    NotEnrolledError,
    NotForUsError,
    NothingToCarryError,
    OtherCentreError,
    SyncError,
    WrongSignatureError,
)
from db.tables import Company
from db.words import Action, FileKind, SyncState
from desktop.services.security import snapshots
from desktop.services.security.errors import StoppedError
from desktop.services.sync import enrolling, files, identities, register, run, status
from desktop.services.sync.carriers.folder import Folder
from desktop.services.workspace import Workspace
from tests.sync.model_hub import FileHub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Laptop:
    """A computer with a workspace, an account and a folder that it shares with the hub."""

    def __init__(self, folder: Path, hub: FileHub, share: Path) -> None:
        self.folder, self.hub, self.share = folder, hub, share
        self.workspace = self.open(folder)

    def open(self, folder: Path) -> Workspace:
        """Open the workspace under the account of this laptop."""
        workspace = Workspace.open(folder / "workspace", centre="GN")
        workspace.identities = folder / "account"
        return workspace

    def enrol(self) -> None:
        """Make this laptop known to the hub."""
        device, keys = uuid4(), new_keys()
        self.hub.devices[device.hex] = keys
        told = {
            "centre": "GN",
            "key": self.hub.keys.public,
            "seal": self.hub.keys.recipient,
            "epoch": self.hub.epoch,
        }
        enrolling.become(self.workspace, device, keys, told, url="", label=self.folder.name)

    @property
    def device(self) -> str:
        """Return who it is."""
        return identities.enrolled(self.workspace).device.hex

    @property
    def carrier(self) -> Folder:
        """Return the way through the shared folder."""
        return Folder(self.share, self.device)

    def add(self, name: str) -> UUID:
        """Add a company and return its key."""

        def _add(session: Session) -> UUID:
            row = Company(centre="GN", name=name)
            session.add(row)
            session.flush()
            return row.id

        return self.workspace.write(_add, action=Action.COMPANY_ADD).value

    def names(self) -> list[str]:
        """Return the names of all companies."""
        return sorted(self.workspace.read(lambda s: list(s.exec(select(Company.name)))))

    def sync(self) -> run.SyncReport:
        """Sync through the folder."""
        return run.sync_once(self.workspace, self.carrier)

    def feed(self) -> bytes:
        """Return what the hub has for it."""
        seen = self.workspace.read(status.status).seen
        return self.hub.file(self.device, seen)


def hub_looks(hub: FileHub, share: Path) -> None:
    """Let the hub take what lies in its folder, and answer every computer."""
    for file in sorted(
        (share / "to-hub").glob("*/*.ieum-sync"),
        key=lambda file: envelope.label_of(file.read_bytes()).first,
    ):
        hub.receive(file.read_bytes())
        file.unlink()
    for device in hub.devices:
        place = share / f"to-{device}"
        place.mkdir(parents=True, exist_ok=True)
        for old in place.glob("*.ieum-sync"):
            old.unlink()
        content = hub.file(device, 0)
        (place / envelope.label_of(content).name).write_bytes(content)


@pytest.fixture
def hub() -> FileHub:
    return FileHub()


@pytest.fixture
def laptops(empty_workspace: Path, tmp_path: Path, hub: FileHub) -> Iterator[tuple[Laptop, Laptop]]:
    made = []
    for name in ("a", "b"):
        shutil.copytree(empty_workspace, tmp_path / name / "workspace")
        made.append(Laptop(tmp_path / name, hub, tmp_path / "share"))
        made[-1].enrol()
    yield made[0], made[1]
    for one in made:
        one.workspace.close()


def test_given_a_shared_folder_when_all_have_been_there_then_all_know_it(
    laptops: tuple[Laptop, Laptop], hub: FileHub
) -> None:
    a, b = laptops
    key = a.add("이음정밀")
    assert a.workspace.read(lambda s: status.states_of(s, "company", [key])) == {
        key: SyncState.HERE
    }
    assert a.sync().sent == 1
    assert a.workspace.read(lambda s: status.states_of(s, "company", [key])) == {
        key: SyncState.SENT
    }
    assert a.sync().sent == 0  # it still lies there
    hub_looks(hub, a.share)
    a.sync()
    assert b.sync().received == 1
    assert b.names() == ["이음정밀"]
    assert a.workspace.read(lambda s: status.states_of(s, "company", [key])) == {
        key: SyncState.CONFIRMED
    }
    lines = a.workspace.read(register.list_files)
    assert [(line.out, line.kind, line.confirmed_at is not None) for line in lines] == [
        (False, FileKind.FEED, False),
        (True, FileKind.BATCH, True),
    ]


def test_given_a_batch_that_got_lost_when_syncing_again_then_it_goes_out_again(
    laptops: tuple[Laptop, Laptop], hub: FileHub
) -> None:
    a, b = laptops
    a.add("하나")
    a.sync()
    shutil.rmtree(a.share / "to-hub")
    a.add("둘")
    assert a.sync().sent == 2
    hub_looks(hub, a.share)
    b.sync()
    assert b.names() == ["둘", "하나"]


def test_given_one_way_files_when_only_the_last_arrives_then_nothing_is_missing(
    laptops: tuple[Laptop, Laptop], hub: FileHub, tmp_path: Path
) -> None:
    a, _b = laptops
    a.add("하나")
    files.export_file(a.workspace, tmp_path / "first.ieum-sync", one_way=True, seal="none")
    a.add("둘")
    line = files.export_file(a.workspace, tmp_path / "second.ieum-sync", one_way=True, seal="none")
    assert (line.first, line.last) == (1, 2)
    content = (tmp_path / "second.ieum-sync").read_bytes()
    told = wire.unpack(content[envelope.body_at(content) :])[1]
    assert [one[:2] for one in told["files"]] == [[1, 1]]
    hub.receive(content)
    assert hub.model.n == 2


def test_given_everything_confirmed_when_exporting_then_it_says_so(
    laptops: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    with pytest.raises(NothingToCarryError):
        files.export_file(laptops[0].workspace, tmp_path / "x.ieum-sync")


def test_given_a_file_when_looked_into_then_it_tells_what_would_change_and_writes_nothing(
    laptops: tuple[Laptop, Laptop], hub: FileHub, tmp_path: Path
) -> None:
    a, b = laptops
    key = a.add("이음정밀")
    a.sync()
    hub_looks(hub, a.share)
    b.sync()
    for laptop, name in ((a, "이음"), (b, "이음 주식회사")):
        laptop.workspace.write(
            lambda s, name=name: setattr(s.get_one(Company, key), "name", name),
            action=Action.COMPANY_EDIT,
        )
    a.sync()
    hub_looks(hub, a.share)
    file = tmp_path / "feed.ieum-sync"
    file.write_bytes(b.feed())
    preview = files.look_into(b.workspace, file)
    assert preview.conflicts == 1
    assert [(one.field, one.old, one.new, one.own) for one in preview.fields] == [
        ("name", "이음 주식회사", "이음", True)
    ]
    assert b.names() == ["이음 주식회사"]
    files.import_file(b.workspace, file)
    assert b.names() == ["이음"]
    (kept,) = snapshots.list_snapshots(b.workspace.folder)
    b.workspace.close()
    snapshots.rewind(b.workspace.folder, kept.path)
    b.workspace = b.open(b.folder)
    assert b.names() == ["이음 주식회사"]
    assert identities.look(b.workspace) is identity.Standing.SAME
    files.import_file(b.workspace, file)
    assert b.names() == ["이음"]


def _flipped(content: bytes, _laptop: Laptop) -> bytes:
    return content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]


def _resealed(content: bytes, laptop: Laptop, **other: object) -> bytes:
    label, body = envelope.unseal(
        content,
        public=laptop.hub.keys.public,
        identity=laptop.hub.devices[laptop.device].identity,
    )
    told = replace(label, sha256="", **other)  # type: ignore[arg-type]
    return envelope.seal(
        told, body, laptop.hub.keys, recipients=[laptop.hub.devices[laptop.device].recipient]
    )


def _bomb(content: bytes, laptop: Laptop) -> bytes:
    label = envelope.label_of(content)
    body = zstandard.ZstdCompressor().compress(b"0" * 50_000_000)
    return envelope.seal(envelope.Label(**asdict(label) | {"seal": "none"}), body, laptop.hub.keys)


WRONG: dict[str, tuple[Callable[[bytes, Laptop], bytes], type[SyncError]]] = {
    "half": (lambda content, _laptop: content[: len(content) // 2], BatchBrokenError),
    "empty": (lambda _content, _laptop: b"", BatchBrokenError),
    "other file": (lambda _content, _laptop: b"PK\x03\x04" * 99, BatchBrokenError),
    "flipped bit": (_flipped, BatchBrokenError),
    "wrong key": (
        lambda content, _laptop: envelope.seal(
            replace(envelope.label_of(content), seal="none"), b"", new_keys()
        ),
        WrongSignatureError,
    ),
    "other center": (
        lambda content, laptop: _resealed(content, laptop, centre="SE"),
        OtherCentreError,
    ),
    "other computer": (
        lambda content, laptop: _resealed(content, laptop, to=uuid4().hex),
        NotForUsError,
    ),
    "gap": (lambda content, laptop: _resealed(content, laptop, first=7, last=9), GapError),
    "future": (
        lambda content, laptop: _resealed(
            content, laptop, clock=clock.tick(0) + (40 * 366 * 86_400_000 << 16)
        ),
        FutureClockError,
    ),
    "bomb": (_bomb, BatchTooLargeError),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_given_a_wrong_file_when_imported_then_it_is_refused_kept_and_written_down(
    wrong: str, laptops: tuple[Laptop, Laptop], hub: FileHub, tmp_path: Path
) -> None:
    a, b = laptops
    a.add("이음정밀")
    a.sync()
    hub_looks(hub, a.share)
    spoil, failure = WRONG[wrong]
    file = tmp_path / "feed.ieum-sync"
    file.write_bytes(spoil(b.feed(), b))
    with pytest.raises(failure):
        files.import_file(b.workspace, file)
    assert b.names() == []
    assert file.exists()
    (line,) = b.workspace.read(register.list_files)
    assert line.failed == failure.__name__
    if wrong == "gap":
        assert b.workspace.read(status.status).missing == (status.Missing(1, 6),)


def test_given_somebody_elses_file_when_carried_then_the_hub_takes_it_all_the_same(
    laptops: tuple[Laptop, Laptop], hub: FileHub, tmp_path: Path
) -> None:
    a, b = laptops
    a.add("이음정밀")
    line = files.export_file(a.workspace, tmp_path / "stick")
    assert line.out
    carried = files.carry(b.workspace, tmp_path / "stick", tmp_path / "onward")
    assert carried.sha256 == line.sha256
    hub.receive((tmp_path / "onward").read_bytes())
    assert hub.model.n == 1


def test_given_a_copied_workspace_when_it_syncs_then_it_gets_a_new_identity_and_nothing_is_lost(
    laptops: tuple[Laptop, Laptop], hub: FileHub, tmp_path: Path
) -> None:
    a, b = laptops
    a.add("둘 다 아는 것")
    a.sync()
    shutil.copytree(a.folder / "workspace", tmp_path / "c" / "workspace")
    c = Laptop(tmp_path / "c", hub, a.share)
    c.add("복사본에서")
    a.add("원본에서")
    with pytest.raises(ClonedError):
        c.sync()
    with pytest.raises(NotEnrolledError):
        c.sync()
    c.enrol()
    for _round in range(2):
        for laptop in (a, c, b):
            laptop.sync()
        hub_looks(hub, a.share)
    for laptop in (a, c, b):
        laptop.sync()
        assert laptop.names() == ["둘 다 아는 것", "복사본에서", "원본에서"]
        assert laptop.workspace.read(status.status).pending == 0
        assert laptop.workspace.read(status.status).sent == 0
    c.workspace.close()


def test_given_a_workspace_brought_back_from_yesterday_when_it_syncs_then_nothing_is_lost(
    laptops: tuple[Laptop, Laptop], hub: FileHub, tmp_path: Path
) -> None:
    a, _b = laptops
    a.add("어제")
    yesterday = snapshots.snapshot(a.workspace, "yesterday")
    a.add("오늘")
    a.sync()
    hub_looks(hub, a.share)
    a.workspace.close()
    snapshots.rewind(a.workspace.folder, yesterday)
    a.workspace = a.open(a.folder)
    assert identities.look(a.workspace) is identity.Standing.RESTORED
    a.add("되돌린 뒤")
    with pytest.raises(ClonedError):
        a.sync()
    a.enrol()
    for _round in range(2):
        for laptop in laptops:
            laptop.sync()
        hub_looks(hub, a.share)
    for laptop in laptops:
        laptop.sync()
        assert laptop.names() == ["되돌린 뒤", "어제", "오늘"]


def test_given_a_hub_brought_back_from_yesterday_when_all_sync_then_nothing_is_lost(
    laptops: tuple[Laptop, Laptop], hub: FileHub
) -> None:
    import copy

    a, b = laptops
    a.add("어제")
    a.sync()
    hub_looks(hub, a.share)
    for laptop in laptops:
        laptop.sync()
    yesterday = copy.deepcopy(hub.model)
    a.add("오늘 하나")
    b.add("오늘 둘")
    for laptop in laptops:
        laptop.sync()
    hub_looks(hub, a.share)
    for laptop in laptops:
        laptop.sync()
    hub.model, hub.epoch = yesterday, uuid4().hex
    hub.model.base = hub.model.n
    for _round in range(3):
        hub_looks(hub, a.share)
        for laptop in laptops:
            laptop.sync()
    for laptop in laptops:
        assert laptop.names() == ["어제", "오늘 둘", "오늘 하나"]
        assert laptop.workspace.read(status.status).sent == 0


def test_given_somebody_stops_when_files_have_come_then_what_was_done_stays(
    laptops: tuple[Laptop, Laptop], hub: FileHub
) -> None:
    a, b = laptops
    a.add("이음정밀")
    a.sync()
    hub_looks(hub, a.share)
    with pytest.raises(StoppedError):
        run.sync_once(b.workspace, b.carrier, cancelled=lambda: True)
    assert b.names() == []
    b.sync()
    assert b.names() == ["이음정밀"]

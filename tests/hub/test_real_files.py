"""Stories of real laptops, a real hub and the files between them, some of which are harmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from db.sync import snapshot_in
from db.sync_errors import SyncError
from db.tables import Company
from desktop.services.security.verify import verify
from desktop.services.workspace import DATABASE, Workspace
from tests.factory import make_case, make_company, make_note
from tests.hub.real import Laptop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from sqlmodel import Session

    from db.hub.store import Hub


@pytest.fixture
def laptops(empty_workspace: Path, tmp_path: Path, hub: Hub) -> Iterator[list[Laptop]]:
    """Return two laptops; what the first has, the second has, too."""
    two = [Laptop.fresh(empty_workspace, tmp_path / name, hub, name) for name in ("가", "나")]
    two[0].write(_a_case)
    two[0].sync()
    two[1].sync()
    yield two
    for one in two:
        one.close()


def _a_case(session: Session) -> UUID:
    case = make_case(session, make_company(session, name="한빛\t정밀\\N"))
    make_note(session, case, text="첫 줄\n둘째 줄 \\ 끝")
    return case.id


def _set(**values: Any) -> Callable[[Session], None]:
    def _do(session: Session) -> None:
        for company in session.exec(select(Company)).all():
            company.sqlmodel_update(values)

    return _do


def test_given_two_laptops_when_both_sync_then_both_and_the_hub_hold_the_same(
    laptops: list[Laptop],
):
    first, second = laptops

    assert first.rows("company") == second.rows("company")
    assert first.rows("note") == second.rows("note")
    assert verify(first.workspace).is_clean
    assert verify(second.workspace).is_clean


def test_given_a_new_laptop_when_it_loads_a_snapshot_then_it_goes_on_from_there(
    laptops: list[Laptop], empty_workspace: Path, tmp_path: Path, hub: Hub
):
    first, second = laptops
    first.write(_set(phone="1"))
    second.write(_set(phone="2"))
    first.sync()
    second.sync()
    third = Laptop.fresh(empty_workspace, tmp_path / "다", hub, "다")
    third.close()
    file = tmp_path / "snapshot.ieum-sync"
    hub.write_snapshot(third.device, file)
    told: list[tuple[int, int]] = []

    loaded = snapshot_in.load(
        third.folder / DATABASE, file, public=hub.keys.public, identity=third.keys.identity,
        told=lambda done, of: told.append((done, of)),
    )  # fmt: skip
    third.workspace = Workspace.open(third.folder, centre="GN")

    first.pull()
    assert loaded.n == third.seen == first.seen
    assert third.rows("company") == first.rows("company")
    assert third.rows("note") == first.rows("note")
    assert third.conflicts() == first.conflicts() != set()
    assert told[-1][0] == told[-1][1]
    third.write(_set(address="새 주소"))
    third.sync()
    first.sync()
    assert third.rows("company") == first.rows("company")
    assert verify(third.workspace).is_clean
    third.close()


def _flip(at: float) -> Callable[[bytes], bytes]:
    def _do(content: bytes) -> bytes:
        place = int(len(content) * at)
        return content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :]

    return _do


HARMS = [
    pytest.param(_flip(0.1), id="a bit of the header"),
    pytest.param(_flip(0.6), id="a bit of the body"),
    pytest.param(lambda content: content[: len(content) // 2], id="half of it"),
    pytest.param(lambda content: content[:40], id="forty bytes"),
    pytest.param(lambda _content: b"", id="nothing"),
    pytest.param(lambda content: content + b"\0", id="a byte too many"),
]


@pytest.mark.parametrize("harm", HARMS)
def test_given_a_harmed_snapshot_when_loaded_then_the_workspace_is_as_empty_as_before(
    laptops: list[Laptop], empty_workspace: Path, tmp_path: Path, hub: Hub,
    harm: Callable[[bytes], bytes],
):  # fmt: skip
    third = Laptop.fresh(empty_workspace, tmp_path / "다", hub, "다")
    third.close()
    file = tmp_path / "snapshot.ieum-sync"
    hub.write_snapshot(third.device, file)
    file.write_bytes(harm(file.read_bytes()))
    before = sorted(path.name for path in third.folder.rglob("*"))

    with pytest.raises(SyncError):
        snapshot_in.load(
            third.folder / DATABASE, file, public=hub.keys.public, identity=third.keys.identity
        )

    assert sorted(path.name for path in third.folder.rglob("*")) == before
    third.workspace = Workspace.open(third.folder, centre="GN")
    assert third.rows("company") == {}
    assert third.seen == 0
    third.close()


@pytest.mark.parametrize("harm", HARMS)
def test_given_a_harmed_batch_or_feed_then_nothing_is_taken_and_the_whole_one_still_is(
    laptops: list[Laptop], harm: Callable[[bytes], bytes]
):
    first, second = laptops
    first.write(_set(phone="1"))
    (batch,) = first.batches()
    newest = first.hub.newest()

    with pytest.raises(SyncError):
        first.hub.receive(harm(batch))
    assert first.hub.newest() == newest
    first.hub.receive(batch)
    feed = second.feed()
    with pytest.raises(SyncError):
        second.take(harm(feed))
    assert {row["phone"] for row in second.rows("company").values()} == {""}
    second.take(feed)

    assert {row["phone"] for row in second.rows("company").values()} == {"1"}


def test_given_a_file_for_another_computer_then_it_can_not_be_opened(laptops: list[Laptop]):
    first, second = laptops
    first.write(_set(phone="1"))
    first.sync()

    with pytest.raises(SyncError):
        first.take(second.feed())

"""Stories of a hub that is restored from yesterday: nothing is lost, and nothing overwritten."""

from __future__ import annotations

import hashlib
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from db.errors import SnapshotBrokenError, WorkspaceTooNewError
from db.hub import backup, rows
from db.hub.store import Hub
from db.sync_errors import HubNotEmptyError, HubRestoredError
from tests.hub.laptop import Laptop
from tests.hub.test_receive import company, edited

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from db.hub.embedded import Embedded
    from db.sync.merge import RowState


@pytest.fixture
def elsewhere(embedded: Embedded, tmp_path: Path) -> Iterator[Hub]:
    """Return a hub on an empty database, in a folder of its own."""
    name = "hub_elsewhere"
    hub = Hub(embedded.make_database(name), tmp_path / name)
    yield hub
    hub.close()
    embedded.drop_database(name)


def shown(hub: Hub, pk: str) -> RowState:
    """Return a company as it is shown, with its heads."""
    with hub.connection() as connection:
        return rows.load(connection, [("company", pk)])["company", pk]


def test_given_a_hub_restored_from_yesterday_when_its_computers_send_again_then_nothing_is_lost(
    hub: Hub, elsewhere: Hub, tmp_path: Path
) -> None:
    office, field = Laptop.enrolled(hub), Laptop.enrolled(hub)
    first = company(name="가")
    pk = first[2]
    yesterday = [office.change(first), office.change(company())]
    hub.take(office.batch(*yesterday))
    blob = hub.blobs.put(b"attachment")
    told = backup.backup(hub, tmp_path / "hub.zip")
    # Today: the office renames, the field laptop sees it and renames again.
    today = office.change(edited(pk, name="나"), seen=2)
    hub.take(office.batch(today))
    field.seen = hub.newest()
    knowing = field.change(edited(pk, name="다"))
    added = field.change(company(name="현장"))
    hub.take(field.batch(knowing, added))

    epoch = backup.restore(elsewhere, tmp_path / "hub.zip")
    assert (told["n"], elsewhere.newest()) == (2, 2)
    with pytest.raises(HubRestoredError):  # what it has applied is beyond this order
        elsewhere.feed(field.device, field.seen)
    # The field laptop comes first: what it had seen of the office's edit is not here yet.
    elsewhere.take(field.batch(knowing, added))
    elsewhere.take(office.batch(today))

    state = shown(elsewhere, pk)
    assert sorted(head.value for head in state.heads["name"]) == ["나", "다"]
    _label, transactions, _told = office.opened(elsewhere.feed(office.device, 0))
    keys = [one.header["key"] for one in transactions]
    sent = [*yesterday, knowing, added, today]
    assert keys == [one.header["key"] for one in sent]
    assert elsewhere.blobs.path(blob).read_bytes() == b"attachment"
    assert elsewhere.keys == hub.keys
    assert epoch == elsewhere.standing().epoch != hub.standing().epoch
    assert elsewhere.standing().base == 2


def test_given_a_restored_hub_when_a_computer_has_come_over_then_it_is_believed_again(
    hub: Hub, elsewhere: Hub, tmp_path: Path
) -> None:
    office, field = Laptop.enrolled(hub), Laptop.enrolled(hub)
    added = company(name="가")
    hub.take(office.batch(office.change(added)))
    hub.take(office.batch(office.change(edited(added[2], name="나"))))
    backup.backup(hub, tmp_path / "hub.zip")
    epoch = backup.restore(elsewhere, tmp_path / "hub.zip").hex
    elsewhere.take(office.batch(office.change(edited(added[2], name="다")), epoch=epoch))
    elsewhere.take(field.batch(field.change(company()), epoch=epoch))

    taken = elsewhere.take(
        field.batch(field.change(edited(added[2], name="라"), seen=3), epoch=epoch)
    )

    assert taken.conflicts == 0
    assert [head.value for head in shown(elsewhere, added[2]).heads["name"]] == ["라"]


def test_given_a_gap_after_a_restore_then_the_computer_hears_why(
    hub: Hub, elsewhere: Hub, laptop: Laptop, tmp_path: Path
) -> None:
    backup.backup(hub, tmp_path / "hub.zip")
    hub.take(laptop.batch(laptop.change(company())))
    backup.restore(elsewhere, tmp_path / "hub.zip")

    with pytest.raises(HubRestoredError) as refused:
        elsewhere.take(laptop.batch(laptop.change(company())))

    assert refused.value.have == 0


def _contents(hub: Hub) -> dict[str, Any]:
    with hub.connection() as connection:
        tables = connection.execute(backup._TABLES).fetchall()
        return {
            f"{schema}.{table}": sorted(
                map(repr, connection.execute(f'SELECT * FROM "{schema}"."{table}"').fetchall())
            )
            for schema, table, _ in tables
            if table not in ("hub_self", "hub_epoch")
        }


def test_given_a_backup_when_restored_then_every_table_holds_the_same(
    hub: Hub, elsewhere: Hub, laptop: Laptop, tmp_path: Path
) -> None:
    other = Laptop.enrolled(hub)
    added = company(name="탭\t줄\n역\\", field_of_2030="가")
    hub.take(laptop.batch(laptop.change(added), laptop.change(edited("0" * 32, name="없음"))))
    hub.take(other.batch(other.change(edited(added[2], name="나"))))
    hub.new_code()
    backup.backup(hub, tmp_path / "hub.zip")

    backup.restore(elsewhere, tmp_path / "hub.zip")

    assert _contents(elsewhere) == _contents(hub)
    taken = elsewhere.take(laptop.batch(laptop.change(edited("1" * 32, name="없음"))))
    assert len(taken.refused) == 1  # numbers that the database gives go on, too


def test_given_a_damaged_backup_then_nothing_is_restored(
    hub: Hub, elsewhere: Hub, laptop: Laptop, tmp_path: Path
) -> None:
    hub.take(laptop.batch(laptop.change(*[company() for _ in range(200)])))
    whole = tmp_path / "hub.zip"
    backup.backup(hub, whole)
    content = whole.read_bytes()
    with zipfile.ZipFile(whole) as packed:
        begins = [
            packed.getinfo(name).header_offset
            for name in ("tables/hub.hub_op", "tables/public.company", "keys.json", "backup.json")
        ]
    for begin in begins:
        name, extra = (
            int.from_bytes(content[begin + at : begin + at + 2], "little") for at in (26, 28)
        )
        at = begin + 30 + name + extra + 5  # in what is packed
        broken = bytearray(content)
        broken[at] ^= 0xFF
        whole.write_bytes(bytes(broken))

        with pytest.raises(SnapshotBrokenError):
            backup.restore(elsewhere, whole)
    whole.write_bytes(content[: len(content) // 2])
    with pytest.raises(SnapshotBrokenError):
        backup.restore(elsewhere, whole)


def test_given_a_backup_of_a_newer_program_or_a_hub_that_is_in_use_then_it_is_refused(
    hub: Hub, elsewhere: Hub, tmp_path: Path
) -> None:
    backup.backup(hub, tmp_path / "hub.zip")
    with (
        zipfile.ZipFile(tmp_path / "hub.zip") as old,
        zipfile.ZipFile(tmp_path / "new.zip", "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'"revision": "0', b'"revision": "9'))

    with pytest.raises(WorkspaceTooNewError):
        backup.restore(elsewhere, tmp_path / "new.zip")
    with pytest.raises(HubNotEmptyError):
        backup.restore(hub, tmp_path / "hub.zip")


def test_given_a_backup_then_every_table_stands_in_its_list_with_its_digest(
    hub: Hub, tmp_path: Path
) -> None:
    told = backup.backup(hub, tmp_path / "hub.zip")

    names = {f"{one['schema']}.{one['table']}" for one in told["tables"]}
    assert {"hub.hub_op", "hub.hub_self", "public.company", "public.case"} <= names
    with zipfile.ZipFile(tmp_path / "hub.zip") as packed:
        for one in told["tables"]:
            assert hashlib.sha256(packed.read(one["file"])).hexdigest() == one["sha256"]

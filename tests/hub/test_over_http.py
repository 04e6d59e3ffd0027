"""Whole computers and a whole hub: workspaces, a server on PostgreSQL, and a line between."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

import pytest
from sqlmodel import Session, select

from db.hub import backup
from db.hub.store import Hub
from db.sync_errors import CodeRefusedError, HubUnreachableError, UnknownDeviceError
from db.tables import Company, SyncSelf
from db.words import Action, Changed, SyncState
from desktop.services import attachments
from desktop.services.security.errors import StoppedError
from desktop.services.security.verify import verify
from desktop.services.sync import blobs, conflicts, enrolling, identities, run, status
from desktop.services.sync.carriers import hub as carrier_of_hub
from desktop.services.sync.carriers.hub import HubLine
from desktop.services.workspace import Workspace
from tests.hub.test_server import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from db.hub.embedded import Embedded

Desks = tuple["Desk", "Desk"]


class Desk:
    """A computer with a workspace and an account, enrolled over HTTP."""

    def __init__(self, empty: Path, folder: Path, url: str, code: str) -> None:
        shutil.copytree(empty, folder / "workspace")
        self.workspace = Workspace.open(folder / "workspace", centre="GN")
        self.workspace.identities = folder / "account"
        enrolling.enrol(self.workspace, url, code, label=folder.name)

    def sync(self, **how: Callable[..., object]) -> run.SyncReport:
        """Sync once."""
        here = identities.enrolled(self.workspace)
        line = HubLine(here.hub_url, here.device.hex, identities.keys_of(self.workspace, here))
        try:
            return run.sync_once(self.workspace, line, **how)  # type: ignore[arg-type]
        finally:
            line.close()

    def add(self, *names: str) -> list[UUID]:
        """Add companies in one change and return their keys."""

        def _add(session: Session) -> list[UUID]:
            made = [Company(centre="GN", name=name) for name in names]
            session.add_all(made)
            session.flush()
            return [one.id for one in made]

        return self.workspace.write(_add, action=Action.COMPANY_ADD).value

    def edit(self, key: UUID, **fields: object) -> None:
        """Change a company."""
        self.workspace.write(
            lambda s: s.get_one(Company, key).sqlmodel_update(fields), action=Action.COMPANY_EDIT
        )

    def names(self) -> list[str]:
        """Return the names of all companies."""
        return sorted(self.workspace.read(lambda s: list(s.exec(select(Company.name)))))


@pytest.fixture
def url(hub: Hub) -> Iterator[str]:
    """Return the address of a running hub."""
    with served(hub) as address:
        yield address


@pytest.fixture
def desks(hub: Hub, url: str, empty_workspace: Path, tmp_path: Path) -> Iterator[Desks]:
    """Return two computers of the center."""
    a, b = (Desk(empty_workspace, tmp_path / name, url, hub.new_code()) for name in ("a", "b"))
    yield a, b
    a.workspace.close()
    b.workspace.close()


def test_given_two_computers_when_both_sync_then_they_agree_and_see_where_they_do_not(
    desks: Desks,
) -> None:
    a, b = desks
    (key,) = a.add("이음정밀")
    report = a.sync()
    assert (report.sent, report.received) == (1, 0)
    assert a.workspace.read(lambda s: status.states_of(s, "company", [key])) == {
        key: SyncState.CONFIRMED
    }
    assert b.sync().changed == frozenset(Changed)  # the first time everything comes at once
    a.add("둘")
    a.sync()
    assert b.sync().received == 1
    a.edit(key, phone="055-1")
    b.edit(key, phone="055-2")
    a.sync()
    assert b.sync().conflicts == 1
    a.sync()
    for desk in desks:
        (conflict,) = desk.workspace.read(conflicts.list_conflicts)
        assert [side.value for side in conflict.sides] == ["055-1", "055-2"]
        assert not conflict.predicted
        assert verify(desk.workspace).is_clean
    choice = conflicts.Choice(conflict.id, n=conflict.sides[1].n)
    b.workspace.write(lambda s: conflicts.settle(s, [choice]), action=Action.CONFLICT_SETTLE)
    b.sync()
    assert a.sync().settled == 1
    assert a.workspace.read(conflicts.list_conflicts) == []


def test_given_a_batch_too_large_for_one_request_when_stopped_then_it_goes_on_where_it_was(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = desks
    monkeypatch.setattr(carrier_of_hub, "PIECE", 1_000)
    monkeypatch.setattr(carrier_of_hub, "_AT_ONCE", 2_000)
    a.add(*(f"기업 {number * 7919 % 10007}" for number in range(400)))
    told: list[int] = []
    with pytest.raises(StoppedError):
        a.sync(progress=lambda done, _of: told.append(done), cancelled=lambda: len(told) > 1)
    assert told == [1_000, 2_000]
    a.sync()
    b.sync()
    assert len(b.names()) == 400


def test_given_a_new_laptop_when_it_joins_then_a_snapshot_and_the_tail_bring_all(
    desks: Desks, hub: Hub, url: str, empty_workspace: Path, tmp_path: Path
) -> None:
    a, b = desks
    (key,) = a.add("이음정밀")
    a.sync()
    b.sync()
    a.edit(key, phone="055-1")
    b.edit(key, phone="055-2")
    for desk in (a, b, a):
        desk.sync()
    c = Desk(empty_workspace, tmp_path / "c", url, hub.new_code())
    c.sync()
    (baseline,) = (c.workspace.folder / "baselines").glob("*.zst")
    assert baseline.stat().st_size
    assert len(c.workspace.read(conflicts.list_conflicts)) == 1
    a.add("나중에")
    a.sync()
    c.sync()
    assert c.names() == ["나중에", "이음정밀"]
    c.edit(key, products="금형")
    c.sync()
    a.sync()
    assert a.workspace.read(lambda s: s.get_one(Company, key).products) == "금형"
    assert verify(c.workspace).is_clean
    c.workspace.close()


def test_given_a_clock_years_behind_when_it_syncs_then_the_hubs_clock_is_taken(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, _b = desks
    a.add("이음정밀")
    real = time.time

    class _Behind:
        @staticmethod
        def time() -> float:
            return real() - 10 * 366 * 86_400

    monkeypatch.setattr(carrier_of_hub, "time", _Behind)
    assert a.sync().sent == 1


def test_given_an_attachment_when_it_is_wanted_elsewhere_then_it_comes_and_is_checked(
    desks: Desks, tmp_path: Path
) -> None:
    a, b = desks
    (key,) = a.add("이음정밀")
    file = tmp_path / "도면.pdf"
    file.write_bytes(b"%PDF" + bytes(range(256)) * 50)
    stored = attachments.store(a.workspace.blobs, file)
    a.workspace.write(
        lambda s: attachments.add(s, a.workspace.blobs, stored, company_id=key),
        action=Action.ATTACHMENT_ADD,
    )
    a.sync()
    b.sync()
    assert blobs.not_here(b.workspace) == {stored.sha256}
    place = blobs.fetch(b.workspace, stored.sha256, lambda _done, _of: None)
    assert place.read_bytes() == file.read_bytes()
    assert blobs.not_here(b.workspace) == set()


def test_given_a_wrong_code_or_no_hub_then_it_says_so_and_nothing_is_enrolled(
    url: str, empty_workspace: Path, tmp_path: Path, hub: Hub, desks: Desks
) -> None:
    with pytest.raises(CodeRefusedError):
        Desk(empty_workspace, tmp_path / "c", url, "AAAA-BBBB-CCCC-DDDD")
    with pytest.raises(HubUnreachableError):
        Desk(empty_workspace, tmp_path / "d", "http://127.0.0.1:9", hub.new_code())
    hub.shut_out(identities.enrolled(desks[0].workspace).device.hex)
    with pytest.raises(UnknownDeviceError):
        desks[0].sync()


def test_given_a_hub_restored_from_yesterday_when_all_sync_then_nothing_is_lost(
    hub: Hub, desks: Desks, embedded: Embedded,
    tmp_path: Path,
) -> None:  # fmt: skip
    a, b = desks
    (key,) = a.add("어제")
    for desk in desks:
        desk.sync()
    backup.backup(hub, tmp_path / "hub.zip")
    a.edit(key, phone="055-1")
    b.add("오늘 현장에서")
    for desk in (a, b, a):
        desk.sync()
    b.edit(key, products="금형")
    b.sync()
    restored = Hub(embedded.make_database("hub_yesterday"), tmp_path / "yesterday")
    backup.restore(restored, tmp_path / "hub.zip")
    with served(restored) as address:
        for desk in desks:
            desk.workspace.keep(lambda s: setattr(s.get_one(SyncSelf, 1), "hub_url", address))
        for desk in (a, b, a, b):
            desk.sync()
        for desk in desks:
            assert desk.names() == ["어제", "오늘 현장에서"]
            row = desk.workspace.read(lambda s: s.get_one(Company, key))
            assert (row.phone, row.products) == ("055-1", "금형")
            told = desk.workspace.read(status.status)
            assert (told.pending, told.sent, told.conflicts) == (0, 0, 0)
    restored.close()
    embedded.drop_database("hub_yesterday")

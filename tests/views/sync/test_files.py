"""Stories of files: written out, looked into before they are applied, carried for others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from db.sync.keys import new_keys
from db.tables import Company
from desktop.services import rows
from desktop.services.sync import enrolling, identities
from tests.factory import make_company
from tests.sync.model_hub import FileHub
from tests.views.frame import given, settle

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.views.shared.operations import Operations
    from desktop.views.sync.page import SyncPage
    from tests.views.frame import Opened


@pytest.fixture
def hub(workspace: Workspace, tmp_path: Path) -> FileHub:
    """Return a hub that knows the workspace of the story."""
    made = FileHub()
    device, keys = uuid4(), new_keys()
    made.devices[device.hex] = keys
    workspace.identities = tmp_path / "account"
    told = {
        "centre": "GN", "key": made.keys.public, "seal": made.keys.recipient, "epoch": made.epoch,
    }  # fmt: skip
    enrolling.become(workspace, device, keys, told, url="", label="사무실 PC")
    return made


def _page(opened: Opened) -> SyncPage:
    page: Any = opened("sync").page("sync")
    return page  # type: ignore[no-any-return]


def _written(page: SyncPage, folder: Path, qtbot: QtBot, operations: Operations) -> Path:
    folder.mkdir(exist_ok=True)
    page.write_out(folder, seal="age", one_way=False, note="USB 3번")
    qtbot.waitUntil(lambda: page.banner.isVisible(), timeout=20_000)
    settle(qtbot, operations)
    (file,) = folder.iterdir()
    return file


def test_given_changes_when_they_go_out_and_the_answer_is_taken_in_then_all_is_confirmed(
    opened: Opened,
    workspace: Workspace,
    hub: FileHub,
    tmp_path: Path,
    qtbot: QtBot,
    operations: Operations,
) -> None:
    company = given(workspace, lambda s: make_company(s, name="한빛정밀").id)
    page = _page(opened)
    window: Any = page.window()

    file = _written(page, tmp_path / "out", qtbot, operations)
    assert file.name in page.banner.sentence.text()
    (line,) = page.register.rows.rows
    assert (line.out, line.note, line.confirmed_at) == (True, "USB 3번", None)
    assert window.bar.state.text().startswith("보냄 · 확인 전")

    hub.receive(file.read_bytes())
    answer = tmp_path / "answer.ieum-sync"
    answer.write_bytes(hub.file(identities.enrolled(workspace).device.hex, 0))
    page.look_into(answer)
    qtbot.waitUntil(page.preview.isVisible, timeout=20_000)
    assert window.bar.state.text().startswith("보냄 · 확인 전")  # nothing was applied yet
    page.preview.apply.click()
    qtbot.waitUntil(lambda: not page.travelling.is_under_way, timeout=20_000)
    settle(qtbot, operations)

    assert window.bar.state.text().startswith("모두 보냄")
    assert {line.out for line in page.register.rows.rows} == {True, False}
    assert workspace.read(lambda s: rows.find(s, Company, company)).name == "한빛정밀"


def test_given_half_a_file_when_it_is_looked_into_then_it_is_refused_and_kept(
    opened: Opened,
    workspace: Workspace,
    hub: FileHub,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    page = _page(opened)
    content = hub.file(identities.enrolled(workspace).device.hex, 0)
    half = tmp_path / "half.ieum-sync"
    half.write_bytes(content[: len(content) // 2])

    page.look_into(half)
    qtbot.waitUntil(page.banner.isVisible)

    assert page.preview.isHidden()
    assert "잘렸거나" in page.banner.sentence.text()
    assert half.exists()


def test_given_a_file_of_somebody_else_when_carried_then_its_bytes_arrive_and_it_is_registered(
    opened: Opened,
    workspace: Workspace,
    hub: FileHub,
    tmp_path: Path,
    qtbot: QtBot,
    operations: Operations,
) -> None:
    given(workspace, lambda s: make_company(s).id)
    page = _page(opened)
    source = _written(page, tmp_path / "out", qtbot, operations)
    page.banner.quiet()
    stick = tmp_path / "stick"
    stick.mkdir()

    page.carry(source, stick)
    qtbot.waitUntil(page.banner.isVisible)
    settle(qtbot, operations)

    (carried,) = stick.iterdir()
    assert carried.read_bytes() == source.read_bytes()
    assert len(page.register.rows.rows) == 2

"""The command line against a real hub over HTTP: enrol, sync, files, conflicts, an audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from db.tables import Company
from db.words import Action
from desktop.services.workspace import Workspace
from desktop.views.shared import language
from desktop.views.shared.language import Language
from tests.cli.runs import answer_of, run
from tests.factory import make_case, make_company, make_staff
from tests.hub.test_server import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from db.hub.store import Hub


@pytest.fixture(autouse=True)
def _account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep keys and settings of whoever runs the tests out of the stories."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home" / name))
    before = language.chosen()
    language.choose(Language.KOREAN)
    yield
    language.choose(before)


@pytest.fixture
def url(hub: Hub) -> Iterator[str]:
    """Return the address of a real server."""
    with served(hub) as address:
        yield address


def _begin(folder: Path, *, name: str = "") -> Path:
    workspace = Workspace.create(folder, centre="GN")
    if name:
        workspace.write(lambda s: make_staff(s, name="김가온"), action=Action.STAFF_EDIT)
        workspace.write(
            lambda s: make_case(s, make_company(s, name=name), number="2026-GN-0001"),
            action=Action.CASE_OPEN,
        )
    workspace.close()
    return folder


def _set(folder: Path, **values: Any) -> None:
    workspace = Workspace.open(folder, centre="GN")
    workspace.write(
        lambda s: [one.sqlmodel_update(values) for one in s.exec(select(Company)).all()],
        action=Action.COMPANY_EDIT,
        reason="통화로 확인",
    )
    workspace.close()


def _phones(folder: Path) -> list[str]:
    workspace = Workspace.open(folder, centre="GN")
    try:
        return workspace.read(lambda s: list(s.exec(select(Company.phone))))
    finally:
        workspace.close()


@pytest.fixture
def desks(hub: Hub, url: str, tmp_path: Path) -> tuple[Path, Path]:
    """Return two workspaces that met over the hub; the second began with its snapshot."""
    first, second = _begin(tmp_path / "first", name="한빛정밀"), _begin(tmp_path / "second")
    assert run("enrol", url, hub.new_code(), "-w", first, "--label", "사무실").exit_code == 0
    assert run("sync", "-w", first).exit_code == 0
    brought = run("enrol", url, hub.new_code(), "-w", second)
    assert brought.exit_code == 0, brought.output
    assert _phones(second) == [""]
    return first, second


def test_given_two_desks_that_change_the_same_when_they_sync_then_a_person_settles_it(
    desks: tuple[Path, Path],
):
    first, second = desks
    _set(first, phone="055-1")
    _set(second, phone="055-2")
    assert answer_of(run("sync", "-w", first, "--json"))["sent"] == 1
    told = answer_of(run("sync", "-w", second, "--json"))
    assert (told["sent"], told["conflicts"]) == (1, 1)

    (found,) = answer_of(run("conflicts", "-w", second, "--json"))["conflicts"]
    listed = run("conflicts", "-w", second).output
    settled = run("conflicts", "settle", found["id"][-8:], "--mine", "-w", second)

    assert [side["value"] for side in found["sides"]] == ["055-1", "055-2"]
    assert "055-1" in listed
    assert "055-2" in listed
    assert settled.exit_code == 0, settled.output
    assert run("sync", "-w", second).exit_code == 0
    assert run("sync", "-w", first).exit_code == 0
    assert _phones(first) == _phones(second) == ["055-2"]
    assert "충돌이 없습니다" in run("conflicts", "-w", first).output
    assert run("undo", "-w", second).exit_code == 0
    assert len(answer_of(run("conflicts", "-w", second, "--json"))["conflicts"]) == 1


def test_given_a_stick_when_a_file_goes_out_and_one_comes_in_then_a_dry_run_tells_first(
    desks: tuple[Path, Path], hub: Hub, tmp_path: Path
):
    first, second = desks
    _set(first, phone="055-3")
    stick = tmp_path / "stick"
    stick.mkdir()

    out = run("sync", "-w", first, "--export", stick)
    (batch,) = stick.iterdir()
    hub.receive(batch.read_bytes())
    device = next(one for one in hub.devices() if one.label != "사무실")
    seen = answer_of(run("sync", "-w", second, "--json"))["seen"]
    assert _phones(second) == ["055-3"]
    back = tmp_path / "feed.ieum-sync"
    back.write_bytes(hub.feed(device.device.hex, seen))
    told = run("sync", "-w", second, "--import", back, "--dry-run")
    taken = run("sync", "-w", second, "--import", back)

    assert out.exit_code == 0, out.output
    assert told.exit_code == 0, told.output
    assert taken.exit_code == 0, taken.output
    assert run("sync", "-w", first, "--import", tmp_path / "nothing").exit_code == 1


def test_given_words_that_contradict_each_other_then_one_sentence_says_so(
    desks: tuple[Path, Path], tmp_path: Path
):
    first, _ = desks

    for words in (
        ("sync", "--hub", "http://127.0.0.1:1", "--folder", tmp_path),
        ("conflicts", "settle", "all"),
        ("conflicts", "settle", "12345678", "--mine"),
        ("sync", "--hub", "http://127.0.0.1:1"),
    ):
        failed = run(*words, "-w", first)
        assert failed.exit_code == 1
        assert len(failed.output.strip().splitlines()) == 1, failed.output


def test_given_a_hub_that_is_not_known_when_synced_then_the_sentence_says_what_to_do(
    tmp_path: Path,
):
    alone = _begin(tmp_path / "alone")

    failed = run("sync", "-w", alone)

    assert failed.exit_code == 1
    assert "등록" in failed.output


def test_given_an_auditor_when_a_file_is_made_then_it_is_checked_without_the_workspace(
    desks: tuple[Path, Path], tmp_path: Path
):
    first, _ = desks
    target = tmp_path / "audit"
    target.mkdir()

    made = run("audit", "export", target, "-w", first, "--case", "2026-GN-0001")
    (file,) = target.iterdir()
    checked = answer_of(run("audit", "check", file, "--json"))
    file.write_bytes(file.read_bytes()[:-200])
    broken = run("audit", "check", file)

    assert made.exit_code == 0, made.output
    assert (checked["centre"], checked["changes"]) == ("GN", 2)  # with this very export
    assert broken.exit_code == 1
    assert run("verify", "-w", first).exit_code == 0

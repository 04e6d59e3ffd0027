"""The first minute: begin with nothing, an invented world, a backup, or what is there."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING

import pytest

from desktop.services import staff
from desktop.services.security import backup
from desktop.settings import Settings
from desktop.views import welcome
from desktop.views.shared import error_dialog, theme
from desktop.views.shared.tokens import Theme
from desktop.views.welcome import Welcome
from tests.factory import make_company

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace


@pytest.fixture
def greeted(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Welcome]:
    """Open the dialog for a folder that is not there yet."""
    if not qapp.styleSheet():
        theme.apply(qapp, Theme.LIGHT)
    monkeypatch.setattr(error_dialog, "show", lambda error, *_: failures.append(error))

    def show() -> Welcome:
        dialog = Welcome(tmp_path / "new", Settings())
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return show


failures: list[Exception] = []


def _begun(qtbot: QtBot, dialog: Welcome) -> Workspace:
    qtbot.waitUntil(lambda: dialog.workspace is not None, timeout=20_000)
    assert dialog.workspace is not None
    assert dialog.result() == Welcome.DialogCode.Accepted
    return dialog.workspace


def test_given_nothing_typed_when_beginning_then_what_is_missing_is_said_beside_it(
    greeted: Callable[[], Welcome],
) -> None:
    dialog = greeted()

    dialog.begin.click()

    assert dialog.centre_field.error == "센터를 골라 주세요."
    assert dialog.person_field.error == "이름을 적어 주세요."
    assert dialog.workspace is None


def test_given_centre_and_name_when_beginning_then_the_workspace_is_theirs(
    greeted: Callable[[], Welcome], qtbot: QtBot
) -> None:
    dialog = greeted()
    dialog.centre.setCurrentIndex(dialog.centre.findData("GN"))
    dialog.person.setText(" 이주임 ")

    dialog.begin.click()
    workspace = _begun(qtbot, dialog)

    assert [one.name for one in workspace.read(staff.list_staff)] == ["이주임"]
    assert dialog._settings.centre == workspace.centre == "GN"
    assert dialog._settings.person == str(workspace.person)
    workspace.close()


def test_given_the_demo_when_it_is_made_then_the_dialog_cannot_be_left_halfway(
    greeted: Callable[[], Welcome], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(welcome, "_DEMO_COMPANIES", 12)
    dialog = greeted()

    dialog.demo.click()
    assert dialog.progress.isVisible()
    dialog.reject()
    assert dialog.isVisible()

    workspace = _begun(qtbot, dialog)
    assert workspace.person is not None
    workspace.close()


def test_given_a_backup_when_it_is_chosen_then_the_program_begins_with_it(
    greeted: Callable[[], Welcome], qtbot: QtBot, workspace: Workspace, tmp_path: Path
) -> None:
    workspace.write(lambda s: (make_company(s), staff.add(s, {"name": "이주임"})))
    file = backup.backup(workspace, tmp_path / "copy.ieum-backup")
    dialog = greeted()

    dialog.restore(file)
    begun = _begun(qtbot, dialog)

    assert begun.folder == tmp_path / "new"
    assert [one.name for one in begun.read(staff.list_staff)] == ["이주임"]
    begun.close()


def test_given_a_folder_without_data_when_it_is_chosen_then_the_dialog_says_so_and_stays(
    greeted: Callable[[], Welcome], qtbot: QtBot, tmp_path: Path
) -> None:
    failures.clear()
    dialog = greeted()

    dialog.open_folder(tmp_path / "nothing")
    qtbot.waitUntil(lambda: bool(failures))

    assert dialog.isVisible()
    assert dialog.begin.isEnabled()
    assert "nothing" in str(failures[0])


def test_given_a_workspace_is_being_made_then_only_the_screens_thread_looks_for_garbage(
    greeted: Callable[[], Welcome], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that looked would destroy what is left of windows closed before."""
    monkeypatch.setattr(welcome, "_DEMO_COMPANIES", 40)
    lookers: set[int] = set()

    def take_note(_phase: str, _facts: object) -> None:
        lookers.add(threading.get_ident())

    gc.callbacks.append(take_note)
    try:
        dialog = greeted()
        dialog.demo.click()
        _begun(qtbot, dialog).close()
    finally:
        gc.callbacks.remove(take_note)

    assert lookers <= {threading.get_ident()}
    assert gc.isenabled()

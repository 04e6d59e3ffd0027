"""Settings: who works here, backups, checks; a choice holds at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from desktop.services import staff
from desktop.services.workspace import Workspace
from tests.factory import make_company, make_staff
from tests.views.frame import given, press, settle

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations
    from tests.views.frame import Opened


def test_given_two_people_when_the_other_one_is_chosen_then_changes_carry_their_name(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations, kept: Settings
) -> None:
    one, other = given(
        workspace, lambda s: (make_staff(s, name="김하나").id, make_staff(s, name="이두리").id)
    )
    workspace.person = one
    window = opened("settings")
    people = window.page("settings").people
    assert people.person.currentText() == "김하나"
    assert window.bar.person.text() == "김하나"

    people.person.setFocus()
    press(Qt.Key.Key_Down)
    people.person.activated.emit(people.person.currentIndex())
    settle(qtbot, operations)

    assert workspace.person == other
    assert kept.person == str(other)
    assert window.bar.person.text() == "이두리"


def test_given_nobody_when_the_first_person_is_added_then_they_work_here(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    window = opened("settings")
    people = window.page("settings").people
    assert window.bar.person.text() == "담당자 선택"
    assert not people.retire.isEnabled()

    people.add_person("이주임")
    settle(qtbot, operations)

    assert people.person.currentText() == "이주임"
    assert window.bar.person.text() == "이주임"


def test_given_a_person_when_renamed_and_retired_then_the_list_follows(
    opened: Opened,
    qtbot: QtBot,
    workspace: Workspace,
    operations: Operations,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workspace.person = given(workspace, lambda s: make_staff(s, name="이주임").id)
    people = opened("settings").page("settings").people
    monkeypatch.setattr("desktop.views.settings.people.ask_text", lambda *_, **__: "이대리")
    monkeypatch.setattr("desktop.views.settings.people.confirm", lambda *_, **__: True)

    people.rename.click()
    settle(qtbot, operations)
    assert people.person.currentText() == "이대리"

    people.retire.click()
    settle(qtbot, operations)
    assert people.person.count() == 0
    assert [
        one.active for one in workspace.read(lambda s: staff.list_staff(s, active_only=False))
    ] == [False]


def test_given_a_name_that_is_too_long_then_it_is_refused_beside_the_field(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    people = opened("settings").page("settings").people

    people.add_person("가" * 80)
    settle(qtbot, operations)

    assert "이름" in people.fields["person"].error
    assert workspace.read(staff.list_staff) == []


def test_given_a_workspace_when_it_is_backed_up_and_restored_then_the_copy_opens_next_time(
    opened: Opened,
    qtbot: QtBot,
    workspace: Workspace,
    operations: Operations,
    kept: Settings,
    tmp_path: Path,
) -> None:
    given(workspace, lambda s: make_company(s, name="가나정밀"))
    safety = opened("settings").page("settings").safety
    file, folder = tmp_path / "copy.ieum-backup", tmp_path / "restored"

    safety.back_up_to(file)
    assert not safety.back_up.isEnabled()
    settle(qtbot, operations)
    assert file.is_file()
    assert str(file) in safety.banner.sentence.text()
    assert safety.back_up.isEnabled()

    safety.restore_into(file, folder)
    settle(qtbot, operations)
    assert kept.workspace == folder

    restored = Workspace.open(folder)
    names = restored.read(
        lambda s: s.connection().exec_driver_sql("SELECT name FROM company").scalars().all()
    )
    restored.close()
    assert list(names) == ["가나정밀"]


def test_given_a_file_that_is_no_backup_then_the_reason_is_said_and_nothing_is_chosen(
    opened: Opened, qtbot: QtBot, operations: Operations, kept: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "notes.ieum-backup"
    file.write_text("no backup", "utf-8")
    safety = opened("settings").page("settings").safety

    safety.restore_into(file, tmp_path / "restored")
    settle(qtbot, operations)

    assert "이음 백업이 아닙니다" in safety.banner.sentence.text()
    assert kept.workspace is None


def test_given_sound_data_when_they_are_checked_then_the_page_says_how_much_was_looked_at(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    given(workspace, lambda s: make_company(s))
    safety = opened("settings").page("settings").safety

    safety.check.click()
    settle(qtbot, operations)

    assert safety.banner.sentence.text().startswith("이상이 없습니다.")

"""Stories of databases that can't be opened, read or written: told as it is, nothing half."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from db import engine
from db.errors import (
    DiskFullError,
    RefusedValueError,
    WorkspaceBrokenError,
    WorkspaceBusyError,
    WorkspaceMissingError,
    WorkspaceReadOnlyError,
    WorkspaceTooNewError,
)
from db.tables import Company
from db.words import Action, Changed
from desktop.services.security.verify import verify
from desktop.services.workspace import Workspace
from tests.factory import make_company, make_note

if TYPE_CHECKING:
    from pathlib import Path

    from sqlmodel import Session


def _names(workspace: Workspace) -> list[str]:
    return sorted(workspace.read(lambda s: s.exec(select(Company.name)).all()))


def _tell_writer(workspace: Workspace, pragma: str) -> None:
    """Set something on the one connection that writes."""
    connection = workspace._writing.raw_connection()
    connection.driver_connection.execute(pragma)
    connection.close()  # back into the pool


def test_given_a_new_folder_when_created_then_it_can_be_opened_again(tmp_path: Path):
    folder = tmp_path / "한글 폴더 #1 100%" / "작업"
    created = Workspace.create(folder, centre="GN")
    created.write(lambda s: make_company(s, name="가나정밀"))
    created.close()

    opened = Workspace.open(folder, centre="GN")

    assert _names(opened) == ["가나정밀"]
    assert opened.blobs.is_dir()
    assert opened.snapshots.is_dir()
    opened.close()


def test_given_no_workspace_when_opened_then_it_says_so_and_makes_nothing(tmp_path: Path):
    with pytest.raises(WorkspaceMissingError):
        Workspace.open(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_given_a_database_of_a_newer_program_when_opened_then_it_is_left_alone(
    workspace: Workspace,
):
    workspace.close()
    with sqlite3.connect(workspace.file) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
        other.execute("PRAGMA journal_mode = DELETE")
    other.close()
    before = workspace.file.read_bytes()

    with pytest.raises(WorkspaceTooNewError) as failure:
        Workspace.open(workspace.folder)

    assert (failure.value.found, failure.value.known) == ("9999", engine.HEAD)
    assert workspace.file.read_bytes()[100:] == before[100:]


def _scribble(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[100:4096] = b"\xff" * 3996
    file.write_bytes(content)


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda file: file.write_bytes(b"hello " * 1000), id="a text"),
        pytest.param(lambda file: file.write_bytes(file.read_bytes()[:5000]), id="cut off"),
        pytest.param(_scribble, id="scribbled over"),
    ],
)
def test_given_a_damaged_file_when_opened_then_it_says_broken(workspace: Workspace, harm: Any):
    workspace.close()
    harm(workspace.file)

    with pytest.raises(WorkspaceBrokenError) as failure:
        Workspace.open(workspace.folder)

    assert failure.value.path == workspace.file


def test_given_a_database_of_another_program_when_opened_then_nothing_is_put_into_it(
    tmp_path: Path,
):
    with sqlite3.connect(tmp_path / "ieum.sqlite") as other:
        other.execute("CREATE TABLE photos (id)")
    other.close()

    for try_it in (Workspace.open, Workspace.create):
        with pytest.raises(WorkspaceBrokenError):
            try_it(tmp_path)

    with sqlite3.connect(tmp_path / "ieum.sqlite") as other:
        tables = other.execute("SELECT name FROM sqlite_master").fetchall()
    other.close()
    assert tables == [("photos",)]


def test_given_a_folder_that_cannot_be_written_when_created_then_it_says_read_only(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(WorkspaceReadOnlyError):
        Workspace.create(tmp_path / "file" / "workspace")


def test_given_a_file_that_became_read_only_when_written_then_it_says_so(workspace: Workspace):
    _tell_writer(workspace, "PRAGMA query_only = ON")

    with pytest.raises(WorkspaceReadOnlyError):
        workspace.write(make_company)

    _tell_writer(workspace, "PRAGMA query_only = OFF")
    assert _names(workspace) == []


def test_given_another_program_that_writes_when_written_then_it_says_busy_and_later_works(
    workspace: Workspace,
):
    _tell_writer(workspace, "PRAGMA busy_timeout = 20")
    other = sqlite3.connect(workspace.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(WorkspaceBusyError):
        workspace.write(make_company)
    assert _names(workspace) == []
    other.execute("ROLLBACK")
    other.close()
    workspace.write(lambda s: make_company(s, name="가나정밀"))

    assert _names(workspace) == ["가나정밀"]


def test_given_a_full_disk_when_written_then_nothing_half_is_saved_and_later_it_works(
    workspace: Workspace,
):
    workspace.write(lambda s: make_company(s, name="가나정밀"))
    pages = workspace.read(lambda s: s.execute(text("PRAGMA page_count")).scalar_one())
    _tell_writer(workspace, f"PRAGMA max_page_count = {pages + 2}")

    with pytest.raises(DiskFullError) as failure:
        workspace.write(lambda s: [make_note(s, text="길게 " * 1000) for _ in range(50)])

    assert failure.value.path == workspace.file
    assert _names(workspace) == ["가나정밀"]
    _tell_writer(workspace, "PRAGMA max_page_count = 1000000")
    workspace.write(lambda s: make_company(s, name="다라기계"))
    assert _names(workspace) == ["가나정밀", "다라기계"]
    assert verify(workspace).is_clean


@pytest.mark.parametrize(
    "work",
    [
        lambda s: make_company(s),
        lambda s: s.execute(text("UPDATE company SET name = '몰래'")),
        lambda s: s.execute(text("DELETE FROM company")),
        lambda s: s.execute(text("CREATE TABLE sly (id)")),
        lambda s: s.execute(text("UPDATE journal_context SET quiet = 1")),
    ],
)
def test_given_work_that_only_reads_when_it_writes_then_it_is_refused(
    workspace: Workspace, work: Any
):
    workspace.write(lambda s: make_company(s, name="가나정밀"))

    with pytest.raises(WorkspaceReadOnlyError):
        workspace.read(work)

    assert _names(workspace) == ["가나정밀"]
    assert verify(workspace).ops == 1


def test_given_a_row_changed_in_a_read_when_it_ends_then_nothing_is_kept(workspace: Workspace):
    key = workspace.write(lambda s: make_company(s, name="가나정밀").id).value

    workspace.read(lambda s: s.get_one(Company, key).sqlmodel_update({"name": "몰래"}))

    assert _names(workspace) == ["가나정밀"]


def test_given_writing_meanwhile_when_read_then_one_moment_is_seen(workspace: Workspace):
    workspace.write(lambda s: make_company(s, name="가나정밀"))

    def _look_twice(session: Session) -> list[int]:
        first = len(session.exec(select(Company)).all())
        workspace.write(make_company)
        return [first, len(session.exec(select(Company)).all())]

    assert workspace.read(_look_twice) == [1, 1]
    assert len(_names(workspace)) == 2


@pytest.mark.usefixtures("garbage_stays_here")
def test_given_two_threads_that_write_then_both_are_kept_one_after_the_other(workspace: Workspace):
    numbers: list[int | None] = []

    def _work() -> None:
        numbers.extend(workspace.write(make_company).transaction for _ in range(10))

    threads = [threading.Thread(target=_work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(numbers) == list(range(1, 21))  # type: ignore[type-var]
    assert verify(workspace).is_clean


def test_given_a_value_against_the_rules_when_written_then_it_is_refused_and_nothing_stays(
    workspace: Workspace,
):
    with pytest.raises(RefusedValueError):
        workspace.write(lambda s: (make_company(s), make_company(s, employees=-1)))

    assert _names(workspace) == []


def test_given_a_write_then_it_tells_its_answer_what_changed_and_its_number(workspace: Workspace):
    written = workspace.write(lambda s: make_note(s).text, action=Action.NOTE_EDIT)

    assert written.value == "통화함"
    assert written.changed == {Changed.NOTES, Changed.CASES, Changed.COMPANIES}
    assert written.transaction == 1


def test_given_a_copied_folder_when_opened_then_it_is_a_workspace_of_its_own(
    workspace: Workspace, tmp_path: Path
):
    workspace.write(lambda s: make_company(s, name="가나정밀"))
    workspace.close()
    shutil.copytree(workspace.folder, tmp_path / "copy")

    copy = Workspace.open(tmp_path / "copy")
    copy.write(lambda s: make_company(s, name="다라기계"))

    assert _names(copy) == ["가나정밀", "다라기계"]
    copy.close()
    again = Workspace.open(workspace.folder)
    assert _names(again) == ["가나정밀"]
    again.close()

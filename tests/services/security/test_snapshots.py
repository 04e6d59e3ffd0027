"""Stories of quick copies before risky steps: kept, pruned, brought back."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from db import engine
from db.errors import (
    SnapshotBrokenError,
    WorkspaceBusyError,
    WorkspaceReadOnlyError,
    WorkspaceTooNewError,
)
from db.tables import Company
from desktop.services import history
from desktop.services.security.snapshots import list_snapshots, prune, rewind, snapshot
from desktop.services.security.verify import verify
from desktop.services.workspace import Workspace
from tests.factory import make_company

if TYPE_CHECKING:
    from pathlib import Path


def _names(workspace: Workspace) -> list[str]:
    return sorted(workspace.read(lambda s: s.exec(select(Company.name)).all()))


@pytest.fixture
def lived_in(workspace: Workspace) -> Workspace:
    """Return a workspace with one company."""
    workspace.write(lambda s: make_company(s, name="가나정밀"))
    return workspace


def test_given_a_risky_step_when_rewound_then_everything_is_as_before_it(lived_in: Workspace):
    copy = snapshot(lived_in, "import")
    lived_in.write(lambda s: [make_company(s, name=f"회사 {n}") for n in range(50)])

    kept = rewind(lived_in.folder, copy)

    again = Workspace.open(lived_in.folder, centre="GN")
    assert _names(again) == ["가나정밀"]
    assert verify(again).is_clean
    again.write(lambda s: make_company(s, name="다라기계"))
    history.undo(again)
    assert _names(again) == ["가나정밀"]

    rewind(lived_in.folder, kept)
    assert len(_names(again)) == 51
    again.close()


def test_given_an_open_workspace_when_rewound_then_its_next_look_sees_the_old_state(
    lived_in: Workspace,
):
    copy = snapshot(lived_in, "import")
    lived_in.write(lambda s: make_company(s, name="다라기계"))
    assert len(_names(lived_in)) == 2

    rewind(lived_in.folder, copy)

    assert _names(lived_in) == ["가나정밀"]
    lived_in.write(lambda s: make_company(s, name="마바산업"))
    assert _names(lived_in) == ["가나정밀", "마바산업"]


def test_given_several_copies_when_listed_then_the_newest_comes_first_and_says_why(
    lived_in: Workspace,
):
    for why in ("import", "Merge companies!", "2026", "import", ""):
        snapshot(lived_in, why)
    (lived_in.snapshots / "notes.sqlite").write_bytes(b"")

    found = list_snapshots(lived_in.folder)

    assert [each.why for each in found] == ["copy", "import", "2026", "merge-companies", "import"]
    assert all(each.size > 10_000 and each.at.tzinfo for each in found)
    assert sorted(path.suffix for path in lived_in.snapshots.iterdir()) == [".sqlite"] * 6


def test_given_many_copies_when_pruned_then_the_newest_and_those_of_migrations_stay(
    lived_in: Workspace,
):
    (lived_in.snapshots / "before-migration-from-0001.sqlite").write_bytes(b"")
    copies = [snapshot(lived_in, "import", keep=3) for _ in range(5)]

    assert [each.path for each in list_snapshots(lived_in.folder)] == copies[:1:-1]
    assert prune(lived_in.folder, keep=1) == copies[3:1:-1]
    assert {path.name for path in lived_in.snapshots.iterdir()} == {
        copies[4].name,
        "before-migration-from-0001.sqlite",
    }


def test_given_a_copy_that_is_none_when_rewound_then_it_refuses_and_all_stays(
    lived_in: Workspace, tmp_path: Path
):
    whole = snapshot(lived_in, "import").read_bytes()
    harmed = bytearray(whole)
    harmed[4096 : 4096 * 40] = b"\xff" * (4096 * 39)
    with sqlite3.connect(tmp_path / "foreign.sqlite") as other:
        other.execute("CREATE TABLE something (x)")
    other.close()
    for name, content in (("harmed", bytes(harmed)), ("text", b"hello" * 999), ("none", None)):
        if content is not None:
            (tmp_path / f"{name}.sqlite").write_bytes(content)

    for name in ("harmed", "text", "none", "foreign"):
        with pytest.raises(SnapshotBrokenError):
            rewind(lived_in.folder, tmp_path / f"{name}.sqlite")

    assert _names(lived_in) == ["가나정밀"]
    assert len(list_snapshots(lived_in.folder)) == 1


def test_given_a_copy_of_a_newer_program_when_rewound_then_it_says_so(lived_in: Workspace):
    copy = snapshot(lived_in, "import")
    with sqlite3.connect(copy) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.close()

    with pytest.raises(WorkspaceTooNewError) as failure:
        rewind(lived_in.folder, copy)

    assert (failure.value.found, failure.value.known) == ("9999", engine.HEAD)


def test_given_another_program_that_writes_when_rewound_then_it_does_not_wait_for_ever(
    lived_in: Workspace, monkeypatch: pytest.MonkeyPatch
):
    copy = snapshot(lived_in, "import")
    monkeypatch.setattr(engine, "_PRAGMAS", (*engine._PRAGMAS, "PRAGMA busy_timeout = 20"))
    other = sqlite3.connect(lived_in.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(WorkspaceBusyError):
        rewind(lived_in.folder, copy)

    other.close()
    assert _names(lived_in) == ["가나정밀"]


def test_given_no_folder_for_copies_when_one_is_made_then_it_says_where(lived_in: Workspace):
    lived_in.snapshots.rmdir()
    lived_in.snapshots.write_bytes(b"in the way")

    with pytest.raises(WorkspaceReadOnlyError) as failure:
        snapshot(lived_in, "import")

    assert str(failure.value.path).startswith(str(lived_in.snapshots))

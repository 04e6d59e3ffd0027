"""Stories of checking a workspace: whole ones are clean, every kind of harm is found and named."""

from __future__ import annotations

import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from db.tables import Company, Kpi
from desktop.services import attachments, history
from desktop.services.security.errors import StoppedError
from desktop.services.security.problems import ProblemKind
from desktop.services.security.verify import verify
from tests.factory import make_case, make_company, make_kpi, make_note

if TYPE_CHECKING:
    from pathlib import Path

    from sqlmodel import Session

    from desktop.services.workspace import Workspace


@pytest.fixture
def lived_in(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Return a workspace with rows, edits, removals, undo, redo, fractions and an attachment."""
    paper = tmp_path / "사업자등록증.pdf"
    paper.write_bytes(b"%PDF" + bytes(3000))

    def _begin(session: Session) -> None:
        case = make_case(session)
        make_kpi(session, case, weight=0.1 + 0.2, baseline=1 / 3, target=None)
        make_note(session, case, text="따옴표 \" ' 와 \\ 와 줄\n바꿈, 그리고 😀")
        attachments.add(session, workspace.blobs, paper, case_id=case.id)

    workspace.write(_begin)
    workspace.write(lambda s: make_company(s, name="처음"))
    workspace.write(lambda s: s.execute(update(Company).values(name="나중")))
    workspace.write(lambda s: s.execute(update(Kpi).values(deleted=True)))
    history.undo(workspace)
    history.undo(workspace)
    history.redo(workspace)
    return workspace


def _harm(workspace: Workspace, *statements: str) -> None:
    other = sqlite3.connect(workspace.file)
    with other:
        for statement in statements:
            other.execute(statement)
    other.close()


QUIETLY = ("UPDATE journal_context SET quiet = 1", "UPDATE journal_context SET quiet = 0")


def test_given_a_workspace_that_was_worked_in_when_checked_then_it_is_clean(lived_in: Workspace):
    told: list[tuple[int, int]] = []

    report = verify(lived_in, progress=lambda done, of: told.append((done, of)))

    assert report.is_clean
    assert report.problems == ()
    assert (report.rows, report.changes, report.files) == (6, 7, 1)
    assert report.ops >= 10
    assert told == sorted(told)
    assert told[-1] == (1000, 1000)


def test_given_an_empty_workspace_when_checked_then_it_is_clean(workspace: Workspace):
    assert verify(workspace).is_clean


@pytest.mark.parametrize(
    ("harm", "kind", "place"),
    [
        ("UPDATE company SET name = '몰래'", ProblemKind.DIFFERS, ("company", "name")),
        ("UPDATE kpi SET baseline = 0.3333", ProblemKind.DIFFERS, ("kpi", "baseline")),
        ("UPDATE kpi SET target = 1", ProblemKind.DIFFERS, ("kpi", "target")),
        ("DELETE FROM note", ProblemKind.ROW_LOST, ("note", "")),
        (
            "INSERT INTO staff (id, centre, version, deleted, created_at, name, role, title, "
            "phone, email, active) VALUES ('ab', 'GN', 1, 0, '', '', 'staff', '', '', '', 1)",
            ProblemKind.NOT_JOURNALED,
            ("staff", ""),
        ),
        (
            "UPDATE note SET case_id = '00000000000000000000000000000000'",
            ProblemKind.DANGLING,
            ("note", "case_id"),
        ),
    ],
)
def test_given_a_row_changed_past_the_journal_when_checked_then_table_and_field_are_named(
    lived_in: Workspace, harm: str, kind: ProblemKind, place: tuple[str, str]
):
    before, after = QUIETLY
    _harm(lived_in, before, "DROP TRIGGER journal_note_fixed", harm, after)

    report = verify(lived_in)

    assert not report.is_clean
    assert (kind, *place) in {(p.kind, p.table, p.field) for p in report.problems}
    assert all("몰래" not in repr(problem) for problem in report.problems)


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM journal_op WHERE seq = 3",
        "DELETE FROM journal_op WHERE seq = (SELECT max(seq) FROM journal_op)",
        "DELETE FROM journal_transaction WHERE id = 2",
        "DELETE FROM journal_transaction WHERE id = (SELECT max(id) FROM journal_transaction)",
        "UPDATE journal_op SET tx = 1 WHERE tx = 2",
        "UPDATE journal_transaction SET undone_by = 1 WHERE id = 2",
    ],
)
def test_given_a_journal_with_a_hole_when_checked_then_it_is_found(lived_in: Workspace, harm: str):
    _harm(lived_in, harm)

    kinds = {problem.kind for problem in verify(lived_in).problems}

    assert ProblemKind.NUMBERING in kinds


def test_given_rows_that_another_tool_wrote_when_checked_then_the_journal_knows_them(
    lived_in: Workspace,
):
    _harm(lived_in, "UPDATE company SET phone = '055-000-0000'", "DELETE FROM note")

    assert verify(lived_in).is_clean


def test_given_many_problems_when_checked_then_all_are_counted_and_the_first_listed(
    workspace: Workspace,
):
    workspace.write(lambda s: [make_company(s) for _ in range(150)])
    before, after = QUIETLY
    _harm(workspace, before, "UPDATE company SET name = ''", after)

    report = verify(workspace)

    assert (report.found, len(report.problems)) == (150, 100)


def test_given_attachments_without_or_with_other_bytes_when_checked_then_each_is_told(
    lived_in: Workspace,
):
    (blob,) = (path for path in lived_in.blobs.glob("??/*") if path.is_file())
    blob.write_bytes(b"%PDX" + bytes(3000))
    changed = verify(lived_in).problems
    blob.write_bytes(b"short")
    short = verify(lived_in).problems
    shutil.rmtree(blob.parent)
    missing = verify(lived_in).problems

    assert [p.kind for p in (*changed, *short)] == [ProblemKind.FILE_CHANGED] * 2
    assert [(p.kind, p.table) for p in missing] == [(ProblemKind.FILE_MISSING, "attachment")]


def test_given_a_damaged_page_when_checked_then_it_is_told_and_not_raised(lived_in: Workspace):
    lived_in.write(lambda s: [make_company(s) for _ in range(300)])
    lived_in.close()
    with sqlite3.connect(lived_in.file) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = other.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_company_brn'"
        ).fetchone()
        (size,) = other.execute("PRAGMA page_size").fetchone()
    other.close()
    with lived_in.file.open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)

    report = verify(lived_in)

    assert ProblemKind.DAMAGED in {problem.kind for problem in report.problems}


@pytest.mark.parametrize("after", [0, 1, 3])
def test_given_somebody_who_stops_it_when_checked_then_it_ends(lived_in: Workspace, after: int):
    told: list[int] = []

    with pytest.raises(StoppedError):
        verify(
            lived_in,
            progress=lambda done, _: told.append(done),
            cancelled=lambda: len(told) >= after,
        )

    assert len(told) == after


@pytest.mark.parametrize(
    ("harm", "detail"),
    [
        ("UPDATE journal_transaction SET reason = '다른 사유' WHERE id = 2", "altered"),
        (
            "UPDATE journal_transaction SET at = '2020-01-01 00:00:00.000000' WHERE id = 2",
            "altered",
        ),
        ("UPDATE journal_transaction SET actor_id = NULL, seen = 7 WHERE id = 3", "altered"),
        (
            "UPDATE journal_op SET data = replace(data, '처음', '몰래') WHERE tbl = 'company'",
            "altered",
        ),
        ("UPDATE journal_transaction SET hash = '' WHERE id = 7", "altered"),
        ("UPDATE journal_context SET hash = ''", "lost its end"),
    ],
)
def test_given_a_kept_change_that_was_altered_when_checked_then_the_chain_says_which(
    lived_in: Workspace, harm: str, detail: str
):
    _harm(lived_in, harm)

    problems = [one for one in verify(lived_in).problems if one.kind is ProblemKind.CHAIN]

    assert detail in {one.detail for one in problems}


def test_given_the_last_changes_cut_off_with_their_rows_when_checked_then_it_is_noticed(
    lived_in: Workspace,
):
    lived_in.write(lambda s: make_company(s, name="마지막"))
    _harm(
        lived_in,
        *QUIETLY[:1],
        "DELETE FROM company WHERE name = '마지막'",
        "DELETE FROM journal_op WHERE tx = (SELECT max(id) FROM journal_transaction)",
        "DELETE FROM journal_transaction WHERE id = (SELECT max(id) FROM journal_transaction)",
        "UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'journal_op'",
        *QUIETLY[1:],
    )

    problems = verify(lived_in).problems

    assert [(one.kind, one.detail) for one in problems] == [(ProblemKind.CHAIN, "lost its end")]

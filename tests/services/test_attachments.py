"""Stories of files: kept once, found again, refused when too large."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from desktop.services import attachments
from desktop.services.errors import (
    FileChangedError,
    FileMissingError,
    FileTooLargeError,
    FileUnreadableError,
)
from tests.factory import make_case, make_company, make_paper

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.workspace import Workspace


@pytest.fixture
def case(workspace: Workspace) -> UUID:
    return workspace.write(lambda s: make_case(s).id).value


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "사업계획서.docx"
    file.write_bytes(b"plan" * 1000)
    return file


def _files(workspace: Workspace) -> list[Path]:
    return [path for path in workspace.blobs.rglob("*") if path.is_file()]


def test_given_a_file_when_attached_then_its_bytes_lie_under_their_digest(
    workspace: Workspace, case: UUID, plan: Path
):
    added = workspace.write(lambda s: attachments.add(s, workspace.blobs, plan, case_id=case)).value

    digest = hashlib.sha256(plan.read_bytes()).hexdigest()
    path = workspace.read(lambda s: attachments.path_of(s, workspace.blobs, added))
    assert path == workspace.blobs / digest[:2] / digest
    assert path.read_bytes() == plan.read_bytes()
    assert _files(workspace) == [path]
    (listed,) = workspace.read(lambda s: attachments.list_attachments(s, case_id=case))
    assert (listed.name, listed.size) == ("사업계획서.docx", 4000)


def test_given_the_same_bytes_when_attached_twice_then_they_are_kept_once(
    workspace: Workspace, case: UUID, plan: Path
):
    stored = attachments.store(workspace.blobs, plan)
    for _ in range(2):
        workspace.write(lambda s: attachments.add(s, workspace.blobs, stored, case_id=case))

    assert len(_files(workspace)) == 1
    assert len(workspace.read(lambda s: attachments.list_attachments(s, case_id=case))) == 2
    assert not stored.is_large


def test_given_a_file_over_the_limit_when_stored_then_nothing_stays_behind(
    workspace: Workspace, tmp_path: Path
):
    huge = tmp_path / "huge.bin"
    with huge.open("wb") as file:
        file.truncate(attachments.LARGEST_FILE + 1)

    with pytest.raises(FileTooLargeError) as refused:
        attachments.store(workspace.blobs, huge)

    assert refused.value.limit == attachments.LARGEST_FILE
    assert _files(workspace) == []


def test_given_a_file_over_20_mb_when_stored_then_it_is_kept_with_a_warning(
    workspace: Workspace, tmp_path: Path
):
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(attachments.LARGE_FILE + 1)

    assert attachments.store(workspace.blobs, large).is_large


def test_given_no_such_file_when_stored_then_its_path_is_named(
    workspace: Workspace, tmp_path: Path
):
    with pytest.raises(FileUnreadableError) as refused:
        attachments.store(workspace.blobs, tmp_path / "gone.pdf")

    assert refused.value.path == tmp_path / "gone.pdf"


def test_given_an_attachment_whose_bytes_are_gone_or_cut_when_opened_then_it_says_so(
    workspace: Workspace, case: UUID, plan: Path
):
    added = workspace.write(lambda s: attachments.add(s, workspace.blobs, plan, case_id=case)).value
    path = workspace.read(lambda s: attachments.path_of(s, workspace.blobs, added))
    path.write_bytes(b"cut")

    with pytest.raises(FileChangedError):
        workspace.read(lambda s: attachments.path_of(s, workspace.blobs, added))

    attachments.store(workspace.blobs, plan)
    assert path.read_bytes() == plan.read_bytes()
    path.unlink()

    with pytest.raises(FileMissingError) as missing:
        workspace.read(lambda s: attachments.path_of(s, workspace.blobs, added))
    assert missing.value.name == "사업계획서.docx"


def test_given_a_paper_when_its_file_is_attached_and_taken_off_then_the_paper_follows(
    workspace: Workspace, case: UUID, plan: Path
):
    from db.tables import Case, Paper

    paper = workspace.write(lambda s: make_paper(s, s.get(Case, case)).id).value

    def _attached() -> Any:
        found = workspace.read(lambda s: s.get(Paper, paper))
        assert found is not None
        return found.attachment_id

    added = workspace.write(
        lambda s: attachments.add(s, workspace.blobs, plan, case_id=case, paper_id=paper)
    ).value
    assert _attached() == added

    workspace.write(lambda s: attachments.remove(s, added))
    assert _attached() is None
    assert len(_files(workspace)) == 1


def test_given_files_of_a_company_and_its_case_when_listed_by_company_then_both_are_there(
    workspace: Workspace, plan: Path
):
    def _both(session: Session) -> Any:
        company = make_company(session)
        case = make_case(session, company)
        attachments.add(session, workspace.blobs, plan, case_id=case.id)
        attachments.add(session, workspace.blobs, plan, company_id=company.id)
        return company.id

    company = workspace.write(_both).value

    assert len(workspace.read(lambda s: attachments.list_attachments(s, company_id=company))) == 2

"""Stories of files dropped on papers: looked at, asked for their days, kept whole or not at all."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from db.tables import Attachment, Paper
from db.words import PaperState, Stage
from tests.services import road
from tests.services.applications.form_pack import with_form
from tests.views.cases.case_window import kept, question, settled, shown, typed

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.views.shared.operations import Operations


@pytest.fixture(autouse=True)
def _pack(monkeypatch: pytest.MonkeyPatch) -> None:
    with_form(monkeypatch, valid_days={"tax_certificate": 30})


def _tab(qtbot: QtBot, workspace: Workspace, operations: Operations) -> Any:
    return shown(qtbot, operations, kept(workspace, road.opened)).tabs[Stage.APPLICATION]


def _paper(workspace: Workspace, code: str) -> Paper:
    return workspace.read(lambda s: s.exec(select(Paper).where(Paper.code == code)).one())


def _file(folder: Path, name: str, content: bytes = b"%PDF-1.7") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def test_given_something_else_when_dropped_then_the_reason_stands_at_its_line_until_it_is_mended(
    qtbot: QtBot, workspace: Workspace, operations: Operations, tmp_path: Path
) -> None:
    tab = _tab(qtbot, workspace, operations)
    line = tab.papers.line_of("business_plan")

    line._drop([_file(tmp_path, "계획서.pdf", b"MZ\x90\0" * 20)])
    qtbot.waitUntil(line.complaint.isVisible)
    assert line.complaint.text().startswith("‘계획서.pdf’의 내용이 받을 수 있는 형식이 아닙니다.")
    assert "한글(HWP)" in line.complaint.text()

    line._drop([_file(tmp_path, "a.pdf"), _file(tmp_path, "b.pdf")])
    assert line.complaint.text() == "한 서류에는 파일 하나만 넣을 수 있습니다(2개를 놓았습니다)."
    assert workspace.read(lambda s: s.exec(select(Attachment)).all()) == []

    line._drop([_file(tmp_path, "사업계획서.pdf")])
    settled(qtbot, operations)
    qtbot.waitUntil(lambda: line.row.attachment_id is not None)
    assert line.complaint.isHidden()


def test_given_a_paper_that_holds_for_days_when_dropped_then_its_days_are_asked_first(
    qtbot: QtBot, workspace: Workspace, operations: Operations, tmp_path: Path
) -> None:
    tab = _tab(qtbot, workspace, operations)
    line = tab.papers.line_of("tax_certificate")

    line._drop([_file(tmp_path, "납세증명.pdf")])
    settled(qtbot, operations)
    asked = question(tab)
    assert _paper(workspace, "tax_certificate").attachment_id is None
    typed(qtbot, asked.fields["issued_on"].editor, "2026-02-20")
    assert asked.fields["valid_to"].editor.value() == date(2026, 3, 22)
    asked.buttons["yes"].click()
    settled(qtbot, operations)

    paper = _paper(workspace, "tax_certificate")
    assert paper.state is PaperState.RECEIVED
    assert (paper.issued_on, paper.valid_to) == (date(2026, 2, 20), date(2026, 3, 22))
    assert paper.attachment_id is not None


def test_given_days_that_are_asked_when_refused_or_left_then_neither_file_nor_day_is_kept(
    qtbot: QtBot, workspace: Workspace, operations: Operations, tmp_path: Path
) -> None:
    tab = _tab(qtbot, workspace, operations)
    line = tab.papers.line_of("tax_certificate")
    line._drop([_file(tmp_path, "납세증명.pdf")])
    settled(qtbot, operations)
    asked = question(tab)

    typed(qtbot, asked.fields["issued_on"].editor, "2026-04-01")
    asked.buttons["yes"].click()
    settled(qtbot, operations)
    assert "오늘(2026. 3. 9.)보다 늦습니다" in asked.banner.sentence.text()
    asked.reject()

    paper = _paper(workspace, "tax_certificate")
    assert (paper.state, paper.issued_on, paper.attachment_id) == (PaperState.MISSING, None, None)
    assert workspace.read(lambda s: s.exec(select(Attachment)).all()) == []

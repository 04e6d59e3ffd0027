"""Stories of a ZIP of folders in the window: looked through, asked about, kept as one change."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication
from sqlmodel import select

from db.tables import Attachment
from db.words import Action
from desktop.services.applications import papers
from desktop.services.history.taking_back import undo
from desktop.settings import Settings
from desktop.views.cases.list_page import CaseListPage
from tests.factory import make_case, make_company
from tests.services import road
from tests.views.cases.case_window import kept, settled

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.views.shared.operations import Operations

PDF = b"%PDF-1.7\n"


@pytest.fixture
def cases(workspace: Workspace) -> list[UUID]:
    def begin(session: Any) -> list[UUID]:
        first = road.opened(session)
        found = [first]
        for name in ("가온금속", "가온금형"):
            case = make_case(
                session, make_company(session, name=name), pack="sangsaeng-2022",
                pack_version="1.0", track="type1-basic",
            )  # fmt: skip
            papers.ensure(session, case.id)
            found.append(case.id)
        return found

    return kept(workspace, begin)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    file = tmp_path / "접수서류.zip"
    with zipfile.ZipFile(file, "w") as written:
        for name, content in (
            ("한빛정밀/사업계획서.pdf", PDF),
            ("한빛정밀/현장.pdf", PDF + b"2"),
            ("한빛정밀/설치.pdf", b"MZ\x90\0" * 9),
            ("가온금혐/견적서.pdf", PDF + b"3"),
        ):
            written.writestr(name, content)
    return file


def _page(qtbot: QtBot, operations: Operations) -> CaseListPage:
    page = CaseListPage(operations, Settings())
    qtbot.addWidget(page)
    page.resize(1366, 768)
    page.show()
    settled(qtbot, operations)
    return page


def test_given_a_zip_when_looked_through_then_folders_files_and_questions_are_shown(
    qtbot: QtBot, operations: Operations, cases: list[UUID], bundle: Path
) -> None:
    page = _page(qtbot, operations)

    dialog = page.take_folders_in(bundle)
    qtbot.waitUntil(lambda: dialog.plan is not None)

    assert cases
    folders = dialog.folders.rows.rows
    assert [one.name for one in folders] == ["가온금혐", "한빛정밀"]  # what is asked comes first
    assert "골라야 하는 폴더가 1개" in dialog.summary.text()
    assert dialog.take.text() == "파일 2개 가져오기"
    dialog.folders.table.setCurrentIndex(dialog.folders.table.model().index(1, 0))
    said = {row.part.name: row.state.value for row in dialog.files.rows.rows}
    assert said == {"사업계획서.pdf": "paper", "현장.pdf": "attachment", "설치.pdf": "refused"}
    dialog.reject()


def test_given_a_question_when_answered_and_taken_in_then_one_undo_takes_all_of_it_back(
    qtbot: QtBot, workspace: Workspace, operations: Operations, cases: list[UUID], bundle: Path
) -> None:
    page = _page(qtbot, operations)
    words: list[str] = []
    page.said.connect(words.append)
    dialog = page.take_folders_in(bundle)
    qtbot.waitUntil(lambda: dialog.plan is not None)
    written: list[Any] = []
    operations.written.connect(lambda _written, action: written.append(action))

    offered = [dialog.folders.case.itemText(at) for at in range(dialog.folders.case.count())]
    assert len(offered) == 3  # two companies are almost called so, and none of them
    at = next(at for at, word in enumerate(offered) if word.startswith("가온금형"))
    dialog.folders.case.setCurrentIndex(at)
    dialog.folders.case.activated.emit(at)
    settled(qtbot, operations)
    assert dialog.take.text() == "파일 3개 가져오기"
    dialog.take.click()
    qtbot.waitUntil(lambda: bool(words))
    settled(qtbot, operations)

    assert words == ["사례 2건에 서류 2건과 첨부 1건을 넣었습니다."]
    assert written == [Action.PAPERS_TAKE_IN]
    listed = workspace.read(lambda s: papers.list_papers(s, cases[2]))
    assert [one.file_name for one in listed if one.file_name] == ["견적서.pdf"]
    undo(workspace)
    assert workspace.read(lambda s: s.exec(select(Attachment)).all()) == []


def test_given_a_file_in_hand_when_another_paper_is_chosen_then_the_file_becomes_it(
    qtbot: QtBot, operations: Operations, cases: list[UUID], bundle: Path
) -> None:
    page = _page(qtbot, operations)
    dialog = page.take_folders_in(bundle)
    qtbot.waitUntil(lambda: dialog.plan is not None)
    dialog.folders.table.setCurrentIndex(dialog.folders.table.model().index(1, 0))
    dialog.files.table.setCurrentIndex(dialog.files.table.model().index(1, 0))
    paper = dialog.files.paper
    values = [paper._values[at] for at in range(paper.count())]

    at = values.index("quotation")
    paper.setCurrentIndex(at)
    paper.activated.emit(at)

    chosen = next(row for row in dialog.files.rows.rows if row.part.name == "현장.pdf")
    assert chosen.paper is not None
    assert chosen.paper.code == "quotation"
    assert cases
    dialog.reject()


def test_given_something_else_when_dropped_or_opened_then_it_is_said_and_nothing_is_kept(
    qtbot: QtBot, workspace: Workspace, operations: Operations, tmp_path: Path
) -> None:
    page = _page(qtbot, operations)
    text = tmp_path / "목록.txt"
    text.write_text("안녕", encoding="utf-8")
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\3\4 cut")

    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(text))])
    rest = (
        Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    enter = QDragEnterEvent(QPoint(5, 5), *rest)
    QApplication.sendEvent(page, enter)
    dialog = page.take_folders_in(broken)
    qtbot.waitUntil(lambda: dialog.banner.isVisible())

    assert not enter.isAccepted()  # a sheet is the window's business
    assert "손상되었습니다" in dialog.banner.sentence.text()
    assert not dialog.take.isEnabled()
    assert workspace.read(lambda s: s.exec(select(Attachment)).all()) == []
    dialog.reject()

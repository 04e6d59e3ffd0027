"""Stories of a sheet that is dropped on the window, mended, decided on and taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from sqlmodel import select

from db.tables import Case, Company
from db.words import ImportKind
from desktop.services.exchange.planning import Intent
from desktop.views.exchange.wizard import ImportWizard
from tests.factory import make_brn, make_company
from tests.services import road
from tests.services.exchange.imports import APPLICANTS, applicant, everything, write_sheet
from tests.views.frame import ALT, CTRL, given, press, settle, toasts_of

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.views.main_window import MainWindow
    from desktop.views.shared.operations import Operations
    from tests.views.frame import Opened

_CHOOSE, _MAP, _PREVIEW, _DONE = range(4)


def drop(window: MainWindow, path: Path) -> ImportWizard:
    """Drop a file on the window and return the page that takes it."""
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path))])
    window.dropEvent(
        QDropEvent(
            QPointF(40, 40),
            Qt.DropAction.CopyAction,
            carried,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    page = window.page("import")
    assert isinstance(page, ImportWizard)
    return page


def at(page: ImportWizard, step: int) -> bool:
    """Return whether a step is in sight and nothing is under way."""
    return page.steps.currentIndex() == step and not page._busy


@pytest.fixture
def known(workspace: Workspace) -> str:
    """Return the number of a company that is there, with another address than the sheet says."""
    brn = make_brn()
    fields = {"brn": brn, "address": "경상남도 거창군 거창읍 다른로 9", "sigungu": "48880"}
    given(workspace, lambda s: (make_company(s, name="가람정밀", **fields), road.announced(s)))
    return brn


@pytest.fixture
def messy(tmp_path: Path, known: str) -> Path:
    """Return a sheet as centres send it: titles, merged headings, totals, cells that are wrong."""
    path = tmp_path / "신청기업.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("신청")
        page.write(0, 0, "2026년 상생형 신청기업 현황 (단위: 천원)")
        page.merge_range(2, 1, 2, 3, "기업정보")
        page.write_row(3, 0, ["연번", "기업명", "사업자등록번호", "주소"])
        page.write(2, 0, "연번")
        for column, word in enumerate(("총사업비", "과제명", "신청일"), start=4):
            page.merge_range(2, column, 3, column, word)
        rows = [
            [1, "(주)가람정밀", known, "경상남도 창원시 성산구 체험로 1", 120000, "MES", "26.3.8"],
            [2, "두리", make_brn(), "경남 김해시 체험로 2", "많음", "ERP", "2026-03-08"],
            [3, "나래", make_brn(), "경남 김해시 체험로 3", "1.2억", "APS", "2026. 3. 9."],
            [4, "가람정밀", "", "", 100, "PLM", "2026-03-09"],
            [],
            ["합계", "", "", "", 240100],
        ]
        for line, row in enumerate(rows, start=4):
            page.write_row(line, 0, row)
    return path


def test_given_a_messy_sheet_when_dropped_then_it_goes_in_by_the_keyboard_alone(
    opened: Opened, workspace: Workspace, operations: Operations, qtbot: QtBot, messy: Path
) -> None:
    window = opened("cases")
    page = drop(window, messy)
    qtbot.waitUntil(lambda: at(page, _MAP))
    assert page.sheet is not None
    assert page.sheet.kind is ImportKind.APPLICANTS
    assert page.focusWidget() is not None

    press(Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: at(page, _PREVIEW))
    assert page.preview.table.hasFocus()
    assert [row.planned is None for row in page.preview.rows.rows] == [False, True, False, False]
    assert page.preview.waiting() == 2
    assert page.preview.table.current_row().id == 5
    assert page.next.text().startswith("3행")
    said = [
        label.text()
        for label in page.preview.compare.findChildren(type(page.preview.compare.words))
    ]
    assert any("거창군" in text for text in said)

    press(Qt.Key.Key_Return)  # what is proposed is right
    assert page.preview.table.current_row().id == 8
    press(Qt.Key.Key_3)
    assert page.preview.waiting() == 0
    assert page.next.text().startswith("2행")
    press(Qt.Key.Key_Return)
    assert page.next.hasFocus()
    press(Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: at(page, _DONE))
    assert "새 사례 2건" in page.done.words.text()
    assert workspace.read(lambda s: len(s.exec(select(Case)).all())) == 2
    assert workspace.read(lambda s: len(s.exec(select(Company)).all())) == 2
    press(Qt.Key.Key_Return)
    settle(qtbot, operations)
    assert window.pages.currentWidget() is window.page("cases")

    press(Qt.Key.Key_Z, CTRL)
    settle(qtbot, operations)
    assert workspace.read(lambda s: len(s.exec(select(Case)).all())) == 0


def test_given_the_steps_when_alt_left_is_pressed_then_the_wizard_goes_back_not_the_window(
    opened: Opened, operations: Operations, qtbot: QtBot, messy: Path
) -> None:
    window = opened("cases")
    page = drop(window, messy)
    qtbot.waitUntil(lambda: at(page, _MAP))
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: at(page, _PREVIEW))

    press(Qt.Key.Key_Left, ALT)
    assert at(page, _MAP)
    press(Qt.Key.Key_Left, ALT)
    assert at(page, _CHOOSE)
    press(Qt.Key.Key_Left, ALT)
    settle(qtbot, operations)

    assert window.pages.currentWidget() is window.page("cases")


def test_given_several_rows_when_one_decision_is_made_then_it_holds_for_all(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = [applicant(f"새정밀{number}", make_brn()) for number in range(4)]
    page = drop(opened("cases"), write_sheet(tmp_path / "a.xlsx", APPLICANTS, *rows))
    qtbot.waitUntil(lambda: at(page, _MAP))
    page.next.click()
    qtbot.waitUntil(lambda: at(page, _PREVIEW))

    page.preview.table.selectAll()
    assert "4행" in page.preview.compare.words.text()
    page.preview.compare.unknown.chosen.emit(Intent.SKIP.value)

    assert page.preview.count() == 0
    assert not page.next.isEnabled()
    press(Qt.Key.Key_2)
    assert page.preview.count() == 4


def test_given_another_announcement_when_chosen_then_what_is_there_already_is_looked_up_again(
    opened: Opened,
    workspace: Workspace,
    operations: Operations,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    first = given(workspace, road.announced)
    second = given(workspace, lambda s: road.announced(s, year=2025))
    path = write_sheet(tmp_path / "a.xlsx", APPLICANTS, applicant("두리", make_brn()))
    window = opened("cases")
    for call, count in ((first, 1), (second, 1), (first, 0)):
        page = drop(window, path)
        qtbot.waitUntil(lambda page=page: at(page, _MAP))
        page.next.click()
        qtbot.waitUntil(lambda page=page: at(page, _PREVIEW))
        page.preview.call.set_value(call)
        page.preview.call.value_chosen.emit(call)
        settle(qtbot, operations)
        assert page.preview.count() == count
        if count:
            page.next.click()
            qtbot.waitUntil(lambda page=page: at(page, _DONE))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("공고문.hwp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("파손.xlsx", b"PK\x03\x04" + b"\0" * 100),
        ("그림.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 100),
        ("빈.csv", b""),
    ],
)
def test_given_a_file_that_is_no_sheet_when_dropped_then_a_sentence_says_so_and_the_next_one_goes(
    opened: Opened, qtbot: QtBot, tmp_path: Path, messy: Path, name: str, content: bytes
) -> None:
    wrong = tmp_path / name
    wrong.write_bytes(content)
    window = opened("cases")

    page = drop(window, wrong)
    qtbot.waitUntil(lambda: page.banner.isVisible() and not page._busy)

    assert page.banner.sentence.text().count("\n") == 0
    assert page.steps.currentIndex() == _CHOOSE
    assert toasts_of(window) == []
    drop(window, messy)
    qtbot.waitUntil(lambda: at(page, _MAP))
    assert not page.banner.isVisible()


def test_given_a_large_sheet_when_stopped_while_taken_in_then_nothing_is_kept(
    opened: Opened, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = [applicant(f"새정밀{number}", "") for number in range(400)]
    page = drop(opened("cases"), write_sheet(tmp_path / "a.xlsx", APPLICANTS, *rows))
    qtbot.waitUntil(lambda: at(page, _MAP))
    page.map.remember.setChecked(False)
    page.next.click()
    qtbot.waitUntil(lambda: at(page, _PREVIEW))
    before = everything(workspace)

    page.next.click()
    page.progress.cancelled.emit()
    qtbot.waitUntil(lambda: not page._busy)

    assert "그만두었습니다" in page.banner.sentence.text()
    assert page.steps.currentIndex() == _PREVIEW
    assert everything(workspace) == before
    page.next.click()
    qtbot.waitUntil(lambda: at(page, _DONE))


def test_given_problem_rows_when_the_report_is_written_then_it_reads_back_with_marks_and_reasons(
    opened: Opened, qtbot: QtBot, tmp_path: Path, messy: Path
) -> None:
    window = opened("cases")
    page = drop(window, messy)
    qtbot.waitUntil(lambda: at(page, _MAP))
    page.next.click()
    qtbot.waitUntil(lambda: at(page, _PREVIEW))

    page.preview.write_report(tmp_path / "문제행.xlsx")

    report = openpyxl.load_workbook(tmp_path / "문제행.xlsx").active
    assert report is not None
    *_, head, last = report.rows
    assert (head[0].value, head[-1].value) == ("원본 행", "사유")
    assert last[0].value == 6
    assert "숫자로 읽을 수 없습니다" in str(last[-1].value)
    marked = [cell.value for cell in last if str(cell.fill.fgColor.rgb).endswith("FCDFD9")]
    assert marked == ["많음"]

    next(cell for cell in last if cell.value == "많음").value = 5000
    report.parent.save(tmp_path / "고침.xlsx")
    drop(window, tmp_path / "고침.xlsx")
    qtbot.waitUntil(lambda: at(page, _MAP))
    page.next.click()
    qtbot.waitUntil(lambda: at(page, _PREVIEW))
    assert [row.planned is not None for row in page.preview.rows.rows] == [True]
    planned = page.preview.rows.rows[0].planned
    assert planned is not None
    assert planned.values["application.total_cost"] == 5_000_000


def test_given_a_sheet_when_remembered_then_it_is_matched_so_the_next_time(
    opened: Opened, operations: Operations, qtbot: QtBot, messy: Path
) -> None:
    window = opened("cases")
    page = drop(window, messy)
    qtbot.waitUntil(lambda: at(page, _MAP))
    column = next(at_ for at_, code in page.map.mapping().items() if code == "company.address")
    page.map._choices[column].set_value("site.address")
    page.next.click()
    qtbot.waitUntil(lambda: at(page, _PREVIEW))
    settle(qtbot, operations)

    drop(window, messy)
    qtbot.waitUntil(lambda: at(page, _MAP))

    assert page.sheet is not None
    assert page.sheet.remembered
    assert page.map.mapping()[column] == "site.address"


def test_given_a_needed_column_that_is_missing_then_the_way_on_is_closed_and_said(
    opened: Opened, qtbot: QtBot, messy: Path
) -> None:
    page = drop(opened("cases"), messy)
    qtbot.waitUntil(lambda: at(page, _MAP))
    column = next(at_ for at_, code in page.map.mapping().items() if code == "company.name")

    page.map._choices[column].set_value("")
    page.map._choices[column].value_chosen.emit("")

    assert not page.next.isEnabled()
    assert "꼭 필요한 열" in page.map.hint.text()
    assert QApplication.focusWidget() is not None
    press(Qt.Key.Key_Return)
    assert page.steps.currentIndex() == _MAP

"""A journey through the real window: from a sheet that arrives to a printed after-care form."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from docx import Document
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from sqlmodel import select

from db.tables import Case
from db.words import MatchState, PaperState, Stage
from desktop.services import parts
from desktop.services.aftercare import kpis, visits
from desktop.services.documents import make
from desktop.views.exchange.wizard import ImportWizard
from tests.factory import make_brn, make_partner
from tests.services import road
from tests.services.exchange.imports import write_sheet
from tests.views.cases.case_window import question, typed
from tests.views.frame import given, settle

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from PySide6.QtWidgets import QComboBox
    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.views.cases.case_page import CasePage
    from desktop.views.main_window import MainWindow
    from desktop.views.shared.operations import Operations
    from tests.views.frame import Opened

TODAY = date.today()
_CELLS = {
    "기업명": "(주)한빛정밀",
    "사업자등록번호": "",  # filled in by the story
    "대표자": "박가온",
    "업종코드": "25924",
    "기업규모": "소기업",
    "종업원수": "24명",
    "주소": "경상남도 김해시 한림면 체험로 345",
    "담당자": "이나래",
    "휴대폰": "01000001234",
    "과제명": "공정 실시간 관리 MES 구축",
    "유형": "유형1 기초",
    "총사업비(천원)": "100,000",
    "정부지원금(천원)": 30000,
    "신청일": "2026. 3. 8.",
    "목표수준": "중간1",
    "솔루션": "MES",
    "체납여부": "N",
    "공급기업": "나래시스템",
}


class Traveller:
    """Does what a person does, and waits until the window has answered."""

    def __init__(self, qtbot: QtBot, operations: Operations, window: MainWindow) -> None:
        self.qtbot = qtbot
        self.operations = operations
        self.window = window

    @property
    def page(self) -> CasePage:
        """Return the page of the case."""
        page: Any = self.window.page("case")
        return page

    def tab(self, stage: Stage) -> Any:
        """Return what is shown of a stage."""
        return self.page.tabs[stage]

    def press(self, button: Any) -> None:
        """Press a button that can be pressed."""
        assert button.isEnabled(), button.text()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        settle(self.qtbot, self.operations)

    def write(self, editor: Any, text: str) -> None:
        """Type a value over what stands there."""
        typed(self.qtbot, editor, text)
        settle(self.qtbot, self.operations)

    def go_on(self, stage: Stage) -> None:
        """Lead the case to its next stage; what stands in the way is told."""
        self.press(self.page.head.advance)
        reasons = [reason.text() for reason in self.page.moving.reasons]
        assert self.page.stage is stage, reasons

    def choose(self, box: QComboBox, word: str) -> None:
        """Choose a word from a list."""
        at = box.findText(word)
        assert at >= 0, [box.itemText(one) for one in range(box.count())]
        box.setCurrentIndex(at)
        box.activated.emit(at)
        settle(self.qtbot, self.operations)

    def drop(self, path: Path) -> ImportWizard:
        """Drop a file on the window."""
        carried = QMimeData()
        carried.setUrls([QUrl.fromLocalFile(str(path))])
        place, button = QPointF(90, 90), Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        self.window.dropEvent(QDropEvent(place, Qt.DropAction.CopyAction, carried, button, none))
        settle(self.qtbot, self.operations)
        page = self.window.page("import")
        assert isinstance(page, ImportWizard)
        return page


def _arrives(go: Traveller, workspace: Workspace, path: Path) -> UUID:
    """Take the sheet in and open its case from the list."""
    wizard = go.drop(path)
    go.press(wizard.next)
    assert [row.is_taken for row in wizard.preview.rows.rows] == [True]
    go.press(wizard.next)
    go.press(wizard.done.see)
    cases: Any = go.window.page("cases")
    assert go.window.pages.currentWidget() is cases
    case_id = workspace.read(lambda s: s.exec(select(Case.id)).one())
    go.window.pages.open_case(case_id)
    settle(go.qtbot, go.operations)
    return case_id


def _applies(go: Traveller) -> None:
    """Complete the application: what the sheet did not say, the papers, the decision."""
    tab = go.tab(Stage.APPLICATION)
    go.write(tab.questions.field("application.previous_supports").editor, "0")
    for section, name in list(tab.missing.doors):
        if section == "form":
            go.choose(tab.questions.field(name).editor, "아니오")
    for line in list(tab.papers.grid.lines.values()):
        go.choose(line.state, "확인")
        assert line.row.state is PaperState.ACCEPTED
    tab.eligibility.opinion.setPlainText("요건을 갖춤")
    go.press(tab.eligibility.accept)
    go.go_on(Stage.MATCHING)


def _is_matched(go: Traveller, workspace: Workspace, case_id: UUID, firm: UUID) -> None:
    """Propose, accept and confirm a large firm."""
    tab = go.tab(Stage.MATCHING)
    tab.firm.partner.set_value(firm)
    go.press(tab.firm.propose)
    lines = list(tab.funding.grid.lines.values())
    assert sum(line.amount.value() for line in lines) == 100_000_000
    go.press(tab.firm.accept)
    go.press(tab.firm.confirm)
    match = workspace.read(lambda s: parts.match_of(s, case_id))
    assert match is not None
    assert match.state is MatchState.CONFIRMED
    go.go_on(Stage.BUILDOUT)


def _builds(go: Traveller) -> None:
    """Sign the agreement, go through the milestones, pass the final check."""
    tab = go.tab(Stage.BUILDOUT)
    for name, day in (("build_start", TODAY - timedelta(200)), ("build_end", TODAY)):
        go.write(tab.agreement.form.field(name).editor, day.isoformat())
    go.press(tab.agreement.sign)
    go.press(question(go.page).buttons["yes"])
    for line in list(tab.milestones.grid.lines.values()):
        if line.tick.isEnabled() and line.row.done_on is None:
            go.press(line.tick)
    go.press(tab.inspections.add_button)
    asked = question(go.page)
    go.choose(asked.fields["kind"].editor, "최종 점검")
    go.press(asked.buttons["yes"])
    sheet = tab.inspections.sheet
    for _ in range(sheet.table.model().rowCount()):
        go.qtbot.keyClick(sheet.table, Qt.Key.Key_1)
        settle(go.qtbot, go.operations)
    go.write(sheet.form.field("visited_on").editor, TODAY.isoformat())
    go.choose(sheet.form.field("verdict").editor, "적정")
    go.go_on(Stage.AFTERCARE)


def _is_cared_for(go: Traveller, workspace: Workspace, case_id: UUID) -> None:
    """Record the first visit and a KPI."""
    tab = go.tab(Stage.AFTERCARE)
    if not tab.visits.grid.lines:
        go.press(tab.visits.plan)
    line = next(iter(tab.visits.grid.lines.values()))
    go.press(line.open)
    form = tab.visits.sheet.form
    go.write(form.field("visited_on").editor, TODAY.isoformat())
    for name, text in (("functions_built", "20"), ("functions_used", "17")):
        go.write(form.field(name).editor, text)
    assert line.rate.text() == "85.0 %"
    kpi = next(iter(tab.kpis.grid.lines.values()))
    for column, text in (("baseline", "100"), ("target", "120"), ("6", "110")):
        go.write(kpi.editors[column], text)
    assert kpi.achievement.text() == "50.0 %"
    kept = workspace.read(lambda s: visits.list_visits(s, case_id, today=TODAY))
    assert kept[0].visited_on == TODAY
    assert workspace.read(lambda s: kpis.list_kpis(s, case_id))[0].values


def _is_printed(go: Traveller, workspace: Workspace, case_id: UUID) -> Path:
    """Make the after-care form in the panel beside the case and return its file."""
    go.page.beside.show_panel("documents")
    settle(go.qtbot, go.operations)
    line = go.page.beside.documents.lines["D30"]
    go.press(line.button)
    if line.state.missing:
        asked = question(go.page)
        assert set(asked.fields) == set(line.state.missing)
        for field in asked.fields.values():
            typed(go.qtbot, field.editor, "박가온", enter=False)
        go.press(asked.buttons["yes"])
    made = workspace.read(lambda s: make.list_made(s, case_id))
    assert len(made) == 1
    return workspace.folder / "documents" / made[0].file_name


def test_given_a_sheet_of_an_applicant_when_its_case_is_led_to_the_end_then_the_form_is_printed(
    opened: Opened, workspace: Workspace, operations: Operations, qtbot: QtBot, tmp_path: Path
) -> None:
    given(workspace, road.announced)
    firm = given(workspace, lambda s: make_partner(s).id)
    cells = _CELLS | {"사업자등록번호": make_brn()}
    path = write_sheet(tmp_path / "신청기업.xlsx", list(cells), list(cells.values()))
    window = opened("cases")
    window.resize(1366, 768)  # the screen of the tests is smaller than any laptop's
    go = Traveller(qtbot, operations, window)

    case_id = _arrives(go, workspace, path)
    _applies(go)
    _is_matched(go, workspace, case_id, firm)
    _builds(go)
    _is_cared_for(go, workspace, case_id)
    form = _is_printed(go, workspace, case_id)

    case = workspace.read(lambda s: s.get_one(Case, case_id))
    assert case.stage is Stage.AFTERCARE
    text = _text_of(form)
    assert "한빛정밀" in text
    assert case.number in text
    assert f"{TODAY.year}" in text


def _text_of(form: Path) -> str:
    """Return what stands in a document, its tables too."""
    read = Document(str(form))
    said = [paragraph.text for paragraph in read.paragraphs]
    said += [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join(said)

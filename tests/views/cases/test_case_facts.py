"""Stories of what other cases tell about this one: taken over by a click, told as facts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from db.tables import Case, Company
from db.words import Stage, SystemLevel
from desktop.services import parts
from desktop.views.shared.row_model import ROW
from tests.factory import make_application, make_case, make_company, make_contact
from tests.services import road
from tests.services.applications.test_likeness import PLAN
from tests.services.applications.test_support_history import _past
from tests.views.cases.case_window import kept, settled, shown

if TYPE_CHECKING:
    from uuid import UUID

    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.views.shared.operations import Operations


def _again(session: Any) -> UUID:
    """Return a case of a company that was supported in 2024, beside a plan that reads alike."""
    case_id = road.opened(
        session, solutions="", summary=PLAN, double_funding=None, previous_supports=None
    )
    case = session.get(Case, case_id)
    company = session.get(Company, case.company_id)
    past = parts.application_of(session, _past(session, company).id)
    past.received_on, past.existing_systems, past.workers = date(2024, 3, 4), "ERP", 31
    past.target_level = SystemLevel.MIDDLE_1
    other = make_company(session, name="가온금속")
    make_contact(session, other, mobile="010-2345-6789")
    make_contact(session, company, mobile="010 2345 6789", main=False)
    make_application(session, make_case(session, other), summary=PLAN)
    return case_id


def _tab(qtbot: QtBot, workspace: Workspace, operations: Operations) -> Any:
    page = shown(qtbot, operations, kept(workspace, _again))
    tab: Any = page.tabs[Stage.APPLICATION]
    settled(qtbot, operations)
    qtbot.waitUntil(lambda: tab.likeness.table.rows.rowCount() > 0)
    return tab


def test_given_an_earlier_application_when_the_case_is_opened_then_differences_are_one_click_away(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    tab = _tab(qtbot, workspace, operations)
    card = tab.last_time
    assert card.isVisible()
    assert {line.name.text() for line in card.grid.lines.values()} >= {
        "기구축 시스템", "종업원 수",
    }  # fmt: skip

    card.grid.lines["application.workers"].take.click()
    settled(qtbot, operations)
    assert workspace.read(lambda s: parts.application_of(s, tab.case_id)).workers == 31

    assert card.fill.text() == "빈 항목 1건 채우기"  # what the form calls lasting
    card.fill.click()
    settled(qtbot, operations)
    application = workspace.read(lambda s: parts.application_of(s, tab.case_id))
    assert (application.solutions, application.existing_systems) == ("", "ERP")
    qtbot.waitUntil(lambda: card.fill.isHidden())


def test_given_earlier_support_when_the_case_is_opened_then_it_is_told_with_its_case(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    tab = _tab(qtbot, workspace, operations)
    wanted: list[UUID] = []
    tab.case_wanted.connect(wanted.append)

    assert tab.support.summary.text() == "지원 1회, 국·도·시군비 5,000만원"
    table = tab.support.table
    row = table.model().index(0, 0).data(ROW)
    table.opened.emit(row)

    assert wanted == [row.case_id]
    seen = [finding.rule_id for finding in tab.eligibility.table.rows.rows]
    assert "same-level" in seen
    texts = [tab.eligibility.table.model().index(at, 2).data() for at in range(len(seen))]
    assert any("이음 기록 기준" in text for text in texts)


def test_given_plans_and_numbers_that_are_alike_then_each_is_a_fact_with_the_other_case(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    tab = _tab(qtbot, workspace, operations)

    lines = [(row.words, row.other) for row in tab.likeness.table.rows.rows]

    assert lines[0][0].startswith("사업 내용의 표현 ")
    assert any("가온금속" in other for _, other in lines)
    assert any(
        words == "전화번호 010 2345 6789: 다른 신청기업의 연락처와 같습니다." for words, _ in lines
    )
    assert "사실만 보여 줍니다." in tab.likeness.source.text()

"""Stories of the four stages: papers and findings, funding, the build-out, after-care."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from db.words import (
    AgreementState,
    EligibilityState,
    KpiBasis,
    MatchState,
    PaymentState,
    Stage,
    TicketState,
    Verdict,
)
from desktop.services import parts
from desktop.services.aftercare import kpis, tickets, visits
from desktop.services.applications import papers
from desktop.services.buildout import agreements, inspections, milestones, payments
from desktop.services.cases import detail
from desktop.services.matching import matches
from tests.factory import make_partner
from tests.services import road
from tests.views.cases.case_window import kept, question, settled, shown, typed

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.views.shared.operations import Operations


def test_given_what_is_missing_when_a_door_is_opened_then_the_keyboard_is_in_the_field(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    page = shown(qtbot, operations, kept(workspace, lambda s: road.opened(s, solutions="")))
    tab: Any = page.tabs[Stage.APPLICATION]

    tab.missing.doors["form", "application.solutions"].click()

    assert tab.questions.field("application.solutions").editor.hasFocus()


def test_given_a_paper_when_a_file_is_dropped_then_it_is_received(
    qtbot: QtBot, workspace: Workspace, operations: Operations, tmp_path: Path
) -> None:
    case_id = kept(workspace, road.opened)
    page = shown(qtbot, operations, case_id)
    tab: Any = page.tabs[Stage.APPLICATION]
    scan = tmp_path / "사업자등록증.pdf"
    scan.write_bytes(b"%PDF-1.4")
    line = tab.papers.line_of("business_registration")

    line._drop([scan])
    settled(qtbot, operations)
    qtbot.waitUntil(lambda: line.row.attachment_id is not None)

    assert line.file.text() == "사업자등록증.pdf"
    assert line.state.currentText() == "접수"
    page.beside.show_panel("attachments")
    settled(qtbot, operations)
    assert [row.name for row in page.beside.attachments.rows.rows] == ["사업자등록증.pdf"]


def test_given_findings_then_each_says_result_clause_and_whether_it_is_verified(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    page = shown(qtbot, operations, kept(workspace, lambda s: road.opened(s, tax_arrears=True)))
    table = page.tabs[Stage.APPLICATION].eligibility.table  # type: ignore[attr-defined]

    first = [table.model().index(0, at).data() for at in range(6)]

    assert first[0] == "미충족"
    assert first[3] == "차단"
    assert "검증 안 됨" in {
        table.model().index(at, 5).data() for at in range(table.rows.rowCount())
    }


def test_given_a_refusal_without_opinion_then_the_opinion_is_asked_for(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    page = shown(qtbot, operations, kept(workspace, road.opened))
    card = page.tabs[Stage.APPLICATION].eligibility  # type: ignore[attr-defined]

    card.refuse.click()
    settled(qtbot, operations)
    assert card.field.error

    card.opinion.setPlainText("제조업이 아님")
    card.refuse.click()
    settled(qtbot, operations)

    assert not card.field.error
    assert card.state.word == "부적합"


def test_given_a_supplement_when_it_is_asked_for_then_its_day_is_the_next_deadline(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.opened)
    page = shown(qtbot, operations, case_id)
    page.tabs[Stage.APPLICATION].eligibility.ask.click()  # type: ignore[attr-defined]
    asked = question(page)
    typed(qtbot, asked.fields["note"].editor, "재무제표", enter=False)
    typed(qtbot, asked.fields["due"].editor, "2026-03-12", enter=False)

    asked.buttons["yes"].click()
    settled(qtbot, operations)

    review = workspace.read(lambda s: parts.review_of(s, case_id))
    assert review is not None
    assert review.state is EligibilityState.SUPPLEMENT_ASKED
    assert page.head._deadline is not None
    assert "보완 제출" in page.head._deadline.text()


def test_given_a_partner_when_the_match_is_proposed_then_the_lines_add_up_to_the_cost(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.matching)
    firm = kept(workspace, lambda s: make_partner(s).id)
    page = shown(qtbot, operations, case_id)
    tab: Any = page.tabs[Stage.MATCHING]

    tab.firm.partner.set_value(firm)
    tab.firm.propose.click()
    settled(qtbot, operations)

    lines = list(tab.funding.grid.lines.values())
    assert sum(line.amount.value() for line in lines) == 100_000_000
    assert tab.funding.sum.word == "합계 100,000,000원 = 총사업비"
    assert tab.firm.state.word == "제안"
    why = lines[0].explain()
    assert "총사업비의 30 %까지 냅니다" in why.accessibleDescription()
    why.close()


def test_given_an_amount_when_it_is_typed_then_the_others_fill_up_and_a_breach_is_said(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.matching)
    kept(workspace, lambda s: matches.propose(s, case_id, make_partner(s).id))
    page = shown(qtbot, operations, case_id)
    tab: Any = page.tabs[Stage.MATCHING]
    partner = next(one for one in tab.funding.grid.lines.values() if one.row.source == "partner")

    typed(qtbot, partner.amount, "4천만", enter=False)
    qtbot.waitUntil(lambda: "자부담 3,000만" in tab.funding.ahead.text())
    qtbot.keyClick(partner.amount, Qt.Key.Key_Return)
    settled(qtbot, operations)

    company = next(one for one in tab.funding.grid.lines.values() if one.row.source == "company")
    assert company.amount.value() == 30_000_000
    assert partner.why.text() == "직접 입력 · 왜?"

    typed(qtbot, partner.amount, "1천만")
    settled(qtbot, operations)

    assert "최소 30,000,000원(30 %)" in partner._field.error
    assert partner.amount.value() == 10_000_000


def test_given_a_cap_then_the_card_says_whom_it_moves_cost_to_and_how_to_avoid_it(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, lambda s: road.matching(s, total_cost=160_000_000))
    page = shown(qtbot, operations, case_id)
    funding = page.tabs[Stage.MATCHING].funding  # type: ignore[attr-defined]

    assert "국비 한도(4,200만) 때문에 대기업 몫이" in funding.warning.sentence.text()
    assert "총사업비를 1억 4,000만까지 줄이면" in funding.warning.sentence.text()


def test_given_an_answer_when_it_is_written_down_then_the_match_can_be_confirmed(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.matching)
    kept(workspace, lambda s: matches.propose(s, case_id, make_partner(s).id))
    page = shown(qtbot, operations, case_id)
    tab: Any = page.tabs[Stage.MATCHING]
    assert tab.firm.confirm.isHidden()

    tab.firm.accept.click()
    settled(qtbot, operations)
    tab.firm.confirm.click()
    settled(qtbot, operations)

    match = workspace.read(lambda s: parts.match_of(s, case_id))
    assert match is not None
    assert match.state is MatchState.CONFIRMED
    assert all(line.amount.isReadOnly() for line in tab.funding.grid.lines.values())


def test_given_a_refusal_of_the_firm_when_a_reason_is_given_then_another_can_be_asked(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.matching)
    kept(workspace, lambda s: matches.propose(s, case_id, make_partner(s).id))
    page = shown(qtbot, operations, case_id)
    tab: Any = page.tabs[Stage.MATCHING]

    tab.firm.decline.click()
    asked = question(page)
    typed(qtbot, asked.fields["reason"].editor, "올해 예산이 끝남", enter=False)
    asked.buttons["yes"].click()
    settled(qtbot, operations)

    assert not tab.firm.propose.isHidden()
    assert workspace.read(lambda s: parts.match_of(s, case_id)) is None


def test_given_an_agreement_then_amounts_and_spans_lead_to_their_sources(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, lambda s: road.building(s, total_cost=200_000_000))
    page = shown(qtbot, operations, case_id)
    card = page.tabs[Stage.BUILDOUT].agreement  # type: ignore[attr-defined]

    texts = [button.text() for button in card.funding.buttons]
    assert texts == ["국비 4,200만 (21 %)", "대기업 7,800만 (39 %)", "자부담 8,000만 (40 %)"]
    spans = {button.text(): button for button in card.terms.buttons}
    assert list(spans) == ["구축기간 9개월 이내", "연장 1회, 3개월 이내", "집중 A/S 6개월"]
    assert spans["구축기간 9개월 이내"].accessibleDescription() == "공고 원문으로 검증 안 됨"
    assert not spans["집중 A/S 6개월"].accessibleDescription()
    popup = spans["연장 1회, 3개월 이내"].explain()
    assert "출처: kbiz.or.kr" in popup.accessibleDescription()
    popup.close()


def test_given_a_build_period_when_the_agreement_is_signed_then_the_end_of_care_is_shown(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.building)
    page = shown(qtbot, operations, case_id)
    card = page.tabs[Stage.BUILDOUT].agreement  # type: ignore[attr-defined]

    typed(qtbot, card.form.field("build_start").editor, "2026-04-01")
    settled(qtbot, operations)
    typed(qtbot, card.form.field("build_end").editor, "2026-12-31")
    settled(qtbot, operations)
    assert card.care_end.text() == "2027. 6. 30.(수)"

    card.sign.click()
    asked = question(page)
    asked.buttons["yes"].click()
    settled(qtbot, operations)

    agreement = workspace.read(lambda s: agreements.show(s, case_id))
    assert agreement is not None
    assert agreement.state is AgreementState.SIGNED
    assert card.signed.text() == "2026. 3. 9.(월)"
    assert card.sign.isHidden()


def test_given_dates_in_the_wrong_order_then_the_field_says_so(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    page = shown(qtbot, operations, kept(workspace, road.building))
    form = page.tabs[Stage.BUILDOUT].agreement.form  # type: ignore[attr-defined]
    typed(qtbot, form.field("build_start").editor, "2026-04-01")
    settled(qtbot, operations)

    typed(qtbot, form.field("build_end").editor, "2026-03-01")
    settled(qtbot, operations)

    assert form.field("build_end").error == "구축 종료일이 시작일보다 빠릅니다. 날짜를 고쳐 주세요."


def test_given_a_milestone_when_it_is_ticked_then_it_is_done_today(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.signed)
    page = shown(qtbot, operations, case_id)
    line = next(iter(page.tabs[Stage.BUILDOUT].milestones.grid.lines.values()))  # type: ignore[attr-defined]

    line.tick.click()
    settled(qtbot, operations)

    done = workspace.read(lambda s: milestones.list_milestones(s, case_id, today=road.TODAY))[0]
    assert done.done_on == road.TODAY
    assert line.late.word == "완료"


def test_given_a_check_sheet_when_1_2_and_3_are_pressed_then_the_items_are_judged_in_turn(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.signed)
    planned = {"kind": "midterm", "planned_on": road.TODAY}
    kept(workspace, lambda s: inspections.add(s, case_id, planned))
    page = shown(qtbot, operations, case_id)
    card = page.tabs[Stage.BUILDOUT].inspections  # type: ignore[attr-defined]
    next(iter(card.grid.lines.values())).open.click()

    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3):
        qtbot.keyClick(card.sheet.table, key)
    settled(qtbot, operations)

    row = workspace.read(lambda s: inspections.list_inspections(s, case_id))[0]
    assert [item.verdict for item in row.items[:3]] == [
        Verdict.ADEQUATE, Verdict.SUPPLEMENT, Verdict.POOR,
    ]  # fmt: skip
    assert card.sheet.table.currentIndex().row() == 3


def test_given_a_payment_then_it_takes_its_steps_in_order(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.signed)
    page = shown(qtbot, operations, case_id)
    card = page.tabs[Stage.BUILDOUT].payments  # type: ignore[attr-defined]
    card.add_button.click()
    asked = question(page)
    assert asked.fields["amount"].editor.value() == 30_000_000  # type: ignore[attr-defined]
    asked.buttons["yes"].click()
    settled(qtbot, operations)
    line = next(iter(card.grid.lines.values()))

    line.approve.click()
    settled(qtbot, operations)
    line.pay.click()
    settled(qtbot, operations)
    assert "휴·폐업을 조회" in line._steps.error

    typed(qtbot, line.checked, "2026-03-09")
    settled(qtbot, operations)
    line.pay.click()
    settled(qtbot, operations)

    assert (
        workspace.read(lambda s: payments.list_payments(s, case_id))[0].state is PaymentState.PAID
    )
    assert line.amount.isReadOnly()


def test_given_after_care_when_a_value_is_typed_then_it_counts_for_its_basis_only(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.cared_for)
    page = shown(qtbot, operations, case_id, today=date(2027, 1, 4))
    card = page.tabs[Stage.AFTERCARE].kpis  # type: ignore[attr-defined]
    line = next(iter(card.grid.lines.values()))
    assert line.achievement.toolTip() == "아직 재지 않았습니다."

    for column, text in (("baseline", "100"), ("target", "120"), ("6", "110")):
        typed(qtbot, line.editors[column], text)
        settled(qtbot, operations)

    assert line.improvement.text() == "10.0 %"
    assert line.achievement.text() == "50.0 %"
    row = workspace.read(lambda s: kpis.list_kpis(s, case_id))[0]
    assert [value.basis for value in row.values] == [KpiBasis.MEASURED]

    card.choice._segments[KpiBasis.CLAIMED.value].click()
    assert line.editors["6"].text() == ""

    typed(qtbot, line.editors["6"], "130")
    settled(qtbot, operations)

    row = workspace.read(lambda s: kpis.list_kpis(s, case_id))[0]
    assert [(value.basis, value.value) for value in row.values] == [
        (KpiBasis.MEASURED, 110), (KpiBasis.CLAIMED, 130),
    ]  # fmt: skip
    card.choice._segments[KpiBasis.MEASURED.value].click()
    assert line.editors["6"].text() == "110"


def test_given_a_planned_visit_when_it_is_recorded_then_the_utilisation_follows(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.cared_for)
    page = shown(qtbot, operations, case_id, today=date(2027, 1, 4))
    card = page.tabs[Stage.AFTERCARE].visits  # type: ignore[attr-defined]
    line = next(iter(card.grid.lines.values()))
    line.open.click()

    form = card.sheet.form
    for name, text in (("functions_built", "20"), ("functions_used", "17")):
        typed(qtbot, form.field(name).editor, text)
        settled(qtbot, operations)

    assert line.rate.text() == "85.0 %"
    assert workspace.read(lambda s: visits.list_visits(s, case_id, today=road.TODAY))


def test_given_a_call_of_the_company_then_the_ticket_is_opened_handed_on_and_solved(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.cared_for)
    page = shown(qtbot, operations, case_id, today=date(2027, 1, 4))
    card = page.tabs[Stage.AFTERCARE].tickets  # type: ignore[attr-defined]
    card.add_button.click()
    asked = question(page)
    typed(qtbot, asked.fields["title"].editor, "MES 화면이 안 뜸", enter=False)
    asked.buttons["yes"].click()
    settled(qtbot, operations)
    line = next(iter(card.grid.lines.values()))

    line.answer.click()
    settled(qtbot, operations)
    line.solve.click()
    solving = question(page)
    solving.fields["resolution"].editor.setPlainText("서버를 다시 켬")  # type: ignore[attr-defined]
    solving.buttons["yes"].click()
    settled(qtbot, operations)

    found = workspace.read(lambda s: tickets.list_tickets(s, case_id, today=date(2027, 1, 4)))
    assert [(one.state, one.resolution) for one in found] == [
        (TicketState.SOLVED, "서버를 다시 켬")
    ]


def test_given_a_track_without_large_firm_then_the_tab_asks_for_none(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.matching)
    tab = workspace.read(lambda s: detail.matching_tab(s, case_id))
    page = shown(qtbot, operations, case_id)

    assert page.tabs[Stage.MATCHING].firm.partner_field.isHidden() is not tab.needs_partner  # type: ignore[attr-defined]
    assert workspace.read(lambda s: papers.list_papers(s, case_id))

"""Stories of one case: it is read, edited in place, moved on and found again in its timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.words import Action, Stage
from desktop.services import history, records
from desktop.services.cases import stages
from desktop.settings import Settings
from desktop.views.cases.case_page import CasePage
from tests.factory import make_company, make_staff
from tests.services import road
from tests.views.cases.case_window import kept, question, settled, shown, typed

if TYPE_CHECKING:
    from uuid import UUID

    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.views.shared.operations import Operations


def _application(workspace: Workspace, page: CasePage) -> tuple[UUID, dict[str, object]]:
    row = page.tabs[Stage.APPLICATION].application.row_id  # type: ignore[attr-defined]
    values = workspace.read(lambda s: records.shown_values(s, "application", row))
    return row, values


def test_given_a_case_when_it_is_opened_then_its_facts_are_shown(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.opened)

    page = shown(qtbot, operations, case_id)

    head, tab = page.head, page.tabs[Stage.APPLICATION]
    assert head.company.text() == "한빛정밀"
    assert head.line.text().startswith("2026-GN-00001")
    assert head.cost.value.accessibleName() == "1억"
    assert not head.synthetic.isHidden()
    assert [button.step.state for button in head.stepper.buttons] == [
        "blocked", "ahead", "ahead", "ahead",
    ]  # fmt: skip
    assert tab.application.field("project_title").editor.text() == "공정 실시간 관리 MES 구축"  # type: ignore[attr-defined]
    assert tab.preview.buttons[0].text() == "국비 3,000만 (30 %)"  # type: ignore[attr-defined]


def test_given_a_field_when_it_is_typed_in_then_it_is_saved_and_journaled(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    page = shown(qtbot, operations, kept(workspace, road.opened))
    field = page.tabs[Stage.APPLICATION].application.field("total_cost")  # type: ignore[attr-defined]

    typed(qtbot, field.editor, "1.2억")
    settled(qtbot, operations)

    row, values = _application(workspace, page)
    assert values["total_cost"] == 120_000_000
    newest = workspace.read(lambda s: history.list_changes(s, limit=1))[0]
    assert newest.action is Action.APPLICATION_EDIT
    assert [
        version.new
        for version in workspace.read(
            lambda s: history.field_history(s, "application", row, "total_cost")
        )
    ][:1] == [120_000_000]
    assert page.head.cost.value.accessibleName() == "1억 2,000만"


def test_given_a_change_when_it_is_undone_then_the_field_shows_the_old_value(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    page = shown(qtbot, operations, kept(workspace, road.opened))
    field = page.tabs[Stage.APPLICATION].application.field("solutions")  # type: ignore[attr-defined]
    typed(qtbot, field.editor, "ERP")
    settled(qtbot, operations)

    operations.change(history.undo, action=Action.UNDO)
    settled(qtbot, operations)

    assert field.editor.text() == "MES"


def test_given_a_value_that_breaks_a_limit_then_the_field_says_so_and_keeps_what_was_typed(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    page = shown(qtbot, operations, kept(workspace, road.opened))
    field = page.tabs[Stage.APPLICATION].company.field("brn")  # type: ignore[attr-defined]
    before = field.editor.text()

    typed(qtbot, field.editor, "123-45-67890")
    settled(qtbot, operations)

    assert field.error
    assert field.editor.text() == "123-45-67890"

    qtbot.keyClick(field.editor, Qt.Key.Key_Escape)

    assert not field.error
    assert field.editor.text() == before


def test_given_somebody_who_types_when_others_save_then_nothing_typed_is_lost(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.opened)
    page = shown(qtbot, operations, case_id)
    form = page.tabs[Stage.APPLICATION].application  # type: ignore[attr-defined]
    editor = form.field("existing_systems").editor
    typed(qtbot, editor, "엑셀", enter=False)
    row = form.row_id

    operations.write(
        lambda s: records.save_fields(s, "application", row, {"solutions": "APS"}),
        action=Action.APPLICATION_EDIT,
    )
    settled(qtbot, operations)

    assert form.field("solutions").editor.text() == "APS"
    assert editor.text() == "엑셀"
    assert QApplication.focusWidget() is editor


def test_given_the_same_field_saved_elsewhere_then_both_values_are_shown_with_a_key_each(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    page = shown(qtbot, operations, kept(workspace, road.opened))
    form = page.tabs[Stage.APPLICATION].application  # type: ignore[attr-defined]
    field, row = form.field("solutions"), form.row_id
    typed(qtbot, field.editor, "ERP", enter=False)
    workspace.write(lambda s: records.save_fields(s, "application", row, {"solutions": "APS"}))

    qtbot.keyClick(field.editor, Qt.Key.Key_Return)
    settled(qtbot, operations)

    clash = form._bound["solutions"].clash
    assert clash is not None
    assert "ERP" in clash.keep_mine.text()
    assert "APS" in clash.keep_theirs.text()

    qtbot.keyClick(clash, Qt.Key.Key_1)
    settled(qtbot, operations)

    assert _application(workspace, page)[1]["solutions"] == "ERP"
    assert form._bound["solutions"].clash is None


def test_given_the_other_value_is_chosen_then_it_stays(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    page = shown(qtbot, operations, kept(workspace, road.opened))
    form = page.tabs[Stage.APPLICATION].application  # type: ignore[attr-defined]
    field, row = form.field("solutions"), form.row_id
    typed(qtbot, field.editor, "ERP", enter=False)
    workspace.write(lambda s: records.save_fields(s, "application", row, {"solutions": "APS"}))
    qtbot.keyClick(field.editor, Qt.Key.Key_Return)
    settled(qtbot, operations)

    qtbot.keyClick(form._bound["solutions"].clash, Qt.Key.Key_2)
    settled(qtbot, operations)

    assert field.editor.text() == "APS"
    assert _application(workspace, page)[1]["solutions"] == "APS"


def test_given_a_blocked_case_when_it_shall_go_on_then_the_reasons_lead_to_what_mends_them(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    page = shown(qtbot, operations, kept(workspace, lambda s: road.opened(s, tax_arrears=None)))

    qtbot.keyClick(page, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, operations)

    assert not page.moving.isHidden()
    words = [reason.text() for reason in page.moving.reasons]
    assert "적을 것: 국세·지방세 체납이 있습니까" in words
    assert any(one.startswith("받을 서류:") for one in words)

    page.moving.reasons[words.index("적을 것: 국세·지방세 체납이 있습니까")].click()
    settled(qtbot, operations)

    asked = page.tabs[Stage.APPLICATION].questions  # type: ignore[attr-defined]
    assert QApplication.focusWidget() is asked.field("application.tax_arrears").editor


def test_given_a_case_that_may_go_on_when_ctrl_right_is_pressed_then_the_next_stage_opens(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    page = shown(qtbot, operations, kept(workspace, road.eligible))

    qtbot.keyClick(page, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, operations)

    assert page.stage is Stage.MATCHING
    assert page.head.stepper.buttons[1].isChecked()
    moves = [row.move for row in page.beside.timeline.rows.rows if row.move]
    assert moves[0] == "신청 → 매칭"


def test_given_a_step_back_when_no_reason_is_given_then_it_is_asked_for(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    page = shown(qtbot, operations, kept(workspace, road.matching))
    page.send_back()
    asked = question(page)

    asked.buttons["yes"].click()
    assert asked.fields["reason"].error

    typed(qtbot, asked.fields["reason"].editor, "서류를 다시 받기로 함", enter=False)
    asked.buttons["yes"].click()
    settled(qtbot, operations)

    assert page.stage is Stage.APPLICATION
    assert page.beside.timeline.rows.rows[0].what.startswith("서류를 다시 받기로 함")


def test_given_a_case_when_its_owner_is_chosen_then_it_changes_hands_in_place(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.opened)
    person = kept(workspace, lambda s: make_staff(s, name="한새롬").id)
    page = shown(qtbot, operations, case_id)

    page.head.owner.setFocus()
    qtbot.keyClick(page.head.owner, Qt.Key.Key_Down)
    settled(qtbot, operations)

    assert page.head.owner.value() == person
    assert page.head.owner.currentText() == "한새롬"


def test_given_keys_for_stages_when_one_is_pressed_then_that_stage_is_seen(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    page = shown(qtbot, operations, kept(workspace, road.opened))

    for number, stage in enumerate(Stage, 1):
        key = Qt.Key(Qt.Key.Key_0.value + number)
        qtbot.keyClick(page, key, Qt.KeyboardModifier.AltModifier)
        settled(qtbot, operations)
        assert page.stage is stage


def test_given_the_head_then_its_doors_lead_to_company_and_window(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.opened)
    page = shown(qtbot, operations, case_id)

    with qtbot.waitSignal(page.company_wanted) as company:
        page.head.company.click()
    with qtbot.waitSignal(page.torn_off) as torn:
        page.head.tear_off.click()

    assert page.head.shown is not None
    assert company.args == [page.head.shown.case.company_id]
    assert torn.args == [case_id]


def test_given_a_case_that_is_gone_then_the_page_says_so(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    stranger = kept(workspace, lambda s: make_company(s).id)
    page = CasePage(operations, Settings())
    qtbot.addWidget(page)
    page.open(stranger)
    page.show()

    qtbot.waitUntil(lambda: page.body.currentWidget() is page.gone)


def test_given_another_stage_in_sight_when_the_case_is_left_and_opened_then_it_begins_anew(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    first = kept(workspace, road.opened)
    second = kept(workspace, road.matching)
    page = shown(qtbot, operations, first)
    page.show_stage(Stage.AFTERCARE)
    settled(qtbot, operations)

    page.open(second)
    settled(qtbot, operations)

    assert page.stage is Stage.MATCHING
    assert workspace.read(lambda s: stages.blockers(s, second))


def test_given_a_case_that_is_put_on_hold_then_the_head_says_so_and_it_may_not_go_on(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    page = shown(qtbot, operations, kept(workspace, road.eligible))
    page.head._offer_states()
    hold = next(one for one in page.head._states.actions() if one.text() == "보류")

    hold.trigger()
    asked = question(page)
    typed(qtbot, asked.fields["reason"].editor, "공장 이전", enter=False)
    asked.buttons["yes"].click()
    settled(qtbot, operations)
    page.advance()
    settled(qtbot, operations)

    assert page.head.state.word == "보류"
    assert [reason.text() for reason in page.moving.reasons] == [
        "진행 중인 사례가 아닙니다(지금: 보류)."
    ]


def test_given_a_narrow_window_then_the_stages_have_it_and_a_button_brings_the_rest_back(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    page = shown(qtbot, operations, kept(workspace, road.opened))

    page.resize(800, 600)
    qtbot.waitUntil(page.beside.isHidden)
    page.head.side.click()
    settled(qtbot, operations)

    assert not page.beside.isHidden()
    page.resize(1366, 768)
    assert not page.beside.isHidden()


def test_given_a_window_that_is_built_again_then_the_page_returns_to_its_place(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.matching)
    page = shown(qtbot, operations, case_id)
    page.show_stage(Stage.APPLICATION)
    page.beside.show_panel("notes")
    settled(qtbot, operations)

    other = CasePage(operations, Settings(), today=page.today)
    qtbot.addWidget(other)
    other.return_to(page.place())
    other.show()
    settled(qtbot, operations)

    assert other.stage is Stage.APPLICATION
    assert other.beside.current() is other.beside.notes
    assert other.head.company.text() == "한빛정밀"

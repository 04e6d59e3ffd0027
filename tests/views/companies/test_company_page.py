"""The page of a company: edited in place, opening cases, merging doubles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton
from sqlmodel import select

from db.tables import Company
from desktop.services import history
from desktop.services.cases import listing
from desktop.settings import Settings
from desktop.views.companies.company_page import CompanyPage
from desktop.views.companies.merge_dialog import MergeDialog
from tests.factory import make_brn, make_case, make_company, make_contact
from tests.services.road import TODAY
from tests.views.cases.case_window import settled

if TYPE_CHECKING:
    from uuid import UUID

    from pytestqt.qtbot import QtBot
    from sqlmodel import Session

    from desktop.services.workspace import Workspace
    from desktop.views.shared.operations import Operations


def _shown(qtbot: QtBot, operations: Operations, company: UUID) -> CompanyPage:
    page = CompanyPage(operations, Settings())
    page.setWindowFlag(Qt.WindowType.Window)
    qtbot.addWidget(page)
    page.resize(1366, 768)
    page.open(company)
    page.show()
    qtbot.waitUntil(lambda: bool(page.header.title.text()))
    settled(qtbot, operations)
    return page


def test_given_a_company_when_its_phone_is_typed_then_it_is_kept_and_can_be_undone(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    company = workspace.write(lambda s: make_company(s, name="대성정밀", phone="055-000-0001").id)
    page = _shown(qtbot, operations, company.value)
    editor = page.facts.company.form.field("phone").editor

    editor.setFocus()
    editor.setText("055-000-0002")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settled(qtbot, operations)

    assert workspace.read(lambda s: s.get_one(Company, company.value).phone) == "055-000-0002"
    history.undo(workspace)
    assert workspace.read(lambda s: s.get_one(Company, company.value).phone) == "055-000-0001"


def test_given_a_wrong_number_when_it_is_typed_then_the_field_complains_and_nothing_is_kept(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    number = make_brn()
    company = workspace.write(lambda s: make_company(s, brn=number).id).value
    page = _shown(qtbot, operations, company)
    field = page.facts.company.form.field("brn")

    field.editor.setFocus()
    field.editor.setText("123-45-67890")
    qtbot.keyClick(field.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(field.error))

    assert workspace.read(lambda s: s.get_one(Company, company).brn) == number


def test_given_a_company_when_a_case_is_opened_then_the_window_hears_of_it(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    company = workspace.write(lambda s: make_company(s, name="두리").id).value
    page = _shown(qtbot, operations, company)

    with qtbot.waitSignal(page.case_wanted) as wanted:
        page.open_button.click()
        qtbot.waitUntil(lambda: page.findChild(QDialog) is not None)
        question = page.findChild(QDialog)
        question.buttons["yes"].click()

    found = workspace.read(lambda s: listing.find(s, "두리", today=TODAY).ids)
    assert list(found) == wanted.args


def test_given_doubles_when_they_are_merged_then_the_kept_one_has_the_case_of_both(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    def _doubles(session: Session) -> tuple[UUID, UUID]:
        keep = make_company(session, name="(주)대성정밀", phone="055-000-0003", email="")
        absorb = make_company(
            session, name="대성 정밀 주식회사", phone="055-000-0003", email="a@example.com"
        )
        make_contact(session, absorb)
        make_case(session, absorb, number="2026-GN-00001")
        return keep.id, absorb.id

    keep, absorb = workspace.write(_doubles).value
    page = _shown(qtbot, operations, keep)
    assert page.banner.isVisible()

    page.banner.acted.emit()
    qtbot.waitUntil(lambda: page.findChild(MergeDialog) is not None)
    dialog = page.findChild(MergeDialog)
    qtbot.waitUntil(dialog.confirm.isEnabled)
    with qtbot.waitSignal(dialog.merged):
        dialog.confirm.click()
    settled(qtbot, operations)

    assert page.facts.cases.rows.rowCount() == 1
    kept = workspace.read(lambda s: s.get_one(Company, keep))
    assert kept.email == "a@example.com"
    assert workspace.read(lambda s: s.exec(select(Company.id)).all()) == [keep]
    history.undo(workspace)
    assert set(workspace.read(lambda s: s.exec(select(Company.id)).all())) == {keep, absorb}


def test_given_the_page_then_every_button_has_a_name(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    company = workspace.write(lambda s: make_contact(s).company_id).value
    page = _shown(qtbot, operations, company)

    nameless = [
        button
        for button in page.findChildren(QPushButton)
        if button.isVisible() and not (button.text() or button.accessibleName())
    ]

    assert nameless == []

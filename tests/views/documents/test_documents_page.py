"""Tells how documents are found, opened, made again, and made anew for a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from db.words import DocumentKind
from desktop.services.documents import catalog, register
from desktop.services.documents.complaints import Complaint, ComplaintCode
from desktop.services.documents.make import make
from desktop.services.documents.register import RegisterSort
from desktop.settings import Settings
from desktop.views.documents.page import DocumentsPage
from desktop.views.documents.words import complaint_words, field_name
from desktop.views.shared import files, theme
from desktop.views.shared.date_edit import DateEdit
from desktop.views.shared.money_edit import MoneyEdit
from desktop.views.shared.number_edit import NumberEdit
from desktop.views.shared.tokens import Theme
from tests.factory import make_application, make_case, make_company, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot
    from sqlmodel import Session

    from db.tables import Case
    from desktop.services.workspace import Workspace
    from desktop.views.documents.make_dialog import MakeDialog
    from desktop.views.shared.operations import Operations

REVIEW = DocumentKind.ELIGIBILITY_REVIEW
CHECK = DocumentKind.MIDTERM_CHECK


@pytest.fixture(autouse=True)
def _dressed(qapp: object) -> None:
    theme.apply(qapp, Theme.LIGHT)  # type: ignore[arg-type]


@pytest.fixture
def opened_files(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the files that were handed to the system, which is outside the house."""
    seen: list[Path] = []
    for name in ("open_file", "print_file", "show_in_folder"):
        monkeypatch.setattr(files, name, lambda path: seen.append(path) or True)
    return seen


@pytest.fixture
def opened(qtbot: QtBot, operations: Operations) -> Callable[[], DocumentsPage]:
    """Return how to open the page and wait until it has read."""

    def open_page() -> DocumentsPage:
        page = DocumentsPage(operations, Settings())
        qtbot.addWidget(page)
        page.resize(1200, 700)
        page.show()
        qtbot.waitUntil(lambda: page.found is not None)
        return page

    return open_page


def _case(session: Session, company: str, *, head: str = "김대표") -> Case:
    case = make_case(
        session,
        make_company(session, name=company, representative=head, address="창원시 1"),
        title="공정 관리 MES",
        pack="sangsaeng-2022",
        pack_version="1.0",
        track="type1-basic",
        owner_id=make_staff(session).id,
    )
    make_application(session, case)
    return case


def _made(workspace: Workspace, *companies: str) -> list[UUID]:
    folder = workspace.folder / "documents"
    given = {"요건검토.종합판정": "적합"}

    def write(session: Session) -> list[UUID]:
        return [
            make(session, folder, _case(session, one).id, REVIEW, given=_lacking(session, given)).id
            for one in companies
        ]

    return workspace.write(write).value


def _lacking(_session: Session, given: dict[str, object]) -> dict[str, object]:
    from desktop.services.documents.fields import dictionary

    document = catalog.find(REVIEW)
    filled: dict[str, object] = {}
    for name in document.fields:
        spec = dictionary().get(name)
        if spec is not None and spec.needed and not spec.row_of and not spec.has_rows:
            filled[name] = spec.example
    return {**filled, **given}


def test_given_documents_when_a_company_is_typed_by_initials_then_only_its_are_listed(
    workspace: Workspace,
) -> None:
    _made(workspace, "대성정밀", "한빛기공")

    def found(text: str) -> list[str]:
        return workspace.read(
            lambda s: [row.company for row in register.rows(s, register.find(s, text).ids)]
        )

    assert found("ㄷㅅㅈㅁ") == ["대성정밀"]
    assert found("요건 한빛") == ["한빛기공"]
    assert found("없는말") == []


def test_given_documents_then_they_can_be_put_in_any_order(workspace: Workspace) -> None:
    _made(workspace, "나", "가")

    for sort in RegisterSort:
        up = workspace.read(
            lambda s, by=sort: list(register.find(s, sort=by, descending=False).ids)
        )
        assert len(up) == 2
    by_company = workspace.read(
        lambda s: register.rows(
            s, register.find(s, sort=RegisterSort.COMPANY, descending=False).ids
        )
    )
    assert [row.company for row in by_company] == ["가", "나"]


@pytest.mark.parametrize("act", ["open", "print", "folder"])
def test_given_a_document_when_it_is_asked_for_then_the_file_is_handed_to_the_system(
    qtbot: QtBot,
    workspace: Workspace,
    opened: Callable[[], DocumentsPage],
    opened_files: list[Path],
    act: str,
) -> None:
    _made(workspace, "대성정밀")
    page = opened()
    qtbot.waitUntil(lambda: page.rows.row_at(0) is not None)
    page.table.selectRow(0)

    page.acts[act].click()

    qtbot.waitUntil(lambda: len(opened_files) == 1)
    assert opened_files[0].suffix == ".docx"


def test_given_a_file_that_is_gone_when_it_is_opened_then_the_page_says_what_to_do(
    qtbot: QtBot, workspace: Workspace, opened: Callable[[], DocumentsPage]
) -> None:
    _made(workspace, "대성정밀")
    for file in (workspace.folder / "documents").iterdir():
        file.unlink()
    page = opened()
    qtbot.waitUntil(lambda: page.rows.row_at(0) is not None)
    page.table.selectRow(0)

    with qtbot.waitSignal(page.said) as said:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)

    assert "다시 만들어 주세요" in said.args[0]


def test_given_a_document_that_lacks_values_now_when_it_is_made_again_then_they_are_asked_for(
    qtbot: QtBot, workspace: Workspace, opened: Callable[[], DocumentsPage]
) -> None:
    def forget(session: Session) -> None:
        from db.tables import Company

        for company in session.exec(_all(Company)):
            company.representative = ""

    _made(workspace, "대성정밀")
    workspace.write(forget)
    page = opened()
    qtbot.waitUntil(lambda: page.rows.row_at(0) is not None)
    page.table.selectRow(0)

    page.acts["again"].click()

    qtbot.waitUntil(lambda: bool(_dialogs(page)) or page.rows.rowCount() == 2)
    for dialog in _dialogs(page):
        qtbot.waitUntil(lambda dialog=dialog: bool(dialog.missing))
        assert dialog.case.text() == "대성정밀"
        dialog.reject()


def _all(table: object) -> object:
    from sqlmodel import select

    return select(table)  # type: ignore[call-overload]


def _dialogs(page: DocumentsPage) -> list[MakeDialog]:
    from desktop.views.documents.make_dialog import MakeDialog

    return page.findChildren(MakeDialog)


def test_given_a_case_found_by_typing_when_what_is_missing_is_typed_then_the_document_is_made(
    qtbot: QtBot, workspace: Workspace, opened: Callable[[], DocumentsPage]
) -> None:
    workspace.write(lambda session: _case(session, "대성정밀", head="").id)
    page = opened()
    assert page.table.model().rowCount() == 0
    dialog = page.ask(kind=REVIEW)
    assert not dialog.go.isEnabled()
    _choose(qtbot, dialog, "대성")
    qtbot.waitUntil(dialog.go.isEnabled)
    dialog.go.click()
    first = next(iter(dialog.missing.values()))
    assert first.error == "이 값을 적어 주세요."

    for field in dialog.missing.values():
        _type(field.editor)
    with qtbot.waitSignal(page.offered, timeout=10_000):
        dialog.go.click()

    qtbot.waitUntil(lambda: page.rows.rowCount() == 1)


def test_given_a_form_that_lacks_a_table_then_it_leads_to_the_case_instead(
    qtbot: QtBot, workspace: Workspace, opened: Callable[[], DocumentsPage]
) -> None:
    case_id = workspace.write(lambda session: _case(session, "대성정밀").id).value
    page = opened()
    dialog = page.ask(kind=CHECK)
    _choose(qtbot, dialog, "대성")
    qtbot.waitUntil(lambda: "사례에서 먼저" in dialog.state.text())
    assert not dialog.go.isEnabled()

    with qtbot.waitSignal(page.case_wanted) as wanted:
        dialog.to_case.click()

    assert wanted.args == [case_id]


def _choose(qtbot: QtBot, dialog: MakeDialog, typed: str) -> None:
    """Find a case by typing and take it with Enter."""
    dialog.case.setText(typed)
    dialog.case.textEdited.emit(typed)
    dialog.case.search_now()
    qtbot.waitUntil(lambda: dialog.found.count() == 1)
    qtbot.keyClick(dialog.case, Qt.Key.Key_Return)


def _type(editor: QWidget) -> None:
    assert isinstance(editor, QLineEdit)
    numbers = isinstance(editor, MoneyEdit | NumberEdit)
    editor.setText("2026. 3. 8." if isinstance(editor, DateEdit) else "1200" if numbers else "값")


def test_given_a_form_when_it_is_checked_then_it_says_whether_something_has_to_be_mended(
    qtbot: QtBot, opened: Callable[[], DocumentsPage], opened_files: list[Path]
) -> None:
    page = opened()

    page.show_mode("forms")
    qtbot.waitUntil(lambda: page.forms.rows.rowCount() == len(catalog.list_documents()))
    page.forms.check.click()
    qtbot.waitUntil(lambda: page.forms.result.isVisible(), timeout=20_000)
    assert "고칠 곳이 없습니다" in page.forms.result.sentence.text()

    page.forms.sample.click()
    qtbot.waitUntil(lambda: len(opened_files) == 1, timeout=20_000)
    assert opened_files[0].name == "견본 요건검토서.docx"


def test_every_complaint_has_words_and_names_the_place() -> None:
    for code in ComplaintCode:
        said = complaint_words(Complaint(code, "과제명", "기업.이룸", "기업.이름"))
        assert said.endswith("있는 곳: 과제명")


def test_every_field_of_every_form_has_a_name_for_people() -> None:
    names = [field_name(name) for one in catalog.list_documents() for name in one.fields]
    assert all(name and "_" not in name for name in names)

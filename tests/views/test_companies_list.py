"""The list of companies, and registering one by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.views.companies.new_company import NewCompany
from tests.factory import make_brn, make_company
from tests.views.frame import given, settle

if TYPE_CHECKING:
    from uuid import UUID

    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.views.shared.operations import Operations
    from tests.views.frame import Opened


def _names(workspace: Workspace) -> list[str]:
    return list(
        workspace.read(
            lambda s: (
                s.connection()
                .exec_driver_sql("SELECT name FROM company ORDER BY name")
                .scalars()
                .all()
            )
        )
    )


def _form(opened: Opened, operations: Operations, qtbot: QtBot) -> tuple[NewCompany, list[UUID]]:
    window = opened("companies")
    added: list[UUID] = []
    form = NewCompany(operations, window)
    form.company_added.connect(added.append)
    form.open()
    return form, added


def test_given_name_and_number_when_registered_then_the_company_is_there_and_told(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    form, added = _form(opened, operations, qtbot)
    form.editors["name"].setText("가나정밀")
    form.editors["brn"].setText(make_brn(77))

    form.keep.click()
    settle(qtbot, operations)

    assert _names(workspace) == ["가나정밀"]
    assert len(added) == 1
    assert not form.isVisible()


def test_given_no_name_or_a_wrong_number_then_it_is_said_beside_the_field(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    form, _ = _form(opened, operations, qtbot)

    form.keep.click()
    assert form.form.fields["name"].error == "기업 이름을 적어 주세요."

    form.editors["name"].setText("가나정밀")
    form.editors["brn"].setText("124-81-00999")
    form.keep.click()
    settle(qtbot, operations)
    assert "열 자리" in form.form.fields["brn"].error
    assert _names(workspace) == []


def test_given_a_company_of_that_name_then_it_is_shown_first_and_kept_when_pressed_again(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    given(workspace, lambda s: make_company(s, name="가나정밀(주)"))
    form, _ = _form(opened, operations, qtbot)
    form.editors["name"].setText("주식회사 가나정밀")

    form.keep.click()
    settle(qtbot, operations)
    assert "가나정밀(주)" in form.banner.sentence.text()
    assert len(_names(workspace)) == 1

    form.editors["phone"].setText("055-000-0000")  # it is looked at once more
    form.keep.click()
    settle(qtbot, operations)
    assert len(_names(workspace)) == 1

    form.keep.click()
    settle(qtbot, operations)
    assert len(_names(workspace)) == 2


def test_given_companies_when_searched_by_first_consonants_then_they_are_found_and_ordered(
    opened: Opened, qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    given(
        workspace,
        lambda s: [
            make_company(s, name=name, employees=count)
            for name, count in (("대성정밀", 5), ("두산금형", 9), ("가나정밀", 7))
        ],
    )
    page = opened("companies").page("companies")

    page.open("ㄷㅅ")
    page.table.sort_by("employees", descending=True)
    settle(qtbot, operations)

    assert [page.rows.row_at(at).name for at in range(page.rows.rowCount())] == [
        "두산금형",
        "대성정밀",
    ]

"""Stories of a case that is away at a factory, as its page tells them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from db.words import Stage
from desktop.services.cases import check_out
from tests.factory import make_case, make_staff
from tests.services import road
from tests.services.road import TODAY
from tests.views.cases.case_window import kept, question, settled, shown, typed

if TYPE_CHECKING:
    from uuid import UUID

    from pytestqt.qtbot import QtBot
    from sqlmodel import Session

    from desktop.services.workspace import Workspace
    from desktop.views.shared.operations import Operations


def _case_away(workspace: Workspace) -> UUID:
    """Return a case that 김선임 has taken along on another computer."""

    def make(session: Session) -> UUID:
        case_id = road.opened(session)
        session.info["person"] = make_staff(session, name="김선임").id
        until = TODAY + timedelta(days=1)
        check_out.take_along(session, case_id, until=until, today=TODAY, device="laptop-7")
        return case_id

    return kept(workspace, make)


def test_given_a_case_when_taken_along_by_the_button_then_it_says_so_and_can_come_back(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.opened)
    page = shown(qtbot, operations, case_id)
    assert page.taken_along.isHidden()

    page.head.along.click()
    dialog = question(page)
    typed(qtbot, dialog.fields["until"].editor, "0313", enter=False)
    dialog.buttons["yes"].click()
    settled(qtbot, operations)

    banner = page.taken_along.banner
    assert "2026. 3. 13." in banner.sentence.text()
    banner.action.click()
    settled(qtbot, operations)
    assert page.taken_along.isHidden()


def test_given_a_day_that_is_over_when_given_then_the_dialog_says_so_beside_it(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    page = shown(qtbot, operations, kept(workspace, road.opened))

    page.head.along.click()
    dialog = question(page)
    typed(qtbot, dialog.fields["until"].editor, "0301", enter=False)
    dialog.buttons["yes"].click()
    settled(qtbot, operations)

    assert dialog.isVisible()
    assert "2026. 3. 9. 이후" in dialog.fields["until"].error
    assert page.taken_along.isHidden()


def test_given_a_case_away_when_somebody_edits_it_then_it_is_saved_with_a_warning(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    page = shown(qtbot, operations, _case_away(workspace))
    said = page.taken_along.banner.sentence
    assert said.text() == "김선임 님이 2026. 3. 10.까지 현장에 가져갔습니다(laptop-7)."

    field = page.tabs[Stage.APPLICATION].application.field("solutions")  # type: ignore[attr-defined]
    typed(qtbot, field.editor, "ERP")
    settled(qtbot, operations)

    assert field.editor.text() == "ERP"
    assert "충돌로 남아" in said.text()


def test_given_a_case_away_when_another_is_opened_then_nothing_of_it_is_said(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    page = shown(qtbot, operations, _case_away(workspace))
    other = kept(workspace, lambda s: make_case(s).id)

    page.open(other)
    settled(qtbot, operations)

    assert page.taken_along.isHidden()


def test_given_a_case_that_two_have_taken_when_it_is_opened_then_both_are_counted(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = _case_away(workspace)

    def too(session: Session) -> None:
        session.info["person"] = make_staff(session, name="최주임").id
        check_out.take_along(session, case_id, until=TODAY, today=TODAY, device="laptop-8")

    kept(workspace, too)
    page = shown(qtbot, operations, case_id)

    assert page.taken_along.banner.sentence.text().endswith("그 밖에 1명 더 있습니다.")

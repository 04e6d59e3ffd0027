"""Who only judges finds no way in the window to a case that bars them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from db.words import Role
from desktop.views.palette import Palette
from tests.factory import make_conflict, make_staff
from tests.services.scoring.judging import make_judging
from tests.views.frame import CTRL, given, press, settle

if TYPE_CHECKING:
    from uuid import UUID

    from pytestqt.qtbot import QtBot
    from sqlmodel import Session

    from desktop.services.workspace import Workspace
    from desktop.views.main_window import MainWindow
    from desktop.views.shared.operations import Operations
    from tests.views.frame import Opened


def _shown(window: MainWindow) -> str:
    page = window.pages.currentWidget()
    return next(name for name in window.pages.places if window.pages._pages.get(name) is page)


def _reviewer(session: Session) -> tuple[UUID, UUID]:
    """Return the login of a reviewer, and a case that bars them."""
    world = make_judging(session, cases=1)
    person = make_staff(session, name="평가자", role=Role.EVALUATOR)
    world.reviewers[0].staff_id = person.id
    make_conflict(session, world.reviewers[0], company_id=world.cases[0].company_id)
    return person.id, world.cases[0].id


def test_given_who_only_judges_then_no_way_leads_to_a_case(
    qtbot: QtBot, workspace: Workspace, operations: Operations, opened: Opened
) -> None:
    workspace.person, case_id = given(workspace, _reviewer)
    window = opened("cases")
    settle(qtbot, operations)
    assert _shown(window) == "evaluation"

    window.open_case(case_id)
    window.open_cases("")
    window.pages.back()
    press(Qt.Key.Key_2, CTRL)
    press(Qt.Key.Key_K, CTRL)
    window.go("history")
    settle(qtbot, operations)

    assert _shown(window) == "evaluation"
    assert window.findChild(Palette) is None
    in_sight = [
        name for name in ("today", "cases", "matching") if window.rail.button(name).isVisible()
    ]
    assert in_sight == []
    assert window.rail.button("evaluation").isVisible()


def test_given_another_person_takes_over_then_the_places_come_back(
    qtbot: QtBot, workspace: Workspace, operations: Operations, opened: Opened
) -> None:
    workspace.person, case_id = given(workspace, _reviewer)
    window = opened("evaluation")
    settle(qtbot, operations)

    workspace.person = given(workspace, lambda s: make_staff(s, name="이주임").id)
    window.steps.refresh()
    settle(qtbot, operations)

    assert window.rail.button("cases").isVisible()
    window.open_case(case_id)
    settle(qtbot, operations)
    assert _shown(window) == "case"

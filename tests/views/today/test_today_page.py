"""Tells what a person sees who opens the program in the morning."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from db.words import Action, CaseState, DeadlineKind, OperatingState, Stage
from desktop.services import deadlines
from desktop.services.agenda import AgendaItem
from desktop.services.cases import listing
from desktop.settings import Settings
from desktop.views.shared import theme
from desktop.views.shared.tokens import Theme
from desktop.views.today.entries import Heading
from desktop.views.today.page import TodayPage
from tests.factory import make_case, make_deadline, make_staff, make_supplier

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from pytestqt.qtbot import QtBot
    from sqlmodel import Session

    from desktop.services.workspace import Workspace
    from desktop.views.shared.operations import Operations

TODAY = date.today()
AFTER = timedelta(days=1)


@pytest.fixture(autouse=True)
def _dressed(qtbot: QtBot, qapp: object) -> None:
    theme.apply(qapp, Theme.LIGHT)  # type: ignore[arg-type]


@pytest.fixture
def opened(qtbot: QtBot, workspace: Workspace, operations: Operations) -> Callable[[], TodayPage]:
    """Return how to open the page and wait until it has read."""

    def open_page() -> TodayPage:
        page = TodayPage(operations, Settings())
        qtbot.addWidget(page)
        page.resize(1000, 700)
        page.show()
        qtbot.waitUntil(lambda: page.open_cases.number is not None)
        return page

    return open_page


def _due(session: Session, days: int, **fields: object) -> UUID:
    company = fields.pop("company", None)
    owner = fields.pop("owner_id", None)
    case = make_case(session, company=company, owner_id=owner)  # type: ignore[arg-type]
    make_deadline(session, case, due=TODAY + days * AFTER, **fields)
    return case.id


def _lines(page: TodayPage) -> list[str]:
    """Return headings as `지남 1` and rows as their company."""
    return [
        f"{one.word} {one.count}" if isinstance(one, Heading) else getattr(one, "company", "…")
        for one in page.agenda.rows.entries
    ]


def test_given_days_near_and_far_when_the_page_opens_then_they_stand_by_how_near_they_are(
    workspace: Workspace, opened: Callable[[], TodayPage]
) -> None:
    def given(session: Session) -> None:
        for company, days in (("먼일", 31), ("셋째", 20), ("둘째", 5), ("첫째", 0), ("놓침", -2)):
            _due(session, days, company=company)

    workspace.write(given)

    page = opened()

    assert _lines(page) == [
        "지남 1", "놓침", "오늘 1", "첫째", "7일 안 1", "둘째", "30일 안 1", "셋째",
    ]  # fmt: skip
    assert (page.overdue.number, page.week.number, page.open_cases.number) == (1, 2, 5)
    assert page.overdue.accessibleName() == "지난 기한 1"


def test_given_days_that_are_done_or_of_closed_cases_then_nobody_is_bothered(
    workspace: Workspace, opened: Callable[[], TodayPage]
) -> None:
    def given(session: Session) -> None:
        case = make_case(session, state=CaseState.CANCELLED)
        make_deadline(session, case, due=TODAY)
        make_deadline(session, make_case(session), due=TODAY, done_on=TODAY)

    workspace.write(given)

    page = opened()

    assert page.agenda.rows.entries == ()
    assert page.empty.isVisible()
    assert page.empty.sentence.text() == "앞으로 30일 안에 놓칠 일이 없습니다"


def test_given_an_empty_workspace_when_the_page_opens_then_it_offers_the_import(
    qtbot: QtBot, opened: Callable[[], TodayPage]
) -> None:
    page = opened()

    with qtbot.waitSignal(page.page_wanted) as wanted:
        page.empty.button.click()

    assert wanted.args == ["import"]


@pytest.mark.parametrize("way", ["key", "double click", "button"])
def test_given_a_day_when_its_row_is_opened_then_its_case_is_asked_for(
    qtbot: QtBot, workspace: Workspace, opened: Callable[[], TodayPage], way: str
) -> None:
    case_id = workspace.write(lambda session: _due(session, 3)).value
    page = opened()
    index = page.agenda.rows.index(1)
    viewport = page.agenda.viewport()

    with qtbot.waitSignal(page.case_wanted) as wanted:
        if way == "key":
            qtbot.keyClick(page.agenda, Qt.Key.Key_Return)
        elif way == "double click":
            at = page.agenda.visualRect(index).center()
            qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=at)
        else:
            at = page.agenda.act_area(index).center()
            qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)

    assert wanted.args == [case_id]


def test_given_my_days_and_others_when_only_mine_are_chosen_then_the_others_go(
    qtbot: QtBot, workspace: Workspace, opened: Callable[[], TodayPage]
) -> None:
    def given(session: Session) -> UUID:
        me = make_staff(session).id
        _due(session, 2, company="내것", owner_id=me)
        _due(session, 2, company="남의것")
        return me

    workspace.person = workspace.write(given).value
    page = opened()
    assert page.mine.number == 1

    page.whose._segments["mine"].click()

    qtbot.waitUntil(lambda: _lines(page) == ["7일 안 1", "내것"])


def test_given_many_missed_days_then_the_newest_are_shown_and_the_rest_unfolds(
    qtbot: QtBot, workspace: Workspace, opened: Callable[[], TodayPage]
) -> None:
    workspace.write(lambda session: [_due(session, -days) for days in range(1, 10)])
    page = opened()
    shown = [one.days_left for one in page.agenda.rows.entries if isinstance(one, AgendaItem)]
    assert shown == [-1, -2, -3, -4]
    rest = page.agenda.rows.index(5)
    assert rest.data() == "그 밖에 5건 펼치기"
    page.agenda.setCurrentIndex(rest)

    qtbot.keyClick(page.agenda, Qt.Key.Key_Return)

    assert page.agenda.rows.rowCount() == 1 + 9


def test_given_a_closed_supplier_when_its_row_is_opened_then_its_cases_are_asked_for(
    qtbot: QtBot, workspace: Workspace, opened: Callable[[], TodayPage]
) -> None:
    def given(session: Session) -> None:
        supplier = make_supplier(session, operating_state=OperatingState.CLOSED)
        for _ in range(2):
            make_case(session, supplier_id=supplier.id, stage=Stage.BUILDOUT)

    workspace.write(given)
    page = opened()
    assert _lines(page)[0] == "오늘 1"

    with qtbot.waitSignal(page.cases_wanted) as wanted:
        qtbot.keyClick(page.agenda, Qt.Key.Key_Return)

    found = workspace.read(lambda session: listing.find(session, wanted.args[0], today=TODAY))
    assert found.count == 2


@pytest.mark.parametrize(("tile", "count"), [("overdue", 1), ("week", 1), ("open_cases", 3)])
def test_given_a_headline_when_it_is_clicked_then_the_cases_behind_it_are_asked_for(
    qtbot: QtBot, workspace: Workspace, opened: Callable[[], TodayPage], tile: str, count: int
) -> None:
    workspace.write(lambda session: [_due(session, days) for days in (-3, 6, 40)])
    page = opened()

    with qtbot.waitSignal(page.cases_wanted) as wanted:
        getattr(page, tile).click()

    query = wanted.args[0]
    found = workspace.read(lambda session: listing.find(session, query, today=TODAY))
    assert (found.count, found.findings) == (count, ())


def test_given_a_chosen_row_when_another_day_is_done_then_the_row_stays_chosen(
    qtbot: QtBot, workspace: Workspace, operations: Operations, opened: Callable[[], TodayPage]
) -> None:
    def given(session: Session) -> UUID:
        first = make_deadline(session, due=TODAY + AFTER, kind=DeadlineKind.BUILD_END)
        _due(session, 2, company="고른것")
        return first.id

    first = workspace.write(given).value
    page = opened()
    page.agenda.setCurrentIndex(page.agenda.rows.index(2))

    operations.write(
        lambda session: deadlines.mark_done(session, first, on=TODAY), action=Action.DEADLINE_EDIT
    )

    qtbot.waitUntil(lambda: page.agenda.rows.rowCount() == 2)
    chosen = page.agenda.current_row()
    assert chosen is not None
    assert chosen.company == "고른것"


def test_given_an_unverified_day_then_the_row_and_its_tip_say_so(
    workspace: Workspace, opened: Callable[[], TodayPage]
) -> None:
    workspace.write(lambda session: _due(session, 2, verified=False, clause="공고 4조"))

    page = opened()

    index = page.agenda.rows.index(1)
    assert "미확인" in index.data()
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert "공고 4조" in tip
    assert "출처: 2026 공고 3.2" in tip

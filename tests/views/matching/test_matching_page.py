"""Tells how large firms, their funds and the cases that wait for them are handled."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlmodel import select

from db.tables import Case, Partner, Pool
from db.words import FundingSource, MatchState, Stage
from desktop.services import partners
from desktop.services.matching import matches, overview
from desktop.services.matching.pool import pool_use
from desktop.settings import Settings
from desktop.views.matching import page as matching_page
from desktop.views.matching.page import MatchingPage
from desktop.views.matching.partner_list import left_words
from desktop.views.shared import theme
from desktop.views.shared.tokens import Theme
from tests.factory import (
    make_announcement,
    make_application,
    make_case,
    make_funding_line,
    make_match,
    make_partner,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from pytestqt.qtbot import QtBot
    from sqlmodel import Session

    from desktop.services.workspace import Workspace
    from desktop.views.shared.operations import Operations

YEAR = date.today().year
PACK = {"pack": "sangsaeng-2022", "pack_version": "1.0", "track": "type1-basic"}


@pytest.fixture(autouse=True)
def _dressed(qapp: object) -> None:
    theme.apply(qapp, Theme.LIGHT)  # type: ignore[arg-type]


@pytest.fixture
def opened(qtbot: QtBot, operations: Operations) -> Callable[[], MatchingPage]:
    """Return how to open the page and wait until it has read."""

    def open_page() -> MatchingPage:
        page = MatchingPage(operations, Settings())
        qtbot.addWidget(page)
        page.resize(1200, 700)
        page.show()
        qtbot.waitUntil(lambda: bool(page.header.subtitle.text()))
        return page

    return open_page


def _matched(session: Session, partner: Partner, state: MatchState, share: int) -> UUID:
    call = make_announcement(session, year=YEAR)
    case = make_case(
        session,
        announcement_id=call.id,
        partner_id=partner.id,
        stage=Stage.MATCHING,
        total_cost=share * 3,
    )
    match = make_match(session, case, state=state)
    make_funding_line(session, match, source=FundingSource.PARTNER, amount=share)
    return case.id


def _firm(session: Session) -> UUID:
    partner = make_partner(session)
    partners.set_pool(session, partner.id, {"year": YEAR, "partner_amount": 100_000_000})
    _matched(session, partner, MatchState.CONFIRMED, 30_000_000)
    _matched(session, partner, MatchState.PROPOSED, 20_000_000)
    return partner.id


def _offered(session: Session) -> UUID:
    """Offer a case whose cap moves cost to the large firm."""
    case_id = _waiting(session, cost=200_000_000)
    return matches.propose(session, case_id, make_partner(session).id)


def _waiting(session: Session, *, cost: int = 100_000_000) -> UUID:
    call = make_announcement(session, year=YEAR)
    case = make_case(
        session, announcement_id=call.id, stage=Stage.MATCHING, total_cost=cost, **PACK
    )
    make_application(session, case)
    return case.id


def test_given_matches_when_funds_are_read_then_they_say_what_the_pool_says(
    workspace: Workspace,
) -> None:
    firm = workspace.write(_firm).value

    fund = workspace.read(lambda session: overview.funds(session, year=YEAR))[0]
    use = workspace.read(lambda session: pool_use(session, firm, YEAR))

    assert (fund.cash, fund.in_kind, fund.government) == (use.cash, use.in_kind, use.government)
    assert (fund.cases_reserved, fund.cases_confirmed) == (1, 1)
    assert fund.cash.left == 50_000_000


def test_given_a_firm_when_the_page_opens_then_its_fund_and_its_matches_are_seen(
    qtbot: QtBot, workspace: Workspace, opened: Callable[[], MatchingPage]
) -> None:
    workspace.write(_firm)

    page = opened()

    qtbot.waitUntil(lambda: page.panel.rows.rowCount() == 2)
    assert page.panel.figures["left"].text() == "5,000만"
    assert page.panel.figures["left"].toolTip() == "50,000,000 원"
    assert page.panel.rows.index(0, 2).data() == "제안"
    assert "확정 3,000만" in page.firms.rows.index(0, 0).data()


def test_given_nobody_when_the_page_opens_then_it_offers_to_add_a_large_firm(
    qtbot: QtBot,
    workspace: Workspace,
    opened: Callable[[], MatchingPage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(matching_page, "ask_text", lambda *_: "바다중공업")
    page = opened()
    assert page.empty.isVisible()

    page.empty.button.click()

    qtbot.waitUntil(lambda: page.firms.current() is not None)
    current = page.firms.current()
    assert current is not None
    assert (current.name, left_words(current)) == ("바다중공업", "출연금 미입력")
    assert page.panel.tabs.currentWidget() is page.panel.form


def test_given_a_firm_without_fund_when_the_sum_is_typed_then_it_is_kept_and_the_bar_follows(
    qtbot: QtBot, workspace: Workspace, opened: Callable[[], MatchingPage]
) -> None:
    workspace.write(make_partner)
    page = opened()
    page.panel.edit_fund()
    field = page.panel.form.sums["partner_amount"]

    field.setText("24억")
    field.take()

    qtbot.waitUntil(lambda: page.panel.figures["pledged"].text() == "24억")
    kept = workspace.read(lambda session: session.exec(select(Pool)).one())
    assert (kept.year, kept.partner_amount) == (YEAR, 2_400_000_000)


def test_given_a_wrong_number_when_the_field_is_left_then_it_says_so_and_keeps_the_old_one(
    qtbot: QtBot, workspace: Workspace, opened: Callable[[], MatchingPage]
) -> None:
    workspace.write(make_partner)
    page = opened()
    form = page.panel.form

    form.texts["name"].setText("")
    form.texts["name"].editingFinished.emit()

    qtbot.waitUntil(lambda: bool(form.facts.fields["name"].error))
    assert workspace.read(lambda session: session.exec(select(Partner)).one().name) == "가람전자"


def test_given_waiting_cases_when_two_are_offered_then_one_is_refused_with_its_reason(
    qtbot: QtBot, workspace: Workspace, opened: Callable[[], MatchingPage]
) -> None:
    def given(session: Session) -> tuple[UUID, UUID]:
        make_partner(session)
        return _waiting(session), _waiting(session, cost=0)

    good, bad = workspace.write(given).value
    page = opened()
    page.show_mode("waiting")
    waiting = page.waiting
    qtbot.waitUntil(lambda: waiting.rows.rowCount() == 2)
    waiting.table.selectAll()
    assert waiting.offer.text() == "2건 제안하기"

    qtbot.mouseClick(waiting.offer, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: waiting.rows.rowCount() == 1)
    assert waiting.rows.row_at(0).id == bad  # type: ignore[union-attr]
    assert waiting.rows.index(0, 6).data() == "총사업비를 먼저 적어 주세요."
    assert "1건을 제안했습니다" in waiting.result.sentence.text()
    assert workspace.read(lambda session: session.get(Case, good).partner_id) is not None


def test_given_a_chosen_case_then_the_share_of_the_firm_is_weighed_against_its_fund(
    qtbot: QtBot, workspace: Workspace, opened: Callable[[], MatchingPage]
) -> None:
    def given(session: Session) -> None:
        partner = make_partner(session)
        partners.set_pool(session, partner.id, {"year": YEAR, "partner_amount": 40_000_000})
        _waiting(session)

    workspace.write(given)
    page = opened()
    page.show_mode("waiting")
    qtbot.waitUntil(lambda: page.waiting.rows.rowCount() == 1)

    page.waiting.table.selectRow(0)

    qtbot.waitUntil(
        lambda: page.waiting.weight.text() == "대기업 몫 약 3,000만 · 남은 출연금 4,000만"
    )


def test_given_a_match_when_its_row_is_opened_then_the_case_is_asked_for(
    qtbot: QtBot, workspace: Workspace, opened: Callable[[], MatchingPage]
) -> None:
    workspace.write(_firm)
    page = opened()
    qtbot.waitUntil(lambda: page.panel.rows.rowCount() == 2)
    page.panel.table.selectRow(0)

    with qtbot.waitSignal(page.case_wanted) as wanted:
        qtbot.keyClick(page.panel.table, Qt.Key.Key_Return)

    assert wanted.args == [page.panel.table.current_row().case_id]


def test_given_a_chosen_match_when_an_amount_is_asked_then_its_way_is_told_by_keyboard_too(
    qtbot: QtBot, workspace: Workspace, opened: Callable[[], MatchingPage]
) -> None:
    workspace.write(_offered)
    page = opened()
    qtbot.waitUntil(lambda: page.panel.rows.rowCount() == 1)

    page.panel.table.selectRow(0)
    qtbot.waitUntil(lambda: page.panel.funding.isVisible())

    texts = [button.text() for button in page.panel.funding.buttons]
    assert texts == ["국비 4,200만 (21 %)", "대기업 7,800만 (39 %)", "자부담 8,000만 (40 %)"]
    qtbot.keyClick(page.panel.funding.buttons[0], Qt.Key.Key_Space)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    assert popup.accessibleName() == "국비 42,000,000원"
    assert "60,000,000원이지만 한도 42,000,000원까지만" in popup.accessibleDescription()
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None


def test_given_a_waiting_case_above_the_cap_when_chosen_then_the_shift_is_told_before_the_offer(
    qtbot: QtBot, workspace: Workspace, opened: Callable[[], MatchingPage]
) -> None:
    workspace.write(lambda session: (make_partner(session), _waiting(session, cost=200_000_000)))
    page = opened()
    page.show_mode("waiting")
    qtbot.waitUntil(lambda: page.waiting.rows.rowCount() == 1)

    page.waiting.table.selectRow(0)

    qtbot.waitUntil(lambda: page.waiting.warning.isVisible())
    assert "대기업 몫이 30 %에서 39 %로" in page.waiting.warning.sentence.text()
    assert "1억 4,000만까지" in page.waiting.warning.sentence.text()
    page.waiting.table.clearSelection()
    assert not page.waiting.funding.isVisible()

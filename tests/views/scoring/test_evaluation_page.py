"""Stories of the place 평가: assigning, scoring by keyboard, ranking, voting; barred is barred."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlmodel import select

from db.tables import Assignment, Company, Decision, Score, Vote
from db.words import Action, MeetingState, Role, RoundState, ScorecardState, VoteChoice
from desktop.services import attachments, history
from desktop.services.scoring import barred, meetings
from desktop.views.scoring import card_files
from desktop.views.scoring.reviewer_dialog import ReviewerDialog
from desktop.views.scoring.round_dialog import RoundDialog
from desktop.views.scoring.words import points, signed
from tests.factory import (
    make_announcement,
    make_conflict,
    make_eligible_case,
    make_reviewer,
    make_staff,
)
from tests.services.scoring.judging import STAFF, Judging, grade_all, make_judging
from tests.views.frame import given, press, settle, type_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from pytestqt.qtbot import QtBot
    from sqlmodel import Session

    from desktop.services.workspace import Workspace
    from desktop.views.main_window import MainWindow
    from desktop.views.scoring.page import EvaluationPage
    from desktop.views.shared.operations import Operations
    from tests.views.frame import Opened

    Open = Callable[..., EvaluationPage]


@pytest.fixture
def at(qtbot: QtBot, operations: Operations, opened: Opened) -> Open:
    """Open the page in one of its views, and wait until it shows what it has."""

    def go(mode: str = "setup") -> EvaluationPage:
        window: MainWindow = opened("evaluation")
        page = cast("EvaluationPage", window.page("evaluation"))
        page.show_mode(mode)
        settle(qtbot, operations)
        return page

    return go


def _bare(session: Session, *, cases: int = 2, reviewers: int = 4) -> Judging:
    """Return a round in which nobody was asked to judge anything yet."""
    world = make_judging(session, cases=cases, reviewers=reviewers)
    for one in session.exec(select(Assignment)):
        one.deleted = True
    return world


def test_given_nothing_then_the_page_says_what_belongs_here(at: Open) -> None:
    page = at("board")

    assert page.body.currentWidget() is page.empty
    assert "회차" in page.empty.sentence.text()
    page.show_mode("setup")
    assert page.body.currentWidget() is page.setup


def test_given_a_round_that_is_prepared_when_it_is_started_then_reviewers_may_score(
    qtbot: QtBot, workspace: Workspace, operations: Operations, at: Open
) -> None:
    given(workspace, lambda s: make_judging(s, state=RoundState.PREPARING).round.id)
    page = at("setup")
    assert page.setup.start.isVisible()

    page.setup.start.click()
    settle(qtbot, operations)

    assert page.setup.rounds.rows[0].state is RoundState.SCORING
    assert page.setup.close_round.isVisible()
    assert not page.setup.start.isVisible()


def test_given_the_board_when_space_is_pressed_then_the_reviewer_is_asked_and_undo_takes_it_back(
    qtbot: QtBot, workspace: Workspace, operations: Operations, at: Open
) -> None:
    given(workspace, lambda s: _bare(s).round.id)
    page = at("board")
    grid = page.board.grid
    grid.setFocus()

    press(Qt.Key.Key_Space)
    settle(qtbot, operations)

    assert grid.board.index(0, 0).data() == "◆"
    assert grid.board.cases[0].fixed == {grid.board.reviewers[0].id}
    history.undo(workspace)
    page.refresh()
    settle(qtbot, operations)
    assert grid.board.index(0, 0).data() == ""


def test_given_a_barred_cell_then_its_reason_is_told_and_no_key_gets_past_it(
    qtbot: QtBot, workspace: Workspace, operations: Operations, at: Open
) -> None:
    def make(session: Session) -> None:
        world = _bare(session)
        make_conflict(session, world.reviewers[0], company_id=world.cases[0].company_id)

    given(workspace, make)
    page = at("board")
    grid = page.board.grid
    grid.setFocus()
    index = grid.board.index(0, 0)
    assert index.data() == "✕"
    assert "신고한 이해관계" in index.data(Qt.ItemDataRole.ToolTipRole)

    press(Qt.Key.Key_Space)
    grid.clicked.emit(index)
    settle(qtbot, operations)

    assert workspace.read(lambda s: s.exec(select(Assignment)).all()) == []


def test_given_the_board_when_it_assigns_by_itself_then_every_case_has_its_reviewers(
    qtbot: QtBot, workspace: Workspace, operations: Operations, at: Open
) -> None:
    given(workspace, lambda s: _bare(s, cases=4, reviewers=6).round.id)
    page = at("board")
    page.board.spread.set_value(0)

    page.board.auto.click()
    qtbot.waitUntil(lambda: page.board.banner.isVisible())
    settle(qtbot, operations)

    assert {len(case.assigned) for case in page.board.grid.board.cases} == {3}
    assert "12건을 배정했습니다" in page.board.banner.sentence.text()
    assert page.board.auto.isEnabled()


def test_given_too_few_reviewers_when_it_assigns_then_the_limit_is_named_and_nothing_changes(
    qtbot: QtBot, workspace: Workspace, operations: Operations, at: Open
) -> None:
    given(workspace, lambda s: _bare(s, reviewers=2).round.id)
    page = at("board")

    page.board.auto.click()
    qtbot.waitUntil(lambda: page.board.banner.isVisible())
    settle(qtbot, operations)

    said = page.board.banner.sentence.text()
    assert "3명이 필요한데 이해충돌이 없는 위원이 2명뿐" in said
    assert workspace.read(lambda s: s.exec(select(Assignment)).all()) == []


def test_given_somebody_stops_the_assignment_then_nothing_changes(
    qtbot: QtBot, workspace: Workspace, operations: Operations, at: Open
) -> None:
    given(workspace, lambda s: _bare(s, cases=4, reviewers=6).round.id)
    page = at("board")
    page.board.spread.set_value(0)
    page.board.auto.click()
    page.board.progress.cancelled.emit()
    qtbot.waitUntil(lambda: page.board.banner.isVisible())
    settle(qtbot, operations)

    assert "그만두었습니다" in page.board.banner.sentence.text()
    assert workspace.read(lambda s: s.exec(select(Assignment)).all()) == []


def test_given_a_card_when_digits_are_typed_then_each_is_kept_and_the_next_row_has_the_keyboard(
    qtbot: QtBot, workspace: Workspace, operations: Operations, at: Open
) -> None:
    given(workspace, lambda s: make_judging(s, cases=1).round.id)
    page = at("cards")
    sheet = page.cards.sheet
    sheet.start()

    for key in (Qt.Key.Key_5, Qt.Key.Key_4):
        press(key)
    settle(qtbot, operations)

    kept = workspace.read(lambda s: {one.criterion: one.level for one in s.exec(select(Score))})
    assert kept == {"level_gap": 5, "safety_need": 4}
    assert QApplication.focusWidget() is sheet.rows[2].anchors
    assert sheet.rows[0].worth.text() == "12.00 / 12점"
    assert sheet.rows[0].anchors.buttons[5].isChecked()
    assert "미확인 9" in sheet.span.text()
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Delete)
    settle(qtbot, operations)
    assert sheet.rows[1].level is None


def test_given_a_hole_when_the_card_is_handed_in_then_it_asks_why_and_leads_there(
    qtbot: QtBot, workspace: Workspace, operations: Operations, at: Open
) -> None:
    def make(session: Session) -> None:
        world = make_judging(session, cases=1, reviewers=1)
        grade_all(session, world.round, world.cases[0], world.reviewers[0], 4, submit=False)
        for one in session.exec(select(Score).where(Score.criterion == "spread")):
            one.level = None

    given(workspace, make)
    page = at("cards")
    sheet = page.cards.sheet
    row = next(row for row in sheet.rows if row.code == "spread")

    sheet.submit.click()
    settle(qtbot, operations)
    assert "까닭을 적어 주세요" in sheet.banner.sentence.text()
    assert QApplication.focusWidget() is row.anchors

    row.remark.setFocus()
    type_in("협약서 사본 없음")
    sheet.submit.click()
    settle(qtbot, operations)
    assert page.cards.rows.rows[0].state is ScorecardState.SUBMITTED
    assert not sheet.rows[0].anchors.isEnabled()


def test_given_a_reviewer_who_works_here_then_they_see_their_own_pile_and_no_names(
    qtbot: QtBot, workspace: Workspace, operations: Operations, at: Open
) -> None:
    def make(session: Session) -> UUID:
        world = make_judging(session, cases=2, blind=True)
        person = make_staff(session, name="평가자", role=Role.EVALUATOR)
        world.reviewers[0].staff_id = person.id
        make_conflict(session, world.reviewers[0], company_id=world.cases[1].company_id)
        return person.id

    workspace.person = given(workspace, make)
    page = at("board")

    assert page.body.currentWidget() is page.cards
    page.show_mode("rank")
    assert page.body.currentWidget() is page.cards
    assert not page.cards.who.isVisible()
    assert len(page.cards.rows.rows) == 1  # the other one bars them
    assert "가나정밀" not in page.cards.rows.rows[0].title
    assert "가나정밀" not in page.cards.sheet.title.text() + page.cards.sheet.facts.text()


def test_given_a_blind_round_when_a_file_is_opened_then_its_copy_hides_the_name_and_it_is_noted(
    qtbot: QtBot,
    workspace: Workspace,
    operations: Operations,
    at: Open,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[Path] = []
    # The program that shows a file is outside the house.
    monkeypatch.setattr(card_files, "open_file", shown.append)
    plan = tmp_path / "가나다정밀_사업계획서.txt"
    plan.write_text("계획", "utf-8")

    def make(session: Session) -> UUID:
        world = make_judging(session, cases=1, blind=True)
        session.get_one(Company, world.cases[0].company_id).name = "가나다정밀"
        person = make_staff(session, name="평가자", role=Role.EVALUATOR)
        world.reviewers[0].staff_id = person.id
        attachments.add(session, workspace.blobs, plan, case_id=world.cases[0].id)
        return person.id

    workspace.person = given(workspace, make)
    page = at("cards")
    files = page.cards.sheet.files
    assert files.text() == "자료 1"

    files.list.actions()[0].trigger()
    qtbot.waitUntil(lambda: bool(shown))
    settle(qtbot, operations)

    assert shown[0].name == "○○○_사업계획서.txt"
    assert shown[0].read_text("utf-8") == "계획"


def test_given_the_form_of_a_reviewer_when_a_tie_is_declared_then_it_bars_from_then_on(
    qtbot: QtBot, workspace: Workspace, operations: Operations, at: Open
) -> None:
    world = given(workspace, lambda s: _bare(s, cases=1))
    name = given(workspace, lambda s: s.get_one(Company, world.cases[0].company_id).name)
    page = at("setup")
    row = next(one for one in page.setup.people.rows if one.id == world.reviewers[0].id)

    page.setup.edit_reviewer(row)
    dialog = page.setup.findChild(ReviewerDialog)
    assert dialog is not None
    settle(qtbot, operations)
    dialog.search.setFocus()
    type_in(name)
    qtbot.waitUntil(dialog.declare.isEnabled)
    dialog.declare.click()
    settle(qtbot, operations)
    dialog.reject()

    bar = workspace.read(lambda s: barred.bar_of(s, world.reviewers[0].id, world.cases[0].id))
    assert bar is not None
    assert bar.firm == name
    assert next(one for one in page.setup.people.rows if one.id == row.id).conflicts == 1


def test_given_the_form_when_a_reviewer_without_a_name_is_kept_then_the_field_says_so(
    qtbot: QtBot, workspace: Workspace, operations: Operations, at: Open
) -> None:
    page = at("setup")
    page.setup.edit_reviewer(None)
    dialog = page.setup.findChild(ReviewerDialog)
    assert dialog is not None

    dialog._keep()
    assert "이름" in dialog.form.fields["name"].error
    dialog.texts["name"].setText("강하늘솔")
    dialog._keep()
    settle(qtbot, operations)

    assert [one.name for one in page.setup.people.rows] == ["강하늘솔"]


def test_given_an_announcement_when_a_round_is_added_then_its_board_opens(
    qtbot: QtBot, workspace: Workspace, operations: Operations, at: Open
) -> None:
    given(workspace, lambda s: make_eligible_case(s, make_announcement(s, title="봄 공고")).id)
    page = at("setup")

    page.add.click()
    dialog = page.findChild(RoundDialog)
    assert dialog is not None
    dialog._keep()
    settle(qtbot, operations)

    assert page.round.currentText() == "봄 공고"
    assert page.body.currentWidget() is page.board


def test_given_cards_then_the_ranking_shows_places_bars_and_what_is_behind_a_line(
    qtbot: QtBot, workspace: Workspace, operations: Operations, at: Open
) -> None:
    def make(session: Session) -> None:
        world = make_judging(session, cases=2)
        for case, level in zip(world.cases, (3, 4), strict=True):
            for person in world.reviewers:
                grade_all(session, world.round, case, person, level)

    given(workspace, make)
    page = at("rank")

    rows = page.rank.rows.rows
    assert [(row.rank, points(row.total)) for row in rows] == [(1, "80.00"), (2, "60.00")]
    page.rank.table.select(rows[1].case_id)
    settle(qtbot, operations)
    assert page.rank.detail.case.title.text() == rows[1].title
    assert page.rank.detail.cards.count() == 6  # three reviewers, a name and points each
    assert page.rank.banner.isVisible()  # the card that ships was verified by nobody


def _meeting(session: Session) -> UUID:
    world = make_judging(session, cases=1)
    for person in world.reviewers:
        grade_all(session, world.round, world.cases[0], person, 4)
    members = [make_reviewer(session, name=f"심의{at}") for at in range(4)]
    make_conflict(session, members[0], company_id=world.cases[0].company_id)
    keys = [one.id for one in members]
    meeting = meetings.add(session, world.round.id, {"quorum": 2}, keys, reader=STAFF)
    for key in keys:
        meetings.attend(session, meeting, key, there=True, reader=STAFF)
    meetings.open_meeting(session, meeting, reader=STAFF)
    return meeting


def test_given_a_meeting_when_votes_are_typed_then_the_majority_decides_and_the_barred_has_no_vote(
    qtbot: QtBot, workspace: Workspace, operations: Operations, at: Open
) -> None:
    given(workspace, _meeting)
    page = at("meeting")
    grid = page.meeting.grid
    grid.setFocus()
    assert grid.ballots.index(0, 3).data() == "제척"

    press(Qt.Key.Key_1)  # on the barred member: nothing happens
    for _ in range(2):
        press(Qt.Key.Key_Right)
        press(Qt.Key.Key_1)
        settle(qtbot, operations)
    assert grid.ballots.index(0, 8).data() == "선정 예정"
    press(Qt.Key.Key_Return)
    settle(qtbot, operations)

    votes = workspace.read(lambda s: [one.choice for one in s.exec(select(Vote))])
    assert votes == [VoteChoice.SELECT] * 2
    assert grid.ballots.index(0, 8).data() == "선정"
    assert workspace.read(lambda s: len(s.exec(select(Decision)).all())) == 1
    history.undo(workspace)
    page.refresh()
    settle(qtbot, operations)
    assert grid.ballots.index(0, 8).data() == "선정 예정"


def test_given_no_majority_when_it_is_to_be_decided_then_the_reason_is_said(
    qtbot: QtBot, workspace: Workspace, operations: Operations, at: Open
) -> None:
    given(workspace, _meeting)
    page = at("meeting")
    page.meeting.grid.setFocus()

    press(Qt.Key.Key_Return)
    settle(qtbot, operations)

    assert "과반수" in page.meeting.banner.sentence.text()
    assert page.meeting.banner.isVisible()


def test_given_a_meeting_when_somebody_leaves_then_the_quorum_follows_and_it_can_be_ended(
    qtbot: QtBot, workspace: Workspace, operations: Operations, at: Open
) -> None:
    given(workspace, _meeting)
    page = at("meeting")
    for box in list(page.meeting.members.values())[1:3]:
        box.click()
        settle(qtbot, operations)

    assert page.meeting.grid.ballots.index(0, 8).data() == "정족수 부족"
    page.meeting.close_meeting.click()
    settle(qtbot, operations)
    agenda = page.meeting.grid.ballots.agenda
    assert agenda is not None
    assert agenda.state is MeetingState.CLOSED
    assert not page.meeting.decide_all.isVisible()


def test_given_a_change_elsewhere_then_the_page_shows_it(
    qtbot: QtBot, workspace: Workspace, operations: Operations, at: Open
) -> None:
    world = given(workspace, lambda s: _bare(s))
    page = at("board")

    operations.write(
        lambda s: make_conflict(s, world.reviewers[0], company_id=world.cases[0].company_id).id,
        action=Action.CONFLICT_EDIT,
    )
    settle(qtbot, operations)

    assert page.board.grid.board.index(0, 0).data() == "✕"


@pytest.mark.parametrize(
    ("milli", "shown"),
    [(0, "0.00"), (76_133, "76.13"), (76_135, "76.14"), (-500, "-0.50"), (1_234_567, "1,234.57")],
)
def test_given_points_then_halves_are_shown_rounded_up(milli: int, shown: str) -> None:
    assert points(milli) == shown
    assert signed(500) == "+0.50"
    assert points(None) == ""

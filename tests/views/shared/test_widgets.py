"""Shared widgets are led by the keyboard and say what the person wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.views.shared.avatar import initials, tone_of
from desktop.views.shared.banner import Banner
from desktop.views.shared.chip_bar import ChipBar
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.dialogs import Question, Verb
from desktop.views.shared.form import FormCard
from desktop.views.shared.money_edit import MoneyEdit
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.progress import ProgressStrip
from desktop.views.shared.search_edit import SearchEdit
from desktop.views.shared.segmented import SegmentedControl
from desktop.views.shared.side_rail import SideRail
from desktop.views.shared.stepper import Step, Stepper, StepState
from desktop.views.shared.toast import MOST_TOASTS, Toasts
from desktop.views.shared.tokens import NARROW_RAIL_WIDTH, Tone

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

STEPS = [
    Step("application", "신청", StepState.DONE),
    Step("matching", "매칭", StepState.BLOCKED, blocking=2),
    Step("buildout", "구축", StepState.AHEAD),
]


def shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


# --- stepper and rail ---------------------------------------------------------------------------


def test_arrows_walk_the_steps_and_space_opens_one(qtbot: QtBot) -> None:
    stepper = Stepper(STEPS)
    shown(qtbot, stepper)
    first, second, third = stepper.buttons
    first.setFocus()

    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert second.hasFocus()
    with qtbot.waitSignal(stepper.chosen) as chosen:
        qtbot.keyClick(second, Qt.Key.Key_Space)
    qtbot.keyClick(second, Qt.Key.Key_Right)
    assert third.hasFocus()
    with qtbot.waitSignal(stepper.chosen) as by_enter:
        qtbot.keyClick(third, Qt.Key.Key_Return)

    assert (chosen.args, by_enter.args) == (["matching"], ["buildout"])


def test_a_step_says_its_state_in_words(qtbot: QtBot) -> None:
    stepper = Stepper(STEPS)
    qtbot.addWidget(stepper)

    names = [button.accessibleName() for button in stepper.buttons]

    assert names == ["1. 신청, 마침", "2. 매칭, 막힘 2건", "3. 구축, 아직"]


def test_given_new_states_of_the_same_steps_then_the_open_one_stays(qtbot: QtBot) -> None:
    stepper = Stepper(STEPS)
    qtbot.addWidget(stepper)
    stepper.show_step("matching")

    stepper.set_steps([STEPS[0], Step("matching", "매칭", StepState.DONE), STEPS[2]])

    assert stepper.buttons[1].isChecked()
    assert stepper.buttons[1].accessibleName() == "2. 매칭, 마침"


@pytest.fixture
def rail(qtbot: QtBot) -> SideRail:
    made = SideRail()
    made.add_place("today", "calendar-check", "오늘")
    made.add_place("settings", "settings", "설정", at_bottom=True)
    made.add_place("cases", "folder-kanban", "사례")
    shown(qtbot, made)
    return made


def test_the_rail_stands_in_reading_order_and_is_walked(qtbot: QtBot, rail: SideRail) -> None:
    tops = [rail.button(key).y() for key in ("today", "cases", "settings")]
    assert tops == sorted(tops)

    rail.button("today").setFocus()
    qtbot.keyClick(rail.button("today"), Qt.Key.Key_Down)
    assert rail.button("cases").hasFocus()
    with qtbot.waitSignal(rail.chosen) as chosen:
        qtbot.keyClick(rail.button("cases"), Qt.Key.Key_Return)
    qtbot.keyClick(rail.button("cases"), Qt.Key.Key_Tab)

    assert chosen.args == ["cases"]
    assert rail._fold.hasFocus()  # arrows walk between places, Tab leaves them


def test_a_narrow_rail_says_word_and_count_in_the_tip(rail: SideRail) -> None:
    rail.set_count("today", 7)
    assert rail.button("today").accessibleName() == "오늘, 7건"
    assert rail.button("today").toolTip() == ""

    rail.set_narrow(narrow=True)

    assert rail.width() == NARROW_RAIL_WIDTH
    assert rail.button("today").toolTip() == "오늘, 7건"


# --- search and choices -------------------------------------------------------------------------


def test_half_a_syllable_does_not_search_and_a_whole_one_does(qtbot: QtBot) -> None:
    search = SearchEdit("기업 검색")
    shown(qtbot, search)
    search.setFocus()
    found: list[str] = []
    search.searched.connect(found.append)

    QCoreApplication.sendEvent(search, QInputMethodEvent("두", []))
    assert not search._waiting.isActive()
    done = QInputMethodEvent("", [])
    done.setCommitString("두리")
    QCoreApplication.sendEvent(search, done)
    qtbot.waitUntil(lambda: found == ["두리"])

    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert found == ["두리", ""]


def test_enter_searches_at_once_and_never_twice_the_same(qtbot: QtBot) -> None:
    search = SearchEdit()
    qtbot.addWidget(search)
    found: list[str] = []
    search.searched.connect(found.append)

    search.setText(" durim ")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    qtbot.keyClick(search, Qt.Key.Key_Return)

    assert found == ["durim"]


def test_segments_are_chosen_with_arrows(qtbot: QtBot) -> None:
    control = SegmentedControl("보기", [("list", "목록"), ("board", "보드")])
    shown(qtbot, control)
    control._segments["list"].setFocus()

    with qtbot.waitSignal(control.chosen) as chosen:
        qtbot.keyClick(control._segments["list"], Qt.Key.Key_Right)

    assert chosen.args == ["board"]
    assert control.value() == "board"


def test_a_chip_is_taken_off_with_mouse_or_key(qtbot: QtBot) -> None:
    bar = ChipBar()
    qtbot.addWidget(bar)
    assert bar.isHidden()
    bar.set_chips([("stage", "단계: 구축"), ("mine", "내 사례")])
    shown(qtbot, bar)

    with qtbot.waitSignal(bar.removed) as by_key:
        qtbot.keyClick(bar.chips["mine"], Qt.Key.Key_Delete)
    with qtbot.waitSignal(bar.removed) as by_mouse:
        qtbot.mouseClick(bar.chips["stage"], Qt.MouseButton.LeftButton)
    bar.set_chips([])

    assert (by_key.args, by_mouse.args) == (["mine"], ["stage"])
    assert bar.isHidden()


def test_a_choice_keeps_its_value_when_the_list_is_read_again(qtbot: QtBot) -> None:
    choice = ChoiceEdit("단지", [(None, "모두"), (7, "국가산업단지")])
    qtbot.addWidget(choice)
    choice.set_value(7)

    choice.set_choices([(None, "모두"), (3, "일반산업단지"), (7, "국가산업단지")])

    assert choice.value() == 7
    assert choice.accessibleName() == "단지"


# --- forms --------------------------------------------------------------------------------------


def test_a_complaint_stands_beside_its_field_and_leads_there(qtbot: QtBot) -> None:
    form = FormCard("기업", columns=2)
    name = form.add_field("name", "기업 이름", QLineEdit(), required=True)
    number = form.add_field("number", "사업자등록번호", QLineEdit(), help_text="숫자 10자리")
    shown(qtbot, form)

    form.set_errors({"number": "마지막 자리가 맞지 않습니다."})

    assert number.editor.hasFocus()
    assert number.complaint.isVisible()
    assert not number.help.isVisible()
    assert number.editor.accessibleDescription() == "마지막 자리가 맞지 않습니다."
    assert name.error == ""
    form.clear_errors()
    assert not number.complaint.isVisible()
    assert number.help.isVisible()


def test_a_field_is_named_by_its_word_and_tab_follows_reading(qtbot: QtBot) -> None:
    form = FormCard()
    fields = [form.add_field(str(at), f"칸 {at}", QLineEdit()) for at in range(3)]
    shown(qtbot, form)
    fields[0].editor.setFocus()

    qtbot.keyClick(fields[0].editor, Qt.Key.Key_Tab)

    assert fields[1].editor.hasFocus()
    assert fields[1].editor.accessibleName() == "칸 1"


def test_an_unreadable_sum_complains_in_the_form_by_itself(qtbot: QtBot) -> None:
    form = FormCard()
    edit = MoneyEdit()
    field = form.add_field("cost", "총사업비", edit)
    qtbot.addWidget(form)

    edit.setText("많이")
    edit.take()
    assert "1.2억" in field.error

    edit.setText("1억")
    edit.take()
    assert field.error == ""


# --- what the program says ----------------------------------------------------------------------


def test_what_was_done_can_be_taken_back_from_the_toast(qtbot: QtBot) -> None:
    window = QWidget()
    window.resize(800, 600)
    shown(qtbot, window)
    undone: list[bool] = []
    toasts = Toasts(window)

    toast = toasts.say_done("저장했습니다.", undo=lambda: undone.append(True))
    assert toast.isVisible()
    qtbot.mouseClick(toast.action, Qt.MouseButton.LeftButton)

    assert undone == [True]
    assert toasts.shown == ()


def test_toasts_stack_without_covering_each_other_and_the_oldest_goes(qtbot: QtBot) -> None:
    window = QWidget()
    window.resize(800, 600)
    shown(qtbot, window)
    toasts = Toasts(window)

    for number in range(MOST_TOASTS + 1):
        toasts.say(f"저장 {number}")

    assert [toast.accessibleName() for toast in toasts.shown] == ["저장 1", "저장 2", "저장 3"]
    areas = [toast.geometry() for toast in toasts.shown]
    assert not areas[0].intersects(areas[1])
    assert areas[0].bottom() < areas[1].top()


def test_a_banner_speaks_and_falls_silent(qtbot: QtBot) -> None:
    banner = Banner(closable=True)
    qtbot.addWidget(banner)
    assert banner.isHidden()

    banner.say("비교한 뒤 고르세요.", Tone.WARNING, action="비교하기")
    with qtbot.waitSignal(banner.acted):
        qtbot.mouseClick(banner.action, Qt.MouseButton.LeftButton)
    banner.quiet()

    assert banner.isHidden()


def test_quick_work_shows_no_progress_and_long_work_can_be_stopped(qtbot: QtBot) -> None:
    page = QWidget()
    shown(qtbot, page)
    strip = ProgressStrip(page, after_ms=10)
    strip.start("만드는 중", total=3)
    strip.finish()
    assert strip.isHidden()

    strip.start("만드는 중", total=3)
    qtbot.waitUntil(strip.isVisible)
    with qtbot.waitSignal(strip.cancelled):
        qtbot.mouseClick(strip.cancel, Qt.MouseButton.LeftButton)

    assert not strip.cancel.isEnabled()


def test_enter_never_gives_the_dangerous_answer(qtbot: QtBot) -> None:
    question = Question("지울까요?", "되돌릴 수 있습니다.", [Verb("yes", "지우기", "danger")])
    shown(qtbot, question)

    qtbot.keyClick(question, Qt.Key.Key_Return)

    assert question.answer == ""
    assert not question.isVisible()


def test_a_question_gives_the_key_of_its_verb(qtbot: QtBot) -> None:
    question = Question("보낼까요?", "12건을 보냅니다.", [Verb("send", "보내기", "primary")])
    shown(qtbot, question)

    qtbot.keyClick(question, Qt.Key.Key_Return)

    assert question.answer == "send"


def test_a_long_title_does_not_widen_the_window(qtbot: QtBot) -> None:
    header = PageHeader("주식회사 " + "한국정밀금형자동화시스템" * 8)
    qtbot.addWidget(header)

    assert header.minimumSizeHint().width() < 400
    assert header.title.toolTip() == header.title.text()


@pytest.mark.parametrize(
    ("name", "letters"),
    [("홍길동", "길동"), ("남궁민수", "민수"), ("이수", "이수"), ("Kim Ha", "KH"), ("", "?")],
)
def test_initials_are_those_by_which_people_know_each_other(name: str, letters: str) -> None:
    assert initials(name) == letters
    assert tone_of(name) is tone_of(name)

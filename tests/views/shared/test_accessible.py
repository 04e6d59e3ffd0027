"""Everything that takes the keyboard has a name for who cannot see it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.views.shared.avatar import PersonAvatar
from desktop.views.shared.banner import Banner
from desktop.views.shared.chip_bar import ChipBar
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.date_edit import DateEdit, dressed_calendar
from desktop.views.shared.deadline import DeadlineBar
from desktop.views.shared.dialogs import Question, Verb
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.form import FormCard
from desktop.views.shared.money_edit import MoneyEdit
from desktop.views.shared.number_edit import NumberEdit
from desktop.views.shared.pill import StatusPill
from desktop.views.shared.progress import ProgressStrip
from desktop.views.shared.search_edit import SearchEdit
from desktop.views.shared.segmented import SegmentedControl
from desktop.views.shared.side_rail import SideRail
from desktop.views.shared.skeleton import Skeleton
from desktop.views.shared.stepper import Step, Stepper, StepState
from desktop.views.shared.table import DataTable
from desktop.views.shared.toast import Toast
from desktop.views.shared.tokens import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot


def _banner() -> QWidget:
    banner = Banner(closable=True)
    banner.say("협약 기간이 7일 남았습니다.", Tone.WARNING, action="보기")
    return banner


def _chips() -> QWidget:
    bar = ChipBar()
    bar.set_chips([("a", "단계: 구축"), ("b", "내 사례")])
    return bar


def _form() -> QWidget:
    form = FormCard("기업")
    for at, edit in enumerate((QLineEdit(), MoneyEdit(), DateEdit(), NumberEdit(), ChoiceEdit(""))):
        form.add_field(str(at), f"칸 {at}", edit)
    return form


def _progress() -> QWidget:
    strip = ProgressStrip()
    strip.start("만드는 중", total=3)
    return strip


def _calendar() -> QWidget:
    page = QWidget()
    page.setAccessibleName("협약일")
    dressed_calendar(page)
    return page


def _rail() -> QWidget:
    rail = SideRail()
    rail.add_place("today", "sun", "오늘")
    return rail


WIDGETS: dict[str, Callable[[], QWidget]] = {
    "avatar": lambda: PersonAvatar("홍길동"),
    "banner": _banner,
    "chips": _chips,
    "deadline": lambda: DeadlineBar(
        "정산", date(2026, 1, 2), today=date(2026, 1, 1), clause="12조"
    ),
    "empty": lambda: EmptyState("factory", "아직 없습니다.", action="만들기"),
    "form": _form,
    "pill": lambda: StatusPill("보완 요청", Tone.WARNING),
    "progress": _progress,
    "question": lambda: Question("지울까요?", "모두 지웁니다.", [Verb("yes", "지우기", "danger")]),
    "rail": _rail,
    "search": lambda: SearchEdit("기업 검색"),
    "segmented": lambda: SegmentedControl("보기", [("a", "목록"), ("b", "보드")]),
    "skeleton": Skeleton,
    "stepper": lambda: Stepper([Step("a", "신청", StepState.NOW)]),
    "table": lambda: DataTable("기업 목록"),
    "toast": lambda: Toast("저장했습니다.", action="되돌리기"),
    "calendar": _calendar,
}


def _name(widget: QWidget) -> str:
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name) if found else widget.accessibleName()


@pytest.mark.parametrize("kind", WIDGETS)
def test_every_shared_widget_and_what_takes_keys_in_it_has_a_name(qtbot: QtBot, kind: str) -> None:
    widget = WIDGETS[kind]()
    qtbot.addWidget(widget)

    ours = [
        child
        for child in (widget, *widget.findChildren(QWidget))
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and child.window() is widget  # lists of closed choices take their name when they open
        and not child.objectName().startswith("qt_")
    ]

    assert [child for child in ours if not _name(child)] == []
    assert widget.accessibleName() or ours


def test_the_window_opens_without_loading_charts() -> None:
    code = (
        "import sys; import desktop.views.shared.chart_view, desktop.views.shared.chart_style,"
        "desktop.views.shared.table, desktop.views.shared.theme;"
        "sys.exit(any(name in sys.modules for name in ('matplotlib', 'pandas', 'sqlalchemy')))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""What can go wrong in the next thirty days: the numbers of the day and every day that is due."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from db.words import CaseState, Changed
from desktop.services import today as days
from desktop.services.agenda import DAYS_OF_A_WEEK
from desktop.services.search import spoken
from desktop.services.search.words import Field
from desktop.views.shared import language, look
from desktop.views.shared.day_words import day_text
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.language import Language, tr
from desktop.views.shared.page import Page
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.segmented import SegmentedControl
from desktop.views.shared.skeleton import Skeleton
from desktop.views.shared.tokens import Space, Tone
from desktop.views.today.agenda_list import AgendaList
from desktop.views.today.entries import Part, entries_of
from desktop.views.today.tile import HeadlineTile

if TYPE_CHECKING:
    from sqlmodel import Session

    from desktop.services.agenda import AgendaItem, Summary
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations

_SKELETON_AFTER_MS = 150
_MINE = "mine"
_ALL = "all"


class TodayPage(Page):
    """The first page: four numbers, then what has to be done, the most urgent first."""

    LISTENS: ClassVar[frozenset[Changed]] = frozenset(
        {
            Changed.DEADLINES,
            Changed.CASES,
            Changed.COMPANIES,
            Changed.SUPPLIERS,
            Changed.STAFF,
            Changed.APPLICATIONS,
            Changed.BUILDOUT,
            Changed.AFTERCARE,
        }
    )

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(operations, settings, parent)
        self._asked = 0
        self._summary: Summary | None = None
        self._items: list[AgendaItem] = []
        self._unfolded: set[Part] = set()
        self._today = date.today()
        self.header = PageHeader(tr("오늘"))
        self.whose = SegmentedControl(
            tr("누구의 기한"), [(_ALL, tr("전체"), "users"), (_MINE, tr("나의 것만"), "user")]
        )
        self.whose.chosen.connect(self._choose)
        self.header.add_action(self.whose)
        kept = settings.lists.get("today", {}).get("whose")
        if kept == _MINE and operations.workspace.person is not None:
            self.whose.set_value(_MINE)
        self.whose.setEnabled(operations.workspace.person is not None)
        self._make_tiles()
        self.agenda = AgendaList(tr("앞으로 30일의 기한"))
        self.agenda.opened.connect(self._open)
        self.agenda.rest_wanted.connect(self._unfold)
        self.empty = EmptyState("calendar-check", "")
        self.empty.acted.connect(self._help_along)
        self._lay_out()

    @override
    def refresh(self) -> None:
        """Read what is due, in one reading."""
        self._asked += 1
        asked, today = self._asked, date.today()
        me = self.operations.workspace.person
        whose = me if self.whose.value() == _MINE else None
        if self._summary is None:
            self._late.start()

        def read(session: Session) -> tuple[Summary, list[AgendaItem]]:
            return (
                days.summary(session, today=today, me=me),
                days.agenda(session, today=today, me=whose),
            )

        self.operations.read(
            read, owner=self, then=lambda found: self._show(*found, asked=asked, today=today)
        )

    # --- inside ---------------------------------------------------------------------------------

    def _make_tiles(self) -> None:
        self.overdue = HeadlineTile("triangle-alert", tr("지난 기한"))
        self.week = HeadlineTile("calendar", tr("7일 안 기한"))
        self.mine = HeadlineTile("user", tr("내 사례"))
        self.open_cases = HeadlineTile("folder-kanban", tr("열린 사례"))
        on_the_road = spoken.say(Field.STATE, CaseState.OPEN, CaseState.ON_HOLD)
        queries = {
            self.overdue: spoken.join(spoken.overdue(), on_the_road),
            self.week: spoken.join(spoken.due_within(DAYS_OF_A_WEEK), on_the_road),
            self.mine: spoken.join(spoken.mine(), on_the_road),
            self.open_cases: on_the_road,
        }
        for tile, query in queries.items():
            tile.setToolTip(tr("사례 목록에서 보기"))
            tile.clicked.connect(
                lambda _on=False, query=query: self.cases_wanted.emit(_in_tongue(query))
            )

    def _lay_out(self) -> None:
        tiles = QHBoxLayout()
        tiles.setSpacing(look.px(Space.MEDIUM))
        for tile in (self.overdue, self.week, self.mine, self.open_cases):
            tiles.addWidget(tile, 1)
        self._skeleton = Skeleton(rows=8)
        waiting = QWidget()
        room = QVBoxLayout(waiting)
        room.setContentsMargins(*(look.px(Space.LARGE),) * 4)
        room.addWidget(self._skeleton)
        room.addStretch(1)
        blank = QWidget()
        self.body = QStackedWidget()
        for widget in (blank, waiting, self.agenda, self.empty):
            self.body.addWidget(widget)
        self._waiting = waiting
        frame = QFrame()
        frame.setProperty("card", "true")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(*(look.px(Space.TINY),) * 4)
        inside.addWidget(self.body)
        self._late = QTimer(self, singleShot=True, interval=_SKELETON_AFTER_MS)
        self._late.timeout.connect(self._show_waiting)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.WIDE),) * 4)
        column.setSpacing(look.px(Space.LARGE))
        column.addWidget(self.header)
        column.addLayout(tiles)
        column.addWidget(frame, 1)
        self.setFocusProxy(self.agenda)

    def _show_waiting(self) -> None:
        if self._summary is None:
            self.body.setCurrentWidget(self._waiting)

    def _choose(self, whose: str) -> None:
        self.settings.lists["today"] = {"whose": whose}
        self.refresh()

    def _show(self, summary: Summary, items: list[AgendaItem], *, asked: int, today: date) -> None:
        if asked != self._asked:
            return  # an answer to the other filter
        self._late.stop()
        first = self._summary is None
        self._summary, self._items, self._today = summary, items, today
        self.header.say(tr("오늘"), subtitle=day_text(today, weekday=True))
        late, week = summary.overdue, summary.due_this_week
        self.overdue.say(late, Tone.DANGER if late else Tone.NEUTRAL)
        self.week.say(week, Tone.WARNING if week else Tone.NEUTRAL)
        self.mine.say(summary.mine)
        self.open_cases.say(summary.open_cases)
        self._show_items()
        if first and not isinstance(QApplication.focusWidget(), QLineEdit):
            self.agenda.setFocus()  # the first key of the day walks the list

    def _show_items(self) -> None:
        entries = entries_of(self._items, self._unfolded)
        self.agenda.show_entries(entries, today=self._today)
        if entries:
            self.body.setCurrentWidget(self.agenda)
        else:
            self._say_empty()

    def _open(self, item: AgendaItem) -> None:
        if item.case_id is not None:
            self.case_wanted.emit(item.case_id)
        else:
            self.cases_wanted.emit(_in_tongue(item.query))

    def _unfold(self, part: Part) -> None:
        self._unfolded.add(part)
        self._show_items()

    def _say_empty(self) -> None:
        if self._summary is not None and self._summary.open_cases == 0:
            self.empty.say(
                tr("아직 사례가 없습니다"),
                explanation=tr("신청기업 목록을 가져오면 기한이 여기에 저절로 모입니다."),
                action=tr("자료 가져오기"),
            )
        elif self.whose.value() == _MINE:
            self.empty.say(
                tr("앞으로 30일 안에 내가 놓칠 일이 없습니다"),
                explanation=tr("다른 담당자의 기한은 ‘전체’에서 볼 수 있습니다."),
                action=tr("전체 보기"),
            )
        else:
            self.empty.say(tr("앞으로 30일 안에 놓칠 일이 없습니다"))
        self.body.setCurrentWidget(self.empty)

    def _help_along(self) -> None:
        if self._summary is not None and self._summary.open_cases == 0:
            self.page_wanted.emit("import")
        else:
            self.whose.set_value(_ALL)
            self._choose(_ALL)


def _in_tongue(query: str) -> str:
    """Return the query in the language of the window, so that the search field reads well."""
    return spoken.in_tongue(query, english=language.chosen() is Language.ENGLISH)

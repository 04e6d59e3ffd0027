"""Large firms, their funds and matches; and the cases that wait to be offered to one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from db.words import AccessKind, Action, Changed
from desktop.services import partners
from desktop.services.matching import overview
from desktop.views.matching.partner_list import PartnerList
from desktop.views.matching.partner_panel import PartnerPanel
from desktop.views.matching.waiting import WaitingCases
from desktop.views.shared import icons, look
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.dialogs import ask_text
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.language import tr
from desktop.views.shared.page import Page
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.segmented import SegmentedControl
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.matching.overview import PartnerFund, Waiting
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations

    Reading = tuple[list[int], list[PartnerFund], tuple[int, list[Waiting]]]

_FIRMS = "firms"
_WAITING = "waiting"


class MatchingPage(Page):
    """Two views of the same desk: by large firm, and by case that waits."""

    LISTENS: ClassVar[frozenset[Changed]] = frozenset(
        {Changed.PARTNERS, Changed.MATCHES, Changed.CASES, Changed.COMPANIES, Changed.PROGRAMMES}
    )

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(operations, settings, parent)
        self._asked = 0
        self._coming: UUID | None = None  # a firm that was just added is chosen when it arrives
        self.header = PageHeader(tr("매칭"))
        self.mode = SegmentedControl(
            tr("보기"),
            [(_FIRMS, tr("대기업"), "building-2"), (_WAITING, tr("기다리는 사례"), "inbox")],
        )
        self.mode.chosen.connect(self.show_mode)
        self.year = ChoiceEdit(tr("연도"))
        self.year.set_choices([(date.today().year, tr("{year}년", year=date.today().year))])
        self.year.value_chosen.connect(lambda _year: self.refresh())
        self.add = QPushButton(tr("대기업 추가"))
        icons.wear(self.add, "plus")
        self.add.clicked.connect(self._add)
        for widget in (self.mode, self.year, self.add):
            self.header.add_action(widget)
        self.firms = PartnerList()
        self.panel = PartnerPanel(operations, settings)
        self.waiting = WaitingCases(operations, settings)
        self.empty = EmptyState(
            "building-2",
            tr("아직 대기업이 없습니다"),
            explanation=tr("함께 투자하는 대기업과 그 출연금을 적으면 사례를 제안할 수 있습니다."),
            action=tr("대기업 추가"),
        )
        self._lay_out()
        self._listen()

    @override
    def refresh(self) -> None:
        """Read firms, funds and who waits, in one reading."""
        self._asked += 1
        asked, today = self._asked, date.today()
        chosen = self.year.value()
        year = chosen if isinstance(chosen, int) else today.year

        def read(session: Session) -> Reading:
            return (
                overview.years(session, today=today),
                overview.funds(session, year=year),
                overview.waiting_cases(session),
            )

        self.operations.read(read, owner=self, then=lambda found: self._show(found, asked))

    @override
    def commit(self) -> None:
        """Keep the field in which somebody types."""
        typing = self.panel.form.focusWidget()
        if isinstance(typing, QLineEdit):
            typing.editingFinished.emit()

    @override
    def place(self) -> object:
        return self.mode.value()

    @override
    def return_to(self, place: object) -> None:
        self.show_mode(str(place))

    def show_mode(self, mode: str) -> None:
        """Show the firms, or the cases that wait."""
        self.mode.set_value(mode)
        self.year.setEnabled(mode == _FIRMS)
        if mode == _WAITING:
            self.body.setCurrentWidget(self.waiting)
        elif self.firms.rows.rows:
            self.body.setCurrentWidget(self.split)
        else:
            self.body.setCurrentWidget(self.empty)

    # --- inside ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        frame = QFrame()
        frame.setProperty("card", "true")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(*(look.px(Space.TINY),) * 4)
        inside.addWidget(self.firms)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setStyleSheet("QSplitter::handle { background: transparent; }")
        self.split.addWidget(frame)
        self.split.addWidget(self.panel)
        self.split.setChildrenCollapsible(False)
        self.split.setStretchFactor(1, 1)
        kept = self.settings.splitters.get("matching")
        self.split.setSizes(kept or [look.px(300), look.px(820)])
        self.split.splitterMoved.connect(
            lambda *_: self.settings.splitters.__setitem__("matching", self.split.sizes())
        )
        self.body = QStackedWidget()
        for widget in (QWidget(), self.split, self.waiting, self.empty):
            self.body.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.WIDE),) * 4)
        column.setSpacing(look.px(Space.LARGE))
        column.addWidget(self.header)
        column.addWidget(self.body, 1)
        self.setFocusProxy(self.firms)

    def _listen(self) -> None:
        self.firms.chosen.connect(self._choose)
        self.panel.case_wanted.connect(self.case_wanted)
        self.panel.waiting_wanted.connect(lambda: self.show_mode(_WAITING))
        self.waiting.case_wanted.connect(self.case_wanted)
        self.waiting.cases_wanted.connect(self.cases_wanted)
        self.empty.acted.connect(self._add)

    def _show(self, found: Reading, asked: int) -> None:
        if asked != self._asked:
            return  # another year was chosen meanwhile
        years, firms, (count, waiting) = found
        self.year.set_choices((year, tr("{year}년", year=year)) for year in years)
        self.header.say(
            tr("매칭"),
            subtitle=tr(
                "대기업 {firms}곳 · 기다리는 사례 {count}건",
                firms=f"{len(firms):,}",
                count=f"{count:,}",
            ),
        )
        coming, self._coming = self._coming, None
        self.firms.show_firms(firms, choose=coming)
        self.waiting.show_waiting(count, waiting, firms)
        self.show_mode(self.mode.value())
        if coming is not None:
            self.panel.edit_fund()

    def _choose(self, firm: PartnerFund | None) -> None:
        if firm is not None:
            self.panel.show_firm(firm)
            self.note_viewing(AccessKind.SLATE, "partner", firm.id)

    def _add(self) -> None:
        name = ask_text(self, tr("대기업 추가"), tr("대기업 이름"))
        if not name:
            return
        self.operations.write(
            lambda session: partners.add(session, {"name": name}),
            action=Action.PARTNER_EDIT,
            owner=self,
            then=lambda written: self._added(written.value),
        )

    def _added(self, key: UUID) -> None:
        self._coming = key
        self.show_mode(_FIRMS)
        self.refresh()

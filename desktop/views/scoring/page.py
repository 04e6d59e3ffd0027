"""Evaluation: prepare rounds, assign reviewers, score, rank, and let the committee decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from db.words import Changed
from desktop.services import announcements
from desktop.services.scoring import barred, rounds
from desktop.views.labels import label
from desktop.views.scoring.board_view import BoardView
from desktop.views.scoring.cards_view import CardsView
from desktop.views.scoring.meeting_view import MeetingView
from desktop.views.scoring.rank_view import RankView
from desktop.views.scoring.round_dialog import RoundDialog
from desktop.views.scoring.setup_view import SetupView
from desktop.views.shared import icons, look
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.language import tr
from desktop.views.shared.page import Page
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.segmented import SegmentedControl
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.announcements import AnnouncementRow
    from desktop.services.scoring.barred import Reader
    from desktop.services.scoring.rounds import RoundRow
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations

_SETUP, _BOARD, _CARDS, _RANK, _MEETING = _ALL = ("setup", "board", "cards", "rank", "meeting")
_OF_REVIEWERS = (_CARDS, _MEETING)  # what somebody sees who is no staff of the centre


@dataclass(frozen=True)
class _Reading:
    """Who reads, and the rounds there are."""

    reader: Reader
    rounds: list[RoundRow]
    calls: list[AnnouncementRow]


class EvaluationPage(Page):
    """Five views of one round."""

    LISTENS: ClassVar[frozenset[Changed]] = frozenset(
        {
            Changed.EVALUATION, Changed.CASES, Changed.COMPANIES, Changed.PARTNERS,
            Changed.SUPPLIERS, Changed.APPLICATIONS, Changed.PROGRAMMES, Changed.DOCUMENTS,
            Changed.STAFF,
        }
    )  # fmt: skip

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(operations, settings, parent)
        self._calls: list[AnnouncementRow] = []
        self._rounds: dict[UUID, RoundRow] = {}
        self._coming: UUID | None = None
        self._offered: Collection[str] = _ALL
        self.header = PageHeader(tr("평가"))
        self.mode = SegmentedControl(
            tr("보기"),
            [
                (_SETUP, tr("준비"), "list-checks"),
                (_BOARD, tr("위원 배정"), "users"),
                (_CARDS, tr("평가표"), "clipboard-check"),
                (_RANK, tr("순위"), "chart-column"),
                (_MEETING, tr("심의"), "handshake"),
            ],
        )
        self.mode.chosen.connect(self.show_mode)
        self.round = ChoiceEdit(tr("평가 회차"))
        self.round.value_chosen.connect(lambda _round: self._show_round())
        self.add = QPushButton(tr("회차 추가"))
        icons.wear(self.add, "plus")
        self.add.clicked.connect(self.add_round)
        for widget in (self.mode, self.round, self.add):
            self.header.add_action(widget)
        self.setup = SetupView(operations, settings)
        self.board = BoardView(operations)
        self.cards = CardsView(operations, settings)
        self.rank = RankView(operations, settings)
        self.meeting = MeetingView(operations)
        self.views: dict[str, QWidget] = {
            _SETUP: self.setup,
            _BOARD: self.board,
            _CARDS: self.cards,
            _RANK: self.rank,
            _MEETING: self.meeting,
        }
        self.empty = EmptyState(
            "list-checks",
            tr("아직 평가 회차가 없습니다"),
            explanation=tr("공고를 골라 회차를 만들면 요건검토에서 적합한 사례를 평가합니다."),
            action=tr("회차 추가"),
        )
        self._lay_out()
        self._listen()

    @override
    def refresh(self) -> None:
        """Read who works here and the rounds; the view that is seen reads the rest."""
        person = self.operations.workspace.person

        def read(session: Session) -> _Reading:
            reader = barred.reader_of(session, person)
            calls = announcements.list_announcements(session) if reader.staff else []
            return _Reading(reader, rounds.list_rounds(session), calls)

        self.operations.read(read, owner=self, then=self._show)

    @override
    def commit(self) -> None:
        self.cards.commit()
        self.meeting.commit()

    @override
    def place(self) -> object:
        return (self.mode.value(), self.round.value())

    @override
    def return_to(self, place: object) -> None:
        if isinstance(place, tuple):
            mode, self._coming = place
            self.mode.set_value(str(mode))

    def show_mode(self, mode: str) -> None:
        """Show one of the five views."""
        if mode in self._offered:
            self.mode.set_value(mode)
        self._show_round()

    def add_round(self) -> None:
        """Ask which announcement is to be judged, and add a round of it."""
        dialog = RoundDialog(self.operations, self._calls, self)
        dialog.round_added.connect(self._added)
        dialog.open()

    # --- inside ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.round.setMinimumWidth(look.px(240))
        self.body = QStackedWidget()
        for widget in (QWidget(), *self.views.values(), self.empty):
            self.body.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.WIDE),) * 4)
        column.setSpacing(look.px(Space.LARGE))
        column.addWidget(self.header)
        column.addWidget(self.body, 1)
        self.setFocusProxy(self.round)

    def _listen(self) -> None:
        self.empty.acted.connect(self.add_round)
        self.setup.round_wanted.connect(self._open_round)
        for view in (self.board, self.rank, self.meeting):
            view.case_wanted.connect(self.case_wanted)
        self.rank.cards_wanted.connect(lambda: self.show_mode(_CARDS))
        self.cards.board_wanted.connect(lambda: self.show_mode(_BOARD))

    def _show(self, found: _Reading) -> None:
        self._calls = found.calls
        self._rounds = {row.id: row for row in found.rounds}
        coming, self._coming = self._coming, None
        self.round.set_choices((row.id, row.title) for row in found.rounds)
        if coming is not None:
            self.round.set_value(coming)
        staff = found.reader.staff
        self._offered = _ALL if staff else _OF_REVIEWERS
        self.mode.offer(self._offered)
        self.add.setVisible(staff and bool(self._calls))
        self.round.setVisible(bool(self._rounds))
        self.setup.show_rounds(found.rounds)
        self.empty.say(
            tr("아직 평가 회차가 없습니다"),
            explanation=tr("공고를 골라 회차를 만들면 요건검토에서 적합한 사례를 평가합니다."),
            action=tr("회차 추가") if staff and self._calls else "",
        )
        for view in (self.board, self.cards, self.rank, self.meeting):
            view.read_as(found.reader)
        self._show_round()

    def _show_round(self) -> None:
        """Let the view that is seen show the chosen round."""
        chosen = self._rounds.get(self.round.value())  # type: ignore[call-overload]
        mode = self.mode.value()
        if chosen is None and mode != _SETUP:
            self.header.say(tr("평가"))
            self.body.setCurrentWidget(self.empty)
            return
        self.header.say(tr("평가"), subtitle=_subtitle(chosen) if chosen is not None else "")
        self.body.setCurrentWidget(self.views[mode])
        self.round.setEnabled(mode != _SETUP)
        if mode == _SETUP or chosen is None:
            self.setup.refresh()
        elif mode == _BOARD:
            self.board.show_round(chosen)
        elif mode == _CARDS:
            self.cards.show_round(chosen)
        elif mode == _RANK:
            self.rank.show_round(chosen)
        else:
            self.meeting.show_round(chosen)

    def _open_round(self, key: UUID) -> None:
        self.round.set_value(key)
        self.show_mode(_BOARD)

    def _added(self, key: UUID) -> None:
        self._coming = key
        self.mode.set_value(_BOARD)
        self.refresh()


def _subtitle(row: RoundRow) -> str:
    return tr(
        "{kind} · {state} · 사례 {cases}건 · 제출 {submitted}/{assigned}",
        kind=label(row.kind),
        state=label(row.state),
        cases=f"{row.cases:,}",
        submitted=f"{row.submitted:,}",
        assigned=f"{row.assigned:,}",
    )

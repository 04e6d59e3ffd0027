"""A meeting of the committee: who is there, who stands back, the votes, the decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db.errors import DeskError
from db.words import Action, MeetingState, VoteChoice
from desktop.services.scoring import agendas, meetings, reviewers
from desktop.services.scoring.errors import MeetingRefusedError, NotAssignedError
from desktop.views.labels import label
from desktop.views.scoring.ballot_grid import BallotGrid
from desktop.views.scoring.committee_dialog import CommitteeDialog
from desktop.views.scoring.words import MEETING_TONES
from desktop.views.shared import icons, look
from desktop.views.shared.banner import Banner
from desktop.views.shared.card import Card
from desktop.views.shared.day_words import day_text
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.explain import explain
from desktop.views.shared.flow_layout import FlowLayout
from desktop.views.shared.language import tr
from desktop.views.shared.pill import StatusPill
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.scoring.agendas import Agenda, AgendaRow, Member
    from desktop.services.scoring.barred import Reader
    from desktop.services.scoring.reviewers import ReviewerRow
    from desktop.services.scoring.rounds import RoundRow
    from desktop.services.workspace import Written
    from desktop.views.shared.operations import Operations


class MeetingView(QWidget):
    """The head of the meeting and, below it, the sheet of votes.

    Signals:
        case_wanted: the person opened a case; carries its id.
    """

    case_wanted = Signal(object)

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._reader: Reader | None = None
        self._round: RoundRow | None = None
        self._agenda: Agenda | None = None
        self.banner = Banner(closable=True)
        self.empty = EmptyState(
            "handshake",
            tr("아직 심의위원회가 없습니다"),
            explanation=tr("위원을 고르면 순위대로 안건이 올라오고, 제척은 자동으로 표시됩니다."),
            action=tr("심의위원회 만들기"),
        )
        self.empty.acted.connect(self._choose_members)
        self.members: dict[UUID, QCheckBox] = {}
        self.grid = BallotGrid()
        self.grid.voted.connect(self._vote)
        self.grid.stood_back.connect(self._stand_back)
        self.grid.decided.connect(self._decide)
        self.grid.case_wanted.connect(self.case_wanted)
        self._lay_out()

    def read_as(self, reader: Reader) -> None:
        """Take who works here."""
        self._reader = reader

    def show_round(self, row: RoundRow) -> None:
        """Read the meeting of a round."""
        if self._round is None or self._round.id != row.id:
            self.banner.quiet()
        self._round = row
        reader, meeting = self._reader, row.meeting_id
        if reader is None:
            return
        if meeting is None:
            self._agenda = None
            self.stack.setCurrentWidget(self.empty)
            return
        self._operations.read(
            lambda session: _agenda(session, meeting, reader), owner=self, then=self._show
        )

    def commit(self) -> None:
        """Keep what is being typed."""
        for line in (self.place, self.opinion):
            if line.hasFocus():
                line.editingFinished.emit()

    # --- inside ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.card = Card(" ")
        self.state = StatusPill()
        self.edit_members = self._button(tr("위원 고르기"), "users", self._choose_members)
        self.open = self._button(tr("회의 열기"), "circle-dot", self._open)
        self.decide_all = self._button(tr("과반 의견대로 의결"), "list-checks", self._decide_all)
        self.close_meeting = self._button(tr("회의 끝내기"), "lock", self._close)
        for button in (self.edit_members, self.open, self.decide_all, self.close_meeting):
            self.card.add_action(button)
        self.quorum = QLabel()
        self.place = QLineEdit()
        self.place.setPlaceholderText(tr("장소"))
        self.place.setAccessibleName(tr("회의 장소"))
        self.place.setMaximumWidth(look.px(220))
        self.place.editingFinished.connect(lambda: self._edit("place", self.place.text()))
        line = QHBoxLayout()
        line.setSpacing(look.px(Space.MEDIUM))
        line.addWidget(self.state)
        line.addWidget(self.quorum, 1)
        line.addWidget(self.place)
        self.card.body.addLayout(line)
        people = QWidget()
        self.people = FlowLayout(people)
        self.card.add(people)
        self.opinion = QLineEdit()
        self.opinion.setPlaceholderText(tr("위원장 종합의견"))
        self.opinion.setAccessibleName(tr("위원장 종합의견"))
        self.opinion.editingFinished.connect(lambda: self._edit("opinion", self.opinion.text()))
        self.card.add(self.opinion)
        self.legend = QLabel(
            tr(
                "1 선정 · 2 예비 · 3 탈락 · 0 기권 · Delete 지움 · R 회피 · Enter 의결."
                " 빗금은 제척입니다. 의결서는 사례의 ‘문서’에서 만듭니다."
            )
        )
        self.legend.setProperty("role", "caption")
        room = QWidget()
        column = QVBoxLayout(room)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addWidget(self.banner)
        column.addWidget(self.card)
        column.addWidget(self.grid, 1)
        column.addWidget(self.legend)
        self.room = room
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(room)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    def _button(self, words: str, icon: str, then: Callable[[], None]) -> QPushButton:
        button = QPushButton(words)
        icons.wear(button, icon)
        button.clicked.connect(then)
        return button

    def _show(self, agenda: Agenda | None) -> None:
        self._agenda = agenda
        if agenda is None:
            self.stack.setCurrentWidget(self.empty)
            return
        self.stack.setCurrentWidget(self.room)
        self.card.title.setText(agenda.title)
        self.state.say(label(agenda.state), MEETING_TONES[agenda.state])
        self.quorum.setText(
            tr(
                "{day} · 재적 {all} · 참석 {there} · 정족수 {quorum} · 의결 {decided}/{cases}",
                day=day_text(agenda.held_on) if agenda.held_on else tr("날짜 미정"),
                all=len(agenda.members),
                there=agenda.there,
                quorum=agenda.quorum,
                decided=f"{agenda.decided:,}",
                cases=f"{len(agenda.cases):,}",
            )
        )
        for line, text in ((self.place, agenda.place), (self.opinion, agenda.opinion)):
            if not line.hasFocus():
                line.setText(text)
        staff = self._reader is not None and self._reader.staff
        on, over = agenda.state is MeetingState.OPEN, agenda.state is MeetingState.CLOSED
        for line in (self.place, self.opinion):
            line.setReadOnly(over or not staff)
        self.edit_members.setVisible(staff and not over)
        self.open.setVisible(staff and agenda.state is MeetingState.PLANNED)
        self.open.setEnabled(agenda.has_quorum)
        self.decide_all.setVisible(staff and on)
        self.decide_all.setEnabled(any(_waits(row) for row in agenda.cases))
        self.close_meeting.setVisible(staff and on)
        self._show_members(agenda, may_change=staff and not over)
        self.grid.show_agenda(agenda, may_vote=on)

    def _show_members(self, agenda: Agenda, *, may_change: bool) -> None:
        ids = [member.id for member in agenda.members]
        if list(self.members) != ids:
            for box in self.members.values():
                self.people.removeWidget(box)
                box.hide()
                box.deleteLater()
            self.members = {}
            for member in agenda.members:
                box = QCheckBox()
                box.clicked.connect(lambda on, key=member.id: self._attend(key, on))
                self.members[member.id] = box
                self.people.addWidget(box)
        for member in agenda.members:
            box = self.members[member.id]
            box.setText(_member_words(member))
            box.setChecked(member.attended)
            box.setEnabled(may_change)
            box.setToolTip(f"{member.organisation} {member.title}".strip())

    # --- what the person does -------------------------------------------------------------------

    def _choose_members(self) -> None:
        self._operations.read(
            lambda session: reviewers.list_reviewers(session, active_only=True),
            owner=self,
            then=self._ask_members,
        )

    def _ask_members(self, people: list[ReviewerRow]) -> None:
        agenda = self._agenda
        chosen = [member.id for member in agenda.members] if agenda is not None else []
        chair = agenda.chair_id if agenda is not None else None
        dialog = CommitteeDialog(people, chosen, chair, self)
        dialog.chosen.connect(self._set_members)
        dialog.open()

    def _set_members(self, members: list[UUID], chair: UUID | None, quorum: int) -> None:
        row, agenda, reader = self._round, self._agenda, self._reader
        if row is None or reader is None:
            return
        fields = {"chair_id": chair, "quorum": quorum}

        def keep(session: Session) -> None:
            if agenda is None:
                meetings.add(session, row.id, fields, members, reader=reader)
            else:
                meetings.set_members(session, agenda.id, members, reader=reader)
                meetings.edit(session, agenda.id, fields, reader=reader)

        self._write(keep, Action.MEETING_EDIT)

    def _attend(self, member: UUID, there: bool) -> None:
        self._on_meeting(
            lambda s, m, r: meetings.attend(s, m, member, there=there, reader=r),
            Action.MEETING_EDIT,
        )

    def _open(self) -> None:
        self._on_meeting(lambda s, m, r: meetings.open_meeting(s, m, reader=r), Action.MEETING_EDIT)

    def _close(self) -> None:
        self._on_meeting(lambda s, m, r: meetings.close(s, m, reader=r), Action.MEETING_EDIT)

    def _edit(self, name: str, text: str) -> None:
        agenda = self._agenda
        if agenda is None or getattr(agenda, name) == text.strip():
            return
        before = {name: getattr(agenda, name)}
        self._on_meeting(
            lambda s, m, r: meetings.edit(s, m, {name: text}, reader=r, expected=before),
            Action.MEETING_EDIT,
        )

    def _vote(self, case_id: UUID, member: UUID, choice: VoteChoice | None) -> None:
        self._on_meeting(
            lambda s, m, r: meetings.vote(s, m, case_id, member, choice, reader=r),
            Action.VOTE_RECORD,
        )

    def _stand_back(self, case_id: UUID, member: UUID, back: bool) -> None:
        step = meetings.recuse if back else meetings.unrecuse
        self._on_meeting(lambda s, m, r: step(s, m, case_id, member, reader=r), Action.VOTE_RECORD)

    def _decide(self, case_id: UUID) -> None:
        self._on_meeting(
            lambda s, m, r: meetings.decide(s, m, case_id, reader=r), Action.SELECTION_DECIDE
        )

    def _decide_all(self) -> None:
        """Decide every case on which a majority has formed; the others wait."""
        agenda, reader = self._agenda, self._reader
        if agenda is None or reader is None:
            return
        waiting = [row.rank.case_id for row in agenda.cases if _waits(row)]

        def decide(session: Session) -> int:
            for case_id in waiting:
                meetings.decide(session, agenda.id, case_id, reader=reader)
            return len(waiting)

        self._write(decide, Action.SELECTION_DECIDE, then=self._say_decided)

    def _say_decided(self, written: Written[Any]) -> None:
        self.banner.say(
            tr("{count}건을 과반 의견대로 의결했습니다.", count=f"{written.value:,}"), Tone.SUCCESS
        )

    def _on_meeting(self, step: Callable[[Session, UUID, Reader], object], action: Action) -> None:
        agenda, reader = self._agenda, self._reader
        if agenda is not None and reader is not None:
            self._write(lambda session: step(session, agenda.id, reader), action)

    def _write(
        self,
        work: Callable[[Session], Any],
        action: Action,
        *,
        then: Callable[[Written[Any]], object] | None = None,
    ) -> None:
        self.banner.quiet()
        self._operations.write(work, action=action, owner=self, then=then, otherwise=self._fail)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, DeskError):
            self._operations.broke.emit(error)
            return
        tone = Tone.WARNING if isinstance(error, MeetingRefusedError) else Tone.DANGER
        self.banner.say(explain(error), tone)
        if self._round is not None:
            self.show_round(self._round)  # what was ticked on the screen was not kept


def _agenda(session: Session, meeting_id: UUID, reader: Reader) -> Agenda | None:
    """Return the meeting; nothing for a reviewer who does not sit on it."""
    try:
        return agendas.agenda(session, meeting_id, reader=reader)
    except NotAssignedError:
        return None


def _waits(row: AgendaRow) -> bool:
    return row.outcome is None and row.proposed is not None


def _member_words(member: Member) -> str:
    return tr("{name} (위원장)", name=member.name) if member.is_chair else member.name

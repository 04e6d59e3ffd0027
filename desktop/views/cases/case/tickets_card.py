"""What does not work at the factory: opened, handed to the supplier, solved, closed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from db.words import Action, TicketKind, TicketState
from desktop.services.aftercare import tickets
from desktop.views.labels import label
from desktop.views.shared.card import Card
from desktop.views.shared.day_words import day_text
from desktop.views.shared.in_place.asking import Asked, FieldsQuestion
from desktop.views.shared.in_place.editors import DateEdit, LongText, TextEdit, word_choice
from desktop.views.shared.in_place.facts import small_button, widen
from desktop.views.shared.in_place.grid import EditGrid, Line, beside, cell, words
from desktop.views.shared.language import tr
from desktop.views.shared.pill import StatusPill
from desktop.views.shared.tokens import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QPushButton, QWidget

    from desktop.services.aftercare.tickets import TicketRow
    from desktop.views.shared.in_place.part import Part

_TONES = {
    TicketState.OPEN: Tone.WARNING,
    TicketState.WITH_SUPPLIER: Tone.INFORMATION,
    TicketState.SOLVED: Tone.SUCCESS,
    TicketState.CLOSED: Tone.NEUTRAL,
}
_DAYS_TO_ANSWER = 7  # our proposal for the day; the person moves it


class TicketLine(Line["TicketRow"]):
    """One request with the steps that may follow now."""

    def __init__(self, part: Part, row: TicketRow) -> None:
        self._part = part
        self.row = row
        self._form = part.form("ticket", Action.TICKET_EDIT)
        self.title = TextEdit(tr("{ticket} 제목", ticket=row.title))
        self.answer_by = DateEdit(tr("{ticket} 회신 기한", ticket=row.title), today=part.today)
        fields = [cell(one.accessibleName(), one) for one in (self.title, self.answer_by)]
        self._form.bind("title", fields[0])
        self._form.bind("answer_by", fields[1])
        self.state = StatusPill()
        self.about = words(role="secondary")
        self.answer = self._step(tr("공급기업에 넘김"), self._answer)
        self.solve = self._step(tr("해결"), self.ask_solve)
        self.close = self._step(tr("종결"), self._close)
        self.reopen = self._step(tr("다시 열기"), self._reopen)
        self._steps = cell(
            tr("{ticket} 처리", ticket=row.title),
            beside(self.answer, self.solve, self.close, self.reopen),
        )
        self._cells = [
            beside(self.state, indented=True), fields[0], self.about, fields[1], self._steps,
        ]  # fmt: skip

    def _step(self, words: str, then: Any) -> QPushButton:
        button = small_button(words)
        button.setAccessibleName(f"{self.row.title} {words}")
        button.clicked.connect(lambda: then())
        return button

    @override
    def cells(self) -> list[QWidget]:
        return self._cells

    @override
    def show(self, row: TicketRow) -> None:
        self.row = row
        self._form.show(row.id, {"title": row.title, "answer_by": row.answer_by})
        late = row.is_late
        self.state.say(
            tr("회신 늦음") if late else label(row.state),
            Tone.DANGER if late else _TONES[row.state],
        )
        self.about.setText(
            tr("{kind} · {day} 접수 · {days}일", kind=label(row.kind), day=day_text(row.opened_on),
               days=row.days_open)
        )  # fmt: skip
        details = [row.description, row.cause, row.resolution, row.supplier or ""]
        self.about.setToolTip("\n".join(part for part in details if part))
        self.answer.setVisible(row.state is TicketState.OPEN)
        self.solve.setVisible(row.state in (TicketState.OPEN, TicketState.WITH_SUPPLIER))
        self.close.setVisible(row.state is TicketState.SOLVED)
        self.reopen.setVisible(row.state in (TicketState.SOLVED, TicketState.CLOSED))

    def _write(self, work: Any) -> None:
        self._part.write(work, action=Action.TICKET_EDIT, complain_at=self._steps)

    def _answer(self) -> None:
        row_id = self.row.id
        self._write(lambda session: tickets.answer(session, row_id))

    def _close(self) -> None:
        row_id, today = self.row.id, self._part.today()
        self._write(lambda session: tickets.close(session, row_id, on=today))

    def _reopen(self) -> None:
        row_id = self.row.id
        self._write(lambda session: tickets.reopen(session, row_id))

    def ask_solve(self) -> FieldsQuestion:
        """Ask how it was mended."""
        row_id = self.row.id
        day = DateEdit(today=self._part.today)
        day.set_value(self._part.today())
        question = FieldsQuestion(
            tr("‘{ticket}’ 해결", ticket=self.row.title),
            tr("기업이 확인하면 ‘종결’로 바꿉니다."),
            tr("해결로 기록하기"),
            [
                Asked("resolution", tr("조치 내용"), LongText(fewest_lines=3), required=True),
                Asked("cause", tr("원인"), TextEdit()),
                Asked("on", tr("해결한 날"), day, required=True),
            ],
            parent=self._steps,
        )
        question.then_write(
            self._part.operations,
            lambda session, values: tickets.solve(session, row_id, **values),
            action=Action.TICKET_EDIT,
        )
        return question


class TicketsCard(Card):
    """All requests, open ones first."""

    def __init__(self, part: Part) -> None:
        super().__init__(tr("A/S"))
        widen(self)
        self._part = part
        self.add_button = small_button(tr("A/S 접수"), "plus")
        self.add_button.clicked.connect(self.ask)
        self.add_action(self.add_button)
        self.grid: EditGrid[TicketRow] = EditGrid(
            tr("A/S"),
            [(tr("상태"), 2), (tr("제목"), 4), (tr("접수"), 4), (tr("회신 기한"), 3), ("", 3)],
            lambda row: TicketLine(part, row),
            empty=tr("접수된 A/S가 없습니다."),
        )
        self.add(self.grid)

    def show_tickets(self, rows: Sequence[TicketRow], open_ones: int) -> None:
        """Show the requests and how many are open."""
        self.grid.show_rows(rows)
        self.title.setText(
            tr("A/S · 처리 중 {count}건", count=open_ones) if open_ones else tr("A/S")
        )

    def ask(self) -> FieldsQuestion:
        """Ask for what the company told."""
        case_id, today = self._part.case_id, self._part.today()
        opened, answer_by = DateEdit(today=self._part.today), DateEdit(today=self._part.today)
        opened.set_value(today)
        answer_by.set_value(today + timedelta(days=_DAYS_TO_ANSWER))
        question = FieldsQuestion(
            tr("A/S 접수"),
            tr("공급기업은 사례의 공급기업으로 정해집니다."),
            tr("접수하기"),
            [
                Asked("title", tr("제목"), TextEdit(), required=True),
                Asked("kind", tr("구분"), word_choice(TicketKind, ""), required=True),
                Asked("description", tr("내용"), LongText(fewest_lines=3)),
                Asked("opened_on", tr("접수일"), opened, required=True),
                Asked("answer_by", tr("회신 기한"), answer_by),
            ],
            parent=self,
        )
        question.then_write(
            self._part.operations,
            lambda session, values: tickets.open_ticket(session, case_id, values),  # type: ignore[arg-type]
            action=Action.TICKET_EDIT,
        )
        return question

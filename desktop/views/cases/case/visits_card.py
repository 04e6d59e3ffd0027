"""Visits after the build-out: planned, done, and the record of the one that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from db.words import Action, OperationState, VisitKind
from desktop.services.aftercare import visits
from desktop.views.labels import label
from desktop.views.shared.card import Card
from desktop.views.shared.case_words import figure, unclear_words
from desktop.views.shared.day_words import day_text
from desktop.views.shared.in_place.asking import Asked, FieldsQuestion
from desktop.views.shared.in_place.editors import (
    DateEdit,
    LongText,
    NumberEdit,
    TextEdit,
    flag_choice,
    typed_number,
    whole,
    word_choice,
)
from desktop.views.shared.in_place.facts import FactCard, small_button, tool, widen
from desktop.views.shared.in_place.grid import EditGrid, Line, beside, cell, words
from desktop.views.shared.language import tr
from desktop.views.shared.pill import StatusPill
from desktop.views.shared.tokens import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from desktop.services.aftercare.visits import VisitRow
    from desktop.views.shared.in_place.part import Part

_TONES = {
    OperationState.NORMAL: Tone.SUCCESS,
    OperationState.PARTIAL: Tone.WARNING,
    OperationState.STOPPED: Tone.DANGER,
    OperationState.SCRAPPED: Tone.DANGER,
}


def name_of(row: VisitRow) -> str:
    """Return what a visit is called: its kind and how long after the build end it is."""
    if row.period_months is None:
        return label(row.kind)
    return tr("{kind} · {months}개월", kind=label(row.kind), months=row.period_months)


class VisitLine(Line["VisitRow"]):
    """One visit."""

    def __init__(self, part: Part, card: VisitsCard, row: VisitRow) -> None:
        self._part = part
        self.row = row
        name = name_of(row)
        self._form = part.form("visit", Action.VISIT_EDIT)
        self.name = words(name)
        self.planned = DateEdit(tr("{visit} 예정일", visit=name), today=part.today)
        field = cell(self.planned.accessibleName(), self.planned)
        self._form.bind("planned_on", field)
        self.visited = words(role="secondary")
        self.state = StatusPill()
        self.rate = words(role="secondary")
        self.open = small_button(tr("방문 기록"), "pencil")
        self.open.setAccessibleName(tr("{visit} 기록 열기", visit=name))
        self.open.clicked.connect(lambda: card.open_sheet(self.row.id))
        self.remove = tool("trash-2", tr("{visit} 지우기", visit=name))
        self.remove.setProperty("small", "true")
        self.remove.clicked.connect(self._remove)
        self._cells = [
            self.name, field, self.visited, beside(self.state, indented=True), self.rate,
            beside(self.open, self.remove),
        ]  # fmt: skip

    @override
    def cells(self) -> list[QWidget]:
        return self._cells

    @override
    def show(self, row: VisitRow) -> None:
        self.row = row
        self.name.setText(name_of(row))
        self.name.setToolTip("" if row.verified else tr("공식 지침으로 검증하지 않은 일정입니다."))
        self._form.show(row.id, {"planned_on": row.planned_on})
        who = row.visitor or ""
        if row.visited_on is not None:
            parts = [day_text(row.visited_on), who]
            self.visited.setText(" · ".join(part for part in parts if part))
        else:
            self.visited.setText(tr("{who} 예정", who=who) if who else tr("아직"))
        if row.operation_state is not None:
            self.state.say(label(row.operation_state), _TONES[row.operation_state])
        elif row.days_late:
            self.state.say(tr("{days}일 지남", days=row.days_late), Tone.DANGER)
        else:
            self.state.say(tr("예정"), Tone.NEUTRAL)
        self.rate.setText(figure(row.utilisation))
        self.rate.setToolTip(unclear_words(row.utilisation) or tr("사용 기능 ÷ 구축 기능"))

    def _remove(self) -> None:
        row_id = self.row.id
        self._part.write(lambda session: visits.remove(session, row_id), action=Action.VISIT_EDIT)


class VisitSheet(FactCard):
    """What a visitor writes down (D30)."""

    def __init__(self, part: Part, card: VisitsCard) -> None:
        super().__init__(tr("방문 기록"))
        close = tool("x", tr("방문 기록 닫기"))
        close.clicked.connect(lambda: card.open_sheet(None))
        self.add_action(close)
        form = self.form = part.form("visit", Action.VISIT_EDIT)
        self.add(form, "visited_on", DateEdit(today=part.today))
        self.add(form, "kind", word_choice(VisitKind, tr("구분")))
        self.add(form, "operation_state", word_choice(OperationState, tr("가동 상태"), empty=True))
        for name, unit in (
            ("functions_built", tr("개")), ("functions_used", tr("개")),
            ("months_of_data", tr("개월")),
        ):  # fmt: skip
            self.add(form, name, NumberEdit(unit=unit), to_stored=whole, to_shown=typed_number)
        self.add(form, "maintenance_contract", flag_choice(tr("유지보수 계약")))
        self.add(form, "operator_name", TextEdit())
        self.add(form, "operator_changed_on", DateEdit(today=part.today))
        self.add(form, "stopped_because", TextEdit(), span=3)
        self.add(form, "difficulties", LongText(), span=3)
        self.add(form, "next_step", TextEdit(), span=3)
        self.add(form, "opinion", LongText(), span=3)

    def show_visit(self, row: VisitRow) -> None:
        """Show the record of one visit."""
        self.title.setText(tr("{visit} 기록", visit=name_of(row)))
        self.form.show(row.id, {name: getattr(row, name) for name in self.form.names})


class VisitsCard(Card):
    """All visits, and one open record."""

    def __init__(self, part: Part) -> None:
        super().__init__(tr("방문"))
        widen(self)
        self._part = part
        self._rows: Sequence[VisitRow] = ()
        self._wanted: UUID | None = None
        self.plan = small_button(tr("방문 계획 세우기"), "calendar-check")
        self.plan.clicked.connect(self._plan)
        self.add_button = small_button(tr("방문 추가"), "plus")
        self.add_button.clicked.connect(self.ask)
        self.add_action(self.plan)
        self.add_action(self.add_button)
        self.grid: EditGrid[VisitRow] = EditGrid(
            tr("방문"),
            [
                (tr("구분"), 3), (tr("예정일"), 3), (tr("방문"), 3), (tr("가동"), 2),
                (tr("활용률"), 2), ("", 2),
            ],
            lambda row: VisitLine(part, self, row),
            empty=tr("아직 방문이 없습니다. ‘방문 계획 세우기’가 일정을 잡아 줍니다."),
        )  # fmt: skip
        self.sheet = VisitSheet(part, self)
        self.sheet.hide()
        self.add(self.grid)
        self.add(self.sheet)

    def show_visits(self, rows: Sequence[VisitRow]) -> None:
        """Show the visits; an open record stays open."""
        self._rows = rows
        self.grid.show_rows(rows)
        self.plan.setVisible(not any(row.period_months is not None for row in rows))
        self._show_sheet()

    def open_sheet(self, row_id: UUID | None) -> None:
        """Open the record of one visit, or close it."""
        self._wanted = row_id
        self._show_sheet()
        if row_id is not None:
            self.sheet.form.field("visited_on").editor.setFocus()

    def _show_sheet(self) -> None:
        row = next((one for one in self._rows if one.id == self._wanted), None)
        self.sheet.setVisible(row is not None)
        if row is not None:
            self.sheet.show_visit(row)

    def _plan(self) -> None:
        case_id = self._part.case_id
        if case_id is None:
            return

        def _tell(count: int) -> None:
            if not count:
                self._part.said.emit(tr("구축 종료일을 적으면 방문 계획을 세울 수 있습니다."))

        self._part.write(
            lambda session: visits.schedule(session, case_id), action=Action.VISIT_EDIT, then=_tell
        )

    def ask(self) -> FieldsQuestion:
        """Ask for a visit: why and when."""
        case_id = self._part.case_id
        kind, day = word_choice(VisitKind, ""), DateEdit(today=self._part.today)
        day.set_value(self._part.today())
        question = FieldsQuestion(
            tr("방문 추가"),
            tr("방문한 뒤 ‘기록’에서 본 것을 적습니다."),
            tr("방문 추가하기"),
            [
                Asked("kind", tr("구분"), kind, required=True),
                Asked("planned_on", tr("예정일"), day, required=True),
            ],
            parent=self,
        )
        question.then_write(
            self._part.operations,
            lambda session, values: visits.add(session, case_id, values),  # type: ignore[arg-type]
            action=Action.VISIT_EDIT,
            done=self.open_sheet,
        )
        return question

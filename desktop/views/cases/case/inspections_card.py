"""Inspections and audits: one line each, and the sheet of the one that is being filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from typing_extensions import override

from db.words import Action, InspectionKind, SystemLevel, Verdict
from desktop.services.buildout import inspections
from desktop.views.cases.case.fit_table import FitTable
from desktop.views.field_labels import field_label
from desktop.views.labels import label
from desktop.views.shared.card import Card
from desktop.views.shared.case_words import titled
from desktop.views.shared.day_words import day_text
from desktop.views.shared.in_place.asking import Asked, FieldsQuestion
from desktop.views.shared.in_place.editors import (
    DateEdit,
    LongText,
    NumberEdit,
    TextEdit,
    typed_number,
    whole,
    word_choice,
)
from desktop.views.shared.in_place.facts import FactCard, caption, small_button, tool, widen
from desktop.views.shared.in_place.grid import EditGrid, Line, beside, cell, words
from desktop.views.shared.language import tr
from desktop.views.shared.pill import StatusPill
from desktop.views.shared.row_model import ROW, Column, RowModel
from desktop.views.shared.tokens import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from desktop.services.buildout.inspections import InspectionRow, ItemRow
    from desktop.views.shared.in_place.part import Part

TONES = {
    Verdict.ADEQUATE: Tone.SUCCESS,
    Verdict.SUPPLEMENT: Tone.WARNING,
    Verdict.POOR: Tone.DANGER,
}
_KEYS: dict[int, Verdict | None] = {
    Qt.Key.Key_1: Verdict.ADEQUATE,
    Qt.Key.Key_2: Verdict.SUPPLEMENT,
    Qt.Key.Key_3: Verdict.POOR,
    Qt.Key.Key_0: None,
    Qt.Key.Key_Backspace: None,
}


def _found(row: ItemRow) -> str:
    return label(row.verdict) if row.verdict is not None else tr("아직")


ITEMS: tuple[Column[Any], ...] = (
    Column("영역", lambda row: titled(row.item.area), key="area", width=150),
    Column("점검 항목", lambda row: titled(row.item.title), key="title", stretch=True),
    Column(
        "판정", _found, pill=lambda row: TONES.get(row.verdict, Tone.NEUTRAL), key="verdict",
        width=104,
    ),
    Column(
        "검증", lambda row: "" if row.item.verified else tr("검증 안 됨"), key="verified", width=84
    ),
)  # fmt: skip


class ItemsTable(FitTable):
    """The items of one inspection; 1, 2 and 3 judge the current one and go on to the next.

    Signals:
        judged: the person judged an item; carries its code and the Verdict, or None.
    """

    judged = Signal(str, object)

    def __init__(self) -> None:
        super().__init__(tr("점검 항목"), RowModel(ITEMS, identity=lambda row: row.item.code))
        self.setAccessibleDescription(tr("1 적정, 2 보완, 3 미흡, 0 지우기"))
        self.setSortingEnabled(False)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in _KEYS and index.isValid():
            row: ItemRow = index.data(ROW)
            self.judged.emit(row.item.code, _KEYS[event.key()])
            below = self.model().index(index.row() + 1, index.column())
            if below.isValid():
                self.setCurrentIndex(below)
        else:
            super().keyPressEvent(event)


class InspectionSheet(FactCard):
    """What the inspector writes down."""

    def __init__(self, part: Part, card: InspectionsCard) -> None:
        super().__init__(tr("점검표"))
        self._part = part
        self.row_id: UUID | None = None
        close = tool("x", tr("점검표 닫기"))
        close.clicked.connect(lambda: card.open_sheet(None))
        self.add_action(close)
        form = self.form = part.form("inspection", Action.INSPECTION_EDIT)
        self.hint = caption(tr("항목에서 1 적정 · 2 보완 · 3 미흡 · 0 지우기"), indented=True)
        self.table = ItemsTable()
        self.table.judged.connect(self._judge)
        self.body.insertWidget(0, self.hint)
        self.body.insertWidget(1, self.table)
        self.add(form, "visited_on", DateEdit(today=part.today))
        self.add(form, "inspector", TextEdit())
        self.add(form, "verdict", word_choice(Verdict, tr("판정"), empty=True))
        self.add(form, "system_level", word_choice(SystemLevel, tr("구축시스템 수준"), empty=True))
        for name, largest in (("capability_level", 5), ("capability_score", 1000)):
            self.add(
                form, name, NumberEdit(largest=largest), to_stored=whole, to_shown=typed_number
            )
        self.add(form, "opinion", LongText(), span=3)
        self.suggestion = caption(indented=True)
        self.body.addWidget(self.suggestion)

    def show_inspection(self, row: InspectionRow) -> None:
        """Show one inspection; the place in the list of items stays."""
        other = row.id != self.row_id
        self.row_id = row.id
        self.title.setText(tr("{kind} 점검표", kind=label(row.kind)))
        self.form.show(row.id, {name: getattr(row, name) for name in self.form.names})
        self.table.show_rows(row.items)
        self.table.setVisible(bool(row.items))
        self.hint.setVisible(bool(row.items))
        if other and row.items:
            self.table.setCurrentIndex(self.table.model().index(0, 0))
        said = ""
        if row.suggested is not None and row.suggested is not row.verdict:
            said = tr(
                "항목대로면 판정은 ‘{verdict}’입니다. 판정은 점검자가 정합니다.",
                verdict=label(row.suggested),
            )
        elif row.open_items:
            said = tr("아직 보지 않은 항목이 {count}건 있습니다.", count=row.open_items)
        self.suggestion.setText(said)
        self.suggestion.setVisible(bool(said))

    def _judge(self, code: str, verdict: Verdict | None) -> None:
        row_id = self.row_id
        if row_id is not None:
            self._part.write(
                lambda session: inspections.set_item(session, row_id, code, verdict),
                action=Action.INSPECTION_EDIT,
            )


class InspectionLine(Line["InspectionRow"]):
    """One inspection."""

    def __init__(self, part: Part, card: InspectionsCard, row: InspectionRow) -> None:
        self._part = part
        self.row = row
        name = label(row.kind)
        self._form = part.form("inspection", Action.INSPECTION_EDIT)
        self.name = words(name)
        self.planned = DateEdit(tr("{kind} 예정일", kind=name), today=part.today)
        field = cell(self.planned.accessibleName(), self.planned)
        self._form.bind("planned_on", field)
        self.visited = words(role="secondary")
        self.verdict = StatusPill()
        self.open = small_button(tr("점검표"), "list-checks")
        self.open.setAccessibleName(tr("{kind} 점검표 열기", kind=name))
        self.open.clicked.connect(lambda: card.open_sheet(self.row.id))
        self.remove = tool("trash-2", tr("{kind} 지우기", kind=name))
        self.remove.setProperty("small", "true")
        self.remove.clicked.connect(self._remove)
        self._cells = [
            self.name,
            field,
            self.visited,
            beside(self.verdict, indented=True),
            beside(self.open, self.remove),
        ]

    @override
    def cells(self) -> list[QWidget]:
        return self._cells

    @override
    def show(self, row: InspectionRow) -> None:
        self.row = row
        self._form.show(row.id, {"planned_on": row.planned_on})
        parts = [day_text(row.visited_on) if row.visited_on else "", row.inspector]
        self.visited.setText(" · ".join(part for part in parts if part) or tr("아직"))
        if row.verdict is not None:
            self.verdict.say(label(row.verdict), TONES[row.verdict])
        else:
            total = len(row.items)
            self.verdict.say(
                tr("항목 {done}/{total}", done=total - row.open_items, total=total), Tone.NEUTRAL
            )

    def _remove(self) -> None:
        row_id = self.row.id
        self._part.write(
            lambda session: inspections.remove(session, row_id), action=Action.INSPECTION_EDIT
        )


class InspectionsCard(Card):
    """All inspections in the order of the build-out, and one open sheet."""

    def __init__(self, part: Part) -> None:
        super().__init__(tr("점검과 감리"))
        widen(self)
        self._part = part
        self._rows: Sequence[InspectionRow] = ()
        self._wanted: UUID | None = None
        add = small_button(tr("점검 추가"), "plus")
        add.clicked.connect(self.ask)
        self.add_button = add
        self.add_action(add)
        self.grid: EditGrid[InspectionRow] = EditGrid(
            tr("점검과 감리"),
            [(tr("구분"), 2), (tr("예정일"), 3), (tr("방문"), 3), (tr("판정"), 2), ("", 3)],
            lambda row: InspectionLine(part, self, row),
            empty=tr("아직 점검이 없습니다. ‘점검 추가’로 일정을 잡아 주세요."),
        )
        self.sheet = InspectionSheet(part, self)
        self.sheet.hide()
        self.add(self.grid)
        self.add(self.sheet)

    def show_inspections(self, rows: Sequence[InspectionRow]) -> None:
        """Show the inspections; an open sheet stays open."""
        self._rows = rows
        self.grid.show_rows(rows)
        self._show_sheet()

    def open_sheet(self, row_id: UUID | None) -> None:
        """Open the sheet of one inspection, or close it."""
        self._wanted = row_id
        self._show_sheet()
        if row_id is not None:
            self.sheet.table.setFocus()

    def _show_sheet(self) -> None:
        row = next((one for one in self._rows if one.id == self._wanted), None)
        self.sheet.setVisible(row is not None)
        if row is not None:
            self.sheet.show_inspection(row)

    def ask(self) -> FieldsQuestion:
        """Ask for an inspection: which and when."""
        case_id = self._part.case_id
        kind, day = word_choice(InspectionKind, ""), DateEdit(today=self._part.today)
        day.set_value(self._part.today())
        question = FieldsQuestion(
            tr("점검 추가"),
            tr("항목과 판정은 점검표에서 적습니다."),
            tr("점검 추가하기"),
            [
                Asked("kind", tr("구분"), kind, required=True),
                Asked("planned_on", tr("예정일"), day),
                Asked("inspector", field_label("inspector"), TextEdit()),
            ],
            parent=self,
        )
        question.then_write(
            self._part.operations,
            lambda session, values: inspections.add(session, case_id, values),  # type: ignore[arg-type]
            action=Action.INSPECTION_EDIT,
            done=self.open_sheet,
        )
        return question

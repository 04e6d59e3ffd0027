"""What the company said last time and says otherwise now, each one click away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from db.words import Action
from desktop.services.applications import prefill
from desktop.services.applications.prefill import Carried
from desktop.views.cases.case.answer_words import carried_name, carried_words
from desktop.views.shared.card import Card
from desktop.views.shared.day_words import day_text
from desktop.views.shared.in_place.facts import small_button, widen
from desktop.views.shared.in_place.grid import EditGrid, Line, beside, words
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Collection

    from PySide6.QtWidgets import QWidget

    from desktop.services.applications.prefill import LastApplication
    from desktop.views.shared.in_place.part import Part

_FEW = 6  # lines that are shown before somebody asks for all


class CarriedLine(Line[Carried]):
    """One field: last time, now, and a button that takes the old answer over."""

    def __init__(self, card: LastTimeCard, row: Carried) -> None:
        name = carried_name(row)
        self.name = words(name)
        self.before = words()
        self.now = words()
        self.take = small_button(tr("이 값 쓰기"))
        self.take.setAccessibleName(tr("{field}: 지난 값 쓰기", field=name))
        self.take.clicked.connect(lambda: card.take_over([row.key]))
        self._cells: list[QWidget] = [self.name, self.before, self.now, beside(self.take)]

    @override
    def cells(self) -> list[QWidget]:
        return self._cells

    @override
    def show(self, row: Carried) -> None:
        self.before.setText(carried_words(row, row.before))
        now = carried_words(row, row.now)
        self.now.setText(now or tr("비어 있음"))
        self.now.setProperty("role", "" if now else "caption")
        self.now.style().unpolish(self.now)
        self.now.style().polish(self.now)


class LastTimeCard(Card):
    """Out of sight for a company that applies for the first time, or says the same again."""

    def __init__(self, part: Part) -> None:
        super().__init__(tr("지난 신청과 다른 항목"))
        widen(self)
        self._part = part
        self._last: LastApplication | None = None
        self._shows_all = False
        self.fill = small_button("", "copy")
        self.fill.setAccessibleName(tr("빈 항목 채우기"))
        self.fill.clicked.connect(lambda: self.take_over(None))
        self.add_action(self.fill)
        self.grid: EditGrid[Carried] = EditGrid(
            tr("지난 신청과 다른 항목"),
            [(tr("항목"), 3), (tr("지난 신청"), 4), (tr("지금"), 4), ("", 2)],
            lambda row: CarriedLine(self, row),
        )
        self.more = small_button("", "chevron-down")
        self.more.setAccessibleName(tr("나머지 항목 보기"))
        self.more.clicked.connect(self._show_all)
        self.add(self.grid)
        self.add(beside(self.more))
        self.hide()

    def show_last(self, last: LastApplication | None) -> None:
        """Show where this application differs from the last one."""
        if last is None or self._last is None or last.case_id != self._last.case_id:
            self._shows_all = False
        self._last = last
        self.setVisible(last is not None and bool(last.fields))
        if last is None:
            return
        count = len(last.open_fields)
        self.fill.setText(tr("빈 항목 {count}건 채우기", count=count))
        self.fill.setVisible(count > 0)
        self.say_source(_source(last))
        ordered = sorted(last.fields, key=lambda one: not one.is_open)
        shown = ordered if self._shows_all else ordered[:_FEW]
        self.grid.show_rows(shown)
        self.more.setText(tr("나머지 {count}건 보기", count=len(ordered) - len(shown)))
        self.more.setVisible(len(shown) < len(ordered))

    def take_over(self, keys: Collection[str] | None) -> None:
        """Write old answers into this application, all lasting ones that are empty for None."""
        case_id = self._part.case_id
        if case_id is not None:
            self._part.write(
                lambda session: prefill.take_over(session, case_id, keys),
                action=Action.APPLICATION_EDIT,
            )

    def _show_all(self) -> None:
        self._shows_all = True
        self.show_last(self._last)


def _source(last: LastApplication) -> str:
    day = day_text(last.received_on) if last.received_on is not None else tr("접수일 모름")
    return tr("지난 신청: {number} · {day}", number=last.number, day=day)

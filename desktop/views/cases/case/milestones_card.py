"""The fixed points of a build-out, planned and done, edited in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from db.words import Action
from desktop.services import records
from desktop.views.labels import label
from desktop.views.shared.card import Card
from desktop.views.shared.in_place.editors import DateEdit, TextEdit
from desktop.views.shared.in_place.facts import small_button, widen
from desktop.views.shared.in_place.grid import EditGrid, Line, beside, cell, words
from desktop.views.shared.language import tr
from desktop.views.shared.pill import StatusPill
from desktop.views.shared.tokens import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from desktop.services.buildout.milestones import MilestoneRow
    from desktop.views.shared.in_place.part import Part


class MilestoneLine(Line["MilestoneRow"]):
    """One point."""

    def __init__(self, part: Part, row: MilestoneRow) -> None:
        self._part = part
        self.row = row
        name = label(row.kind)
        self._form = part.form("milestone", Action.MILESTONE_EDIT)
        self.name = words(name)
        self.planned = DateEdit(tr("{milestone} 예정일", milestone=name), today=part.today)
        self.done = DateEdit(tr("{milestone} 완료일", milestone=name), today=part.today)
        self.note = TextEdit(tr("{milestone} 비고", milestone=name))
        fields = [cell(one.accessibleName(), one) for one in (self.planned, self.done, self.note)]
        for column, field in zip(("planned_on", "done_on", "note"), fields, strict=True):
            self._form.bind(column, field)
        self.late = StatusPill()
        self.tick = small_button(tr("오늘 완료"), "check")
        self.tick.setAccessibleName(tr("{milestone} 오늘 완료", milestone=name))
        self.tick.clicked.connect(self._tick)
        holder = beside(self.late, self.tick, indented=True)
        self._cells = [self.name, *fields, holder]

    @override
    def cells(self) -> list[QWidget]:
        return self._cells

    @override
    def show(self, row: MilestoneRow) -> None:
        self.row = row
        self._form.show(
            row.id, {"planned_on": row.planned_on, "done_on": row.done_on, "note": row.note}
        )
        done = row.done_on is not None
        self.tick.setVisible(not done)
        self.late.setVisible(done or row.days_late > 0)
        if done:
            self.late.say(tr("완료"), Tone.SUCCESS)
        elif row.days_late:
            self.late.say(tr("{days}일 지남", days=row.days_late), Tone.DANGER)

    def _tick(self) -> None:
        row_id, today = self.row.id, self._part.today()
        self._part.write(
            lambda session: records.save_fields(
                session, "milestone", row_id, {"done_on": today}, expected={"done_on": None}
            ),
            action=Action.MILESTONE_EDIT,
        )


class MilestonesCard(Card):
    """All points in the order of the build-out."""

    def __init__(self, part: Part) -> None:
        super().__init__(tr("추진 일정"))
        widen(self)
        self.grid: EditGrid[MilestoneRow] = EditGrid(
            tr("추진 일정"),
            [(tr("구분"), 2), (tr("예정일"), 3), (tr("완료일"), 3), (tr("비고"), 4), ("", 3)],
            lambda row: MilestoneLine(part, row),
            empty=tr("협약 초안을 만들면 추진 일정이 생깁니다."),
        )
        self.add(self.grid)

    def show_milestones(self, milestones: Sequence[MilestoneRow]) -> None:
        """Show the points and how many are done."""
        self.grid.show_rows(milestones)
        done = sum(row.done_on is not None for row in milestones)
        self.title.setText(
            tr("추진 일정 · {count}건 중 {done}건 완료", count=len(milestones), done=done)
            if milestones
            else tr("추진 일정")
        )

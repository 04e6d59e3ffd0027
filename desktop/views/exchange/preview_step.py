"""The third step: every row with what will happen to it, every problem with its reason."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from db.words import ImportKind
from desktop.services.exchange.planning import Intent
from desktop.services.exchange.report import write_problem_rows
from desktop.views.exchange.compare import Compare
from desktop.views.exchange.preview_rows import PreviewRow, belongs, columns
from desktop.views.exchange.problem_words import say_problem
from desktop.views.shared import icons, look
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.language import tr
from desktop.views.shared.row_model import ROW, RowModel
from desktop.views.shared.segmented import SegmentedControl
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from desktop.services.exchange.sheet import Sheet

_KEYS = {"1": Intent.UPDATE, "2": Intent.ADD, "3": Intent.SKIP}
_NARROWEST = 340


class PreviewStep(QWidget):
    """The rows, and beside them the row in hand: its problems, or both sides to choose from.

    1, 2 and 3 decide on the selected rows and go on to the next one that waits.

    Signals:
        count_changed: how many rows will be taken in.
        call_chosen: another announcement was chosen; carries its id or None.
        ready: Enter was pressed and no row waits any more.
        said: a sentence for a toast.
        failed: the report could not be written; carries the exception.
    """

    count_changed = Signal(int)
    call_chosen = Signal(object)
    ready = Signal()
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet: Sheet | None = None
        self._all: list[PreviewRow] = []
        self.rows: RowModel[PreviewRow] = RowModel(columns())
        self.table = DataTable(tr("가져올 행"))
        self.table.show_model(self.rows)
        self.table.set_empty_state("circle-check", tr("여기에 해당하는 행이 없습니다"))
        self.compare = Compare()
        self.filter = SegmentedControl(
            tr("보기"),
            [
                ("all", tr("전체")),
                ("refused", tr("문제")),
                ("decide", tr("확인 필요")),
                ("new", tr("새 기업")),
            ],
        )
        self.call = ChoiceEdit(tr("공고"), [])
        self.call.setMinimumWidth(look.px(220))
        self.report = QPushButton(tr("문제 행 내려받기"))
        icons.wear(self.report, "download")
        self._lay_out()
        self._listen()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(look.px(Space.SMALL))
        top.addWidget(self.filter)
        top.addStretch(1)
        top.addWidget(self.call)
        top.addWidget(self.report)
        self.compare.setMinimumWidth(look.px(_NARROWEST))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setProperty("gap", "true")
        split.setHandleWidth(look.px(Space.MEDIUM))
        split.addWidget(self.table)
        split.addWidget(self.compare)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 0)
        split.setSizes([look.px(900), look.px(400)])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addLayout(top)
        column.addWidget(split, 1)
        self.setFocusProxy(self.table)

    def _listen(self) -> None:
        self.compare.decided.connect(self.decide)
        self.table.picked.connect(lambda _row: self._show_picked())
        self.table.selection_changed.connect(lambda _count: self._show_picked())
        self.table.opened.connect(lambda _row: self._go_on())
        self.filter.chosen.connect(lambda _key: self._filter())
        self.call.value_chosen.connect(self.call_chosen)
        self.report.clicked.connect(self._ask_report)
        for key, intent in _KEYS.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda intent=intent: self.decide(intent))

    # --- showing ----------------------------------------------------------------------------------

    def show_sheet(self, sheet: Sheet) -> None:
        """Show the checked rows; the first one that waits for a decision is in hand."""
        assert sheet.checked is not None
        self._sheet = sheet
        planned = {row.line: row for row in sheet.planned}
        self._all = [
            PreviewRow(row.line, row, planned.get(row.line) if row.is_fine else None)
            for row in sheet.checked.rows
        ]
        self.call.setVisible(sheet.kind is ImportKind.APPLICANTS)
        self.report.setVisible(any(row.is_refused for row in self._all))
        self.filter.set_value("all")
        self._filter()
        first = next((row for row in self._all if row.waits), None)
        if self._all:
            self.table.select((first or self._all[0]).id)
        self._show_picked()
        self.count_changed.emit(self.count())

    def show_announcements(self, calls: Sequence[tuple[UUID, str]], chosen: UUID | None) -> None:
        """Offer the announcements, the newest first."""
        self.call.set_choices([(None, tr("공고 없이")), *calls])
        self.call.set_value(chosen)

    def plan_changed(self) -> None:
        """Show what will happen with the rows now."""
        self.table.viewport().update()
        self._show_picked()
        self.count_changed.emit(self.count())

    def count(self) -> int:
        """Return how many rows will be taken in."""
        return sum(1 for row in self._all if row.is_taken)

    def waiting(self) -> int:
        """Return how many rows wait for a decision."""
        return sum(1 for row in self._all if row.waits)

    # --- deciding ---------------------------------------------------------------------------------

    def decide(self, intent: Intent) -> None:
        """Let the selected rows be taken in so; a company that nobody knows can't be the same."""
        rows = [row.planned for row in self.table.selected_rows() if row.planned is not None]
        decided = [row for row in rows if intent is not Intent.UPDATE or row.company_id is not None]
        for row in decided:
            row.intent, row.decided = intent, True
        if decided:
            self.plan_changed()
            if intent is not Intent.UPDATE or not decided[-1].differences:
                self.go_to_next()

    def go_to_next(self) -> bool:
        """Take the next row that waits in hand, from the current one on; say if there is one."""
        if not self.waiting():
            return False
        count, current = self.table.model().rowCount(), self.table.currentIndex().row()
        order = (self._row_at(at % count) for at in range(current + 1, current + 1 + count))
        following = next((row for row in order if row is not None and row.waits), None)
        if following is None:
            return False
        self.table.select(following.id)
        return True

    def _go_on(self) -> None:
        current = self.table.current_row()
        if current is not None and current.waits:
            current.planned.decided = True  # Enter accepts what is proposed
            self.plan_changed()
        if not self.go_to_next():
            self.ready.emit()

    def _row_at(self, position: int) -> PreviewRow | None:
        row: PreviewRow | None = self.table.model().index(position, 0).data(ROW)
        return row

    def _filter(self) -> None:
        wanted = self.filter.value()
        self.rows.set_rows([row for row in self._all if belongs(row, wanted)])
        if self.table.current_row() is None and self.rows.rowCount():
            self.table.selectRow(0)
        self._show_picked()

    def _show_picked(self) -> None:
        selected = self.table.selected_rows()
        if len(selected) > 1:
            self.compare.show_many([row.planned for row in selected if row.planned is not None])
            return
        row = selected[0] if selected else None
        problems = (*row.checked.problems, *row.checked.warnings) if row else ()
        planned = row.planned if row else None
        self.compare.show_row(planned, [say_problem(problem) for problem in problems])

    # --- the report -------------------------------------------------------------------------------

    def write_report(self, path: Path) -> None:
        """Write the refused rows as a sheet."""
        assert self._sheet is not None
        assert self._sheet.checked is not None
        write_problem_rows(
            path,
            self._sheet.content,
            self._sheet.header,
            self._sheet.checked.refused,
            reason=say_problem,
            titles=(tr("원본 행"), tr("사유")),
        )

    def _ask_report(self) -> None:
        assert self._sheet is not None
        suggested = self._sheet.path.with_name(tr("{name}_문제행.xlsx", name=self._sheet.path.stem))
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("문제 행 내려받기"), str(suggested), "*.xlsx"
        )
        if not chosen:
            return
        try:
            self.write_report(Path(chosen))
        except OSError as error:
            self.failed.emit(error)
        else:
            self.said.emit(tr("문제 행을 저장했습니다: {name}", name=Path(chosen).name))

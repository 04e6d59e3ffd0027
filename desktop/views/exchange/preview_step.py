"""The third step: every row with what will happen to it, every problem with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from db.words import ImportKind
from desktop.services import announcements
from desktop.services.exchange.planning import Intent
from desktop.services.exchange.report import write_problem_rows
from desktop.views.exchange.compare import Compare
from desktop.views.exchange.problem_words import say_problem, say_why
from desktop.views.shared import icons, look
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.language import tr
from desktop.views.shared.row_model import RIGHT, Column, RowModel
from desktop.views.shared.segmented import SegmentedControl
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from desktop.services.exchange.planning import PlannedRow
    from desktop.services.exchange.rows import CheckedRow
    from desktop.services.exchange.sheet import Sheet


@dataclass(frozen=True)
class PreviewRow:
    """One row of the sheet as the preview shows it."""

    id: int  # the line of the sheet
    checked: CheckedRow
    planned: PlannedRow | None

    @property
    def is_refused(self) -> bool:
        """Return whether the row can't be taken in."""
        return self.planned is None


def _fate(row: PreviewRow) -> str:
    if row.planned is None:
        return tr("제외(문제)")
    if row.planned.intent is Intent.SKIP:
        return tr("제외")
    if row.planned.has_to_be_decided:
        return tr("확인 필요")
    return tr("새 기업") if row.planned.intent is Intent.ADD else tr("기존 기업")


def _tone(row: PreviewRow) -> Tone:
    if row.planned is None:
        return Tone.DANGER
    if row.planned.intent is Intent.SKIP:
        return Tone.NEUTRAL
    if row.planned.has_to_be_decided:
        return Tone.WARNING
    return Tone.SUCCESS if row.planned.intent is Intent.ADD else Tone.INFORMATION


def _remarks(row: PreviewRow) -> str:
    said = [say_problem(problem) for problem in (*row.checked.problems, *row.checked.warnings)]
    if row.planned is not None and row.planned.why is not None:
        said.insert(0, say_why(row.planned.why))
    return "  ".join(said)


def _belongs(row: PreviewRow, group: str) -> bool:
    if group == "all":
        return True
    if row.planned is None:
        return group == "refused"
    return {
        "decide": row.planned.has_to_be_decided,
        "new": row.planned.intent is Intent.ADD,
    }.get(group, False)


def _columns() -> tuple[Column[PreviewRow], ...]:
    return (
        Column("행", lambda r: str(r.id), key="line", width=60, align=RIGHT, sort=lambda r: r.id),
        Column("기업", _name, key="company", width=200),
        Column("처리", _fate, key="fate", width=110, pill=_tone),
        Column("확인할 내용", _remarks, key="remarks", width=420, stretch=True, tip=_remarks),
    )


def _name(row: PreviewRow) -> str:
    named = row.checked.values.get("company.name") or row.checked.values.get("case.number")
    return str(named or row.checked.values.get("company.brn") or "")


class PreviewStep(QWidget):
    """The rows, and beside them the row in hand: its problems, or both sides to choose from.

    Signals:
        count_changed: how many rows will be taken in.
        said: a sentence for a toast.
        failed: the report could not be written; carries the exception.
    """

    count_changed = Signal(int)
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet: Sheet | None = None
        self._all: list[PreviewRow] = []
        self.rows: RowModel[PreviewRow] = RowModel(_columns())
        self.table = DataTable(tr("가져올 행"))
        self.table.show_model(self.rows)
        self.table.set_empty_state("circle-check", tr("여기에 해당하는 행이 없습니다"))
        self.compare = Compare()
        self.compare.decided.connect(self._decided)
        self.table.picked.connect(self._pick)
        self.filter = SegmentedControl(
            tr("보기"),
            [
                ("all", tr("전체")),
                ("refused", tr("문제")),
                ("decide", tr("확인 필요")),
                ("new", tr("새 기업")),
            ],
        )
        self.filter.chosen.connect(lambda _key: self._filter())
        self.call = ChoiceEdit(tr("공고"), [])
        self.call.setMinimumWidth(look.px(240))
        self.report = QPushButton(tr("문제 행 내려받기"))
        icons.wear(self.report, "download")
        self.report.clicked.connect(self._ask_report)
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(look.px(Space.SMALL))
        top.addWidget(self.filter)
        top.addStretch(1)
        top.addWidget(self.call)
        top.addWidget(self.report)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        split.addWidget(self.compare)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([look.px(720), look.px(420)])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addLayout(top)
        column.addWidget(split, 1)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show the checked rows; those with problems first in view when there are any."""
        assert sheet.checked is not None
        self._sheet = sheet
        planned = {row.line: row for row in sheet.planned}
        self._all = [
            PreviewRow(row.line, row, planned.get(row.line) if row.is_fine else None)
            for row in sheet.checked.rows
        ]
        self.call.setVisible(sheet.kind is ImportKind.APPLICANTS)
        self.report.setVisible(any(row.is_refused for row in self._all))
        self._filter()
        self.count_changed.emit(self.count())

    def count(self) -> int:
        """Return how many rows will be taken in."""
        return sum(
            1
            for row in self._all
            if row.planned is not None and row.planned.intent is not Intent.SKIP
        )

    def announcement(self) -> Any:
        """Return the id of the chosen announcement, or None."""
        return self.call.value() if self.call.isVisibleTo(self) else None

    @staticmethod
    def read_announcements(session: Session) -> Sequence[Any]:
        """Return the announcements that applicants can belong to."""
        return announcements.list_announcements(session)

    def show_announcements(self, calls: Sequence[Any]) -> None:
        """Offer the announcements, the newest first."""
        offered = [(call.id, call.title) for call in calls]
        self.call.set_choices([(None, tr("공고 없이")), *offered])
        if calls:
            self.call.set_value(calls[0].id)

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

    def _filter(self) -> None:
        wanted = self.filter.value()
        self.rows.set_rows([row for row in self._all if _belongs(row, wanted)])

    def _pick(self, row: PreviewRow | None) -> None:
        self.compare.show_row(
            row.planned if row else None,
            [say_problem(p) for p in (*row.checked.problems, *row.checked.warnings)] if row else [],
        )

    def _decided(self) -> None:
        self._filter()
        self.table.viewport().update()
        self.count_changed.emit(self.count())

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

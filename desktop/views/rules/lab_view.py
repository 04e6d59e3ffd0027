"""The policy lab: who of a year's applications would pass under these rules, by region."""

from __future__ import annotations

import threading
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from db.words import EligibilityState
from desktop.services.programmes import policy_lab
from desktop.services.security.errors import StoppedError
from desktop.services.security.watch import WHOLE
from desktop.views.labels import label
from desktop.views.shared import icons, look
from desktop.views.shared.banner import Banner
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr
from desktop.views.shared.progress import ProgressStrip
from desktop.views.shared.row_model import RIGHT, Column, RowModel
from desktop.views.shared.rule_words import condition_words
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.programmes.pack import Pack
    from desktop.services.programmes.policy_lab import Lab, RegionRow, TurnedCase
    from desktop.views.shared.operations import Operations

_TONES = {
    EligibilityState.ELIGIBLE: Tone.SUCCESS,
    EligibilityState.INELIGIBLE: Tone.DANGER,
    EligibilityState.SUPPLEMENT_ASKED: Tone.WARNING,
}


def _change(row: RegionRow) -> str:
    more = row.passes_after - row.passes_before
    return f"{more:+,}" if more else "0"


def _refused(row: RegionRow) -> int:
    return row.after[EligibilityState.INELIGIBLE]


def _unknown(row: RegionRow) -> int:
    return row.after[EligibilityState.SUPPLEMENT_ASKED]


def _company(row: TurnedCase) -> str:
    return row.company


REGIONS: tuple[Column[Any], ...] = (
    Column("지역", lambda row: row.name or tr("모름"), key="region", stretch=True),
    Column("신청", lambda row: f"{row.cases:,}", key="cases", width=72, align=RIGHT,
           sort=lambda row: row.cases),
    Column("지금 적합", lambda row: f"{row.passes_before:,}", key="before", width=92, align=RIGHT,
           sort=lambda row: row.passes_before),
    Column("바꾼 뒤 적합", lambda row: f"{row.passes_after:,}", key="after", width=108,
           align=RIGHT, sort=lambda row: row.passes_after),
    Column("변화", _change, key="change", width=72, align=RIGHT,
           sort=lambda row: row.passes_after - row.passes_before),
    Column("부적합", lambda row: f"{_refused(row):,}", key="refused", width=80, align=RIGHT,
           sort=_refused),
    Column("확인 필요", lambda row: f"{_unknown(row):,}", key="unknown", width=92, align=RIGHT,
           sort=_unknown),
)  # fmt: skip


class LabView(QWidget):
    """Tries the rules that are shown on the applications of a year.

    Signals:
        case_wanted: the person asked for a case; carries its id.
    """

    case_wanted = Signal(object)
    _went = Signal(int, int)  # told by a worker, shown by the screen's thread

    def __init__(self, operations: Operations, *, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self._operations = operations
        self._today = today
        self._pack: Pack | None = None
        self._stopped = threading.Event()
        self.year = ChoiceEdit(tr("신청 연도"))
        self.year.setMinimumWidth(look.px(180))
        self.go = QPushButton(tr("이 규칙으로 해 보기"))
        self.go.setEnabled(False)  # until the years are known
        icons.wear(self.go, "list-checks")
        self.go.clicked.connect(self.start)
        self.banner = Banner()
        self.progress = ProgressStrip()
        self.progress.cancelled.connect(lambda: self._stopped.set())
        self._went.connect(lambda done, _of: self.progress.advance(done))
        self.regions: RowModel[RegionRow] = RowModel(REGIONS, identity=lambda row: row.code)
        self.turned: RowModel[TurnedCase] = RowModel(
            self._turned_columns(), identity=lambda row: row.case_id
        )
        self.by_region = DataTable(tr("지역별 결과"))
        self.by_region.show_model(self.regions)
        self.by_case = DataTable(tr("결과가 달라지는 신청"))
        self.by_case.show_model(self.turned)
        self.by_case.opened.connect(lambda row: self.case_wanted.emit(row.case_id))
        self._say_waiting()
        self._lay_out()

    def show_pack(self, pack: Pack) -> None:
        """Take the rules to try; what came out of others is put away."""
        if pack is not self._pack:
            self._pack = pack
            self._stopped.set()  # an experiment with the rules of before is of no use now
            self.regions.show([])
            self.turned.show([])
            self.banner.quiet()
            self._say_waiting()
        self._operations.read(policy_lab.years, owner=self, then=self._offer)

    def start(self) -> None:
        """Try the rules, off the screen's thread; the person may stop it."""
        pack, year, today = self._pack, self.year.value(), self._today()
        if pack is None or not isinstance(year, int):
            return
        self._stopped = stopped = threading.Event()
        self.go.setEnabled(False)
        self.banner.quiet()
        self.progress.start(tr("{year}년 신청을 살펴보는 중입니다.", year=year), total=WHOLE)
        self._operations.read(
            lambda session: policy_lab.run(
                session,
                pack,
                year,
                today=today,
                progress=self._went.emit,
                cancelled=stopped.is_set,
            ),
            owner=self,
            then=lambda lab: self._show(pack, lab, stopped),
            otherwise=self._failed,
        )

    # --- inside ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(look.px(Space.SMALL))
        tools.addWidget(self.year)
        tools.addWidget(self.go)
        tools.addStretch(1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setStyleSheet("QSplitter::handle { background: transparent; }")
        split.setHandleWidth(look.px(Space.LARGE))
        split.addWidget(self.by_region)
        split.addWidget(self.by_case)
        split.setSizes([look.px(220), look.px(320)])
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.SMALL))
        column.addLayout(tools)
        column.addWidget(self.progress)
        column.addWidget(self.banner)
        column.addWidget(split, 1)

    def _turned_columns(self) -> tuple[Column[Any], ...]:
        return (
            Column("과제번호", lambda row: row.number, key="number", width=130),
            Column("기업", lambda row: row.company, key="company", width=180, tip=_company),
            Column("지역", lambda row: row.region, key="region", width=72),
            Column("지금", lambda row: label(row.before), key="before", width=104,
                   pill=lambda row: _TONES.get(row.before, Tone.NEUTRAL)),
            Column("바꾼 뒤", lambda row: label(row.after), key="after", width=104,
                   pill=lambda row: _TONES.get(row.after, Tone.NEUTRAL)),
            Column("달라지는 규칙", self._rules, key="rules", stretch=True, tip=self._rules),
        )  # fmt: skip

    def _rules(self, row: TurnedCase) -> str:
        known = {rule.id: rule for rule in self._pack.rules} if self._pack is not None else {}
        return " · ".join(
            (known[name].clause or condition_words(known[name])) if name in known else name
            for name in row.rules
        )

    def _offer(self, years: dict[int, int]) -> None:
        self.year.set_choices(
            (year, tr("{year}년 · 신청 {count}건", year=year, count=f"{count:,}"))
            for year, count in years.items()
        )
        self.year.setEnabled(bool(years))
        self.go.setEnabled(bool(years))

    def _show(self, pack: Pack, lab: Lab, stopped: threading.Event) -> None:
        if stopped.is_set():  # too late for the worker, but not for the person
            self._failed(StoppedError())
            return
        self._finish()
        if pack is not self._pack:
            return
        self.regions.show(lab.regions)
        self.turned.show(lab.turned)
        self.by_case.set_empty_state(
            "check",
            tr("결과가 달라지는 신청이 없습니다."),
            explanation=tr("서류는 보지 않고 사실만 비교했습니다."),
        )
        sentence = tr(
            "{year}년 신청 {count}건: 적합 {before}건 → {after}건, 달라지는 신청 {turned}건.",
            year=lab.year,
            count=f"{lab.cases:,}",
            before=f"{lab.passes_before:,}",
            after=f"{lab.passes_after:,}",
            turned=f"{len(lab.turned):,}",
        )
        self.banner.say(sentence + " " + tr("서류는 보지 않고 사실만 비교했습니다."))

    def _failed(self, error: Exception) -> None:
        self._finish()
        tone = Tone.INFORMATION if isinstance(error, StoppedError) else Tone.DANGER
        self.banner.say(explain(error), tone)

    def _finish(self) -> None:
        self.progress.finish()
        self.go.setEnabled(True)

    def _say_waiting(self) -> None:
        words = tr("지난 신청에 이 규칙을 적용하면 누가 달라지는지 봅니다. 저장되는 것은 없습니다.")
        self.by_region.set_empty_state(
            "list-checks", tr("아직 해 보지 않았습니다."), explanation=words
        )
        self.by_case.set_empty_state(
            "list-checks", tr("아직 해 보지 않았습니다."), explanation=words
        )


__all__ = ["LabView"]

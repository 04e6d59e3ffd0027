"""What our records say about earlier support of the company, case by case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.views.cases.case.fit_table import FitTable
from desktop.views.labels import label
from desktop.views.shared.card import Card
from desktop.views.shared.case_words import spoken, titled
from desktop.views.shared.in_place.facts import caption, widen
from desktop.views.shared.language import tr
from desktop.views.shared.money_words import won
from desktop.views.shared.row_model import RIGHT, Column, RowModel
from desktop.views.shared.tokens import Tone

if TYPE_CHECKING:
    from desktop.services.applications.support_history import PastSupport, SupportHistory
    from desktop.views.shared.in_place.part import Part


def _alike(row: PastSupport) -> str:
    """Return what this case and that one have in common."""
    said = []
    if row.same_solutions:
        said.append(tr("같은 솔루션 {words}", words=", ".join(row.same_solutions)))
    if row.same_level:
        said.append(tr("같은 수준 이상"))
    return " · ".join(said)


def _call(row: PastSupport) -> str:
    return " · ".join(part for part in (row.announcement or "", titled(row.track)) if part)


def _state(row: PastSupport) -> str:
    return tr("지원함") if row.is_supported else label(row.state)


COLUMNS: tuple[Column[Any], ...] = (
    Column("연도", lambda row: str(row.year or ""), key="year", width=56),
    Column("공고", _call, tip=_call, key="call", stretch=True),
    Column("사례", lambda row: row.number, key="number", width=116),
    Column(
        "지원", _state, pill=lambda row: Tone.INFORMATION if row.is_supported else Tone.NEUTRAL,
        key="state", width=84,
    ),
    Column(
        "국·도·시군비(원)", lambda row: won(row.public_money) if row.public_money else "",
        sort=lambda row: row.public_money, align=RIGHT, key="public_money", width=120,
    ),
    Column("같은 점", _alike, tip=_alike, key="alike", width=170),
)  # fmt: skip


class SupportCard(Card):
    """Out of sight while the company has no other case with us."""

    def __init__(self, part: Part) -> None:
        super().__init__(tr("지원 이력"))
        widen(self)
        self.summary = caption(indented=True)
        self.table = FitTable(tr("지원 이력"), RowModel(COLUMNS, identity=lambda row: row.case_id))
        self.table.opened.connect(lambda row: part.case_wanted.emit(row.case_id))
        self.add(self.summary)
        self.add(self.table)
        self.say_source(
            tr("이음 기록 기준입니다. 다른 곳의 지원은 알 수 없습니다. Enter로 사례를 엽니다.")
        )
        self.hide()

    def show_history(self, history: SupportHistory) -> None:
        """Show the other cases of the company."""
        self.setVisible(bool(history.cases))
        self.table.show_rows(history.cases)
        supported = len(history.supported)
        self.summary.setText(
            tr(
                "지원 {count}회, 국·도·시군비 {amount}원",
                count=supported,
                amount=spoken(history.public_money),
            )
            if supported
            else tr("신청한 적이 있으나 협약한 지원은 없습니다.")
        )

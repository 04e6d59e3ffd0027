"""Cases that wait for a large firm: choose some, choose a firm, offer them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.words import Action, CaseState, Severity, Stage
from desktop.services.matching import explanations, overview
from desktop.services.search import spoken
from desktop.services.search.words import Field
from desktop.views.shared import icons, language, look
from desktop.views.shared.banner import Banner
from desktop.views.shared.case_words import plan_words
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.date_edit import DateEdit
from desktop.views.shared.explain import explain
from desktop.views.shared.funding_amounts import FundingAmounts
from desktop.views.shared.language import Language, tr
from desktop.views.shared.money_words import spoken_won, won
from desktop.views.shared.row_model import RIGHT, Column, RowModel
from desktop.views.shared.short_money import short_won
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.matching.funding_plan import FundingPlan
    from desktop.services.matching.overview import PartnerFund, Proposed, Waiting
    from desktop.services.workspace import Written
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations

_ANSWER_DAYS = 14


def _track(row: Waiting) -> str:
    if row.track is None:
        return ""
    return row.track.en if language.chosen() is Language.ENGLISH else row.track.ko


class WaitingCases(QWidget):
    """The list and, above it, what is offered to whom.

    Signals:
        case_wanted: the person opened a case; carries its id.
        cases_wanted: the person asked for the list of cases; carries a query.
        counted: how many cases wait.
    """

    case_wanted = Signal(object)
    cases_wanted = Signal(str)
    counted = Signal(int)

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._operations = operations
        self._firms: dict[UUID, PartnerFund] = {}
        self._refusals: dict[UUID, str] = {}
        self._asked = 0
        self._previewed: UUID | None = None
        self.result = Banner(closable=True)
        self.funding, self.warning = FundingAmounts(), Banner()
        self.funding.hide()
        self.firm = ChoiceEdit(tr("제안할 대기업"))
        self.firm.value_chosen.connect(lambda _id: self._weigh())
        self.answer_by = DateEdit(tr("회신 기한"))
        self.answer_by.set_value(date.today() + timedelta(days=_ANSWER_DAYS))
        self.weight = QLabel()
        self.weight.setProperty("role", "secondary")
        self.offer = QPushButton(tr("제안하기"))
        self.offer.setProperty("kind", "primary")
        icons.wear(self.offer, "handshake", "on_solid")
        self.offer.clicked.connect(self._propose)
        self._make_table(settings)
        self._lay_out()
        self._weigh()

    def show_waiting(
        self, count: int, waiting: Sequence[Waiting], firms: Sequence[PartnerFund]
    ) -> None:
        """Show who waits and to whom they can be offered."""
        self._firms = {firm.id: firm for firm in firms}
        self.firm.set_choices((firm.id, self._firm_words(firm)) for firm in firms)
        gone = self._refusals.keys() - {row.id for row in waiting}
        for key in gone:
            del self._refusals[key]
        self.rows.show(waiting)
        self.table.columns.hide_empty(self.rows.empty_columns())
        hidden = count - len(waiting)
        self.more.setText(
            tr("그 밖에 {count}건은 사례 목록에서 볼 수 있습니다.", count=f"{hidden:,}")
        )
        self.more.setVisible(hidden > 0)
        self.counted.emit(count)
        self._weigh()

    # --- inside ---------------------------------------------------------------------------------

    def _make_table(self, settings: Settings) -> None:
        columns: tuple[Column[Any], ...] = (
            Column("기업", lambda r: r.company, key="company", width=200),
            Column("과제번호", lambda r: r.number, key="number", width=130),
            Column("지역", lambda r: r.region, key="region", width=130),
            Column("업종", lambda r: r.industry, key="ksic", width=150),
            Column("유형", _track, key="track", width=130),
            Column(
                "총사업비",
                lambda r: won(r.total_cost),
                key="cost",
                width=120,
                align=RIGHT,
                sort=lambda r: r.total_cost,
                tip=lambda r: spoken_won(r.total_cost),
            ),
            Column(
                "제안하지 못한 까닭",
                lambda r: self._refusals.get(r.id, ""),
                key="refused",
                width=260,
                pill=lambda r: Tone.WARNING if r.id in self._refusals else None,
                tip=lambda r: self._refusals.get(r.id, ""),
            ),
        )
        self.rows: RowModel[Waiting] = RowModel(columns)
        self.table = DataTable(tr("대기업을 기다리는 사례"))
        self.table.show_model(self.rows)
        self.table.set_compact(compact=settings.compact)
        self.table.opened.connect(lambda row: self.case_wanted.emit(row.id))
        self.table.selection_changed.connect(lambda _count: self._weigh())
        self.table.set_empty_state(
            "circle-check",
            tr("대기업을 기다리는 사례가 없습니다"),
            explanation=tr("요건검토를 마친 사례가 매칭 단계로 오면 여기에 모입니다."),
            action=tr("신청 단계의 사례 보기"),
            then=lambda: self.cases_wanted.emit(_applying()),
        )

    def _lay_out(self) -> None:
        self.more = QLabel()
        self.more.setProperty("role", "caption")
        self.more.hide()
        self.firm.setMinimumWidth(look.px(260))
        self.answer_by.setFixedWidth(look.px(150))
        row = QHBoxLayout()
        row.setSpacing(look.px(Space.SMALL))
        row.addWidget(self.firm)
        until = QLabel(tr("회신 기한"))
        until.setBuddy(self.answer_by)
        until.setProperty("role", "secondary")
        row.addWidget(until)
        row.addWidget(self.answer_by)
        row.addWidget(self.weight, 1)
        row.addWidget(self.offer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addWidget(self.result)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addWidget(self.more)
        column.addWidget(self.warning)
        column.addWidget(self.funding)

    @staticmethod
    def _firm_words(firm: PartnerFund) -> str:
        if firm.pool_id is None:
            return tr("{name} · 출연금 미입력", name=firm.name)
        return tr("{name} · {amount} 남음", name=firm.name, amount=short_won(firm.cash.left))

    def _chosen(self) -> list[UUID]:
        rows: list[Waiting] = self.table.selected_rows()
        return [row.id for row in rows]

    def _weigh(self) -> None:
        """Say what the chosen cases would take out of the fund of the chosen firm."""
        cases, firm = self._chosen(), self._firm()
        self._preview(cases)
        self.offer.setEnabled(bool(cases) and firm is not None)
        self.offer.setText(
            tr("{count}건 제안하기", count=f"{len(cases):,}") if cases else tr("제안하기")
        )
        self._asked += 1
        asked = self._asked
        if not cases or firm is None:
            hint = tr("제안할 사례를 고르세요. Ctrl이나 Shift로 여럿을 고를 수 있습니다.")
            self.weight.setText(hint if self.rows.rows and firm is not None else "")
            return
        self._operations.read(
            lambda session: overview.expected_share(session, cases),
            owner=self,
            then=lambda share: self._say_weight(share, firm, asked),
            otherwise=lambda _error: self.weight.setText(""),
        )

    def _preview(self, cases: list[UUID]) -> None:
        """Show who would pay how much of a single chosen case, before the partner finds out."""
        wanted = cases[0] if len(cases) == 1 else None
        if wanted == self._previewed:
            return
        self._previewed = wanted
        self.funding.hide()
        self.warning.quiet()
        if wanted is not None:
            self._operations.read(
                lambda session: explanations.preview(session, wanted),
                owner=self,
                then=lambda plan: self._show_preview(wanted, plan),
            )

    def _show_preview(self, wanted: UUID, plan: FundingPlan | None) -> None:
        if wanted != self._previewed or plan is None:
            return  # another one was chosen meanwhile
        self.funding.say(tr("예상 재원"))
        self.funding.show_amounts(explanations.explained(plan))
        self.funding.show()
        said = plan_words(plan)
        if said:
            blocks = any(severity is Severity.BLOCKS for severity, _ in said)
            words = "\n".join(sentence for _, sentence in said)
            self.warning.say(words, Tone.DANGER if blocks else Tone.WARNING)

    def _say_weight(self, share: int | None, firm: PartnerFund, asked: int) -> None:
        if asked != self._asked:
            return  # something else was chosen meanwhile
        if share is None:
            self.weight.setText("")
        elif firm.pool_id is None:
            self.weight.setText(tr("대기업 몫 약 {share}", share=short_won(share)))
        else:
            self.weight.setText(
                tr(
                    "대기업 몫 약 {share} · 남은 출연금 {left}",
                    share=short_won(share),
                    left=short_won(firm.cash.left),
                )
            )
        self.weight.setToolTip("" if share is None else f"{won(share)} {tr('원')}")

    def _firm(self) -> PartnerFund | None:
        value = self.firm.value()
        return self._firms.get(value) if isinstance(value, UUID) else None

    def _propose(self) -> None:
        cases, firm, until = self._chosen(), self._firm(), self.answer_by.value()
        if firm is None or not cases:
            return
        self.offer.setEnabled(False)
        self._operations.write(
            lambda session: overview.propose_all(session, cases, firm.id, answer_by=until),
            action=Action.MATCH_PROPOSE,
            owner=self,
            then=lambda written: self._say_result(firm, written),
            count=len(cases),
        )

    def _say_result(self, firm: PartnerFund, written: Written[list[Proposed]]) -> None:
        refused = [one for one in written.value if one.refused is not None]
        done = len(written.value) - len(refused)
        for one in written.value:
            self._refusals.pop(one.case_id, None)
            if one.refused is not None:
                self._refusals[one.case_id] = explain(one.refused)
        self.rows.set_rows(self.rows.rows)
        self.table.viewport().update()
        self.table.columns.hide_empty(self.rows.empty_columns())
        said = []
        if done:
            said.append(tr("{name}에 {count}건을 제안했습니다.", name=firm.name, count=f"{done:,}"))
        if refused:
            reason = explain(refused[0].refused) if refused[0].refused is not None else ""
            said.append(
                tr("{count}건은 제안하지 못했습니다. {reason}", count=len(refused), reason=reason)
            )
        self.result.say(" ".join(said), Tone.WARNING if refused else Tone.SUCCESS)
        self._weigh()


def _applying() -> str:
    """Return the query that finds the cases that may come next, in the language of the window."""
    english = language.chosen() is Language.ENGLISH
    return spoken.join(
        spoken.say(Field.STAGE, Stage.APPLICATION, english=english),
        spoken.say(Field.STATE, CaseState.OPEN, english=english),
    )

"""One large firm at the right: how its fund is used, its matches, and what is known about it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget

from db.words import CaseState, MatchState, Stage
from desktop.services.matching import explanations, overview
from desktop.views.labels import label
from desktop.views.matching.fund_bar import FundBar, Swatch
from desktop.views.matching.partner_form import PartnerForm
from desktop.views.shared import icons, look
from desktop.views.shared.card import Card
from desktop.views.shared.case_tones import STAGE_ICONS, STAGE_TONES
from desktop.views.shared.column_widths import pills
from desktop.views.shared.day_words import day_text
from desktop.views.shared.deadline import deadline_words
from desktop.views.shared.funding_amounts import FundingAmounts
from desktop.views.shared.language import tr
from desktop.views.shared.money_words import spoken_won, won
from desktop.views.shared.row_model import RIGHT, Column, RowModel
from desktop.views.shared.short_money import short_won
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.matching.explanations import FundingLineRow
    from desktop.services.matching.overview import MatchRow, PartnerFund
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations

MATCH_TONES = {
    MatchState.PROPOSED: Tone.INFORMATION,
    MatchState.HELD: Tone.WARNING,
    MatchState.ACCEPTED: Tone.ACCENT,
    MatchState.CONFIRMED: Tone.SUCCESS,
    MatchState.DECLINED: Tone.NEUTRAL,
}
_WAITS = (MatchState.PROPOSED, MatchState.HELD)


def _answer(row: MatchRow) -> str:
    if row.state in _WAITS and row.answer_by is not None:
        return deadline_words(row.answer_by, today=date.today()).short
    return day_text(row.answered_on) if row.answered_on is not None else ""


def _answer_tone(row: MatchRow) -> Tone | None:
    if row.state not in _WAITS or row.answer_by is None:
        return None
    tone = deadline_words(row.answer_by, today=date.today()).tone
    return None if tone is Tone.NEUTRAL else tone


def _answer_tip(row: MatchRow) -> str:
    lines = []
    if row.answer_by is not None:
        lines.append(tr("회신 기한 {day}", day=day_text(row.answer_by, weekday=True)))
    if row.answered_on is not None:
        lines.append(tr("회신일 {day}", day=day_text(row.answered_on, weekday=True)))
    return "\n".join([*lines, *([row.reason] if row.reason else [])])


def _case_words(row: MatchRow) -> str:
    return label(row.stage if row.case_state is CaseState.OPEN else row.case_state)


def _columns() -> tuple[Column[Any], ...]:
    """Return the columns, wide enough for the words of the chosen language."""
    return (
        Column("기업", lambda r: r.company, key="company", width=168),
        Column("과제번호", lambda r: r.number, key="number", width=120),
        Column(
            "매칭",
            lambda r: label(r.state),
            key="state",
            width=pills(MatchState),
            sort=lambda r: list(MatchState).index(r.state),
            pill=lambda r: MATCH_TONES[r.state],
        ),
        Column(
            "사례",
            _case_words,
            key="stage",
            width=pills((*Stage, *CaseState)),
            sort=lambda r: r.stage.position,
            pill=lambda r: STAGE_TONES[r.stage] if r.case_state is CaseState.OPEN else Tone.NEUTRAL,
            icon=lambda r: STAGE_ICONS[r.stage] if r.case_state is CaseState.OPEN else None,
        ),
        Column(
            "총사업비",
            lambda r: won(r.total_cost),
            key="cost",
            width=112,
            align=RIGHT,
            sort=lambda r: r.total_cost,
            tip=lambda r: spoken_won(r.total_cost),
        ),
        Column(
            "대기업 몫",
            lambda r: won(r.share),
            key="share",
            width=112,
            align=RIGHT,
            sort=lambda r: r.share,
            tip=lambda r: spoken_won(r.share),
        ),
        Column(
            "회신",
            _answer,
            key="answer",
            width=104,
            sort=lambda r: r.answer_by,
            pill=_answer_tone,
            tip=_answer_tip,
        ),
    )


class PartnerPanel(QWidget):
    """The firm that is chosen at the left.

    Signals:
        case_wanted: the person opened a match; carries the case's id.
        waiting_wanted: the person asked for the cases that wait for a firm.
    """

    case_wanted = Signal(object)
    waiting_wanted = Signal()

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._operations = operations
        self._firm: PartnerFund | None = None
        self._asked = 0
        self._chosen: UUID | None = None  # the match whose amounts are shown
        self.head = self._make_head()
        self.rows: RowModel[MatchRow] = RowModel(_columns())
        self.table = DataTable(tr("매칭한 사례"))
        self.table.show_model(self.rows)
        self.table.set_compact(compact=settings.compact)
        self.table.remember(
            settings.lists.get("matches", {}),
            lambda chosen: settings.lists.__setitem__("matches", chosen),
        )
        self.table.opened.connect(lambda row: self.case_wanted.emit(row.case_id))
        self.table.set_empty_state(
            "handshake",
            tr("이 해에 제안한 사례가 없습니다"),
            explanation=tr("대기업을 기다리는 사례를 골라 제안할 수 있습니다."),
            action=tr("기다리는 사례 보기"),
            then=self.waiting_wanted.emit,
        )
        self.funding = FundingAmounts()
        self.funding.hide()
        self.table.selection_changed.connect(lambda _count: self._explain_chosen())
        self.form = PartnerForm(operations)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(tr("대기업 상세"))
        room = QWidget()
        inside = QVBoxLayout(room)
        inside.setContentsMargins(0, look.px(Space.MEDIUM), 0, 0)
        inside.addWidget(self.table)
        inside.addWidget(self.funding)
        self.tabs.addTab(room, tr("매칭"))
        self.tabs.addTab(self.form, tr("출연금과 정보"))
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(Space.MEDIUM), 0, 0, 0)
        column.setSpacing(look.px(Space.SMALL))
        column.addWidget(self.head)
        column.addWidget(self.tabs, 1)

    def show_firm(self, firm: PartnerFund) -> None:
        """Show a firm: the head at once, its matches as soon as they are read."""
        other = self._firm is None or (self._firm.id, self._firm.year) != (firm.id, firm.year)
        self._firm = firm
        self._fill_head(firm)
        self.form.show_firm(firm)
        self._asked += 1
        asked = self._asked
        if other:
            self.rows.set_rows([])
            self.table.set_loading(loading=True)
        self._operations.read(
            lambda session: overview.matches_of(session, firm.id, year=firm.year),
            owner=self,
            then=lambda rows: self._show_matches(rows, asked),
        )

    def edit_fund(self) -> None:
        """Lead to the field of the firm's money."""
        self.tabs.setCurrentWidget(self.form)
        self.form.sums["partner_amount"].setFocus()

    def _show_matches(self, rows: list[MatchRow], asked: int) -> None:
        if asked != self._asked:
            return  # another firm was chosen meanwhile
        self.table.set_loading(loading=False)
        self.rows.show(rows)
        self.tabs.setTabText(0, tr("매칭 {count}", count=f"{len(rows):,}"))

    def _explain_chosen(self) -> None:
        """Show who pays how much of the chosen match; each amount says why."""
        chosen: list[MatchRow] = self.table.selected_rows()
        self._chosen = chosen[0].id if len(chosen) == 1 else None
        if self._chosen is None:
            self.funding.hide()
            return
        match, company = chosen[0].id, chosen[0].company
        self._operations.read(
            lambda session: explanations.lines_of(session, match),
            owner=self,
            then=lambda lines: self._show_funding(match, company, lines),
        )

    def _show_funding(self, match: UUID, company: str, lines: tuple[FundingLineRow, ...]) -> None:
        if match == self._chosen:  # another one may have been chosen meanwhile
            self.funding.say(tr("{company} · 누가 얼마를 내는가", company=company))
            self.funding.show_amounts(lines)
            self.funding.setVisible(bool(lines))

    def _make_head(self) -> Card:
        card = Card(" ")
        self.bar = FundBar()
        card.add(self.bar)
        figures = QHBoxLayout()
        figures.setSpacing(look.px(Space.WIDE))
        self.figures: dict[str, QLabel] = {}
        for key, word in (
            ("pledged", tr("약정")),
            ("confirmed", tr("확정")),
            ("reserved", tr("배정")),
            ("left", tr("남음")),
            ("cases", tr("사례")),
        ):
            pair = QVBoxLayout()
            pair.setSpacing(0)
            name = QLabel(word)
            name.setProperty("role", "caption")
            figure = QLabel()
            figure.setProperty("role", "card-title")
            name.setBuddy(figure)
            line = QHBoxLayout()
            line.setSpacing(look.px(Space.TINY))
            if key in ("confirmed", "reserved", "left"):
                line.addWidget(Swatch(key))
            line.addWidget(name)
            line.addStretch(1)
            pair.addWidget(figure)
            pair.addLayout(line)
            figures.addLayout(pair)
            self.figures[key] = figure
        figures.addStretch(1)
        card.body.addLayout(figures)
        self.fill_in = QPushButton(tr("출연금 적기"))
        icons.wear(self.fill_in, "pencil")
        self.fill_in.clicked.connect(self.edit_fund)
        card.add_action(self.fill_in)
        return card

    def _fill_head(self, firm: PartnerFund) -> None:
        fund = firm.cash
        known = firm.pool_id is not None
        self.head.title.setText(firm.name)
        self.head.title.setToolTip(firm.name)
        self.bar.show_fund(fund)
        self.fill_in.setText(tr("출연금 고치기") if known else tr("출연금 적기"))
        for key in ("pledged", "confirmed", "reserved", "left"):
            amount = getattr(fund, key)
            shown = known or key in ("confirmed", "reserved")
            self.figures[key].setText(short_won(amount) if shown else "–")
            self.figures[key].setToolTip(f"{won(amount)} {tr('원')}" if shown else "")
        over = known and fund.left < 0
        if over:
            self.figures["left"].setText(tr("{amount} 넘침", amount=short_won(-fund.left)))
        self.figures["cases"].setText(f"{firm.cases:,}")
        quota = (firm.fund["quota_min"], firm.fund["quota_max"])
        said = tr("기업 수 {least}~{most}곳", least=quota[0], most=quota[1]) if any(quota) else ""
        parts = (
            tr("확정 {count}건", count=f"{firm.cases_confirmed:,}"),
            tr("협의 중 {count}건", count=f"{firm.cases_reserved:,}"),
            said,
        )
        self.figures["cases"].setToolTip("\n".join(part for part in parts if part))
        year = tr("{year}년 출연금 (현금) 기준", year=firm.year)
        self.head.say_source(f"{year} · {said}" if said else year)

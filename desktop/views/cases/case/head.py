"""The head of a case: who, which, how far, how much, until when, and the way on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from db.words import Action, CaseState, Stage
from desktop.services import staff
from desktop.services.cases import detail
from desktop.services.cases.invented import is_invented
from desktop.services.programmes.errors import PackMissingError
from desktop.services.programmes.packs import pack
from desktop.services.status_machines import CASE
from desktop.services.sync import whereabouts
from desktop.views.labels import label
from desktop.views.shared import look
from desktop.views.shared.case_tones import STATE_TONES
from desktop.views.shared.case_words import spoken, titled
from desktop.views.shared.deadline import DeadlineBar
from desktop.views.shared.form import FormField
from desktop.views.shared.in_place.editors import ChoiceEdit, quiet_style
from desktop.views.shared.in_place.facts import small_button, tool
from desktop.views.shared.in_place.part import Part
from desktop.views.shared.language import tr
from desktop.views.shared.money_words import won
from desktop.views.shared.pill import StatusPill
from desktop.views.shared.state_dot import StateDot
from desktop.views.shared.stepper import Step, Stepper, StepState
from desktop.views.shared.tokens import FontSize, Space, Tone

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtGui import QResizeEvent
    from sqlmodel import Session

    from desktop.services.cases.detail import CaseDetail, SourceMoney
    from desktop.services.deadlines import DeadlineRow
    from desktop.services.sync.whereabouts import Whereabouts


_SHORTEST_NAME = 160


@dataclass(frozen=True)
class HeadAnswer:
    """What the head shows; papers: names of the pack's papers by code."""

    case: CaseDetail
    synthetic: bool
    people: tuple[tuple[UUID, str], ...]
    papers: dict[str, str]
    whereabouts: Whereabouts


class _Fact(QWidget):
    """A word in small grey letters with its value below."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self._text = ""
        name = QLabel(word)
        name.setProperty("role", "label")
        self.value = QLabel()
        self.value.setTextFormat(Qt.TextFormat.PlainText)
        self.value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.value.setMinimumHeight(look.px(20))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(name)
        column.addWidget(self.value)
        column.addStretch(1)

    def say(self, text: str, *, tip: str = "") -> None:
        """Show a value; tip: the whole truth about it."""
        self._text = text or "—"
        self.setToolTip(tip or text)
        self._cut()

    def _cut(self) -> None:
        """Show as much as there is room for; the whole is in the tip."""
        metrics = self.value.fontMetrics()
        self.value.setText(
            metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, self.value.width())
        )
        self.value.setAccessibleName(self._text)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()


class CaseHead(Part):
    """The top of the page.

    Signals:
        company_wanted: the person asked for the company; carries its id.
        step_chosen: the person wants to see a stage; carries its key (str).
        advance_wanted, back_wanted: the person wants to move the case on, or back.
        tear_off_wanted: the person wants the case in a window of its own.
        deadline_wanted: the person asked for what the next deadline is about; carries its row.
        side_wanted: the person wants to see, or not to see, what stands beside the stages.
        conflicts_wanted: the person wants to see what is in conflict.
        take_along_wanted: the person takes the case along to a factory.
        state_wanted: the person wants to close, hold, withdraw … the case; carries the CaseState.
        rules_wanted: the person wants the case to stand on another pack.
    """

    company_wanted = Signal(object)
    step_chosen = Signal(str)
    advance_wanted = Signal()
    back_wanted = Signal()
    tear_off_wanted = Signal()
    deadline_wanted = Signal(object)
    state_wanted = Signal(object)
    rules_wanted = Signal()
    side_wanted = Signal()
    take_along_wanted = Signal()
    conflicts_wanted = Signal()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown: HeadAnswer | None = None
        self.setStyleSheet(quiet_style())
        self._people: list[tuple[object, str]] = []
        self._deadline: DeadlineBar | None = None
        self._deadline_row: DeadlineRow | None = None
        self.owner = ChoiceEdit(tr("담당자"))
        self._form = self.form("case", Action.CASE_ASSIGN)
        self._build_words()
        self._build_buttons()
        self._build_facts()
        self._lay_out()

    # --- reading --------------------------------------------------------------------------------

    @override
    def read(self, session: Session, case_id: UUID) -> HeadAnswer:
        case = detail.case_detail(session, case_id, today=self.today())
        try:
            found = pack(case.pack, case.pack_version) if case.pack else None
        except PackMissingError:
            found = None
        papers = found.papers if found is not None else ()
        return HeadAnswer(
            case,
            is_invented(session, case.company_id),
            tuple((one.id, one.name) for one in staff.list_staff(session)),
            {paper.code: titled(paper.title) for paper in papers},
            whereabouts.of_rows(session, "case", [case_id])[case_id],
        )

    @override
    def show_answer(self, answer: HeadAnswer) -> None:
        self.shown = answer
        case = answer.case
        self.company.setToolTip(tr("{company} 기업 화면으로", company=case.company))
        self.line.setText(" · ".join(part for part in (case.number, case.title) if part))
        self.state.say(label(case.state), STATE_TONES[case.state] or Tone.ACCENT)
        self.synthetic.setVisible(answer.synthetic)
        self.dot.show_row(answer.whereabouts)
        count = answer.whereabouts.conflicts
        self.conflicts.setText(tr("충돌 {count}칸", count=f"{count:,}"))
        self.conflicts.setVisible(count > 0)
        self._cut_name()
        self._show_steps(case)
        self._show_money(case)
        self._show_people(answer)
        self._show_deadline(case.next_deadline)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut_name()

    def _cut_name(self) -> None:
        """Show as much of the name as there is room for beside marks and buttons."""
        if self.shown is None:
            return
        name = self.shown.case.company
        beside = (
            self.dot, self.state, self.synthetic, self.conflicts, self.more, self.along, self.side,
            self.tear_off,
            self.back, self.advance,
        )  # fmt: skip
        taken = sum(
            one.sizeHint().width() + look.px(Space.SMALL) for one in beside if not one.isHidden()
        )
        room = max(self.width() - taken - look.px(Space.WIDE), look.px(_SHORTEST_NAME))
        metrics = QFontMetrics(look.font(FontSize.PAGE_TITLE, QFont.Weight.Bold))
        self.company.setText(metrics.elidedText(name, Qt.TextElideMode.ElideRight, room))
        self.company.setAccessibleName(name)

    def _show_steps(self, case: CaseDetail) -> None:
        self.stepper.set_steps(
            [
                Step(step.stage, label(step.stage), StepState(step.state), step.blocked_by)
                for step in case.steps
            ]
        )
        last = case.stage is Stage.AFTERCARE
        self.advance.setVisible(not last)
        self.back.setVisible(case.stage is not Stage.APPLICATION)
        if not last:
            following = list(Stage)[case.stage.position + 1]
            self.advance.setText(tr("다음 단계로: {stage}", stage=label(following)))

    def _show_money(self, case: CaseDetail) -> None:
        cost = spoken(case.total_cost) if case.total_cost else ""
        self.cost.say(cost, tip=tr("{amount}원 (부가세 별도)", amount=won(case.total_cost)))
        parts = [f"{label(one.source)} {spoken(one.amount)}" for one in case.money]
        words = " + ".join(parts) if parts else tr("아직 정해지지 않음")
        if parts and not case.money_is_fixed:
            words = tr("{money} (확정 전)", money=words)
        self.money.say(words, tip=_exact(case.money))
        self.track.say(titled(case.track_title, case.track))
        self.partner.say(
            case.partner or (tr("아직 없음") if case.needs_partner else tr("해당 없음"))
        )
        self.supplier.say(case.supplier or tr("아직 없음"))

    def _show_people(self, answer: HeadAnswer) -> None:
        people: list[tuple[object, str]] = [(None, tr("정해지지 않음"))]
        people += answer.people
        case = answer.case
        if case.owner_id is not None and case.owner_id not in dict(answer.people):
            people.append((case.owner_id, case.owner or ""))
        if self._people != people:
            self._people = people
            self.owner.set_choices(people)
        self._form.show(case.id, {"owner_id": case.owner_id})

    def _show_deadline(self, row: DeadlineRow | None) -> None:
        if row == self._deadline_row and self._deadline is not None:
            return
        if self._deadline is not None:
            self._deadline.hide()
            self._deadline.deleteLater()
            self._deadline = None
        self._deadline_row = row
        if row is None:
            return
        mark = "" if row.verified else tr("공고 원문으로 검증 안 됨")
        clause = "\n".join(part for part in (row.clause, row.source, mark) if part)
        title = " ".join(part for part in (label(row.kind), row.note) if part)
        bar = DeadlineBar(title, row.due, today=self.today(), clause=clause)
        bar.clicked.connect(lambda: self.deadline_wanted.emit(row))
        self._deadline = bar
        self._deadline_place.addWidget(bar)

    # --- building -------------------------------------------------------------------------------

    def _build_words(self) -> None:
        self.company = QPushButton()
        self.company.setProperty("kind", "ghost")
        self.company.setCursor(Qt.CursorShape.PointingHandCursor)
        # A title that is also a door: the size of a page title, the focus of a button.
        size, edge = look.px(FontSize.PAGE_TITLE), look.px(Space.TINY)
        self.company.setStyleSheet(
            f"font-size: {size}px; font-weight: 700; padding: 0 {edge}px; text-align: left;"
            " color: palette(window-text);"
        )
        self.company.clicked.connect(
            lambda: self.company_wanted.emit(self.shown.case.company_id) if self.shown else None
        )
        self.line = QLabel()
        self.line.setProperty("role", "secondary")
        self.line.setIndent(look.px(Space.TINY) + 1)  # below the first letter of the name
        self.line.setTextFormat(Qt.TextFormat.PlainText)
        self.line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.state = StatusPill()
        self.synthetic = StatusPill(tr("체험"), Tone.INFORMATION, icon="eye")
        self.synthetic.setToolTip(tr("지어낸 기업의 체험 자료입니다."))
        self.dot = StateDot()
        self.conflicts = small_button("", "triangle-alert")
        self.conflicts.setToolTip(tr("값이 어긋난 칸을 나란히 보고 정합니다."))
        self.conflicts.hide()
        self.conflicts.clicked.connect(self.conflicts_wanted)
        self.stepper = Stepper()
        self.stepper.chosen.connect(self.step_chosen)

    def _build_buttons(self) -> None:
        self.advance = QPushButton(tr("다음 단계로"))
        self.advance.setProperty("kind", "primary")
        self.advance.setToolTip(tr("다음 단계로 (Ctrl+→)"))
        self.advance.clicked.connect(self.advance_wanted)
        self.back = QPushButton(tr("이전 단계로"))
        self.back.setToolTip(tr("이전 단계로 (Ctrl+←)"))
        self.back.clicked.connect(self.back_wanted)
        self.tear_off = tool("external-link", tr("새 창으로"))
        self.tear_off.clicked.connect(self.tear_off_wanted)
        self.along = tool("map-pin", tr("현장 방문으로 가져가기"))
        self.along.clicked.connect(self.take_along_wanted)
        self.side = tool("panel-left", tr("사례 기록 보이기·숨기기"))
        self.side.clicked.connect(self.side_wanted)
        self.more = tool("ellipsis", tr("상태와 규칙 바꾸기"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._states = QMenu(self.more)
        self._states.aboutToShow.connect(self._offer_states)
        self.more.setMenu(self._states)

    def _offer_states(self) -> None:
        """Offer every state but the one of now, and other rules."""
        self._states.clear()
        for state in CaseState:
            if self.shown is not None and state in CASE.allowed(self.shown.case.state):
                action = self._states.addAction(label(state))
                action.triggered.connect(lambda _on=False, to=state: self.state_wanted.emit(to))
        self._states.addSeparator()
        self._states.addAction(tr("공고 규칙 바꾸기")).triggered.connect(
            lambda _on=False: self.rules_wanted.emit()
        )

    def _build_facts(self) -> None:
        self.cost = _Fact(tr("총사업비"))
        self.money = _Fact(tr("재원"))
        self.track = _Fact(tr("유형"))
        self.partner = _Fact(tr("대기업"))
        self.supplier = _Fact(tr("공급기업"))
        self._owner_field = FormField(tr("담당자"), self.owner)
        self._form.bind("owner_id", self._owner_field)
        self._owner_field.setStyleSheet(
            f"QComboBox {{ min-height: {look.px(18)}px; padding-left: 0; }}"
        )
        column = self._owner_field.layout()
        if column is not None:
            column.setSpacing(0)

    def _lay_out(self) -> None:
        marks = QHBoxLayout()
        marks.setSpacing(look.px(Space.SMALL))
        for widget in (self.company, self.dot, self.state, self.synthetic, self.conflicts):
            marks.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        marks.addStretch(1)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addLayout(marks)
        names.addWidget(self.line)
        top = QHBoxLayout()
        top.setSpacing(look.px(Space.SMALL))
        top.addLayout(names, 1)
        for button in (
            self.more,
            self.along,
            self.side,
            self.tear_off,
            self.back,
            self.advance,
        ):
            top.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        way = QHBoxLayout()
        way.setSpacing(look.px(Space.LARGE))
        way.addWidget(self.stepper, 3)
        self._deadline_place = QHBoxLayout()
        way.addLayout(self._deadline_place, 2)
        facts = QHBoxLayout()
        facts.setSpacing(look.px(Space.LARGE))
        for fact, stretch in (
            (self.cost, 2), (self.money, 6), (self.track, 2), (self.partner, 2), (self.supplier, 2),
        ):  # fmt: skip
            facts.addWidget(fact, stretch, Qt.AlignmentFlag.AlignTop)
        facts.addWidget(self._owner_field, 2, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.SMALL))
        column.addLayout(top)
        column.addLayout(way)
        column.addLayout(facts)


def _exact(money: tuple[SourceMoney, ...]) -> str:
    """Return every source with its exact won, a line each."""
    return "\n".join(
        tr("{source} {amount}원", source=label(one.source), amount=won(one.amount)) for one in money
    )


__all__ = ["CaseHead", "HeadAnswer"]

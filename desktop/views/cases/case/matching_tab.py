"""The tab of the matching: which large firm, what it answered, who pays how much and why."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from db.words import Action, MatchState
from desktop.services import partners, suppliers
from desktop.services.cases import detail
from desktop.services.matching import disclosures, matches
from desktop.views.cases.case.disclosures_card import DisclosuresCard
from desktop.views.cases.case.funding_card import FundingCard
from desktop.views.cases.case.papers_card import PapersCard
from desktop.views.labels import label
from desktop.views.shared import look
from desktop.views.shared.day_words import day_text
from desktop.views.shared.form import FormField
from desktop.views.shared.in_place.editors import ChoiceEdit, DateEdit, make_quiet
from desktop.views.shared.in_place.facts import (
    INDENT,
    FactCard,
    FactLabel,
    caption,
    indent,
    lead_to,
    small_button,
)
from desktop.views.shared.in_place.part import ScrolledPart
from desktop.views.shared.language import tr
from desktop.views.shared.pill import StatusPill
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.cases.detail import CaseDetail, MatchingTab
    from desktop.services.matching.disclosures import AnswerRow, DisclosureRow
    from desktop.services.matching.explanations import MatchDetail
    from desktop.views.shared.in_place.part import Part

    Choices = tuple[tuple[UUID, str], ...]
    Shown = tuple[list[DisclosureRow], list[AnswerRow]]
    Answer = tuple[CaseDetail, MatchingTab, Choices, Choices, Shown]

_TONES = {
    MatchState.PROPOSED: Tone.INFORMATION,
    MatchState.ACCEPTED: Tone.ACCENT,
    MatchState.HELD: Tone.WARNING,
    MatchState.DECLINED: Tone.DANGER,
    MatchState.CONFIRMED: Tone.SUCCESS,
}
_DAYS_TO_ANSWER = 14  # our proposal for the day; the person moves it


def _save_answer_day(part: Part, session: Session, changes: Mapping[str, Any]) -> None:
    assert part.case_id is not None
    matches.change_answer_day(session, part.case_id, changes["answer_by"])


class PartnerCard(FactCard):
    """The large firm, its answer, and the supplier; every step a button."""

    def __init__(self, part: Part) -> None:
        super().__init__(tr("대기업과 공급기업"))
        self._part = part
        self._match: MatchDetail | None = None
        self._offered: list[list[tuple[object, str]]] = [[], []]
        self.state = StatusPill()
        self.add_action(self.state)
        self.partner = ChoiceEdit(tr("대기업"))
        self.partner_field = self.add_field("partner_id", tr("대기업"), self.partner)
        indent(self.partner_field)
        make_quiet(self.partner)
        self.fixed_partner = FactLabel()
        cell = self.partner_field.layout()
        assert isinstance(cell, QVBoxLayout)
        cell.insertWidget(2, self.fixed_partner)
        self.answer_by = DateEdit(today=part.today)
        self._match_form = part.form(
            "match",
            Action.MATCH_EDIT,
            save=lambda session, _match_id, changes, **_seen: _save_answer_day(
                part, session, changes
            ),
        )
        self.answer_field = self.add(self._match_form, "answer_by", self.answer_by)
        self.supplier = ChoiceEdit(tr("공급기업"))
        self.case_form = part.form("case", Action.CASE_EDIT)
        self.add(self.case_form, "supplier_id", self.supplier)
        self.remark = caption(indented=True)
        self.complaint = FormField("", self._buttons())
        self.complaint.label.hide()
        self.body.addWidget(self.remark)
        self.body.addWidget(self.complaint)
        self.partner.value_chosen.connect(lambda _value: self._show_buttons())

    def _buttons(self) -> QWidget:
        self.propose = self._button(tr("매칭 제안하기"), self._propose, kind="primary")
        self.accept = self._button(tr("채택"), lambda: self._decide(MatchState.ACCEPTED))
        self.hold = self._button(tr("보류"), lambda: self._decide(MatchState.HELD))
        self.decline = self._button(tr("거절"), self._decline)
        self.confirm = self._button(tr("매칭 확정하기"), self._confirm, kind="primary")
        self.take_back = small_button(tr("확정 되돌리기"), "undo-2")
        self.take_back.clicked.connect(self._take_back)
        holder = QWidget()
        holder.setAccessibleName(tr("매칭 판정"))
        row = QHBoxLayout(holder)
        row.setContentsMargins(look.px(INDENT), 0, look.px(INDENT), 0)
        row.setSpacing(look.px(Space.SMALL))
        for button in (
            self.propose, self.confirm, self.accept, self.hold, self.decline, self.take_back,
        ):  # fmt: skip
            row.addWidget(button)
        row.addStretch(1)
        return holder

    @staticmethod
    def _button(words: str, then: Any, *, kind: str = "secondary") -> QPushButton:
        button = QPushButton(words)
        button.setProperty("kind", kind)
        button.clicked.connect(lambda: then())
        return button

    def show_match(
        self, case: CaseDetail, tab: MatchingTab, firms: Choices, suppliers: Choices
    ) -> None:
        """Show who pays, who builds, and what can be done now."""
        match = tab.match
        changed = (match.id if match else None) != (self._match.id if self._match else None)
        changed = changed or (match is not None and match != self._match)
        first = not self._offered[0]
        self._match = match
        self._offer(0, self.partner, tr("대기업을 고르세요"), firms)
        self._offer(1, self.supplier, tr("정해지지 않음"), suppliers)
        if changed or first:
            self.partner.set_value(match.partner_id if match else case.partner_id)
        self.case_form.show(case.id, {"supplier_id": case.supplier_id})
        self.answer_field.setVisible(tab.needs_partner)
        if match is not None:
            self._match_form.show(match.id, {"answer_by": match.answer_by})
        elif self._match_form.row_id is not None or self.answer_by.value() is None:
            self._match_form.row_id = None
            self.answer_by.set_value(self._part.today() + timedelta(days=_DAYS_TO_ANSWER))
        self.state.setVisible(match is not None)
        if match is not None:
            self.state.say(label(match.state), _TONES[match.state])
        self.remark.setText(_remark(tab, match))
        self.remark.setVisible(bool(self.remark.text()))
        self.needs_partner = tab.needs_partner
        self._show_buttons()

    def _offer(self, at: int, choice: ChoiceEdit, nothing: str, offered: Choices) -> None:
        wanted: list[tuple[object, str]] = [(None, nothing), *offered]
        if wanted != self._offered[at]:
            self._offered[at] = wanted
            choice.set_choices(wanted)

    def _show_buttons(self) -> None:
        match = self._match
        state = match.state if match is not None else None
        fixed = state is MatchState.CONFIRMED
        other = match is not None and self.partner.value() != match.partner_id
        self.partner_field.setVisible(self.needs_partner)
        self.partner.setVisible(not fixed)
        self.fixed_partner.setVisible(fixed)
        self.fixed_partner.say(self.partner.currentText())
        self._match_form.set_enabled(enabled=not fixed)
        self.propose.setVisible(match is None or (other and not fixed))
        self.propose.setText(tr("이 대기업에 다시 제안하기") if other else tr("매칭 제안하기"))
        waiting = match is not None and not fixed and not other
        self.accept.setVisible(waiting and self.needs_partner and state is not MatchState.ACCEPTED)
        self.hold.setVisible(waiting and self.needs_partner and state is not MatchState.HELD)
        self.decline.setVisible(waiting and self.needs_partner)
        ready = state is MatchState.ACCEPTED or not self.needs_partner
        self.confirm.setVisible(waiting and ready)
        self.take_back.setVisible(fixed)

    # --- steps ----------------------------------------------------------------------------------

    def _write(self, work: Any, action: Action) -> None:
        self._part.write(work, action=action, complain_at=self.complaint)

    def _propose(self) -> None:
        self.answer_by.take()
        case_id, day = self._part.case_id, self.answer_by.value()
        firm: Any = self.partner.value() if self.needs_partner else None
        if case_id is not None:
            self._write(
                lambda session: matches.propose(
                    session, case_id, firm, answer_by=day if firm else None
                ),
                Action.MATCH_PROPOSE,
            )

    def _decide(self, state: MatchState, reason: str = "") -> None:
        case_id, today = self._part.case_id, self._part.today()
        if case_id is not None:
            self._write(
                lambda session: matches.decide(
                    session, case_id, state, reason=reason, answered_on=today
                ),
                Action.MATCH_DECIDE,
            )

    def _decline(self) -> None:
        self._part.ask_reason(
            tr("대기업이 거절했습니까?"),
            tr("거절한 뒤에는 다른 대기업에 제안할 수 있습니다."),
            tr("거절로 기록하기"),
            lambda reason: self._decide(MatchState.DECLINED, reason),
        )

    def _confirm(self) -> None:
        case_id = self._part.case_id
        if case_id is not None:
            self._write(lambda session: matches.confirm(session, case_id), Action.MATCH_DECIDE)

    def _take_back(self) -> None:
        case_id = self._part.case_id
        if case_id is None:
            return
        self._part.ask_reason(
            tr("확정을 되돌릴까요?"),
            tr("협약을 체결하기 전에만 되돌릴 수 있습니다."),
            tr("확정 되돌리기"),
            lambda reason: self._write(
                lambda session: matches.take_back(session, case_id, reason=reason),
                Action.MATCH_DECIDE,
            ),
        )


def _remark(tab: MatchingTab, match: MatchDetail | None) -> str:
    if match is None:
        return "" if tab.needs_partner else tr("이 유형에는 대기업이 참여하지 않습니다.")
    parts = []
    if match.answered_on is not None:
        parts.append(tr("회신 {day}", day=day_text(match.answered_on)))
    if match.reason:
        parts.append(tr("사유: {reason}", reason=match.reason))
    return " · ".join(parts)


class MatchingTabPart(ScrolledPart):
    """The large firm, the lines, who may see the case, the papers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.firm = PartnerCard(self)
        self.funding = FundingCard(self)
        self.disclosures = DisclosuresCard(self)
        self.papers = PapersCard(self)
        for card in (self.firm, self.funding, self.disclosures, self.papers):
            self.add_card(card)
        self.end()

    @override
    def read(self, session: Session, case_id: UUID) -> Answer:
        return (
            detail.case_detail(session, case_id, today=self.today()),
            detail.matching_tab(session, case_id),
            tuple((one.id, one.name) for one in partners.list_partners(session)),
            tuple((one.id, one.name) for one in suppliers.list_suppliers(session)),
            (
                disclosures.disclosures_of(session, case_id, today=self.today()),
                disclosures.answers_of(session, case_id),
            ),
        )

    @override
    def show_answer(self, answer: Answer) -> None:
        case, tab, firms, builders, (given, said) = answer
        self.firm.show_match(case, tab, firms, builders)
        self.funding.show_match(tab.match, tab.plan)
        self.disclosures.show_disclosures(given, said, firms, case.partner_id)
        self.disclosures.setVisible(tab.needs_partner or bool(given))
        self.papers.show_papers(tab.papers)
        self.papers.setVisible(bool(tab.papers))

    @override
    def lead_to(self, section: str, field: str = "", row: UUID | None = None) -> bool:
        target: QWidget = self.firm.partner
        if section == "supplier":
            target = self.firm.supplier
        elif section == "lines":
            first = next(iter(self.funding.grid.lines.values()), None)
            target = first.amount if first is not None else self.funding.recompute  # type: ignore[attr-defined]
        elif section == "disclosures":
            target = self.disclosures.allow
        elif section == "papers":
            line = self.papers.line_of(field)
            target = line.state if line is not None else target
        elif field == "state":
            buttons = (self.firm.confirm, self.firm.accept, self.firm.propose)
            target = next((one for one in buttons if not one.isHidden()), target)
        elif section == "deadline":
            target = self.firm.answer_by
        lead_to(target)
        return True

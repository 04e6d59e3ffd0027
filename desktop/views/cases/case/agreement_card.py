"""The agreement: its period, the end of the care that follows from it, its bond, its signing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from db.words import Action, AgreementState
from desktop.services.buildout import agreements
from desktop.services.programmes.day_rules import usual_day_rules
from desktop.views.cases.case.terms_line import TermsLine, build_terms
from desktop.views.field_labels import field_label
from desktop.views.labels import label
from desktop.views.shared import look
from desktop.views.shared.day_words import day_text
from desktop.views.shared.form import FormField
from desktop.views.shared.funding_amounts import FundingAmounts
from desktop.views.shared.in_place.asking import Asked, FieldsQuestion
from desktop.views.shared.in_place.editors import (
    ChoiceEdit,
    DateEdit,
    MoneyEdit,
    NumberEdit,
    TextEdit,
    make_quiet,
    won_or_nothing,
    won_or_zero,
)
from desktop.views.shared.in_place.facts import INDENT, FactCard, caption, indent, small_button
from desktop.views.shared.language import tr
from desktop.views.shared.money_words import won
from desktop.views.shared.pill import StatusPill
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.services.buildout.agreements import AgreementDetail
    from desktop.services.case_rules import CaseRules
    from desktop.services.matching.explanations import FundingLineRow
    from desktop.views.shared.in_place.part import Part

_TONES = {
    AgreementState.PAPERS: Tone.NEUTRAL,
    AgreementState.RECEIVED: Tone.INFORMATION,
    AgreementState.REVIEWED: Tone.INFORMATION,
    AgreementState.SIGNED: Tone.SUCCESS,
    AgreementState.TERMINATED: Tone.DANGER,
}
_BEFORE = (AgreementState.PAPERS, AgreementState.RECEIVED, AgreementState.REVIEWED)


class AgreementCard(FactCard):
    """One agreement, or the button that begins one."""

    def __init__(self, part: Part) -> None:
        super().__init__(tr("협약"))
        self._part = part
        self.shown: AgreementDetail | None = None
        self.state = StatusPill()
        self.add_action(self.state)
        form = self.form = part.form("agreement", Action.AGREEMENT_EDIT)
        self.add(form, "number", TextEdit(), word=tr("협약 번호"))
        self.signed = self.add_fact("signed_on", tr("체결일"))
        self.progress = ChoiceEdit(tr("서류 진행"), [(one, label(one)) for one in _BEFORE])
        self.progress.value_chosen.connect(self._set_state)
        self.progress_field = self.add_field("state", tr("서류 진행"), self.progress)
        make_quiet(self.progress)
        indent(self.progress_field)
        self.add(form, "build_start", DateEdit(today=part.today))
        self.add(form, "build_end", DateEdit(today=part.today))
        self.care_end = self.add_fact("care_end", field_label("care_end"))
        self.add(form, "bond_number", TextEdit())
        self.add(form, "bond_amount", MoneyEdit(), to_stored=won_or_zero, to_shown=won_or_nothing)
        self.add(form, "bond_expires", DateEdit(today=part.today))
        self.remark = caption(indented=True)
        self.funding = FundingAmounts()
        self.terms = TermsLine(tr("구축기간 규칙"))
        self._extension = usual_day_rules().extension
        self.complaint = FormField("", self._buttons())
        self.complaint.label.hide()
        self.body.addWidget(self.remark)
        self.body.addWidget(self.funding)
        self.body.addWidget(self.terms)
        self.body.addWidget(self.complaint)

    def _buttons(self) -> QWidget:
        self.begin = QPushButton(tr("협약 초안 만들기"))
        self.begin.setProperty("kind", "primary")
        self.begin.clicked.connect(self._begin)
        self.sign = QPushButton(tr("협약 체결하기"))
        self.sign.setProperty("kind", "primary")
        self.sign.clicked.connect(self.ask_sign)
        self.extend = QPushButton(tr("구축기간 연장"))
        self.extend.clicked.connect(self._ask_extend)
        self.terminate = small_button(tr("협약 해지"))
        self.terminate.clicked.connect(self._ask_terminate)
        holder = QWidget()
        holder.setAccessibleName(tr("협약 처리"))
        row = QHBoxLayout(holder)
        row.setContentsMargins(look.px(INDENT), 0, look.px(INDENT), 0)
        row.setSpacing(look.px(Space.SMALL))
        for button in (self.begin, self.sign, self.extend, self.terminate):
            row.addWidget(button)
        row.addStretch(1)
        return holder

    def show_agreement(
        self,
        agreement: AgreementDetail | None,
        funding: Sequence[FundingLineRow],
        rules: CaseRules,
    ) -> None:
        """Show the agreement and who pays how much of it, or that there is none yet."""
        self.shown = agreement
        self.funding.setVisible(agreement is not None and bool(funding))
        self.funding.say("")
        self.funding.show_amounts(funding)
        self.terms.show_terms(build_terms(rules) if agreement is not None else ())
        self._extension = rules.days.extension
        for field in self.fields.values():
            field.setVisible(agreement is not None)
        self.begin.setVisible(agreement is None)
        self.state.setVisible(agreement is not None)
        signed = agreement is not None and agreement.is_signed
        self.sign.setVisible(agreement is not None and not signed)
        self.extend.setVisible(signed)
        self.terminate.setVisible(signed)
        self.remark.setVisible(agreement is not None)
        if agreement is None:
            return
        self.form.show(
            agreement.id,
            {name: getattr(agreement, name) for name in self.form.names},
        )
        self.state.say(label(agreement.state), _TONES[agreement.state])
        self.progress_field.setVisible(not signed)
        self.progress.set_value(agreement.state)
        self.signed.say(_day(agreement.signed_on))
        self.care_end.say(_day(agreement.care_end))
        parts = [tr("협약 총사업비 {amount}원", amount=won(agreement.total_cost))]
        if agreement.extension_months:
            parts.append(tr("{months}개월 연장함", months=agreement.extension_months))
        self.remark.setText(" · ".join(parts))

    # --- steps ----------------------------------------------------------------------------------

    def _begin(self) -> None:
        case_id = self._part.case_id
        if case_id is not None:
            self._part.write(
                lambda session: agreements.draft(session, case_id),
                action=Action.AGREEMENT_EDIT,
                complain_at=self.complaint,
            )

    def _set_state(self, state: Any) -> None:
        case_id = self._part.case_id
        if case_id is not None:
            self._part.write(
                lambda session: agreements.set_state(session, case_id, state),
                action=Action.AGREEMENT_EDIT,
                complain_at=self.progress_field,
            )

    def ask_sign(self) -> FieldsQuestion:
        """Ask for the day on which all parties signed, then write it down."""
        case_id = self._part.case_id
        signed_on = DateEdit(today=self._part.today)
        signed_on.set_value(self._part.today())
        number = TextEdit()
        number.set_value(self.shown.number if self.shown else "")
        question = FieldsQuestion(
            tr("협약 체결"),
            tr("체결하면 구축 기간, 총사업비와 재원이 정해지고 기한이 계산됩니다."),
            tr("체결로 기록하기"),
            [
                Asked("signed_on", tr("모두 서명한 날"), signed_on, required=True),
                Asked("number", tr("협약 번호"), number),
            ],
            parent=self,
        )
        question.then_write(
            self._part.operations,
            lambda session, values: agreements.sign(
                session, _needed(case_id), signed_on=values["signed_on"], number=values["number"]
            ),
            action=Action.AGREEMENT_SIGN,
        )
        return question

    def _ask_extend(self) -> None:
        case_id = self._part.case_id
        rule = self._extension
        months = NumberEdit(unit=tr("개월"), smallest=1, largest=rule.months)
        question = FieldsQuestion(
            tr("구축기간 연장"),
            tr(
                "{times}회, {months}개월까지 연장할 수 있습니다. 일정과 기한이 함께 움직입니다.",
                times=rule.times,
                months=rule.months,
            ),
            tr("연장하기"),
            [
                Asked("months", tr("연장 개월"), months, required=True),
                Asked("reason", tr("사유"), TextEdit(), required=True),
            ],
            parent=self,
        )
        question.then_write(
            self._part.operations,
            lambda session, values: agreements.extend(
                session, _needed(case_id), months=values["months"], reason=values["reason"]
            ),
            action=Action.AGREEMENT_EDIT,
        )

    def _ask_terminate(self) -> None:
        case_id = self._part.case_id
        self._part.ask_reason(
            tr("협약을 해지할까요?"),
            tr("해지한 협약은 기록에 남고, 새 협약을 만들 수 있습니다."),
            tr("협약 해지하기"),
            lambda reason: self._part.write(
                lambda session: agreements.terminate(session, _needed(case_id), reason=reason),
                action=Action.AGREEMENT_EDIT,
            ),
            kind="danger",
        )


def _needed(case_id: Any) -> Any:
    assert case_id is not None
    return case_id


def _day(day: date | None) -> str:
    return day_text(day, weekday=True) if day is not None else ""

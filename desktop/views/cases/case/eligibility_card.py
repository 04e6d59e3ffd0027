"""What the rules of the pack say about a case, and what a person decides on it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from db.words import (
    Action,
    EligibilityState,
    FindingResult,
    Severity,
)
from desktop.services.applications import eligibility
from desktop.services.status_machines import ELIGIBILITY
from desktop.views.cases.case.fit_table import FitTable
from desktop.views.fact_labels import fact_label, fact_value
from desktop.views.labels import label
from desktop.views.shared import look
from desktop.views.shared.card import Card
from desktop.views.shared.day_words import day_text
from desktop.views.shared.form import FormField
from desktop.views.shared.in_place.asking import Asked, FieldsQuestion
from desktop.views.shared.in_place.editors import DateEdit, LongText, TextEdit
from desktop.views.shared.in_place.facts import INDENT, caption, indent, small_button, widen
from desktop.views.shared.language import tr
from desktop.views.shared.pack_words import paper_word
from desktop.views.shared.pill import StatusPill
from desktop.views.shared.row_model import Column, RowModel
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date

    from desktop.services.applications.eligibility import EligibilityDetail, Finding
    from desktop.views.shared.in_place.part import Part

_RESULTS = {
    FindingResult.PASS: Tone.SUCCESS,
    FindingResult.FAIL: Tone.DANGER,
    FindingResult.EXCEPTION: Tone.INFORMATION,
    FindingResult.UNKNOWN: Tone.WARNING,
}
_STATES = {
    EligibilityState.IN_REVIEW: Tone.NEUTRAL,
    EligibilityState.SUPPLEMENT_ASKED: Tone.WARNING,
    EligibilityState.ELIGIBLE: Tone.SUCCESS,
    EligibilityState.INELIGIBLE: Tone.DANGER,
}
_USUAL_DAYS = 7  # our proposal for the day; the person moves it


def _applies(finding: Finding) -> bool:
    """Say whether a finding is more than a bonus that the company does not get."""
    return finding.severity is not Severity.BONUS or finding.result is FindingResult.PASS


def _result(finding: Finding) -> str:
    return label(finding.result) if _applies(finding) else tr("해당 없음")


def _tone(finding: Finding) -> Tone:
    return _RESULTS[finding.result] if _applies(finding) else Tone.NEUTRAL


def _order(finding: Finding) -> tuple[int, int]:
    results = [FindingResult.FAIL, FindingResult.UNKNOWN, FindingResult.EXCEPTION]
    place = results.index(finding.result) if finding.result in results else len(results)
    if not _applies(finding):
        place = len(results) + 1
    return place, list(Severity).index(finding.severity)


def _seen(finding: Finding, from_register: Collection[str] = ()) -> str:
    """Return the values that were looked at; what our own records tell is marked."""
    told = {
        name: f"{fact_label(name)} {fact_value(name, value)}"
        for name, value in finding.facts.items()
    }
    return ", ".join(
        tr("{value} (이음 기록 기준)", value=words) if name in from_register else words
        for name, words in told.items()
    )


def _rule(finding: Finding) -> str:
    exception = finding.exception_clause
    if exception and finding.result is FindingResult.EXCEPTION:
        return tr("{clause} (예외: {exception})", clause=finding.clause, exception=exception)
    return finding.clause or finding.rule_id


def _tip(finding: Finding) -> str:
    parts = [
        finding.clause,
        finding.note,
        tr("출처: {source}", source=finding.source) if finding.source else "",
        "" if finding.verified else tr("공고 원문으로 검증 안 됨"),
        tr("예외인지 확인해야 합니다: {clause}", clause=finding.exception_clause)
        if finding.exception_open
        else "",
        tr("받아야 할 서류: {papers}", papers=", ".join(map(paper_word, finding.papers_missing)))
        if finding.papers_missing
        else "",
    ]
    return "\n".join(part for part in parts if part)


def _unverified(finding: Finding) -> str:
    return "" if finding.verified else tr("검증 안 됨")


def _columns(from_register: Callable[[], Collection[str]]) -> tuple[Column[Any], ...]:
    """Return the columns; from_register: asked for the facts that only our records tell."""

    def seen(finding: Finding) -> str:
        return _seen(finding, from_register())

    return (
        Column(
            "결과", _result, sort=_order, pill=_tone,
            key="result", width=104,
        ),
        Column("요건", _rule, tip=_tip, key="rule", stretch=True),
        Column("본 값", seen, tip=seen, key="seen", width=170),
        Column("구분", lambda f: label(f.severity), key="severity", width=60),
        Column("근거", lambda f: f.source, tip=_tip, key="source", width=120),
        Column(
            "검증", _unverified, pill=lambda f: None if f.verified else Tone.WARNING, tip=_tip,
            key="verified", width=108,
        ),
    )  # fmt: skip


class EligibilityCard(Card):
    """Findings above, the decision below.

    Signals:
        fact_wanted: the person wants to see the value behind a finding; carries its name (str).
    """

    fact_wanted = Signal(str)

    def __init__(self, part: Part) -> None:
        super().__init__(tr("요건검토"))
        widen(self)
        self._part = part
        self._from_register: frozenset[str] = frozenset()
        self.state = StatusPill()
        self.add_action(self.state)
        self.summary = caption(indented=True)
        self.table = FitTable(
            tr("요건검토 결과"),
            RowModel(
                _columns(lambda: self._from_register), identity=lambda finding: finding.rule_id
            ),
        )
        self.table.set_empty_state(
            "list-checks",
            tr("검토할 요건이 없습니다."),
            explanation=tr("사업 유형을 고르면 공고의 요건이 여기에 나옵니다."),
        )
        self.table.opened.connect(self._lead)
        self.opinion = LongText(tr("검토 의견"), fewest_lines=2)
        self.field = FormField(tr("검토 의견"), self.opinion)
        indent(self.field)
        self.decided = caption()
        self.add(self.summary)
        self.add(self.table)
        self.add(self.field)
        self.body.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        self.accept = QPushButton(tr("적합으로 판정"))
        self.accept.clicked.connect(lambda: self._decide(EligibilityState.ELIGIBLE))
        self.refuse = QPushButton(tr("부적합으로 판정"))
        self.refuse.clicked.connect(lambda: self._decide(EligibilityState.INELIGIBLE))
        self.ask = QPushButton(tr("보완 요청"))
        self.ask.clicked.connect(self._ask_supplement)
        self.reopen = small_button(tr("다시 검토"))
        self.reopen.clicked.connect(lambda: self._decide(EligibilityState.IN_REVIEW))
        row = QHBoxLayout()
        row.setSpacing(look.px(Space.SMALL))
        row.setContentsMargins(look.px(INDENT), 0, look.px(INDENT), 0)
        for button in (self.accept, self.refuse, self.ask, self.reopen):
            row.addWidget(button)
        row.addWidget(self.decided, 1)
        return row

    def show_review(self, review: EligibilityDetail) -> None:
        """Show findings and decision; an opinion that is being typed stays."""
        self.state.say(label(review.state), _STATES[review.state])
        self._from_register = review.from_register
        self.table.show_rows(sorted(review.findings, key=_order))
        counts = [
            f"{label(result)} {review.counts[result]}"
            for result in FindingResult
            if review.counts[result]
        ]
        self.summary.setText(" · ".join(counts))
        self.summary.setVisible(bool(counts))
        typed = self.opinion.toPlainText().strip()
        if not self.opinion.hasFocus() and typed in ("", self.opinion.value().strip()):
            self.opinion.set_value(review.opinion)
        decided = review.decided_on is not None
        after = ELIGIBILITY.allowed(review.state)
        self.accept.setEnabled(EligibilityState.ELIGIBLE in after)
        self.refuse.setEnabled(EligibilityState.INELIGIBLE in after)
        self.ask.setEnabled(not decided)
        self.reopen.setVisible(EligibilityState.IN_REVIEW in after)
        self.decided.setText(_decision(review.decided_on, review.decided_by) if decided else "")

    def _decide(self, state: EligibilityState) -> None:
        case_id, opinion = self._part.case_id, self.opinion.toPlainText().strip()
        if case_id is None:
            return
        today = self._part.today()
        self._part.write(
            lambda session: eligibility.decide_eligibility(
                session, case_id, state, opinion=opinion, decided_on=today
            ),
            action=Action.ELIGIBILITY_DECIDE,
            complain_at=self.field,
        )

    def _ask_supplement(self) -> None:
        case_id = self._part.case_id
        if case_id is None:
            return
        due = DateEdit(today=self._part.today)
        due.set_value(self._part.today() + timedelta(days=_USUAL_DAYS))
        question = FieldsQuestion(
            tr("보완 요청"),
            tr("기한이 오늘 화면과 이 사례의 기한에 나타납니다."),
            tr("보완 요청하기"),
            [
                Asked("note", tr("보완할 내용"), TextEdit(), required=True),
                Asked("due", tr("제출 기한"), due, required=True),
            ],
            parent=self,
        )
        question.then_write(
            self._part.operations,
            lambda session, values: eligibility.ask_supplement(
                session, case_id, due=values["due"], note=values["note"]
            ),
            action=Action.ELIGIBILITY_DECIDE,
        )

    def _lead(self, finding: Finding) -> None:
        for name in finding.facts:
            self.fact_wanted.emit(name)
            return


def _decision(on: date | None, by: str | None) -> str:
    day = day_text(on) if on is not None else ""
    return tr("{day} {who} 판정", day=day, who=by or "")

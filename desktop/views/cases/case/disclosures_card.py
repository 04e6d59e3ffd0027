"""Which large firms may see the case, until when, and what they answered from their computers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from db.words import Action, AnswerKind, DisclosurePurpose, DisclosureState
from desktop.services.matching import disclosures
from desktop.views.labels import label
from desktop.views.shared import look
from desktop.views.shared.card import Card
from desktop.views.shared.case_words import moment
from desktop.views.shared.day_words import day_text
from desktop.views.shared.in_place.asking import Asked, FieldsQuestion
from desktop.views.shared.in_place.editors import ChoiceEdit, DateEdit, word_choice
from desktop.views.shared.in_place.facts import caption, small_button, tool, widen
from desktop.views.shared.in_place.grid import EditGrid, Line, beside, cell, words
from desktop.views.shared.language import tr
from desktop.views.shared.pill import StatusPill
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from PySide6.QtWidgets import QWidget
    from sqlmodel import Session

    from desktop.services.matching.disclosures import AnswerRow, DisclosureRow
    from desktop.views.shared.in_place.part import Part

    Choices = tuple[tuple[UUID, str], ...]

_STATE_TONES = {
    DisclosureState.PLANNED: Tone.NEUTRAL,
    DisclosureState.IN_FORCE: Tone.SUCCESS,
    DisclosureState.ENDED: Tone.NEUTRAL,
    DisclosureState.REVOKED: Tone.DANGER,
}
_ANSWER_TONES = {
    AnswerKind.COMMENT: Tone.NEUTRAL,
    AnswerKind.SUPPLEMENT: Tone.WARNING,
    AnswerKind.APPROVE: Tone.SUCCESS,
    AnswerKind.HOLD: Tone.WARNING,
    AnswerKind.DECLINE: Tone.DANGER,
}
_OPEN = (DisclosureState.PLANNED, DisclosureState.IN_FORCE)
_USUAL_DAYS = 30  # our proposal for the last day; the person moves it


def _save_last_day(
    part: Part, session: Session, row_id: UUID, changes: Mapping[str, Any], **seen: Any
) -> None:
    expected = (seen.get("expected") or {}).get("until_on")
    disclosures.extend(session, row_id, changes["until_on"], expected=expected, today=part.today())


class DisclosureLine(Line["DisclosureRow"]):
    """One firm that may see the case."""

    def __init__(self, part: Part, row: DisclosureRow) -> None:
        self._part = part
        self.row = row
        self.partner = words()
        self.purpose = words(role="secondary")
        self.days = words(role="secondary")
        self.until = DateEdit(tr("{partner} 열람 종료일", partner=row.partner), today=part.today)
        self._form = part.form(
            "disclosure",
            Action.DISCLOSURE_EDIT,
            save=lambda session, row_id, changes, **seen: _save_last_day(
                part, session, row_id, changes, **seen
            ),
        )
        field = cell(self.until.accessibleName(), self.until)
        self._form.bind("until_on", field)
        self.state = StatusPill()
        self.viewed = words(role="secondary")
        self.revoke = tool("x", tr("{partner} 열람 회수", partner=row.partner))
        self.revoke.setProperty("small", "true")
        self.revoke.clicked.connect(self.ask_why)
        self._cells = [
            self.partner, self.purpose, self.days, field, beside(self.state, indented=True),
            self.viewed, beside(self.revoke),
        ]  # fmt: skip

    @override
    def cells(self) -> list[QWidget]:
        return self._cells

    @override
    def show(self, row: DisclosureRow) -> None:
        self.row = row
        is_open = row.state in _OPEN
        self.partner.setText(row.partner)
        self.purpose.setText(label(row.purpose))
        self.days.setText(day_text(row.from_on))
        self._form.show(row.id, {"until_on": row.until_on})
        self._form.set_enabled(enabled=is_open)
        self.state.say(label(row.state), _STATE_TONES[row.state])
        self.state.setToolTip(row.revoked_because)
        seen = row.last_viewed_at
        self.viewed.setText(moment(seen) if seen is not None else tr("아직 안 봄"))
        self.revoke.setVisible(is_open)

    def ask_why(self) -> FieldsQuestion:
        """Ask for the reason and take the disclosure back."""
        row_id, day = self.row.id, self._part.today()
        return self._part.ask_reason(
            tr("{partner}의 열람을 회수할까요?", partner=self.row.partner),
            tr(
                "대기업 컴퓨터가 다음에 연결되거나 새 제안목록을 받으면 이 사례가 지워집니다."
                " 이미 본 것은 되돌릴 수 없습니다."
            ),
            tr("회수하기"),
            lambda reason: self._part.write(
                lambda session: disclosures.revoke(session, row_id, reason=reason, today=day),
                action=Action.DISCLOSURE_EDIT,
            ),
            kind="danger",
        )


class AnswerLine(Line["AnswerRow"]):
    """One answer of a firm."""

    def __init__(self, row: AnswerRow) -> None:
        self.kind = StatusPill()
        self.text = words()
        self.who = words(role="secondary")
        self.at = words(role="secondary")
        self._cells = [beside(self.kind, indented=True), self.text, self.who, self.at]
        self.show(row)

    @override
    def cells(self) -> list[QWidget]:
        return self._cells

    @override
    def show(self, row: AnswerRow) -> None:
        self.kind.say(label(row.kind), _ANSWER_TONES[row.kind])
        reason = label(row.reason) if row.reason is not None else ""
        self.text.setText(" · ".join(part for part in (reason, row.text) if part) or "—")
        self.who.setText(" · ".join(part for part in (row.partner, row.author) if part))
        self.at.setText(moment(row.answered_at))


class DisclosuresCard(Card):
    """Who may see the case, and the answers."""

    def __init__(self, part: Part) -> None:
        super().__init__(tr("대기업 열람"))
        widen(self)
        self._part = part
        self._firms: Choices = ()
        self._proposed: UUID | None = None
        self.allow = small_button(tr("열람 허용하기"), "plus")
        self.allow.clicked.connect(self.ask)
        self.add_action(self.allow)
        self.grid: EditGrid[DisclosureRow] = EditGrid(
            tr("열람 허용"),
            [
                (tr("대기업"), 3), (tr("목적"), 2), (tr("시작일"), 2), (tr("종료일"), 3),
                (tr("상태"), 2), (tr("마지막 열람"), 3), ("", 1),
            ],
            lambda row: DisclosureLine(part, row),
            empty=tr(
                "아직 어느 대기업도 이 사례를 볼 수 없습니다. 허용한 기간에, 정해진 항목만"
                " 보입니다."
            ),
        )  # fmt: skip
        self.answers_title = caption(tr("대기업 회신"), role="strong", indented=True)
        self.answers_title.setContentsMargins(0, look.px(Space.MEDIUM), 0, 0)
        self.answers: EditGrid[AnswerRow] = EditGrid(
            tr("대기업 회신"),
            [(tr("구분"), 2), (tr("내용"), 8), (tr("작성자"), 3), (tr("회신 시각"), 3)],
            AnswerLine,
        )
        self.add(self.grid)
        self.add(self.answers_title)
        self.add(self.answers)

    def show_disclosures(
        self,
        rows: Sequence[DisclosureRow],
        answers: Sequence[AnswerRow],
        firms: Choices,
        proposed: UUID | None,
    ) -> None:
        """Show who may see the case; proposed: the firm that is asked for first."""
        self._firms, self._proposed = firms, proposed
        self.grid.show_rows(sorted(rows, key=lambda row: row.state not in _OPEN))
        self.answers.show_rows(answers)
        self.answers_title.setVisible(bool(answers))
        self.answers.setVisible(bool(answers))

    def ask(self) -> FieldsQuestion:
        """Ask for the firm, the purpose and the days."""
        case_id, today = self._part.case_id, self._part.today()
        firm = ChoiceEdit(tr("대기업"))
        firm.set_choices([(None, tr("대기업을 고르세요")), *self._firms])
        firm.set_value(self._proposed)
        purpose = word_choice(DisclosurePurpose, "")
        begins, ends = DateEdit(today=self._part.today), DateEdit(today=self._part.today)
        begins.set_value(today)
        ends.set_value(today + timedelta(days=_USUAL_DAYS))
        question = FieldsQuestion(
            tr("열람 허용"),
            tr("정해진 항목만, 고른 기간에만 그 대기업의 컴퓨터에 보입니다."),
            tr("열람 허용하기"),
            [
                Asked("partner_id", tr("대기업"), firm, required=True),
                Asked("purpose", tr("목적"), purpose, required=True),
                Asked("from_on", tr("시작일"), begins, required=True),
                Asked("until_on", tr("종료일"), ends, required=True),
            ],
            parent=self,
        )
        question.then_write(
            self._part.operations,
            lambda session, values: _allow(session, case_id, values, today),
            action=Action.DISCLOSURE_EDIT,
        )
        return question


def _allow(session: Session, case_id: UUID | None, values: dict[str, Any], today: Any) -> UUID:
    assert case_id is not None
    rest = {name: value for name, value in values.items() if name != "partner_id"}
    return disclosures.allow(session, case_id, values["partner_id"], rest, today=today)

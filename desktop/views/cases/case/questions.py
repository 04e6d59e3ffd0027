"""The cards of a pack's form: one per section, made from the pack, answered in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from db.words import Action
from desktop.services.applications.answering import save_answers
from desktop.views.cases.case.question_editors import input_of
from desktop.views.shared import look
from desktop.views.shared.case_words import titled
from desktop.views.shared.in_place.facts import FactCard
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from desktop.services.applications.forms import FieldView, FormView, SectionView
    from desktop.views.shared.form import FormField
    from desktop.views.shared.in_place.editing import RowForm
    from desktop.views.shared.in_place.part import Part


class Questions(QWidget):
    """Cards below each other; they are made anew only when the pack asks something else."""

    def __init__(self, part: Part) -> None:
        super().__init__()
        self._part = part
        self._asked: tuple[Any, ...] = ()
        self.form: RowForm | None = None
        self.cards: dict[str, FactCard] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(Space.MEDIUM))
        self.hide()

    def show_forms(self, case_id: UUID, forms: Sequence[FormView]) -> None:
        """Show the questions with their answers; what waits for another answer stays away."""
        asked = tuple(
            (section.key, field.rule)
            for form in forms
            for section in form.sections
            for field in section.fields
        )
        if asked != self._asked:
            self._make(forms)
            self._asked = asked
        self.setVisible(bool(asked))
        if self.form is None:
            return
        fields = [field for form in forms for field in form.fields()]
        self.form.show(case_id, {field.key: field.value for field in fields})
        for form in forms:
            for section in form.sections:
                self._arrange(section)

    def field(self, key: str) -> FormField | None:
        """Return the field of a question, None where it is not asked."""
        if self.form is None or key not in self.form.names:
            return None
        return self.form.field(key)

    def _arrange(self, section: SectionView) -> None:
        card = self.cards[section.key]
        shown = [field.key for field in section.fields if field.is_shown]
        card.show_only(shown)
        card.setVisible(bool(shown))

    def _make(self, forms: Sequence[FormView]) -> None:
        for card in self.cards.values():
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = {}
        self.form = self._part.form(
            "application_answer", Action.APPLICATION_EDIT, save=save_answers
        )
        for form in forms:
            for at, section in enumerate(form.sections):
                self._add_card(form, section, is_first=at == 0)

    def _add_card(self, form: FormView, section: SectionView, *, is_first: bool) -> None:
        card = FactCard(titled(section.rule.title))
        for field in section.fields:
            self._add_field(card, field)
        if is_first:
            card.say_source(_source(form))
        if section.rule.help is not None:
            card.say_below_title(titled(section.rule.help))
        self.cards[section.key] = card
        self._column.addWidget(card)

    def _add_field(self, card: FactCard, field: FieldView) -> None:
        assert self.form is not None
        rule = field.rule
        one = input_of(rule, self._part.today)
        card.add(
            self.form,
            field.key,
            one.editor,
            word=titled(rule.title),
            required=rule.required,
            help_text=titled(rule.help),
            span=one.span,
            to_stored=one.to_stored,
            to_shown=one.to_shown,
        )


def _source(form: FormView) -> str:
    """Return which form it is, where it was read, and whether anybody saw the official one."""
    parts = [
        titled(form.title),
        tr("출처: {source}", source=form.citation) if form.citation else "",
        "" if form.verified else tr("공고 원문으로 검증 안 됨"),
    ]
    return " · ".join(part for part in parts if part)

"""How long a build-out may take by the rules of its programme, with the way to their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.views.shared import look
from desktop.views.shared.in_place.facts import caption, small_button
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space
from desktop.views.shared.why import show_origins

if TYPE_CHECKING:
    from desktop.services.case_rules import CaseRules
    from desktop.services.programmes.rule_shape import RuleShape


class TermsLine(QWidget):
    """One line of words and a button that shows where they come from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rules: list[tuple[str, RuleShape]] = []
        self.words = caption(indented=True)
        self.source = small_button(tr("근거"))
        self.source.setAccessibleName(tr("구축기간 규칙의 근거"))
        self.source.clicked.connect(self.explain)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(Space.SMALL))
        row.addWidget(self.words)
        row.addWidget(self.source)
        row.addStretch(1)

    def show_rules(self, rules: CaseRules) -> None:
        """Show the spans; one that was not verified says so."""
        self._rules = list(_terms(rules))
        self.words.setText(" · ".join(words for words, _ in self._rules))

    def explain(self) -> QFrame:
        """Open the small window with the source of each span."""
        named = [(rule.clause or words, rule) for words, rule in self._rules]
        return show_origins(self.source, tr("구축기간 규칙"), named)


def _terms(rules: CaseRules) -> list[tuple[str, RuleShape]]:
    days, track = rules.days, rules.track
    found: list[tuple[str, RuleShape]] = []
    if track is not None:
        months = track.build_months
        said = tr("구축기간 {months}개월 이내", months=months) if months else tr("구축기간 모름")
        found.append((said, track))
    extension = tr(
        "연장 {times}회, {months}개월 이내",
        times=days.extension.times,
        months=days.extension.months,
    )
    found.append((extension, days.extension))
    found.append((tr("집중 A/S {months}개월", months=days.care_end.months), days.care_end))
    return [(_marked(words, rule), rule) for words, rule in found]


def _marked(words: str, rule: RuleShape) -> str:
    return words if rule.verified else tr("{rule} (검증 안 됨)", rule=words)

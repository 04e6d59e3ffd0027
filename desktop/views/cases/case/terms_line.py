"""What the rules of a programme say of a case in a line, with the way to their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.views.shared import look
from desktop.views.shared.in_place.facts import caption, small_button
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space
from desktop.views.shared.why import show_origins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.case_rules import CaseRules
    from desktop.services.programmes.rule_shape import RuleShape

    Terms = Sequence[tuple[str, RuleShape]]


class TermsLine(QWidget):
    """One line of words and a button that shows where they come from."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._terms: Terms = ()
        self.words = caption(indented=True)
        self.source = small_button(tr("근거"))
        self.source.setAccessibleName(tr("{rules}의 근거", rules=title))
        self.source.clicked.connect(self.explain)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(Space.SMALL))
        row.addWidget(self.words)
        row.addWidget(self.source)
        row.addStretch(1)

    def show_terms(self, terms: Terms) -> None:
        """Show what rules say; one that was not verified says so."""
        self._terms = terms
        self.words.setText(" · ".join(_marked(words, rule) for words, rule in terms))
        self.setVisible(bool(terms))

    def explain(self) -> QFrame:
        """Open the small window with the source of each rule."""
        named = [(rule.clause or words, rule) for words, rule in self._terms]
        return show_origins(self.source, self._title, named)


def build_terms(rules: CaseRules) -> list[tuple[str, RuleShape]]:
    """Return how long a build-out may take, and the care that follows it."""
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
    return found


def kpi_terms(rules: CaseRules) -> list[tuple[str, RuleShape]]:
    """Return how indicators are weighed together; nothing where the pack does not say."""
    need = rules.pack.kpi if rules.pack is not None else None
    if need is None:
        return []
    said = tr("가중치 합계 {total}", total=need.weights_total)
    if need.cap is not None:
        said += " · " + tr("달성률은 지표마다 {cap}%까지", cap=need.cap)
    return [(said, need)]


def _marked(words: str, rule: RuleShape) -> str:
    return words if rule.verified else tr("{rule} (검증 안 됨)", rule=words)

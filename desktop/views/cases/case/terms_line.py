"""What the rules of a programme say of a case in a line, with the way to their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from desktop.views.shared.flow_layout import FlowLayout
from desktop.views.shared.funding_amounts import mark_unverified
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space
from desktop.views.shared.why import show_origins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.case_rules import CaseRules
    from desktop.services.programmes.rule_shape import RuleShape

    Terms = Sequence[tuple[str, RuleShape]]


class TermButton(QPushButton):
    """What one rule says; a click or the space bar shows where it was read."""

    def __init__(self, title: str, words: str, rule: RuleShape) -> None:
        super().__init__(words)
        self._title, self._rule = title, rule
        self.setProperty("kind", "ghost")
        self.setProperty("small", "true")
        self.setAutoDefault(False)
        mark_unverified(self, verified=rule.verified)
        self.clicked.connect(self.explain)

    def explain(self) -> QFrame:
        """Open the small window with the source of the rule."""
        return show_origins(self, self._title, [(self._rule.clause or self.text(), self._rule)])


class TermsLine(QWidget):
    """What several rules say, one after the other, each a button that leads to its source."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._shown: Terms = ()
        self.buttons: list[TermButton] = []
        self._flow = FlowLayout(self, gap=Space.TINY)
        self.setAccessibleName(title)

    def show_terms(self, terms: Terms) -> None:
        """Show what rules say; one that was not verified is marked."""
        if terms == self._shown:
            return
        self._shown = terms
        for button in self.buttons:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = [TermButton(self._title, words, rule) for words, rule in terms]
        for button in self.buttons:
            self._flow.addWidget(button)
        self.setVisible(bool(terms))


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

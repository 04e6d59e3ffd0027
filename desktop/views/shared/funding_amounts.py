"""Who pays how much, in a line; each amount is a button that says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.views.shared import icons, look
from desktop.views.shared.case_words import line_name, percent, spoken
from desktop.views.shared.flow_layout import FlowLayout
from desktop.views.shared.in_place.facts import caption
from desktop.views.shared.language import tr
from desktop.views.shared.money_words import won
from desktop.views.shared.tokens import SMALL_ICON_SIZE, Space
from desktop.views.shared.why import is_verified, show_why

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.matching.explanations import ExplainedAmount


class AmountButton(QPushButton):
    """One amount; a click or the space bar explains it."""

    def __init__(self, amount: ExplainedAmount) -> None:
        super().__init__()
        self.amount = amount
        self.setProperty("kind", "ghost")
        self.setProperty("small", "true")
        self.setAutoDefault(False)
        name = line_name(amount.source, amount.form)
        self.setText(f"{name} {spoken(amount.amount)} ({percent(amount.share)})")
        self.setAccessibleName(tr("{source} 금액의 이유", source=name))
        self.setToolTip(tr("{amount}원 · 이 금액은 왜?", amount=won(amount.amount)))
        mark_unverified(self, verified=is_verified(amount))
        self.clicked.connect(self.explain)

    def explain(self) -> QFrame:
        """Open the small window with the way to the amount."""
        return show_why(self, self.amount)


def mark_unverified(button: QPushButton, *, verified: bool) -> None:
    """Let a button show, and say, that a rule behind its number was not checked."""
    if verified:
        button.setIcon(QIcon())
        button.setAccessibleDescription("")
        return
    button.setIconSize(QSize(look.px(SMALL_ICON_SIZE), look.px(SMALL_ICON_SIZE)))
    icons.wear(button, "triangle-alert", "warning_text")
    said = tr("공고 원문으로 검증 안 됨")
    button.setAccessibleDescription(said)
    button.setToolTip("\n".join(part for part in (button.toolTip(), said) if part))


class FundingAmounts(QWidget):
    """A heading and an amount per source that pays anything."""

    def __init__(self, heading: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading: QLabel = caption(heading, indented=True)
        self.buttons: list[AmountButton] = []
        self._shown: tuple[ExplainedAmount, ...] = ()
        self._flow = FlowLayout(gap=Space.TINY)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heading)
        column.addLayout(self._flow)

    def say(self, heading: str) -> None:
        """Show words instead of amounts, or above them."""
        self.heading.setText(heading)
        self.heading.setVisible(bool(heading))

    def show_amounts(self, amounts: Sequence[ExplainedAmount]) -> None:
        """Show who pays; a source that pays nothing is left out."""
        paying = tuple(one for one in amounts if one.amount)
        if paying == self._shown:
            return
        self._shown = paying
        for button in self.buttons:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = [AmountButton(one) for one in paying]
        for button in self.buttons:
            self._flow.addWidget(button)
        self._flow.invalidate()
        self.updateGeometry()

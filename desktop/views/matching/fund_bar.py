"""Draws how a fund is used: confirmed, reserved, left; more than pledged is shown as such."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.views.shared import look, painting
from desktop.views.shared.language import tr
from desktop.views.shared.money_words import won
from desktop.views.shared.short_money import short_won

if TYPE_CHECKING:
    from desktop.services.matching.pool import Envelope

_HEIGHT = 10
_RESERVED = 0.4  # how much of the colour what is not confirmed yet has


def draw_fund(painter: QPainter, area: QRectF, fund: Envelope) -> None:
    """Draw the bar into `area`: full colour confirmed, light colour reserved, grey left."""
    whole = max(fund.pledged, fund.confirmed + fund.reserved, 1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shape = QPainterPath()
    shape.addRoundedRect(area, area.height() / 2, area.height() / 2)
    painter.setClipPath(shape)
    painter.fillRect(area, look.colour("skeleton"))
    over = bool(fund.pledged) and fund.left < 0
    at = area.left()
    for amount, opacity in ((fund.confirmed, 1.0), (fund.reserved, _RESERVED)):
        colour = "danger_solid" if over else "accent"
        width = area.width() * amount / whole
        painter.setOpacity(opacity)
        painter.fillRect(QRectF(at, area.top(), width, area.height()), look.colour(colour))
        at += width
    painter.restore()


def fund_tip(fund: Envelope) -> str:
    """Return the exact sums in won, a line each."""
    return "\n".join(
        f"{word} {won(amount)} {tr('원')}"
        for word, amount in (
            (tr("약정"), fund.pledged),
            (tr("확정"), fund.confirmed),
            (tr("배정"), fund.reserved),
            (tr("남음"), fund.left),
        )
    )


def fund_words(fund: Envelope) -> str:
    """Return how the fund is used in one line, for readers who do not see the bar."""
    return ", ".join(
        (
            f"{tr('약정')} {short_won(fund.pledged)}",
            f"{tr('확정')} {short_won(fund.confirmed)}",
            f"{tr('배정')} {short_won(fund.reserved)}",
            f"{tr('남음')} {short_won(fund.left)}",
        )
    )


class Swatch(QWidget):
    """The little square that says which part of the bar a word means."""

    def __init__(self, part: str, parent: QWidget | None = None) -> None:
        """Take confirmed, reserved or left."""
        super().__init__(parent)
        self._part = part
        self.setFixedSize(look.px(_HEIGHT), look.px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(_RESERVED if self._part == "reserved" else 1.0)
        colour = look.colour("skeleton" if self._part == "left" else "accent")
        painting.rounded(painter, QRectF(self.rect()), ground=colour, radius=3)
        painter.end()


class FundBar(QWidget):
    """The bar as a widget of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fund: Envelope | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_fund(self, fund: Envelope) -> None:
        """Show another fund."""
        self._fund = fund
        self.setToolTip(fund_tip(fund))
        self.setAccessibleName(tr("출연금"))
        self.setAccessibleDescription(fund_words(fund))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(look.px(200), look.px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._fund is None:
            return
        painter = QPainter(self)
        draw_fund(painter, QRectF(self.rect()), self._fund)
        painter.end()

"""One headline number of the day: large, with its word below, and a way to what it counts."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from desktop.views.shared import icons, look, painting
from desktop.views.shared.tokens import ICON_SIZE, FontSize, Radius, Space, Tone

_HEIGHT = 84
_NARROWEST = 120
_NUMBER_LINE = 36
_WORD_LINE = 20


class HeadlineTile(QAbstractButton):
    """A number and its word; a click, Enter or Space leads to the cases behind it."""

    def __init__(
        self, icon: str, word: str, *, tip: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._number: int | None = None
        self._tone = Tone.NEUTRAL
        self.setText(word)
        self.setToolTip(tip)
        self.setAccessibleName(word)
        self.setAccessibleDescription(tip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def number(self) -> int | None:
        """Return the number, or None while it is not known."""
        return self._number

    def say(self, number: int | None, tone: Tone = Tone.NEUTRAL) -> None:
        """Show a number; a tone says that it matters, and only then it has a colour."""
        self._number, self._tone = number, tone
        said = "" if number is None else f" {number:,}"
        self.setAccessibleName(f"{self.text()}{said}")
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(look.px(220), look.px(_HEIGHT))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(look.px(_NARROWEST), look.px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        painting.rounded(
            painter,
            area,
            ground=look.colour("hover" if self.underMouse() else "card"),
            line=look.colour("line"),
            radius=Radius.CARD,
        )
        coloured = self._tone is not Tone.NEUTRAL
        inside = area.adjusted(
            look.px(Space.LARGE), look.px(Space.MEDIUM), -look.px(Space.LARGE), 0
        )
        side = look.px(ICON_SIZE)
        corner = QRectF(inside.right() - side, inside.top() + look.px(2), side, side)
        quiet = look.colour("secondary_text")
        loud = look.text_of(self._tone)
        icons.draw(painter, self._icon, corner, loud if coloured else quiet)
        number = QRectF(
            inside.left() - 2, inside.top(), inside.width() - side, look.px(_NUMBER_LINE)
        )
        painting.draw_text(
            painter,
            number,
            "–" if self._number is None else f"{self._number:,}",
            loud if coloured else look.colour("text"),
            size=FontSize.HEADLINE,
            weight=QFont.Weight.Bold,
        )
        word = QRectF(inside.left(), number.bottom() + 2, inside.width(), look.px(_WORD_LINE))
        painting.draw_text(painter, word, self.text(), quiet)
        if self.hasFocus():
            painting.focus_ring(painter, area, radius=Radius.CARD)
        painter.end()

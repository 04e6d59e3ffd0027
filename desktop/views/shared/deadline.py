"""Says how many days are left until something must be done, in words and as a bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from desktop.views.shared import look, painting
from desktop.views.shared.day_words import day_text
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import FontSize, Space, Tone

if TYPE_CHECKING:
    from datetime import date

URGENT_DAYS = 3
SOON_DAYS = 7
_WINDOW_DAYS = 30  # how far the bar looks ahead when nobody says when the time began
_HEIGHT = 44


@dataclass(frozen=True)
class DeadlineWords:
    """How a deadline is said: `D-3`, its tone, and the days left (negative when missed)."""

    short: str
    tone: Tone
    days_left: int


def deadline_words(due: date, *, today: date, done: bool = False) -> DeadlineWords:
    """Return how to say a deadline on `today`; what is done is calm whatever the day."""
    left = (due - today).days
    if done:
        return DeadlineWords(tr("마침"), Tone.SUCCESS, left)
    if left < 0:
        return DeadlineWords(tr("{days}일 지남", days=-left), Tone.DANGER, left)
    if left == 0:
        return DeadlineWords(tr("오늘까지"), Tone.DANGER, left)
    if left <= URGENT_DAYS:
        tone = Tone.DANGER
    else:
        tone = Tone.WARNING if left <= SOON_DAYS else Tone.NEUTRAL
    return DeadlineWords(f"D-{left}", tone, left)


class DeadlineBar(QAbstractButton):
    """One deadline; `clicked` leads to what has to be done.

    title: what ends, for example 협약변경 신청 마지막 날. clause: the rule behind it, in the tip.
    """

    def __init__(
        self,
        title: str,
        due: date,
        *,
        today: date,
        began: date | None = None,
        clause: str = "",
        done: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title, self._due = title, due
        self.words = deadline_words(due, today=today, done=done)
        whole = max((due - began).days if began else _WINDOW_DAYS, 1)
        self.share_used = 1.0 if done else min(max(1 - self.words.days_left / whole, 0.02), 1.0)
        self.setText(f"{self.words.short} · {title}")
        self.setAccessibleName(f"{self.text()}, {day_text(due)}")
        self.setAccessibleDescription(clause)
        self.setToolTip("\n".join(part for part in (self.accessibleName(), clause) if part))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        words = QFontMetricsF(look.font(FontSize.BODY, QFont.Weight.DemiBold))
        width = words.horizontalAdvance(self.text()) + look.px(130)
        return QSize(int(width), look.px(_HEIGHT))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(look.px(160), look.px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        if self.underMouse():
            painting.rounded(painter, area, ground=look.colour("hover"))
        inside = area.adjusted(look.px(Space.SMALL), look.px(6), -look.px(Space.SMALL), 0)
        line = QRectF(inside.left(), inside.top(), inside.width(), look.px(20))
        tone = look.text_of(self.words.tone)
        weight = QFont.Weight.DemiBold
        short = QFontMetricsF(look.font(FontSize.BODY, weight)).horizontalAdvance(self.words.short)
        painting.draw_text(painter, line, self.words.short, tone, weight=weight)
        day = day_text(self._due)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        day_width = QFontMetricsF(look.font(FontSize.CAPTION)).horizontalAdvance(day)
        grey = look.colour("secondary_text")
        painting.draw_text(painter, line, day, grey, size=FontSize.CAPTION, align=right)
        gap = look.px(Space.SMALL)
        title = line.adjusted(short + gap, 0, -day_width - gap, 0)
        painting.draw_text(painter, title, self._title, look.colour("text"))
        self._paint_bar(
            painter, QRectF(inside.left(), area.bottom() - look.px(12), inside.width(), 0)
        )
        if self.hasFocus():
            painting.focus_ring(painter, area)
        painter.end()

    def _paint_bar(self, painter: QPainter, place: QRectF) -> None:
        height = look.px(4)
        track = QRectF(place.left(), place.top(), place.width(), height)
        painting.rounded(painter, track, ground=look.colour("skeleton"), radius=2)
        used = QRectF(track)
        used.setWidth(max(track.width() * self.share_used, height))
        solid = look.colour(f"{self.words.tone}_solid")
        painting.rounded(painter, used, ground=solid, radius=2)

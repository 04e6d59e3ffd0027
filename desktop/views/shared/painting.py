"""Draws the shapes that painted widgets share: pills, focus rings, bars of a skeleton."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from desktop.views.shared import icons, look
from desktop.views.shared.tokens import FOCUS_WIDTH, FontSize, Radius, Tone

TONE_ICONS = {
    Tone.NEUTRAL: "circle",
    Tone.ACCENT: "circle-dot",
    Tone.INFORMATION: "info",
    Tone.SUCCESS: "circle-check",
    Tone.WARNING: "triangle-alert",
    Tone.DANGER: "circle-x",
}
PILL_HEIGHT = 22
_PILL_ICON = 14
_PILL_PADDING = 7
_PILL_GAP = 4


def rounded(
    painter: QPainter,
    area: QRectF,
    *,
    ground: QColor | None = None,
    line: QColor | None = None,
    radius: float = Radius.CONTROL,
    width: float = 1,
) -> None:
    """Draw a rectangle with round corners; the line lies inside `area`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(ground if ground is not None else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(line, width) if line is not None else Qt.PenStyle.NoPen)
    inset = width / 2 if line is not None else 0
    corner = look.px(radius)
    painter.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), corner, corner)
    painter.restore()


def focus_ring(painter: QPainter, area: QRectF, *, radius: float = Radius.CONTROL) -> None:
    """Draw the ring that shows where the keyboard is."""
    rounded(painter, area, line=look.colour("focus"), radius=radius, width=FOCUS_WIDTH)


def pill_width(text: str) -> float:
    """Return how wide a pill around `text` is, px."""
    words = QFontMetricsF(look.font(FontSize.CAPTION)).horizontalAdvance(text)
    around = look.px(_PILL_PADDING) * 2 + look.px(_PILL_ICON) + look.px(_PILL_GAP)
    return words + around + 1


def draw_pill(
    painter: QPainter, area: QRectF, text: str, tone: Tone, *, icon: str | None = None
) -> None:
    """Draw icon and word on the soft ground of `tone`, at the left of `area`, cut if too long."""
    height = min(float(look.px(PILL_HEIGHT)), area.height())
    body = QRectF(area.left(), 0, min(pill_width(text), area.width()), height)
    body.moveTop(area.top() + (area.height() - height) / 2)
    outlined = look.ground_of(tone) == look.colour("card")
    rounded(
        painter,
        body,
        ground=look.ground_of(tone),
        line=look.text_of(tone) if outlined else None,
        radius=PILL_HEIGHT / 2,
    )
    side = look.px(_PILL_ICON)
    top_left = QPointF(body.left() + look.px(_PILL_PADDING), body.center().y() - side / 2)
    drawing = QRectF(top_left.x(), top_left.y(), side, side)
    icons.draw(painter, icon or TONE_ICONS[tone], drawing, look.text_of(tone))
    words = body.adjusted(drawing.right() - body.left() + look.px(_PILL_GAP), 0, 0, 0)
    words.setRight(body.right() - look.px(_PILL_PADDING) / 2)
    draw_text(painter, words, text, look.text_of(tone), size=FontSize.CAPTION)


def draw_text(
    painter: QPainter,
    area: QRectF,
    text: str,
    colour: QColor,
    *,
    size: FontSize = FontSize.BODY,
    weight: int | None = None,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
) -> None:
    """Draw one line of text, with an ellipsis where it does not fit."""
    painter.save()
    letters = look.font(size)
    if weight is not None:
        letters.setWeight(letters.weight().__class__(weight))
    painter.setFont(letters)
    painter.setPen(colour)
    line = text.replace("\n", " ")
    fitting = QFontMetricsF(letters).elidedText(
        line, Qt.TextElideMode.ElideRight, area.width() + 0.5
    )
    painter.drawText(area, int(align) | int(Qt.TextFlag.TextSingleLine), fitting)
    painter.restore()


def skeleton_bar(painter: QPainter, area: QRectF) -> None:
    """Draw the grey bar that stands where a line of text will be."""
    rounded(painter, area, ground=look.colour("skeleton"), radius=4)


def hatch(painter: QPainter, area: QRectF, colour: QColor, *, gap: float = 6) -> None:
    """Draw slanted lines over `area`: what is not known, or not allowed."""
    painter.save()
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1))
    step, height = look.px(gap), area.height()
    at = area.left() - height
    while at < area.right():
        painter.drawLine(QPointF(at, area.bottom()), QPointF(at + height, area.top()))
        at += step
    painter.restore()

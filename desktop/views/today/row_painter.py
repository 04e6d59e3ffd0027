"""Paints the lines of the agenda: the days left, what to do about whom, and the act as a button."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from desktop.views.shared import icons, look, painting
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import SMALL_ICON_SIZE, FontSize, Space, Tone
from desktop.views.today.entries import ENTRY, Heading, Rest
from desktop.views.today.words import act_of, day_of, name_of, urgency_words, what_of

if TYPE_CHECKING:
    from desktop.services.agenda import AgendaItem

    Index = QModelIndex | QPersistentModelIndex

_ROW_HEIGHT = 50
_HEADING_HEIGHT = 40
_REST_HEIGHT = 36
_PILL_ROOM = 100
_DAY_ROOM = 112
_OWNER_ROOM = 76
_ACT_HEIGHT = 28
_ACT_ROOM = 168  # for the widest button, so that the columns stand in line
_LINE = 20
_ROOMY = 820  # below this width who owns a case is left out
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class AgendaDelegate(QStyledItemDelegate):
    """Paints for a list whose model gives Heading, AgendaItem and Rest."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self.hovered_row = -1
        self.hovered_act = False
        self.today = date.today()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry = index.data(ENTRY)
        height = _ROW_HEIGHT
        if isinstance(entry, Heading):
            height = _HEADING_HEIGHT
        elif isinstance(entry, Rest):
            height = _REST_HEIGHT
        return QSize(look.px(240), look.px(height))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Any = index.data(ENTRY)
        area = QRectF(option.rect)
        painter.save()
        if isinstance(entry, Heading):
            self._paint_heading(painter, area, entry)
        else:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_ground(painter, area, index, chosen=chosen)
            if isinstance(entry, Rest):
                self._paint_rest(painter, area, str(index.data()))
            else:
                self._paint_row(painter, area, entry, hovered=index.row() == self.hovered_row)
        painter.restore()

    def act_area(self, row: QRect, entry: AgendaItem) -> QRect:
        """Return where the button of a row stands."""
        words = QFontMetricsF(look.font(FontSize.CAPTION, QFont.Weight.DemiBold))
        width = words.horizontalAdvance(act_of(entry)) + look.px(SMALL_ICON_SIZE + 24)
        height = look.px(_ACT_HEIGHT)
        right = row.right() - look.px(Space.MEDIUM)
        top = row.top() + (row.height() - height) // 2
        return QRect(round(right - width), top, round(width), height)

    def _paint_ground(self, painter: QPainter, area: QRectF, index: Index, *, chosen: bool) -> None:
        focused = self._view.hasFocus()
        inside = area.adjusted(look.px(Space.TINY), 1, -look.px(Space.TINY), -1)
        if chosen and focused:
            painting.rounded(painter, inside, ground=look.colour("selection"))
        elif index.row() == self.hovered_row:
            painting.rounded(painter, inside, ground=look.colour("hover"))
        if focused and index.row() == self._view.currentIndex().row():
            painting.focus_ring(painter, inside)

    @staticmethod
    def _paint_heading(painter: QPainter, area: QRectF, heading: Any) -> None:
        if area.top() > look.px(Space.SMALL):
            line = QRectF(area.left(), area.top() + look.px(Space.TINY), area.width(), 1)
            painter.fillRect(line, look.colour("soft_line"))
        inside = area.adjusted(look.px(Space.LARGE), look.px(6), -look.px(Space.LARGE), 0)
        loud = look.text_of(heading.tone) if heading.tone is not Tone.NEUTRAL else None
        colour = loud or look.colour("text")
        bold = QFont.Weight.DemiBold
        painting.draw_text(painter, inside, heading.word, colour, weight=bold)
        width = QFontMetricsF(look.font(FontSize.BODY, bold)).horizontalAdvance(heading.word)
        count = inside.adjusted(width + look.px(Space.SMALL), 0, 0, 0)
        painting.draw_text(painter, count, heading.count, look.colour("secondary_text"))

    @staticmethod
    def _paint_rest(painter: QPainter, area: QRectF, words: str) -> None:
        inside = area.adjusted(look.px(Space.LARGE + _PILL_ROOM), 0, -look.px(Space.LARGE), 0)
        weight = QFont.Weight.DemiBold
        painting.draw_text(painter, inside, words, look.colour("accent_text"), weight=weight)

    def _paint_row(
        self, painter: QPainter, area: QRectF, item: AgendaItem, *, hovered: bool
    ) -> None:
        short, tone = urgency_words(item, today=self.today)
        left = area.left() + look.px(Space.LARGE)
        pill = QRectF(left, area.top(), look.px(_PILL_ROOM - Space.SMALL), area.height())
        painting.draw_pill(painter, pill, short, tone, icon=_icon(tone))
        right = area.right() - look.px(Space.MEDIUM) - look.px(_ACT_ROOM)
        self._paint_act(painter, area, item, hovered=hovered)
        right = self._paint_day(painter, area, item, right)
        text = QRectF(pill.right() + look.px(Space.SMALL), area.top(), 0, area.height())
        text.setRight(right - look.px(Space.MEDIUM))
        self._paint_words(painter, text, item)

    def _paint_day(self, painter: QPainter, area: QRectF, row: AgendaItem, right: float) -> float:
        """Draw the date and, where there is room, who owns the case; return where they begin."""
        quiet = look.colour("secondary_text")
        day = QRectF(right - look.px(_DAY_ROOM), area.top(), look.px(_DAY_ROOM), area.height())
        size = FontSize.CAPTION
        painting.draw_text(painter, day, day_of(row), quiet, size=size, align=_RIGHT)
        if area.width() < look.px(_ROOMY):
            return day.left()
        owner = day.translated(-look.px(_OWNER_ROOM), 0)
        owner.setWidth(look.px(_OWNER_ROOM))
        painting.draw_text(painter, owner, row.owner, quiet, size=size, align=_RIGHT)
        return owner.left()

    @staticmethod
    def _paint_words(painter: QPainter, area: QRectF, row: AgendaItem) -> None:
        top = area.top() + (area.height() - 2 * look.px(_LINE)) / 2
        first = QRectF(area.left(), top, area.width(), look.px(_LINE))
        second = first.translated(0, look.px(_LINE))
        bold = QFont.Weight.DemiBold
        colour = look.colour("text")
        painting.draw_text(painter, first, name_of(row), colour, weight=bold)
        metrics = QFontMetricsF(look.font(FontSize.BODY, bold))
        used = metrics.horizontalAdvance(name_of(row)) + look.px(Space.SMALL)
        painting.draw_text(painter, first.adjusted(used, 0, 0, 0), what_of(row), colour)
        quiet = look.colour("secondary_text")
        if not row.verified:
            side = look.px(14)
            drawing = QRectF(second.left(), second.center().y() - side / 2, side, side)
            icons.draw(painter, "triangle-alert", drawing, look.text_of(Tone.WARNING))
            word = second.adjusted(side + look.px(Space.TINY), 0, 0, 0)
            mark = tr("미확인")
            size = FontSize.CAPTION
            painting.draw_text(painter, word, mark, look.text_of(Tone.WARNING), size=size)
            taken = QFontMetricsF(look.font(size)).horizontalAdvance(mark)
            second = word.adjusted(taken + look.px(Space.SMALL), 0, 0, 0)
        said = "  ·  ".join(part for part in (row.number, row.clause) if part)
        painting.draw_text(painter, second, said, quiet, size=FontSize.CAPTION)

    def _paint_act(
        self, painter: QPainter, area: QRectF, item: AgendaItem, *, hovered: bool
    ) -> None:
        button = QRectF(self.act_area(area.toRect(), item))
        if hovered:
            ground = look.colour("selection" if self.hovered_act else "card")
            painting.rounded(painter, button, ground=ground, line=look.colour("strong_line"))
        words = button.adjusted(look.px(10), 0, -look.px(SMALL_ICON_SIZE + 6), 0)
        colour = look.colour("accent_text")
        weight = QFont.Weight.DemiBold
        size = FontSize.CAPTION
        painting.draw_text(
            painter, words, act_of(item), colour, size=size, weight=weight, align=_RIGHT
        )
        side = look.px(SMALL_ICON_SIZE - 2)
        at = QRectF(button.right() - side - look.px(6), button.center().y() - side / 2, side, side)
        icons.draw(painter, "chevron-right", at, colour)


def _icon(tone: Tone) -> str:
    return {Tone.DANGER: "triangle-alert", Tone.WARNING: "clock"}.get(tone, "calendar")

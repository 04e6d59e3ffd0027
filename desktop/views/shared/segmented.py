"""Chooses one of two to five ways to look at the same thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from desktop.views.shared import icons, look, painting
from desktop.views.shared.tokens import CONTROL_HEIGHT, SMALL_ICON_SIZE, FontSize, Space

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_INSET = 3


class _Segment(QAbstractButton):
    """One of the choices."""

    def __init__(self, word: str, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setText(word)
        self.setAccessibleName(word)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @override
    def sizeHint(self) -> QSize:
        letters = look.font(FontSize.BODY, QFont.Weight.DemiBold)
        words = QFontMetricsF(letters).horizontalAdvance(self.text())
        drawing = look.px(SMALL_ICON_SIZE + Space.TINY) if self._icon else 0
        height = look.px(CONTROL_HEIGHT - _INSET * 2)
        return QSize(int(words + drawing) + look.px(Space.MEDIUM) * 2 + 2, height)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        chosen = self.isChecked()
        if chosen:
            line = look.colour("strong_line")
            painting.rounded(painter, area, ground=look.colour("card"), line=line, radius=4)
        name = "accent_text" if chosen else "text" if self.underMouse() else "secondary_text"
        colour = look.colour(name if self.isEnabled() else "disabled_text")
        weight = QFont.Weight.DemiBold if chosen else QFont.Weight.Normal
        words = area
        align = Qt.AlignmentFlag.AlignCenter
        if self._icon:
            side = look.px(SMALL_ICON_SIZE)
            drawing = QRectF(look.px(Space.MEDIUM), area.center().y() - side / 2, side, side)
            icons.draw(painter, self._icon, drawing, colour)
            words = area.adjusted(drawing.right() + look.px(Space.TINY), 0, 0, 0)
            align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painting.draw_text(painter, words, self.text(), colour, weight=weight, align=align)
        if self.hasFocus():
            painting.focus_ring(painter, area, radius=4)
        painter.end()


class SegmentedControl(QWidget):
    """A row of choices of which one holds; arrows choose.

    Signals:
        chosen: the person chose another; carries its key.
    """

    chosen = Signal(str)

    def __init__(
        self,
        accessible_name: str,
        choices: Sequence[tuple[str, str] | tuple[str, str, str]],
        parent: QWidget | None = None,
    ) -> None:
        """Offer `choices`, each as (key, word) or (key, word, icon); the first holds."""
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._segments: dict[str, _Segment] = {}
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(*(look.px(_INSET),) * 4)
        row.setSpacing(look.px(2))
        for key, word, *icon in choices:
            segment = _Segment(word, icon[0] if icon else "")
            segment.setAccessibleDescription(accessible_name)
            segment.clicked.connect(lambda _on=False, key=key: self.chosen.emit(key))
            group.addButton(segment)
            row.addWidget(segment)
            self._segments[key] = segment
        next(iter(self._segments.values())).setChecked(True)

    def value(self) -> str:
        """Return the key of what holds."""
        return next(key for key, segment in self._segments.items() if segment.isChecked())

    def set_value(self, key: str) -> None:
        """Let another hold, without a signal."""
        self._segments[key].setChecked(True)

    def set_word(self, key: str, word: str) -> None:
        """Say something else on a choice, such as how much waits there."""
        segment = self._segments[key]
        if segment.text() != word:
            segment.setText(word)
            segment.setAccessibleName(word)
            segment.updateGeometry()

    def offer(self, keys: Collection[str]) -> None:
        """Leave only these to choose from; the first of them holds if another one did."""
        for key, segment in self._segments.items():
            segment.setVisible(key in keys)
        if self.value() not in keys:
            self.set_value(next(key for key in self._segments if key in keys))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            keys = [key for key, one in self._segments.items() if not one.isHidden()]
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            key = keys[(keys.index(self.value()) + step) % len(keys)]
            self._segments[key].setFocus(Qt.FocusReason.TabFocusReason)
            self._segments[key].click()
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.rounded(painter, QRectF(self.rect()), ground=look.colour("neutral_ground"))
        painter.end()

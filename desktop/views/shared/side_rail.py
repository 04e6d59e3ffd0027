"""Leads through the program: one line per place, with an icon, a word and a count."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.views.shared import icons, look, painting
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import (
    ICON_SIZE,
    NARROW_RAIL_WIDTH,
    RAIL_WIDTH,
    FontSize,
    Space,
)

if TYPE_CHECKING:
    from collections.abc import Collection

_HEIGHT = 36
_BADGE_HEIGHT = 18
_MOST_SHOWN = 999


class RailButton(QAbstractButton):
    """One place; narrow rails show the word in the tip and the count as a dot."""

    def __init__(self, icon: str, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._count = 0
        self._urgent = False
        self.narrow = False
        self.setText(word)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._name_it()

    @property
    def count(self) -> int:
        """Return the count beside the word."""
        return self._count

    def set_count(self, count: int, *, urgent: bool = False) -> None:
        """Show how many things wait there; 0 shows nothing."""
        self._count, self._urgent = count, urgent
        self._name_it()
        self.update()

    def set_narrow(self, *, narrow: bool) -> None:
        """Show the icon alone."""
        self.narrow = narrow
        self._name_it()
        self.updateGeometry()
        self.update()

    def _name_it(self) -> None:
        counted = tr("{word}, {count}건", word=self.text(), count=self._count)
        self.setAccessibleName(counted if self._count else self.text())
        self.setToolTip(self.accessibleName() if self.narrow else "")

    @override
    def sizeHint(self) -> QSize:
        return QSize(look.px(NARROW_RAIL_WIDTH if self.narrow else RAIL_WIDTH), look.px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        if self.isChecked():
            painting.rounded(painter, area, ground=look.colour("selection"))
        elif self.underMouse():
            painting.rounded(painter, area, ground=look.colour("hover"))
        chosen = "accent_text" if self.isChecked() else "secondary_text"
        side = look.px(ICON_SIZE)
        left = (area.width() - side) / 2 if self.narrow else look.px(Space.MEDIUM)
        drawing = QRectF(left, area.center().y() - side / 2, side, side)
        icons.draw(painter, self._icon, drawing, chosen)
        if self.narrow:
            self._paint_dot(painter, drawing)
        else:
            self._paint_words(painter, area, drawing.right())
        if self.hasFocus():
            painting.focus_ring(painter, area)
        painter.end()

    def _paint_words(self, painter: QPainter, area: QRectF, left: float) -> None:
        right = area.right() - look.px(Space.SMALL)
        if self._count:
            right = self._paint_badge(painter, area, right) - look.px(Space.TINY)
        words = QRectF(area)
        words.setLeft(left + look.px(10))
        words.setRight(right)
        chosen = self.isChecked()
        colour = look.colour("accent_text" if chosen else "text")
        weight = QFont.Weight.DemiBold if chosen else QFont.Weight.Normal
        painting.draw_text(painter, words, self.text(), colour, weight=weight)

    def _paint_badge(self, painter: QPainter, area: QRectF, right: float) -> float:
        number = f"{self._count:,}" if self._count <= _MOST_SHOWN else f"{_MOST_SHOWN}+"
        metrics = QFontMetricsF(look.font(FontSize.CAPTION))
        height = look.px(_BADGE_HEIGHT)
        width = max(height, metrics.horizontalAdvance(number) + look.px(10))
        body = QRectF(right - width, area.center().y() - height / 2, width, height)
        tone = "danger" if self._urgent else "neutral"
        painting.rounded(
            painter, body, ground=look.colour(f"{tone}_ground"), radius=_BADGE_HEIGHT / 2
        )
        painting.draw_text(
            painter,
            body,
            number,
            look.colour(f"{tone}_text"),
            size=FontSize.CAPTION,
            align=Qt.AlignmentFlag.AlignCenter,
        )
        return body.left()

    def _paint_dot(self, painter: QPainter, drawing: QRectF) -> None:
        if self._count:
            side = look.px(Space.SMALL)
            dot = QRectF(drawing.right() - side / 2, drawing.top() - side / 4, side, side)
            colour = "danger_solid" if self._urgent else "accent_solid"
            painting.rounded(painter, dot, ground=look.colour(colour), radius=side / 2)


class SideRail(QFrame):
    """The rail at the left; arrows walk, Enter or Space goes there.

    Signals:
        chosen: the person wants to go somewhere; carries the key of the place.
        narrowed: the rail became narrow (True) or wide.
    """

    chosen = Signal(str)
    narrowed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("rail", "true")
        self.setAccessibleName(tr("메뉴"))
        self._above: list[RailButton] = []
        self._below: list[RailButton] = []
        self._buttons: dict[str, RailButton] = {}
        self.is_narrow = False
        self._group = QButtonGroup(self)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(*(look.px(Space.SMALL),) * 4)
        self._rows.setSpacing(look.px(2))
        self._rows.addStretch(1)
        self._fold = RailButton("panel-left", tr("메뉴 접기"))
        self._fold.setCheckable(False)
        self._fold.clicked.connect(lambda: self.set_narrow(narrow=not self.is_narrow))
        self._fold.installEventFilter(self)
        self._rows.addWidget(self._fold)
        self.set_narrow(narrow=False)

    def add_place(self, key: str, icon: str, word: str, *, at_bottom: bool = False) -> RailButton:
        """Add a place; those at the bottom stand below the gap."""
        button = RailButton(icon, word)
        button.set_narrow(narrow=self.is_narrow)
        button.clicked.connect(lambda: self.chosen.emit(key))
        self._group.addButton(button)
        self._buttons[key] = button
        places = self._below if at_bottom else self._above
        gap = 1 if at_bottom else 0
        self._rows.insertWidget(len(self._above) + (len(self._below) + gap) * gap, button)
        places.append(button)
        button.installEventFilter(self)
        # Tab order is reading order, however late a place was added.
        order = self._in_order()
        for one, other in itertools.pairwise(order):
            QWidget.setTabOrder(one, other)
        return button

    def offer(self, keys: Collection[str]) -> None:
        """Leave only these places to choose from."""
        for key, button in self._buttons.items():
            button.setVisible(key in keys)

    def show_place(self, key: str) -> None:
        """Mark where the person is, without a signal."""
        self._buttons[key].setChecked(True)

    def set_count(self, key: str, count: int, *, urgent: bool = False) -> None:
        """Show how many things wait at a place."""
        self._buttons[key].set_count(count, urgent=urgent)

    def button(self, key: str) -> RailButton:
        """Return the button of a place."""
        return self._buttons[key]

    def set_narrow(self, *, narrow: bool) -> None:
        """Fold the rail to its icons, or unfold it."""
        changed = self.is_narrow != narrow
        self.is_narrow = narrow
        self.setFixedWidth(look.px(NARROW_RAIL_WIDTH if narrow else RAIL_WIDTH))
        self._fold.setText(tr("메뉴 펼치기") if narrow else tr("메뉴 접기"))
        for button in self._in_order():
            button.set_narrow(narrow=narrow)
        if changed:
            self.narrowed.emit(narrow)

    def _in_order(self) -> list[RailButton]:
        return [*self._above, *self._below, self._fold]

    @override
    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Walk with the arrows without going there; a page opens when it is asked for."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            order = self._in_order()
            at = next((i for i, button in enumerate(order) if button is watched), 0)
            match event.key():
                case Qt.Key.Key_Down:
                    order[min(at + 1, len(order) - 1)].setFocus(Qt.FocusReason.TabFocusReason)
                    return True
                case Qt.Key.Key_Up:
                    order[max(at - 1, 0)].setFocus(Qt.FocusReason.BacktabFocusReason)
                    return True
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    order[at].click()
                    return True
        return False

"""Shows the stages of a case as a row of steps, each a door to its page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget
from typing_extensions import override

from desktop.views.shared import icons, look, painting
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import FontSize, Space

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEIGHT = 52
_CIRCLE = 24


class StepState(StrEnum):
    """How far a case is with one stage."""

    DONE = "done"
    NOW = "now"
    BLOCKED = "blocked"  # now, and something stands in the way
    AHEAD = "ahead"


@dataclass(frozen=True)
class Step:
    """One stage: its word, its state, and how many things stand in the way of the next."""

    key: str
    word: str
    state: StepState
    blocking: int = 0

    @property
    def remark(self) -> str:
        """Return the small line below the word."""
        match self.state:
            case StepState.DONE:
                return tr("마침")
            case StepState.NOW:
                return tr("진행 중")
            case StepState.BLOCKED:
                return tr("막힘 {count}건", count=self.blocking)
            case StepState.AHEAD:
                return tr("아직")


class StepButton(QAbstractButton):
    """One step: a circle with its sign, the word, and the remark below."""

    def __init__(self, number: int, step: Step, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self.step = step
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_step(step)

    def show_step(self, step: Step) -> None:
        """Show another state of the same stage."""
        self.step = step
        self.setText(step.word)
        self.setAccessibleName(f"{self._number}. {step.word}, {step.remark}")
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        words = QFontMetricsF(look.font(FontSize.BODY, QFont.Weight.DemiBold))
        remark = QFontMetricsF(look.font(FontSize.CAPTION))
        widest = max(
            words.horizontalAdvance(self.step.word), remark.horizontalAdvance(self.step.remark)
        )
        around = look.px(_CIRCLE) + look.px(Space.SMALL) + look.px(Space.MEDIUM) * 2
        return QSize(int(widest) + around + 2, look.px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        if self.isChecked():
            painting.rounded(painter, area, ground=look.colour("selection"))
        elif self.underMouse():
            painting.rounded(painter, area, ground=look.colour("hover"))
        side = look.px(_CIRCLE)
        circle = QRectF(look.px(Space.MEDIUM), area.center().y() - side / 2, side, side)
        self._paint_circle(painter, circle)
        words = area.adjusted(circle.right() + look.px(Space.SMALL), 0, -look.px(Space.TINY), 0)
        middle = area.center().y()
        upper = QRectF(words.left(), middle - look.px(19), words.width(), look.px(20))
        lower = QRectF(words.left(), middle + look.px(1), words.width(), look.px(17))
        ahead = self.step.state is StepState.AHEAD
        word_colour = "secondary_text" if ahead else "text"
        weight = QFont.Weight.DemiBold
        painting.draw_text(painter, upper, self.step.word, look.colour(word_colour), weight=weight)
        blocked = self.step.state is StepState.BLOCKED
        remark_colour = "danger_text" if blocked else "secondary_text"
        painting.draw_text(
            painter, lower, self.step.remark, look.colour(remark_colour), size=FontSize.CAPTION
        )
        if self.hasFocus():
            painting.focus_ring(painter, area)
        painter.end()

    def _paint_circle(self, painter: QPainter, circle: QRectF) -> None:
        radius = _CIRCLE / 2
        inner = circle.adjusted(*(look.px(k) for k in (4, 4, -4, -4)))
        match self.step.state:
            case StepState.DONE:
                painting.rounded(
                    painter, circle, ground=look.colour("success_solid"), radius=radius
                )
                icons.draw(painter, "check", inner, "on_solid")
                return
            case StepState.BLOCKED:
                ground = look.colour("danger_solid")
                painting.rounded(painter, circle, ground=ground, radius=radius)
                colour = look.colour("on_solid")
            case StepState.NOW:
                ground = look.colour("accent_solid")
                painting.rounded(painter, circle, ground=ground, radius=radius)
                colour = look.colour("on_solid")
            case StepState.AHEAD:
                line = look.colour("strong_line")
                painting.rounded(painter, circle, line=line, radius=radius)
                colour = look.colour("secondary_text")
        painting.draw_text(
            painter,
            circle,
            str(self._number),
            colour,
            size=FontSize.CAPTION,
            weight=QFont.Weight.DemiBold,
            align=Qt.AlignmentFlag.AlignCenter,
        )


class Stepper(QWidget):
    """The steps of a case; arrows walk between them, Space or Enter opens one.

    Signals:
        chosen: the person wants to see a stage; carries its key.
    """

    chosen = Signal(str)

    def __init__(self, steps: Sequence[Step] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("단계"))
        self._buttons: dict[str, StepButton] = {}
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.px(Space.TINY))
        self.set_steps(steps)

    @property
    def buttons(self) -> tuple[StepButton, ...]:
        """Return the steps from left to right."""
        return tuple(self._buttons.values())

    def set_steps(self, steps: Sequence[Step]) -> None:
        """Show these steps; the one that is open stays open."""
        if list(self._buttons) == [step.key for step in steps]:
            for step in steps:
                self._buttons[step.key].show_step(step)
            return
        self._build(steps)

    def show_step(self, key: str) -> None:
        """Mark the step whose page is in sight, without a signal."""
        self._buttons[key].setChecked(True)

    def _build(self, steps: Sequence[Step]) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        self._buttons.clear()
        for number, step in enumerate(steps, 1):
            if number > 1:
                self._row.addWidget(_Joint())
            button = StepButton(number, step)
            button.clicked.connect(lambda _on=False, key=step.key: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[step.key] = button
            self._row.addWidget(button)
        self._row.addStretch(1)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        order = self.buttons
        at = next((i for i, button in enumerate(order) if button.hasFocus()), -1)
        match event.key():
            case Qt.Key.Key_Right | Qt.Key.Key_Left if at >= 0:
                step = 1 if event.key() == Qt.Key.Key_Right else -1
                order[(at + step) % len(order)].setFocus(Qt.FocusReason.TabFocusReason)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if at >= 0:
                order[at].click()
            case _:
                super().keyPressEvent(event)


class _Joint(QWidget):
    """The short line between two steps."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(look.px(Space.WIDE), look.px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = look.px(16)
        middle = QRectF(self.rect()).center()
        area = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
        icons.draw(painter, "chevron-right", area, "strong_line")
        painter.end()

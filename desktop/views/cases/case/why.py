"""Opens a small window below a button that explains an amount, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop.views.shared import look
from desktop.views.shared.in_place.facts import caption
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH = 380


def show_why(below: QWidget, title: str, steps: Sequence[str]) -> QFrame:
    """Show `steps` below a widget; Esc or a click elsewhere closes it."""
    popup = QFrame(below, Qt.WindowType.Popup)
    popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    popup.setProperty("popup", "true")
    popup.setAccessibleName(title)
    popup.setAccessibleDescription("\n".join(steps))
    popup.setFixedWidth(look.px(_WIDTH))
    head = QLabel(title)
    head.setProperty("role", "strong")
    head.setTextFormat(Qt.TextFormat.PlainText)
    column = QVBoxLayout(popup)
    column.setContentsMargins(*(look.px(Space.MEDIUM),) * 4)
    column.setSpacing(look.px(Space.SMALL))
    column.addWidget(head)
    for step in steps:
        column.addWidget(caption(step, role="secondary"))
    popup.adjustSize()
    corner = below.mapToGlobal(QPoint(0, below.height() + look.px(2)))
    screen = below.screen().availableGeometry()
    corner.setX(min(corner.x(), screen.right() - popup.width()))
    corner.setY(min(corner.y(), screen.bottom() - popup.height()))
    popup.move(corner)
    popup.show()
    popup.setFocus()
    return popup

"""Lets Tab walk through widgets in the order in which they are read."""

from __future__ import annotations

import itertools

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def walk_in_order(*widgets: QWidget) -> None:
    """Make Tab go through `widgets`, and what takes the keyboard in them, in this order."""
    stops = [stop for widget in widgets for stop in _stops(widget)]
    for one, other in itertools.pairwise(stops):
        QWidget.setTabOrder(one, other)


def _stops(widget: QWidget) -> list[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return [widget]
    children = [child for child in widget.children() if isinstance(child, QWidget)]
    return [stop for child in children for stop in _stops(child)]

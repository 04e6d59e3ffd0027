"""Shows a chart inside a page; a click on a part of it leads on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class ChartView(QWidget):
    """Holds one figure; matplotlib is loaded when the first one comes.

    Signals:
        picked: the person clicked a part that can be picked; carries its gid (`set_gid`), or the
            artist where it has none.
    """

    picked = Signal(object)

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._canvas: QWidget | None = None
        self.figure: Figure | None = None

    def show_figure(self, figure: Figure, *, description: str = "") -> None:
        """Show a figure; description: the same facts in words, for who does not see it."""
        from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg

        self.clear()
        canvas: Any = FigureCanvasQTAgg(figure)  # type: ignore[no-untyped-call]
        canvas.mpl_connect("pick_event", self._pick)
        canvas.setAccessibleName(self.accessibleName())
        canvas.setAccessibleDescription(description)
        self._rows.addWidget(canvas)
        self._canvas, self.figure = canvas, figure

    def clear(self) -> None:
        """Show nothing."""
        if self._canvas is not None:
            self._rows.removeWidget(self._canvas)
            self._canvas.hide()
            self._canvas.deleteLater()
        self._canvas, self.figure = None, None

    def _pick(self, event: Any) -> None:
        self.picked.emit(event.artist.get_gid() or event.artist)

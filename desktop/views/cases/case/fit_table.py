"""A list that is as high as its rows, for cards that scroll as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from typing_extensions import override

from desktop.views.shared import look
from desktop.views.shared.table import DataTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QWheelEvent

    from desktop.views.shared.row_model import RowModel

_EMPTY_HEIGHT = 148


class FitTable(DataTable):
    """Shows all of its rows; the wheel scrolls the page around it."""

    def __init__(self, accessible_name: str, model: RowModel[Any]) -> None:
        super().__init__(accessible_name)
        self.rows = model
        self.show_model(model)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("frame", "none")
        self.setProperty("rounded", "false")
        self._fit()

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show rows and take the height that they need."""
        self.rows.set_rows(rows)
        self._fit()

    def _fit(self) -> None:
        count = self.rows.rowCount()
        header = self.horizontalHeader().height()
        high = count * self.verticalHeader().defaultSectionSize() + header + look.px(4)
        self.horizontalHeader().setVisible(count > 0)
        self.setFixedHeight(high if count else look.px(_EMPTY_HEIGHT))

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

"""The smallest window that shows the same rows: PySide6, sqlite3 and nothing of the program.

Arguments: the database, a file with the statements, the time at which the process was started.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

DATABASE, STATEMENTS, BORN = sys.argv[1], sys.argv[2], float(sys.argv[3])


class Rows(QAbstractTableModel):
    """The answer of the longest statement."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        super().__init__()
        self._rows = rows

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008, N802
        """Return how many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008, N802
        """Return how wide they are."""
        return 0 if parent.isValid() or not self._rows else len(self._rows[0])

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return what stands in a cell."""
        if role == Qt.ItemDataRole.DisplayRole:
            return str(self._rows[index.row()][index.column()])
        return None


running = QApplication([])
connection = sqlite3.connect(DATABASE)
statements = json.loads(Path(STATEMENTS).read_text("utf-8"))
answers = [connection.execute(said, parameters).fetchall() for said, parameters in statements]
model = Rows(max(answers, key=len))
window = QMainWindow()
table = QTableView()
table.setModel(model)
window.setCentralWidget(table)
window.resize(1366, 768)
window.show()
running.processEvents()
table.viewport().repaint()
print(time.time() - BORN, flush=True)

"""Shows one sentence about what went wrong; never a traceback."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr


def show(error: Exception, parent: QWidget | None = None) -> None:
    """Tell the person what is wrong and what to do; returns when the person has read it."""
    box = QMessageBox(parent)
    box.setWindowTitle(tr("이음"))
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText(explain(error))
    box.addButton(tr("확인"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()

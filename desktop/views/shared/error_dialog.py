"""Shows one sentence about what went wrong; never a traceback."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from db.errors import DeskError
from desktop import paths
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr


def show(error: Exception, parent: QWidget | None = None) -> None:
    """Tell the person what is wrong and what to do; returns when the person has read it.

    What nobody expected also says where the details are for those who look after the program.
    """
    over = parent or QApplication.activeWindow()
    # A window that is on its way out would take the sentence with it.
    box = QMessageBox(over if over is not None and over.isVisible() else None)
    box.setWindowTitle(tr("이음"))
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText(explain(error))
    if not isinstance(error, DeskError):
        box.setInformativeText(
            tr(
                "자세한 내용은 다음 폴더의 기록 파일에 있습니다: {folder}",
                folder=paths.log_folder(),
            )
        )
    box.addButton(tr("확인"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()
    box.deleteLater()

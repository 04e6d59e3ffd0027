"""Opens the files of a case that is judged: a copy, under the name that the reader may see."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from db.words import AccessKind, Action
from desktop.services.scoring import files
from desktop.services.security import access
from desktop.views.shared import icons
from desktop.views.shared.files import open_file
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.scoring.barred import Reader
    from desktop.services.scoring.cards import Card
    from desktop.views.shared.operations import Operations


class CardFiles(QToolButton):
    """A button that lists the files of the case, evidence or not.

    Signals:
        refused: a file could not be opened; carries the failure.
    """

    refused = Signal(object)

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._reader: Reader | None = None
        self._card: Card | None = None
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        icons.wear(self, "paperclip")
        self.list = QMenu(self)
        self.setMenu(self.list)

    def show_files(self, card: Card, reader: Reader | None) -> None:
        """Offer the files of a card."""
        self._card, self._reader = card, reader
        words = tr("자료 {count}", count=len(card.files))
        self.list.clear()
        self.list.setAccessibleName(words)
        for one in card.files:
            step = self.list.addAction(one.name)
            step.triggered.connect(lambda _on=False, key=one.id: self.open_file(key))
        self.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(card.files))

    def open_file(self, attachment_id: UUID) -> None:
        """Open a copy of a file, and note who looked."""
        card, reader, notes = self._card, self._reader, self._operations.notes_viewing
        if card is None or reader is None:
            return
        blobs, case_id, round_id = self._operations.workspace.blobs, card.case_id, card.round_id

        def let_in(session: Session) -> tuple[Path, str]:
            found = files.open_file(session, blobs, round_id, attachment_id, reader=reader)
            if notes:
                kind = AccessKind.ATTACHMENT
                access.note(session, kind, "attachment", attachment_id, case_id=case_id)
            return found

        self._operations.write(
            let_in,
            action=Action.VIEW,
            owner=self,
            then=lambda written: self._open_copy(*written.value),
            otherwise=self.refused.emit,
        )

    def _open_copy(self, kept: Path, name: str) -> None:
        copy = Path(tempfile.mkdtemp(prefix="ieum-")) / Path(name).name
        self._operations.run(
            lambda: shutil.copyfile(kept, copy),
            owner=self,
            then=lambda _copied: open_file(copy),
        )

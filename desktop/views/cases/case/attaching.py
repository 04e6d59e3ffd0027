"""Takes files that were dropped or picked: the bytes first, then the line that names them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget
from typing_extensions import override

from db.words import Action
from desktop.services import attachments
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from PySide6.QtCore import QMimeData

    from desktop.services.attachments import StoredFile
    from desktop.views.shared.in_place.part import Part


class FileDrop(QObject):
    """Lets files be dropped on widgets and hands their paths to `then`.

    takes: says which files are meant for these widgets; others are left to what lies around them.
    """

    def __init__(
        self,
        parent: QWidget,
        then: Callable[[list[Path]], object],
        *,
        takes: Callable[[list[Path]], bool] = bool,
    ) -> None:
        super().__init__(parent)
        self._then = then
        self._takes = takes

    def watch(self, *widgets: QWidget) -> None:
        """Take what is dropped on these."""
        for widget in widgets:
            widget.setAcceptDrops(True)
            widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and self._takes(files_of(event.mimeData())):
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() is QEvent.Type.Drop:
            paths = files_of(event.mimeData())
            if self._takes(paths):
                event.acceptProposedAction()
                self._then(paths)
                return True
        return super().eventFilter(watched, event)


def files_of(mime: QMimeData) -> list[Path]:
    """Return the files that are dragged; folders and web pages are none."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return [path for path in paths if path.is_file()]


def pick_files(parent: QWidget, *, several: bool = True) -> list[Path]:
    """Return the files that the person picks."""
    if several:
        names, _ = QFileDialog.getOpenFileNames(parent, tr("첨부할 파일 고르기"))
    else:
        name, _ = QFileDialog.getOpenFileName(parent, tr("첨부할 파일 고르기"))
        names = [name] if name else []
    return [Path(name) for name in names]


def attach(part: Part, files: Sequence[Path]) -> None:
    """Keep files with the case."""
    for file in files:
        _attach_one(part, file)


def _attach_one(part: Part, file: Path) -> None:
    case_id, blobs = part.case_id, part.operations.workspace.blobs

    def _note(stored: StoredFile) -> None:
        if stored.is_large:
            part.said.emit(
                tr(
                    "‘{name}’은(는) 20 MB가 넘어 사업관리시스템에는 올릴 수 없습니다.",
                    name=stored.name,
                )
            )
        part.write(
            lambda session: attachments.add(session, blobs, stored, case_id=case_id),
            action=Action.ATTACHMENT_ADD,
        )

    part.operations.run(lambda: attachments.store(blobs, file), owner=part, then=_note)


def open_attachment(part: Part, attachment_id: UUID, name: str) -> None:
    """Open a copy under its own name in the program of the system; the kept bytes stay as is."""
    import shutil
    import tempfile

    blobs = part.operations.workspace.blobs

    def _copy(kept: Path) -> None:
        folder = Path(tempfile.mkdtemp(prefix="ieum-"))
        copy = folder / Path(name).name
        part.operations.run(
            lambda: shutil.copyfile(kept, copy),
            owner=part,
            then=lambda _copied: QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))),
        )

    part.operations.read(
        lambda session: attachments.path_of(session, blobs, attachment_id), owner=part, then=_copy
    )

"""Stories of what stands beside the stages: timeline, documents, attachments, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from db.words import Action
from desktop.services import history
from desktop.services.cases import notes
from desktop.services.documents import make
from tests.services import road
from tests.views.cases.case_window import kept, question, settled, shown, typed

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.views.shared.operations import Operations


def test_given_a_document_that_lacks_nothing_when_it_is_made_then_the_file_is_there(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.eligible)
    page = shown(qtbot, operations, case_id)
    page.beside.show_panel("documents")
    settled(qtbot, operations)
    panel = page.beside.documents
    line = panel.lines["D08"]
    assert not line.state.missing, line.remark.text()

    with qtbot.waitSignal(page.offered):
        line.button.click()
    settled(qtbot, operations)

    made = workspace.read(lambda s: make.list_made(s, case_id))
    assert len(made) == 1
    assert (workspace.folder / "documents" / made[0].file_name).is_file()
    assert list(panel._made) == [made[0].id]


def test_given_a_document_that_lacks_values_then_they_are_named_and_asked_for_first(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.opened)
    page = shown(qtbot, operations, case_id)
    page.beside.show_panel("documents")
    settled(qtbot, operations)
    line = page.beside.documents.lines["D11"]
    assert line.state.missing
    assert line.remark.text().startswith("빠진 값: ")

    line.button.click()
    asked = question(page)

    assert list(asked.fields) == list(line.state.missing)
    asked.buttons["yes"].click()
    assert all(field.error for field in asked.fields.values())
    asked.close()


def test_given_files_when_they_are_dropped_then_they_are_kept_and_undo_brings_them_back(
    qtbot: QtBot, workspace: Workspace, operations: Operations, tmp_path: Path
) -> None:
    page = shown(qtbot, operations, kept(workspace, road.opened))
    page.beside.show_panel("attachments")
    settled(qtbot, operations)
    panel = page.beside.attachments
    photo = tmp_path / "현장.jpg"
    photo.write_bytes(b"photo")

    _drop(panel.table.viewport(), photo)
    qtbot.waitUntil(lambda: [row.name for row in panel.rows.rows] == ["현장.jpg"])

    panel.table.selectRow(0)
    panel.table.setFocus()
    qtbot.keyClick(panel, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not panel.rows.rows)
    operations.change(history.undo, action=Action.UNDO)
    qtbot.waitUntil(lambda: [row.name for row in panel.rows.rows] == ["현장.jpg"])


def _drop(widget: object, file: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(4, 4), copy, mime, left, none)
    QApplication.sendEvent(widget, enter)  # type: ignore[arg-type]
    assert enter.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPoint(4, 4), copy, mime, left, none))  # type: ignore[arg-type]


def test_given_a_note_when_ctrl_enter_is_pressed_then_it_is_kept_and_can_be_changed_in_place(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.opened)
    page = shown(qtbot, operations, case_id)
    page.beside.show_panel("notes")
    settled(qtbot, operations)
    panel = page.beside.notes

    typed(qtbot, panel.text, "다음 주에 다시 통화", enter=False)
    qtbot.keyClick(panel.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(panel.cards) == 1)
    settled(qtbot, operations)
    assert panel.text.toPlainText() == ""

    card = next(iter(panel.cards.values()))
    typed(qtbot, card.text, "수요일에 다시 통화", enter=False)
    qtbot.keyClick(card.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, operations)

    found = workspace.read(lambda s: notes.list_notes(s, case_id=case_id))
    assert [note.text for note in found] == ["수요일에 다시 통화"]


def test_given_a_draft_of_a_note_when_the_field_is_left_then_it_waits(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    case_id = kept(workspace, road.opened)
    page = shown(qtbot, operations, case_id)
    page.beside.show_panel("notes")
    settled(qtbot, operations)

    typed(qtbot, page.beside.notes.text, "초안", enter=False)
    page.head.company.setFocus()
    settled(qtbot, operations)

    assert page.beside.notes.text.toPlainText() == "초안"
    assert not workspace.read(lambda s: notes.list_notes(s, case_id=case_id))


def test_given_a_change_in_the_timeline_when_it_is_picked_then_it_shows_and_takes_back(
    qtbot: QtBot, workspace: Workspace, operations: Operations
) -> None:
    page = shown(qtbot, operations, kept(workspace, road.opened))
    tab = page.tabs[page.stage]
    field = tab.application.field("solutions")  # type: ignore[attr-defined]
    typed(qtbot, field.editor, "ERP")
    settled(qtbot, operations)
    panel = page.beside.timeline
    assert panel.rows.rows[0].title == "신청서 수정"
    assert panel.rows.rows[0].what == "솔루션"

    panel.list.setCurrentIndex(panel.rows.index(0, 0))
    qtbot.waitUntil(lambda: panel.words.text() == "솔루션: MES → ERP")
    panel.take_back.click()
    settled(qtbot, operations)

    assert field.editor.text() == "MES"

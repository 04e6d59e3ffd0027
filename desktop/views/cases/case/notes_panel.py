"""The notes of a case: written in one go, changed in place, taken off and brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout
from typing_extensions import override

from db.words import Action
from desktop.services.cases import notes
from desktop.views.shared import look
from desktop.views.shared.case_words import moment
from desktop.views.shared.form import FormField
from desktop.views.shared.in_place.editors import LongText, quiet_style
from desktop.views.shared.in_place.facts import INDENT, caption, tool
from desktop.views.shared.in_place.grid import cell
from desktop.views.shared.in_place.part import ScrolledPart
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.cases.notes import NoteRow


def _save(
    session: Session, note_id: UUID, changes: Mapping[str, Any], *, expected: Mapping[str, Any]
) -> object:
    return notes.edit(session, note_id, str(changes["text"]), expected=str(expected["text"]))


class NoteCard(QFrame):
    """One note; its text is changed in place."""

    def __init__(self, panel: NotesPanel, row: NoteRow) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.setStyleSheet(quiet_style())
        self.text = LongText(tr("메모"))
        self._form = panel.form("note", Action.NOTE_EDIT, save=_save)
        field = cell(tr("메모"), self.text)
        self._form.bind("text", field)
        self.about = QLabel()
        self.about.setProperty("role", "caption")
        self.remove = tool("trash-2", tr("메모 지우기"))
        self.remove.clicked.connect(lambda: panel.remove(row.id))
        foot = QHBoxLayout()
        foot.setContentsMargins(look.px(INDENT), 0, 0, 0)
        foot.addWidget(self.about, 1)
        foot.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.SMALL),) * 4)
        column.setSpacing(0)
        column.addWidget(field)
        column.addLayout(foot)

    def show_note(self, row: NoteRow) -> None:
        """Show a reading of the note."""
        self._form.show(row.id, {"text": row.text})
        self.about.setText(" · ".join(part for part in (row.by or "", moment(row.at)) if part))


class NotesPanel(ScrolledPart):
    """A field for the next note, the others below, the newest first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cards: dict[UUID, NoteCard] = {}
        self.text = LongText(tr("새 메모"), fewest_lines=3)
        self.text.setPlaceholderText(tr("통화, 방문, 약속을 적어 두세요. Ctrl+Enter로 저장합니다."))
        self.field = FormField(tr("새 메모"), self.text)
        self.field.label.hide()
        self.add_button = QPushButton(tr("메모 저장"))
        self.add_button.clicked.connect(self._add)
        self.text.value_changed.connect(self._typed)
        self.nothing = caption(tr("아직 메모가 없습니다."))
        self._cards = QVBoxLayout()
        self._cards.setSpacing(look.px(Space.SMALL))
        self.column.addWidget(self.field)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.add_button)
        self.column.addLayout(row)
        self.column.addWidget(self.nothing)
        self.column.addLayout(self._cards)
        self.end()

    @override
    def read(self, session: Session, case_id: UUID) -> list[NoteRow]:
        return notes.list_notes(session, case_id=case_id)

    @override
    def show_answer(self, answer: list[NoteRow]) -> None:
        wanted = [row.id for row in answer]
        if wanted != list(self.cards):
            for key in [key for key in self.cards if key not in wanted]:
                card = self.cards.pop(key)
                card.hide()
                card.deleteLater()
            for row in answer:
                if row.id not in self.cards:
                    self.cards[row.id] = NoteCard(self, row)
            self.cards = {key: self.cards[key] for key in wanted}
            for card in self.cards.values():
                self._cards.removeWidget(card)
            for card in self.cards.values():
                self._cards.addWidget(card)
        for row in answer:
            self.cards[row.id].show_note(row)
        self.nothing.setVisible(not answer)

    def remove(self, note_id: UUID) -> None:
        """Take a note off; undo brings it back."""
        self.write(lambda session: notes.remove(session, note_id), action=Action.NOTE_EDIT)

    def _typed(self, _text: object) -> None:
        if self.text.hasFocus():  # Ctrl+Enter; leaving the field keeps the draft
            self._add()

    def _add(self) -> None:
        text, case_id = self.text.toPlainText().strip(), self.case_id
        if not text or case_id is None:
            self.text.setFocus()
            return
        self.write(
            lambda session: notes.add(session, text, case_id=case_id),
            action=Action.NOTE_EDIT,
            complain_at=self.field,
            then=lambda _note: self._written(text),
        )

    def _written(self, text: str) -> None:
        if self.text.toPlainText().strip() == text:
            self.text.set_value("")

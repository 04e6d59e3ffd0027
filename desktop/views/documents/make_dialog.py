"""Makes one document: which form, for which case, and what is still missing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from db.words import Action, DocumentKind
from desktop.services import suggest
from desktop.services.documents import catalog, make
from desktop.services.documents.fields import FieldKind, dictionary
from desktop.views.documents.words import field_name, title_of
from desktop.views.labels import label
from desktop.views.shared import look
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.date_edit import DateEdit
from desktop.views.shared.explain import explain
from desktop.views.shared.form import FormField
from desktop.views.shared.language import tr
from desktop.views.shared.money_edit import MoneyEdit
from desktop.views.shared.number_edit import NumberEdit
from desktop.views.shared.search_edit import SearchEdit
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    from desktop.services.documents.make import DocumentMade
    from desktop.services.suggest import Suggestion
    from desktop.views.shared.operations import Operations

_CASE = Qt.ItemDataRole.UserRole
_WIDTH, _HEIGHT = 560, 520
_NUMBER_PLACES = 4


class MakeDialog(QDialog):
    """Asks for form and case; names what is missing and takes it for this document alone.

    Signals:
        made: the document was written; carries its DocumentMade.
        case_wanted: the person wants to fill in the case instead; carries its id.
    """

    made = Signal(object)
    case_wanted = Signal(object)

    def __init__(
        self,
        operations: Operations,
        folder: Path,
        *,
        kind: DocumentKind | None = None,
        case_id: UUID | None = None,
        case_words: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._operations, self._folder = operations, folder
        self._case_id = case_id
        self._asked = 0
        self._typed = ""
        self.missing: dict[str, FormField] = {}
        self.setWindowTitle(tr("문서 만들기"))
        self.setAccessibleName(tr("문서 만들기"))
        self.setProperty("ground", "card")
        self.resize(look.px(_WIDTH), look.px(_HEIGHT))
        self.form = ChoiceEdit(
            tr("서식"), ((one.kind, title_of(one)) for one in catalog.list_documents())
        )
        self.form.set_value(kind)
        self.case = SearchEdit(tr("기업 이름·초성(ㄷㅅㅈㅁ)·과제번호"))
        self.case.setAccessibleName(tr("사례"))
        self.case.setText(case_words)
        self.found = QListWidget()
        self.found.setAccessibleName(tr("찾은 사례"))
        self.found.setVisible(False)
        self.found.setMaximumHeight(look.px(180))
        self.state = QLabel()
        self.state.setWordWrap(True)
        self._lay_out()
        self._listen()
        self._look()

    # --- building -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        title = QLabel(tr("문서 만들기"))
        title.setProperty("role", "card-title")
        self._room = QWidget()
        self._room.setProperty("ground", "none")
        self._fields = QVBoxLayout(self._room)
        self._fields.setContentsMargins(0, 0, look.px(Space.SMALL), 0)
        self._fields.setSpacing(look.px(Space.MEDIUM))
        self._fields.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self._room)
        self.cancel = QPushButton(tr("취소"))
        self.to_case = QPushButton(tr("사례에서 채우기"))
        self.to_case.setVisible(False)
        self.go = QPushButton(tr("만들기"))
        self.go.setProperty("kind", "primary")
        self.go.setDefault(True)
        for button in (self.cancel, self.to_case):
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(Space.SMALL))
        buttons.addWidget(self.to_case)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.WIDE),) * 4)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addWidget(title)
        column.addWidget(FormField(tr("서식"), self.form))
        column.addWidget(FormField(tr("사례"), self.case))
        column.addWidget(self.found)
        column.addWidget(self.state)
        column.addWidget(area, 1)
        column.addLayout(buttons)

    def _listen(self) -> None:
        self.form.value_chosen.connect(lambda _kind: self._look())
        self.case.searched.connect(self._search)
        self.case.textEdited.connect(self._let_go)
        self.case.installEventFilter(self)
        self.found.itemActivated.connect(self._take)
        self.found.itemClicked.connect(self._take)
        self.cancel.clicked.connect(self.reject)
        self.to_case.clicked.connect(self._leave_for_case)
        self.go.clicked.connect(self._make)

    # --- the case -------------------------------------------------------------------------------

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk the found cases with the arrows while the field keeps the focus."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step and self.found.count():
                at = (self.found.currentRow() + step) % self.found.count()
                self.found.setCurrentRow(at)
                return True
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and self.found.isVisible() and self.found.currentItem() is not None:
                self._take(self.found.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _let_go(self, _text: str) -> None:
        """Forget the case when its name is typed anew."""
        self._case_id = None
        self._look()

    def _search(self, text: str) -> None:
        if self._case_id is not None or not text:
            self.found.setVisible(False)
            return
        self._typed = text
        me = self._operations.workspace.person
        self._operations.read(
            lambda session: suggest.suggest(session, text, today=date.today(), me=me),
            owner=self,
            then=lambda found: self._show_found(text, found),
        )

    def _show_found(self, text: str, found: Sequence[Suggestion]) -> None:
        if text != self._typed or self._case_id is not None:
            return  # an answer to what was typed before
        self.found.clear()
        known: set[UUID] = set()
        for one in found:
            if one.case_id is None or one.case_id in known:
                continue
            known.add(one.case_id)
            stage = label(one.stage) if one.stage is not None else ""
            words = "  ·  ".join(part for part in (one.company, one.title, stage) if part)
            item = QListWidgetItem(words)
            item.setData(_CASE, (one.case_id, one.company))
            self.found.addItem(item)
        self.found.setCurrentRow(0)
        self.found.setVisible(self.found.count() > 0)
        if not self.found.count():
            self.state.setText(tr("찾는 사례가 없습니다. 다른 이름이나 번호를 적어 주세요."))

    def _take(self, item: QListWidgetItem) -> None:
        self._case_id, words = item.data(_CASE)
        self.case.setText(words)
        self.case.search_now()
        self.found.setVisible(False)
        self._look()
        self.go.setFocus()

    # --- what is missing ------------------------------------------------------------------------

    def _kind(self) -> DocumentKind | None:
        value = self.form.value()
        return value if isinstance(value, DocumentKind) else None

    def _look(self) -> None:
        """Ask what is missing for this form and case."""
        self._asked += 1
        asked, kind, case_id = self._asked, self._kind(), self._case_id
        self.go.setEnabled(False)
        self.to_case.setVisible(case_id is not None)
        if kind is None or case_id is None:
            self._show_fields([])
            self.state.setText(tr("문서를 만들 사례를 골라 주세요."))
            return
        self._operations.read(
            lambda session: make.missing(session, case_id, kind),
            owner=self,
            then=lambda names: self._show_missing(names, asked),
            otherwise=lambda error: self._say_wrong(error, asked),
        )

    def _show_missing(self, names: list[str], asked: int) -> None:
        if asked != self._asked:
            return  # another form or case was chosen meanwhile
        rows = [name for name in names if _has_rows(name)]
        self._show_fields([name for name in names if name not in rows])
        self.go.setEnabled(not rows)
        if rows:
            listed = ", ".join(field_name(name) for name in rows)
            self.state.setText(tr("사례에서 먼저 적어야 하는 값이 있습니다: {names}", names=listed))
            self.to_case.setFocus()
        elif names:
            self.state.setText(
                tr(
                    "빠진 값이 {count}개 있습니다. 여기에 적으면 이 문서에만 쓰입니다.",
                    count=len(names),
                )
            )
        else:
            self.state.setText(tr("바로 만들 수 있습니다."))

    def _say_wrong(self, error: Exception, asked: int) -> None:
        if asked == self._asked:
            self._show_fields([])
            self.state.setText(explain(error))

    def _show_fields(self, names: Sequence[str]) -> None:
        if list(names) == list(self.missing):
            return
        for field in self.missing.values():
            field.hide()
            field.deleteLater()
        self.missing = {
            name: FormField(field_name(name), _editor(name), required=True) for name in names
        }
        for at, field in enumerate(self.missing.values()):
            self._fields.insertWidget(at, field)

    # --- making ---------------------------------------------------------------------------------

    def _make(self) -> None:
        kind, case_id, folder = self._kind(), self._case_id, self._folder
        given = self._given()
        if kind is None or case_id is None or given is None:
            return
        self.go.setEnabled(False)
        self._operations.write(
            lambda session: make.make(session, folder, case_id, kind, given=given),
            action=Action.DOCUMENT_MAKE,
            owner=self,
            then=lambda written: self._done(written.value),
            otherwise=self._refused,
            kind=kind.value,
        )

    def _given(self) -> dict[str, Any] | None:
        """Return what was typed, or None where a field is still empty or unreadable."""
        given: dict[str, Any] = {}
        for name, field in self.missing.items():
            value = _value(field.editor)
            if value is None or value == "":
                field.set_error(tr("이 값을 적어 주세요."))
                field.editor.setFocus()
                return None
            field.set_error(None)
            given[name] = value
        return given

    def _done(self, made: DocumentMade) -> None:
        self.made.emit(made)
        self.accept()

    def _refused(self, error: Exception) -> None:
        self.state.setText(explain(error))
        self.go.setEnabled(True)

    def _leave_for_case(self) -> None:
        if self._case_id is not None:
            self.case_wanted.emit(self._case_id)
            self.reject()


def _has_rows(name: str) -> bool:
    """Return whether a value is a table, or a column of one; nobody types that in a line."""
    spec = dictionary().get(name)
    return spec is not None and (spec.has_rows or bool(spec.row_of))


def _editor(name: str) -> QWidget:
    """Return the field in which a value of this name is typed."""
    spec = dictionary().get(name)
    kind = spec.kind if spec is not None else FieldKind.TEXT
    if kind is FieldKind.DATE:
        return DateEdit()
    if kind is FieldKind.MONEY:
        return MoneyEdit()
    if kind in (FieldKind.NUMBER, FieldKind.COUNT):
        return NumberEdit(places=_NUMBER_PLACES if kind is FieldKind.NUMBER else 0)
    return QLineEdit()


def _value(editor: QWidget) -> Any:
    match editor:
        case DateEdit() | MoneyEdit():
            editor.take()
            return editor.value()
        case NumberEdit():
            editor.take()
            number = editor.value()
            return None if number is None else int(number) if number % 1 == 0 else float(number)
        case QLineEdit():
            return editor.text().strip()
    return None

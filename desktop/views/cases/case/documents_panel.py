"""The documents of a case: what can be made, what is missing for it, what was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from db.errors import DeskError
from db.words import Action, Stage
from desktop.services.documents import catalog, make
from desktop.services.documents.fields import FieldKind, dictionary
from desktop.views.labels import label
from desktop.views.shared import files, look
from desktop.views.shared.card import Card
from desktop.views.shared.case_words import moment
from desktop.views.shared.explain import explain
from desktop.views.shared.in_place.asking import Asked, FieldsQuestion
from desktop.views.shared.in_place.editors import DateEdit, MoneyEdit, NumberEdit, TextEdit
from desktop.views.shared.in_place.facts import caption, small_button, tool
from desktop.views.shared.in_place.part import ScrolledPart
from desktop.views.shared.language import Language, chosen, tr
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlmodel import Session

    from desktop.services.documents.catalog import DocumentTemplate
    from desktop.services.documents.make import DocumentMade, DocumentRow

FOLDER = "documents"  # beside the database
_NAMES_SHOWN = 4


@dataclass(frozen=True)
class DocumentState:
    """One form and what it still needs; wrong: why it can't be looked at."""

    document: DocumentTemplate
    missing: tuple[str, ...]
    wrong: str = ""


@dataclass(frozen=True)
class DocumentsAnswer:
    """What the panel shows."""

    states: tuple[DocumentState, ...]
    made: tuple[DocumentRow, ...]


def title_of(document: DocumentTemplate) -> str:
    """Return the name of a form in the chosen language."""
    return document.title_en if chosen() is Language.ENGLISH else document.title


def field_name(name: str) -> str:
    """Return what people call a field of a form: its group and its label.

    A field that the dictionary does not have, such as the representative of one of the parties, is
    called like another one of the same last name.
    """
    group, _, last = name.rpartition(".")
    spec = dictionary().get(name)
    like = spec or next((one for one in dictionary().values() if one.name.endswith(last)), None)
    if chosen() is Language.ENGLISH:
        return like.label_en if like is not None else name
    if spec is None:
        return f"{group} {last}".strip()
    return spec.label if spec.group in spec.label else f"{spec.group} {spec.label}"


class DocumentLine(QWidget):
    """One form with its button."""

    def __init__(self, panel: DocumentsPanel, state: DocumentState) -> None:
        super().__init__()
        self._panel = panel
        self.state = state
        self.name = QLabel()
        self.name.setProperty("role", "strong")
        self.remark = caption()
        self.button = QPushButton()
        self.button.setProperty("small", "true")
        self.button.clicked.connect(lambda: panel.make(self.state))
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, look.px(Space.SMALL))
        column.setSpacing(look.px(2))
        column.addLayout(head)
        column.addWidget(self.remark)
        self.show_state(state)

    def show_state(self, state: DocumentState) -> None:
        """Say whether the form can be made, and what is missing where it can't."""
        self.state = state
        name = title_of(state.document)
        self.name.setText(name)
        self.button.setEnabled(not state.wrong)
        verb = tr("적고 만들기…") if state.missing else tr("만들기")
        self.button.setText(verb)
        self.button.setAccessibleName(f"{name} {verb}")
        said = state.wrong
        if state.missing:
            names = ", ".join(field_name(one) for one in state.missing[:_NAMES_SHOWN])
            more = len(state.missing) - _NAMES_SHOWN
            said = tr("빠진 값: {names}", names=names)
            if more > 0:
                said = tr("빠진 값: {names} 외 {count}", names=names, count=more)
        marks = [said or tr("바로 만들 수 있습니다.")]
        if not state.document.verified:
            marks.append(tr("서식은 공고와 대조하지 않았습니다."))
        self.remark.setText("\n".join(marks))
        self.remark.setToolTip("\n".join(field_name(one) for one in state.missing))


class DocumentsPanel(ScrolledPart):
    """The forms of a stage, the others below, and the register."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stage = Stage.APPLICATION
        self.lines: dict[str, DocumentLine] = {}
        self.here = Card(tr("이 단계의 문서"))
        self.elsewhere = Card(tr("다른 단계의 문서"))
        self.register = Card(tr("만든 문서"))
        self._nothing = caption(tr("아직 만든 문서가 없습니다."))
        self.register.add(self._nothing)
        self._made: dict[Any, QWidget] = {}
        for card in (self.here, self.register, self.elsewhere):
            self.add_card(card)
        self.end()

    @property
    def folder(self) -> Path:
        """Return where documents are written."""
        return self.operations.workspace.folder / FOLDER

    def show_stage(self, stage: Stage) -> None:
        """Put the documents of this stage first."""
        self.stage = stage
        self._sort()

    @override
    def read(self, session: Session, case_id: Any) -> DocumentsAnswer:
        states = []
        for document in catalog.list_documents():
            try:
                lacking = make.missing(session, case_id, document.kind, today=self.today())
                states.append(DocumentState(document, tuple(lacking)))
            except DeskError as error:
                states.append(DocumentState(document, (), wrong=explain(error)))
        return DocumentsAnswer(tuple(states), tuple(make.list_made(session, case_id)))

    @override
    def show_answer(self, answer: DocumentsAnswer) -> None:
        for state in answer.states:
            key = state.document.kind.value
            if key in self.lines:
                self.lines[key].show_state(state)
            else:
                self.lines[key] = DocumentLine(self, state)
        self._sort()
        self._show_made(answer.made)

    def _sort(self) -> None:
        for line in self.lines.values():
            card = self.here if line.state.document.stage is self.stage else self.elsewhere
            if line.parentWidget() is not card:
                card.add(line)
        stages = [line.state.document.stage for line in self.lines.values()]
        self.here.setVisible(self.stage in stages)
        self.here.title.setText(tr("{stage} 문서", stage=label(self.stage)))

    def _show_made(self, made: Sequence[DocumentRow]) -> None:
        if [row.id for row in made] == list(self._made):
            return
        for line in self._made.values():
            line.hide()
            line.deleteLater()
        self._made = {row.id: self._made_line(row) for row in made}
        for line in self._made.values():
            self.register.add(line)
        self._nothing.setVisible(not made)

    def _made_line(self, row: DocumentRow) -> QWidget:
        line = QWidget()
        name = small_button(row.title, "file-text")
        name.setToolTip(row.file_name)
        name.setAccessibleName(tr("{title} 열기", title=f"{row.number} {row.title}"))
        name.clicked.connect(lambda: self._with_file(row, files.open_file))
        more = tool("ellipsis", tr("{title} 더 보기", title=f"{row.number} {row.title}"))
        menu = QMenu(more)
        menu.addAction(tr("열기"), lambda: self._with_file(row, files.open_file))
        menu.addAction(tr("인쇄"), lambda: self._with_file(row, files.print_file))
        menu.addAction(tr("폴더에서 보기"), lambda: self._with_file(row, files.show_in_folder))
        more.setMenu(menu)
        more.setPopupMode(more.ToolButtonPopupMode.InstantPopup)
        words = caption(
            " · ".join((row.number, moment(row.made_at), row.made_by or "")).strip(" ·")
        )
        head = QHBoxLayout()
        head.addWidget(name)
        head.addStretch(1)
        head.addWidget(more)
        column = QVBoxLayout(line)
        column.setContentsMargins(-look.px(Space.SMALL), 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        words.setIndent(look.px(Space.SMALL))
        column.addWidget(words)
        return line

    def _with_file(self, row: DocumentRow, then: Any) -> None:
        folder = self.folder

        def _use(path: Path | None) -> None:
            if path is None:
                self.said.emit(
                    tr("파일이 폴더에 없습니다. 다시 만들어 주세요: {name}", name=row.file_name)
                )
            elif not then(path):
                self.said.emit(tr("이 파일을 열 프로그램이 없습니다."))

        self.operations.read(
            lambda session: make.path_of(session, folder, row.id), owner=self, then=_use
        )

    # --- making ---------------------------------------------------------------------------------

    def make(self, state: DocumentState) -> None:
        """Make a document; ask for what is missing first."""
        case_id, folder, kind = self.case_id, self.folder, state.document.kind
        if case_id is None:
            return
        today = self.today()
        if not state.missing:
            self.write(
                lambda session: make.make(session, folder, case_id, kind, today=today),
                action=Action.DOCUMENT_MAKE,
                then=self._tell,
                kind=kind.value,
            )
            return
        asked = [Asked(name, field_name(name), _editor(name), True) for name in state.missing]
        question = FieldsQuestion(
            tr("{title}에 필요한 값", title=title_of(state.document)),
            tr("여기에 적는 값은 이 문서에만 쓰이고 사례에는 저장되지 않습니다."),
            tr("만들기"),
            asked,
            parent=self,
        )
        question.then_write(
            self.operations,
            lambda session, values: make.make(
                session, folder, case_id, kind, today=today, given=values
            ),
            action=Action.DOCUMENT_MAKE,
            done=self._tell,
            kind=kind.value,
        )

    def _tell(self, made: DocumentMade) -> None:
        path = made.path
        self.offered.emit(
            tr("문서를 만들었습니다: {name}", name=path.name), tr("열기"),
            lambda: files.open_file(path),
        )  # fmt: skip


def _editor(name: str) -> QWidget:
    spec = dictionary().get(name)
    kind = spec.kind if spec is not None else FieldKind.TEXT
    if kind is FieldKind.DATE:
        return DateEdit()
    if kind is FieldKind.MONEY:
        return MoneyEdit()
    if kind in (FieldKind.NUMBER, FieldKind.COUNT):
        return NumberEdit(places=4 if kind is FieldKind.NUMBER else 0)
    return TextEdit()

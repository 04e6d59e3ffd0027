"""The forms that ship: what each asks for, whether somebody compared it, whether it is sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from db.words import Stage
from desktop.services.documents import catalog, lint, register
from desktop.services.documents.fields import dictionary
from desktop.views.documents.words import complaint_words, field_name, title_of
from desktop.views.labels import label
from desktop.views.shared import files, icons, look
from desktop.views.shared.banner import Banner
from desktop.views.shared.card import Card
from desktop.views.shared.case_tones import STAGE_ICONS, STAGE_TONES
from desktop.views.shared.column_widths import pills
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr
from desktop.views.shared.row_model import RIGHT, Column, RowModel
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.documents.catalog import DocumentTemplate
    from desktop.services.documents.complaints import Complaint
    from desktop.views.shared.operations import Operations


def _verified(document: DocumentTemplate) -> str:
    return tr("공고와 대조함") if document.verified else tr("대조하지 않음")


def _columns() -> tuple[Column[Any], ...]:
    """Return the columns, wide enough for the words of the chosen language."""
    return (
        Column("서식", title_of, key="title", width=160, stretch=True),
        Column("코드", lambda d: d.kind.value, key="code", width=70),
        Column(
            "단계",
            lambda d: label(d.stage),
            key="stage",
            width=pills(Stage),
            sort=lambda d: list(Stage).index(d.stage),
            pill=lambda d: STAGE_TONES[d.stage],
            icon=lambda d: STAGE_ICONS[d.stage],
        ),
        Column("판", lambda d: d.version, key="version", width=80),
        Column(
            "대조",
            _verified,
            key="verified",
            width=132,
            pill=lambda d: Tone.SUCCESS if d.verified else Tone.WARNING,
        ),
        Column(
            "항목 수",
            lambda d: f"{len(d.fields):,}",
            key="fields",
            width=80,
            align=RIGHT,
            sort=lambda d: len(d.fields),
        ),
    )


class Forms(QWidget):
    """The list of forms and, at the right, what one of them asks for.

    Signals:
        make_wanted: the person wants a document of this form; carries its DocumentKind.
        said: a sentence for the status line.
    """

    make_wanted = Signal(object)
    said = Signal(str)

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._shown: DocumentTemplate | None = None
        self.rows: RowModel[DocumentTemplate] = RowModel(_columns(), identity=lambda d: d.kind)
        self.table = DataTable(tr("서식 목록"))
        self.table.show_model(self.rows)
        self.table.picked.connect(self._pick)
        self.table.opened.connect(lambda document: self.make_wanted.emit(document.kind))
        self._build()

    def show_forms(self) -> None:
        """Show the forms that ship; they do not change while the program runs."""
        if self.rows.rows:
            return
        self._operations.run(catalog.list_documents, owner=self, then=self._show)

    # --- inside ---------------------------------------------------------------------------------

    def _build(self) -> None:
        self.details = Card(" ")
        self.result = Banner()
        self.asks = QLabel()
        self.asks.setWordWrap(True)
        self.asks.setTextFormat(Qt.TextFormat.PlainText)
        self.asks.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.asks.setAlignment(Qt.AlignmentFlag.AlignTop)
        room = QWidget()
        room.setProperty("ground", "none")
        inside = QVBoxLayout(room)
        inside.setContentsMargins(0, 0, look.px(Space.SMALL), 0)
        inside.addWidget(self.asks)
        inside.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(tr("서식이 쓰는 항목"))
        area.setWidget(room)
        self.check = self._button(tr("서식 검사"), "list-checks", self._check)
        self.sample = self._button(tr("견본 보기"), "eye", self._sample)
        self.make = self._button(tr("문서 만들기"), "file-text", self._make)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(Space.SMALL))
        for button in (self.check, self.sample):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.make)
        self.details.add(self.result)
        self.details.add(area, 1)
        self.details.body.addLayout(buttons)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setStyleSheet("QSplitter::handle { background: transparent; }")
        split.setHandleWidth(look.px(Space.LARGE))
        split.addWidget(self.table)
        split.addWidget(self.details)
        split.setSizes([look.px(640), look.px(480)])
        split.setStretchFactor(0, 4)
        split.setStretchFactor(1, 3)
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(split)

    @staticmethod
    def _button(words: str, icon: str, then: Any) -> QPushButton:
        button = QPushButton(words)
        icons.wear(button, icon)
        button.clicked.connect(then)
        return button

    def _show(self, documents: list[DocumentTemplate]) -> None:
        self.rows.show(documents)
        if documents:
            self.table.select(documents[0].kind)

    def _pick(self, document: DocumentTemplate | None) -> None:
        self._shown = document
        if document is None:
            return
        self.result.quiet()
        self.details.title.setText(title_of(document))
        self.asks.setText("\n".join(_asked_lines(document)))

    def _check(self) -> None:
        document = self._shown
        if document is None:
            return
        self.check.setEnabled(False)
        self._operations.run(
            lambda: lint.lint(catalog.template_bytes(document.kind), dictionary()),
            owner=self,
            then=lambda complaints: self._say_complaints(document, complaints),
            otherwise=self._say_wrong,
        )

    def _say_complaints(self, document: DocumentTemplate, complaints: list[Complaint]) -> None:
        self.check.setEnabled(True)
        if document is not self._shown:
            return
        if complaints:
            said = "\n".join(f"• {complaint_words(one)}" for one in complaints)
            head = tr("고칠 곳이 {count}군데 있습니다.", count=len(complaints))
            self.result.say(f"{head}\n{said}", Tone.DANGER)
        else:
            self.result.say(tr("고칠 곳이 없습니다. 견본을 채워 확인했습니다."), Tone.SUCCESS)

    def _say_wrong(self, error: Exception) -> None:
        self.check.setEnabled(True)
        self.sample.setEnabled(True)
        self.result.say(explain(error), Tone.DANGER)

    def _sample(self) -> None:
        document = self._shown
        if document is None:
            return
        self.sample.setEnabled(False)
        self._operations.run(
            lambda: register.write_sample(document.kind),
            owner=self,
            then=self._open_sample,
            otherwise=self._say_wrong,
        )

    def _open_sample(self, path: Path) -> None:
        self.sample.setEnabled(True)
        if files.open_file(path):
            self.said.emit(tr("지어낸 값으로 채운 견본을 열었습니다."))
        else:
            self.said.emit(tr("이 파일을 열 프로그램이 없습니다: {name}", name=path.name))

    def _make(self) -> None:
        if self._shown is not None:
            self.make_wanted.emit(self._shown.kind)


def _asked_lines(document: DocumentTemplate) -> list[str]:
    """Return the fields of a form as people call them, those that were seen first."""
    lines = []
    for head, names in (
        (tr("공식 화면에서 확인한 항목"), document.seen),
        (tr("확인하지 못한 항목"), document.unverified),
    ):
        if names:
            lines += [tr("{head} ({count}개)", head=head, count=len(names))]
            lines += [f"    {field_name(name)}" for name in names]
            lines.append("")
    return lines

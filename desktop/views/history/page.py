"""Every change with who, when and why; any of them can be looked into and taken back."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from db.words import Action, Changed
from desktop.services import history
from desktop.views.field_labels import field_label, table_label
from desktop.views.labels import label
from desktop.views.shared import icons, look
from desktop.views.shared.card import Card
from desktop.views.shared.language import tr
from desktop.views.shared.page import Page
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.row_model import Column, RowModel
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from desktop.services.history import Change, RowChange
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations

_AT_ONCE = 300
_DETAILS = 200


def name_of(change: Change) -> str:
    """Return the name of a change as the person knows it: `되돌리기: 기업 수정`."""
    if change.undoes is not None:
        return f"{label(change.action)}: {label(change.about)}"
    return label(change.action)


def _when(change: Change) -> str:
    return change.at.astimezone().strftime("%Y. %m. %d. %H:%M:%S")


def _state(change: Change) -> str:
    return tr("되돌림") if change.undone else ""


def _tone(change: Change) -> Tone | None:
    return Tone.NEUTRAL if change.undone else None


_COLUMNS: tuple[Column[Any], ...] = (
    Column("언제", _when, sort=lambda c: c.id, key="at", width=180),
    Column("변경", name_of, key="action", width=220, stretch=True),
    Column("누가", lambda c: c.actor or tr("알 수 없음"), key="actor", width=120),
    Column("컴퓨터", lambda c: c.device, key="device", width=140, hidden=True),
    Column("사유", lambda c: c.reason, key="reason", width=200),
    Column("바뀐 행", lambda c: f"{c.ops:,}", sort=lambda c: c.ops, key="ops", width=90),
    Column("상태", _state, key="state", width=90, pill=_tone),
)


class HistoryPage(Page):
    """The history; at the right what one change did, and the button that takes it back."""

    LISTENS: ClassVar[frozenset[Changed]] = frozenset(Changed)

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(operations, settings, parent)
        self._shown: Change | None = None
        self.rows: RowModel[Change] = RowModel(_COLUMNS)
        self.table = DataTable(tr("변경 기록"))
        self.table.show_model(self.rows)
        self.table.set_empty_state(
            "history",
            tr("아직 바뀐 것이 없습니다"),
            explanation=tr("저장한 모든 변경이 누가, 언제, 왜 바꾸었는지와 함께 여기에 남습니다."),
        )
        self.table.picked.connect(self._pick)
        self._build()

    @override
    def refresh(self) -> None:
        """Read the newest changes."""
        self.operations.read(
            lambda session: history.list_changes(session, limit=_AT_ONCE),
            owner=self,
            then=self.rows.show,
        )

    def _build(self) -> None:
        self.details = Card(tr("무엇이 바뀌었나"))
        self.details_text = QLabel()
        self.details_text.setTextFormat(Qt.TextFormat.PlainText)
        self.details_text.setWordWrap(True)
        self.details_text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details_text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.details.add(self.details_text, 1)
        self.take_back = QPushButton(tr("이 변경 되돌리기"))
        icons.wear(self.take_back, "undo-2")
        self.take_back.clicked.connect(self._take_back)
        self.details.add(self.take_back)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        split.addWidget(self.details)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([look.px(700), look.px(420)])
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.WIDE),) * 4)
        column.setSpacing(look.px(Space.LARGE))
        column.addWidget(
            PageHeader(
                tr("기록"), subtitle=tr("모든 변경은 지워지지 않으며 언제든 되돌릴 수 있습니다.")
            )
        )
        column.addWidget(split, 1)
        self._pick(None)

    def _pick(self, change: Change | None) -> None:
        self._shown = change
        self.take_back.setEnabled(change is not None and change.can_be_taken_back)
        if change is None:
            self.details_text.setText(tr("왼쪽에서 변경을 고르면 바뀐 내용이 보입니다."))
            return
        self.operations.read(
            lambda session: history.ops_of(session, change.id, limit=_DETAILS),
            owner=self,
            then=lambda rows: self._show_details(change, rows),
        )

    def _show_details(self, change: Change, rows: list[RowChange]) -> None:
        if self._shown is not change:
            return
        lines = [line for row in rows for line in _lines(row)]
        if change.ops > len(rows):
            lines.append(tr("… 그 밖에 {count}행", count=f"{change.ops - len(rows):,}"))
        self.details_text.setText("\n".join(lines))

    def _take_back(self) -> None:
        change = self._shown
        if change is not None:
            self.operations.change(
                lambda workspace: history.undo_transaction(workspace, change.id),
                action=Action.UNDO,
                owner=self,
                then=lambda _written: self.said.emit(
                    tr("되돌렸습니다: {action}", action=label(change.about))
                ),
            )


def _lines(row: RowChange) -> list[str]:
    """Return what happened to one row, a line each field."""
    what = {
        history.RowKind.ADDED: tr("등록"),
        history.RowKind.EDITED: tr("수정"),
        history.RowKind.REMOVED: tr("삭제"),
        history.RowKind.RESTORED: tr("복원"),
    }[row.kind]
    head = f"{table_label(row.table)} {what}"
    if row.kind is not history.RowKind.EDITED:
        named = next((f.new for f in row.fields if f.field in ("name", "title", "number")), None)
        return [f"{head}: {named}" if named else head]
    return [
        head,
        *(
            f"    {field_label(part.field)}: {_said(part.old)} → {_said(part.new)}"
            for part in row.fields
        ),
    ]


def _said(value: Any) -> str:
    """Return a value as people read it."""
    if value is None or value == "":
        return tr("(없음)")
    if isinstance(value, bool):
        return tr("예") if value else tr("아니오")
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y. %m. %d. %H:%M")
    if isinstance(value, date):
        return f"{value.year}. {value.month}. {value.day}."
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)

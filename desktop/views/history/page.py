"""Every change with who, when and why; any of them can be looked into and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from db.errors import CannotUndoError, NothingToUndoError
from db.words import Action, Changed
from desktop.services import history
from desktop.views.history.details import Details, page_of, read
from desktop.views.labels import label
from desktop.views.shared import icons, look
from desktop.views.shared.banner import Banner
from desktop.views.shared.card import Card
from desktop.views.shared.day_words import day_text
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr
from desktop.views.shared.page import Page
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.row_model import RIGHT, Column, RowModel
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.history import Change
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations

_AT_ONCE = 300
_SPLITTER = "history"


def name_of(change: Change) -> str:
    """Return the name of a change as the person knows it: `되돌리기: 기업 수정`."""
    if change.undoes is not None:
        return f"{label(change.action)}: {label(change.about)}"
    return label(change.action)


def _when(change: Change) -> str:
    at = change.at.astimezone()
    return f"{day_text(at.date())} {at:%H:%M}"


def _exactly(change: Change) -> str:
    at = change.at.astimezone()
    return f"{day_text(at.date(), weekday=True)} {at:%H:%M:%S}"


def _who(change: Change) -> str:
    if change.actor:
        return change.actor
    return tr("이음") if change.action in (Action.SEED, Action.DEMO) else tr("알 수 없음")


def _state(change: Change) -> str:
    return tr("되돌림") if change.undone else ""


def _tone(change: Change) -> Tone | None:
    return Tone.NEUTRAL if change.undone else None


_COLUMNS: tuple[Column[Any], ...] = (
    Column("언제", _when, sort=lambda c: c.id, key="at", width=150, tip=_exactly),
    Column("변경", name_of, key="action", width=200, stretch=True),
    Column("누가", _who, key="actor", width=100),
    Column("컴퓨터", lambda c: c.device, key="device", width=140, hidden=True),
    Column("사유", lambda c: c.reason, key="reason", width=180, tip=lambda c: c.reason),
    Column(
        "바뀐 행", lambda c: f"{c.ops:,}", sort=lambda c: c.ops, key="ops", width=80, align=RIGHT
    ),
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
        self._details: Details | None = None
        self._limit = _AT_ONCE
        self._return_to: int | None = None
        self.rows: RowModel[Change] = RowModel(_COLUMNS)
        self.table = DataTable(tr("변경 기록"))
        self.table.show_model(self.rows)
        self.table.set_compact(compact=settings.compact)
        self.table.remember(
            settings.lists.get("history", {}),
            lambda chosen: settings.lists.__setitem__("history", chosen),
        )
        self.table.set_empty_state(
            "history",
            tr("아직 바뀐 것이 없습니다"),
            explanation=tr("저장한 모든 변경이 누가, 언제, 왜 바꾸었는지와 함께 여기에 남습니다."),
        )
        self.table.picked.connect(self._pick)
        self._build()
        self._pick(None)

    @override
    def refresh(self) -> None:
        """Read the newest changes, with what was only looked at if that is wanted."""
        viewing = self.viewing.isChecked()
        self.operations.read(
            lambda session: history.list_changes(session, limit=self._limit, viewing=viewing),
            owner=self,
            then=self._show,
        )

    @override
    def place(self) -> Any:
        return self._limit, None if self._shown is None else self._shown.id

    @override
    def return_to(self, place: Any) -> None:
        self._limit, self._return_to = place

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        header = PageHeader(
            tr("기록"), subtitle=tr("모든 변경은 지워지지 않으며 언제든 되돌릴 수 있습니다.")
        )
        self.viewing = QCheckBox(tr("열람 기록도 보기"))
        self.viewing.toggled.connect(lambda _checked: self.refresh())
        header.add_action(self.viewing)
        header.add_action(self.table.columns_button())
        self.older = QPushButton(tr("더 오래된 기록 보기"))
        self.older.setProperty("kind", "ghost")
        self.older.clicked.connect(self._show_older)
        self.older.hide()
        left = QWidget()
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(look.px(Space.SMALL))
        rows.addWidget(self.table, 1)
        rows.addWidget(self.older, 0, Qt.AlignmentFlag.AlignHCenter)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setProperty("gap", "true")
        split.setHandleWidth(look.px(Space.LARGE))
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self._details_card())
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes(self.settings.splitters.get(_SPLITTER) or [look.px(700), look.px(420)])
        split.splitterMoved.connect(
            lambda *_: self.settings.splitters.__setitem__(_SPLITTER, split.sizes())
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.WIDE),) * 4)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addWidget(header)
        column.addWidget(split, 1)
        self.setFocusProxy(self.table)

    def _details_card(self) -> Card:
        card = Card(tr("무엇이 바뀌었나"))
        self.heading = QLabel()
        self.heading.setProperty("role", "strong")
        self.heading.setWordWrap(True)
        self.circumstances = QLabel()
        self.circumstances.setProperty("role", "secondary")
        self.circumstances.setWordWrap(True)
        self.circumstances.setTextFormat(Qt.TextFormat.PlainText)
        self.banner = Banner()
        self.banner.quiet()
        self.text = QTextEdit()
        self.text.setReadOnly(True)
        self.text.setProperty("bare", "true")
        self.text.setAccessibleName(tr("바뀐 내용"))
        self.text.setTabChangesFocus(True)
        self.take_back = QPushButton(tr("이 변경 되돌리기"))
        icons.wear(self.take_back, "undo-2")
        self.take_back.clicked.connect(self._take_back)
        self.to_case = QPushButton(tr("사례 열기"))
        self.to_case.clicked.connect(self._open_case)
        for widget in (self.heading, self.circumstances, self.banner):
            card.add(widget)
        card.add(self.text, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(Space.SMALL))
        buttons.addStretch(1)
        buttons.addWidget(self.to_case)
        buttons.addWidget(self.take_back)
        card.body.addLayout(buttons)
        return card

    # --- showing --------------------------------------------------------------------------------

    def _show(self, changes: Sequence[Change]) -> None:
        self.rows.show(changes)
        self.older.setVisible(len(changes) >= self._limit)
        if self._return_to is not None:
            self.table.select(self._return_to)
            self._return_to = None
        self._pick(self.table.current_row())

    def _show_older(self) -> None:
        self._limit += _AT_ONCE
        self.refresh()

    def _pick(self, change: Change | None) -> None:
        if change is not None and change == self._shown:
            return
        self._shown, self._details = change, None
        self.banner.quiet()
        self.take_back.setEnabled(change is not None and change.can_be_taken_back)
        self.to_case.setEnabled(False)
        if change is None:
            self.heading.hide()
            self.circumstances.setText(tr("왼쪽에서 변경을 고르면 바뀐 내용이 보입니다."))
            self.text.clear()
            return
        self.heading.setText(name_of(change))
        self.heading.show()
        told = [_exactly(change), _who(change), change.device, change.reason]
        self.circumstances.setText("  ·  ".join(part for part in told if part))
        self.operations.read(
            lambda session: read(session, change), owner=self, then=self._show_details
        )

    def _show_details(self, details: Details) -> None:
        if self._shown is not details.change:
            return  # another change was picked meanwhile
        self._details = details
        self.text.setHtml(page_of(details))
        self.to_case.setEnabled(details.only_case is not None)

    def _open_case(self) -> None:
        if self._details is not None and self._details.only_case is not None:
            self.case_wanted.emit(self._details.only_case)

    def _take_back(self) -> None:
        change = self._shown
        if change is not None:
            self.take_back.setEnabled(False)
            self.operations.change(
                lambda workspace: history.undo_transaction(workspace, change.id),
                action=Action.UNDO,
                owner=self,
                then=lambda _written: self.said.emit(
                    tr("되돌렸습니다: {action}", action=label(change.about))
                ),
                otherwise=self._refuse,
            )

    def _refuse(self, error: Exception) -> None:
        self.take_back.setEnabled(self._shown is not None and self._shown.can_be_taken_back)
        if isinstance(error, CannotUndoError | NothingToUndoError):
            self.banner.say(explain(error), Tone.WARNING)
        else:
            self.complain(error)

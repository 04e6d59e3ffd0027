"""Everything that happened to a case, the newest first; moves between stages stand out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)
from typing_extensions import override

from db.words import Action, DocumentKind
from desktop.services import history
from desktop.views.cases.case.values import value_words
from desktop.views.field_labels import field_label, table_label
from desktop.views.labels import label
from desktop.views.shared import icons, look, painting
from desktop.views.shared.card import Card
from desktop.views.shared.case_words import moment
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.in_place.facts import caption
from desktop.views.shared.in_place.part import Part
from desktop.views.shared.language import tr
from desktop.views.shared.row_model import ROW, Column, RowModel
from desktop.views.shared.tokens import FontSize, Space

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from db.words import Stage
    from desktop.services.history import Change, RowChange, TimelineEntry, TouchedRow

_AT_ONCE = 100
_DETAILS = 200
_LINES_SHOWN = 10
_MOST_NAMES = 4
_ROW_HEIGHT = 58
# What the program keeps beside what a person did; nobody wants to read it in a story.
_QUIET_TABLES = frozenset({"deadline"})
_QUIET_FIELDS = frozenset({"name_key", "name_initials", "deleted"})
_KINDS = {
    history.RowKind.ADDED: "{thing} 추가",
    history.RowKind.EDITED: "{thing} 수정",
    history.RowKind.REMOVED: "{thing} 삭제",
    history.RowKind.RESTORED: "{thing} 복원",
    history.RowKind.WAITS: "{thing} 다른 값이 들어와 기다림",
    history.RowKind.REOPENED: "{thing} 충돌 다시 열림",
}


@dataclass(frozen=True)
class Moment:
    """One line of the story."""

    id: int
    title: str
    what: str
    who: str
    move: str
    change: Change


def told(entry: TimelineEntry, moves: dict[int, tuple[Stage | None, Stage]]) -> Moment:
    """Return an entry as people read it."""
    change = entry.change
    title = label(change.action)
    if change.undoes is not None:
        title = f"{title}: {label(change.about)}"
    move = ""
    if change.id in moves:
        before, after = moves[change.id]
        move = f"{label(before)} → {label(after)}" if before else label(after)
    names = _touched(entry)
    shown = ", ".join(list(names)[:_MOST_NAMES])
    if len(names) > _MOST_NAMES:
        shown = tr("{names} 외 {count}", names=shown, count=len(names) - _MOST_NAMES)
    what = " · ".join(part for part in (change.reason, shown) if part)
    who = " · ".join([change.actor or tr("알 수 없음"), moment(change.at)])
    return Moment(change.id, title, what, who, move, change)


def _touched(entry: TimelineEntry) -> dict[str, None]:
    """Return the names of what a change touched, each once, in its order."""
    kind = entry.change.facts.get("kind")
    if kind in set(DocumentKind):
        return {label(DocumentKind(kind)): None}
    names: dict[str, None] = {}
    rows = [row for row in entry.rows if row.table not in _QUIET_TABLES] or list(entry.rows)
    for row in rows:
        fields = [field for field in row.fields if field not in _QUIET_FIELDS]
        whole = _whole(row) if len(rows) == 1 else table_label(row.table)
        for name in [field_label(field) for field in fields] or [whole]:
            names[name] = None
    return names


def _whole(row: TouchedRow | RowChange) -> str:
    """Return what happened to a row as a whole."""
    return tr(_KINDS[row.kind], thing=table_label(row.table))


class _MomentDelegate(QStyledItemDelegate):
    """Paints a line: what was done, what it touched, who and when."""

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(look.px(200), look.px(_ROW_HEIGHT))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: Moment = index.data(ROW)
        area = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        ground = "selection" if selected else "hover" if hovered else "card"
        painter.fillRect(area, look.colour(ground))
        if row.move:
            mark = QRectF(area.left(), area.top() + 1, look.px(3), area.height() - 2)
            painter.fillRect(mark, look.colour("accent_solid"))
        line = QRectF(area.left(), area.bottom() - 1, area.width(), 1)
        painter.fillRect(line, look.colour("soft_line"))
        inside = area.adjusted(look.px(Space.MEDIUM), look.px(4), -look.px(Space.SMALL), 0)
        self._paint_lines(painter, inside, row)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painting.focus_ring(painter, area)

    @staticmethod
    def _paint_lines(painter: QPainter, inside: QRectF, row: Moment) -> None:
        high = look.px(17)
        first = QRectF(inside.left(), inside.top(), inside.width(), high)
        title = row.title if not row.move else f"{row.title}  {row.move}"
        name = "accent_text" if row.move else "text"
        weight = QFont.Weight.DemiBold
        undone = row.change.undone
        colour = look.colour("secondary_text" if undone else name)
        if undone:
            title = tr("{title} (되돌림)", title=title)
        painting.draw_text(painter, first, title, colour, weight=weight)
        second = first.translated(0, high)
        painting.draw_text(painter, second, row.what, look.colour("text"), size=FontSize.CAPTION)
        third = second.translated(0, high)
        grey = look.colour("secondary_text")
        painting.draw_text(painter, third, row.who, grey, size=FontSize.CAPTION)


_COLUMNS: tuple[Column[Any], ...] = (
    Column(
        "변경",
        lambda row: ", ".join(part for part in (row.title, row.move, row.what, row.who) if part),
    ),
)


class TimelinePanel(Part):
    """The story of a case; a line that is chosen shows what changed and can be taken back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shown: Change | None = None
        self.rows: RowModel[Moment] = RowModel(_COLUMNS)
        self.list = QListView()
        self.list.setAccessibleName(tr("타임라인"))
        self.list.setModel(self.rows)
        self.list.setItemDelegate(_MomentDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(
            lambda now, _before: self._pick(now.data(ROW) if now.isValid() else None)
        )
        self.nothing = EmptyState(
            "history",
            tr("아직 기록이 없습니다."),
            explanation=tr("바꾸는 것은 모두 여기에 남습니다."),
        )
        self.details = self._build_details()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.SMALL))
        column.addWidget(self._framed(), 1)
        column.addWidget(self.nothing, 1)
        column.addWidget(self.details)

    def _framed(self) -> QFrame:
        """Return the list in a frame with the corners of a card."""
        self.frame = QFrame()
        self.frame.setProperty("card", "true")
        self.list.setProperty("frame", "none")
        inside = QVBoxLayout(self.frame)
        inside.setContentsMargins(1, look.px(Space.TINY), 1, look.px(Space.TINY))
        inside.addWidget(self.list)
        return self.frame

    def _build_details(self) -> Card:
        card = Card(tr("바뀐 내용"))
        self.words = caption()
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.take_back = QPushButton(tr("이 변경 되돌리기"))
        icons.wear(self.take_back, "undo-2")
        self.take_back.clicked.connect(self._take_back)
        card.add(self.words)
        card.add(self.take_back)
        card.hide()
        return card

    @override
    def open(self, case_id: UUID) -> None:
        super().open(case_id)
        self.details.hide()
        self._shown = None

    @override
    def read(self, session: Session, case_id: UUID) -> list[Moment]:
        entries = history.timeline(session, case_id, limit=_AT_ONCE)
        moves = {
            version.change.id: (version.old, version.new)
            for version in history.field_history(session, "case", case_id, "stage")
        }
        return [told(entry, moves) for entry in entries]

    @override
    def show_answer(self, answer: list[Moment]) -> None:
        self.rows.set_rows(answer)
        self.frame.setVisible(bool(answer))
        self.nothing.setVisible(not answer)

    def _pick(self, row: Moment | None) -> None:
        self._shown = row.change if row is not None else None
        self.details.setVisible(row is not None)
        if row is None or self.case_id is None:
            return
        self.details.title.setText(row.title)
        self.words.setText(row.who)
        self.take_back.setVisible(row.change.can_be_taken_back)
        change = row.change
        self.operations.read(
            lambda session: history.ops_of(session, change.id, limit=_DETAILS),
            owner=self,
            then=lambda rows: self._show_details(change, rows),
        )

    def _show_details(self, change: Change, rows: list[RowChange]) -> None:
        if self._shown is not change:
            return
        counted = Counter(
            line for row in rows if row.table not in _QUIET_TABLES for line in _lines(row)
        )
        lines = [f"{line} × {count}" if count > 1 else line for line, count in counted.items()]
        more = len(lines) - _LINES_SHOWN
        shown = lines[:_LINES_SHOWN]
        if more > 0:
            shown.append(tr("… 그 밖에 {count}줄", count=more))
        self.words.setText("\n".join(shown) or tr("기한만 다시 계산되었습니다."))

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
    if row.kind is not history.RowKind.EDITED:
        return [_whole(row)]
    return [
        f"{field_label(part.field)}: {value_words(part.old)} → {value_words(part.new)}"
        for part in row.fields
        if part.field not in _QUIET_FIELDS
    ]

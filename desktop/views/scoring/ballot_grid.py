"""The sheet of votes: cases down, members across, at the end what the committee decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from db.words import VoteChoice
from desktop.views.labels import label
from desktop.views.scoring.words import OUTCOME_TONES, VOTE_TONES, points
from desktop.views.shared import look, painting
from desktop.views.shared.language import tr
from desktop.views.shared.table_header import TableHeader
from desktop.views.shared.tokens import ROW_HEIGHT, FontSize, Space

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPainter

    from desktop.services.scoring.agendas import Agenda, AgendaRow, Ballot

    Index = QModelIndex | QPersistentModelIndex

_BEFORE = 3  # columns before the members: rank, case, points
_AFTER = 2  # and behind them: counts, decision
_WIDTHS = (60, 210, 72)
_MEMBER, _COUNTS, _DECISION = 92, 130, 110
_KEYS = {
    Qt.Key.Key_1: VoteChoice.SELECT,
    Qt.Key.Key_2: VoteChoice.RESERVE,
    Qt.Key.Key_3: VoteChoice.REJECT,
    Qt.Key.Key_0: VoteChoice.ABSTAIN,
}


class BallotModel(QAbstractTableModel):
    """What the grid shows of an agenda."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.agenda: Agenda | None = None

    def show(self, agenda: Agenda) -> None:
        """Show an agenda; where cases and members are the same nothing jumps."""
        before, self_shape = self.agenda, _shape(agenda)
        if before is None or _shape(before) != self_shape:
            self.beginResetModel()
            self.agenda = agenda
            self.endResetModel()
            return
        self.agenda = agenda
        if agenda.cases:
            last = self.index(len(agenda.cases) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    @override
    def rowCount(self, parent: Index | None = None) -> int:
        inside = parent is not None and parent.isValid()
        return 0 if inside or self.agenda is None else len(self.agenda.cases)

    @override
    def columnCount(self, parent: Index | None = None) -> int:
        inside = parent is not None and parent.isValid()
        if inside or self.agenda is None:
            return 0
        return _BEFORE + len(self.agenda.members) + _AFTER

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical or self.agenda is None:
            return None
        member = section - _BEFORE
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if section < _BEFORE:
            return (tr("순위"), tr("사례"), tr("총점"))[section]
        if member < len(self.agenda.members):
            one = self.agenda.members[member]
            display = role == Qt.ItemDataRole.DisplayRole
            return one.name if display else f"{one.name}\n{one.organisation}"
        return (tr("표결"), tr("판정"))[member - len(self.agenda.members)]

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.agenda is None:
            return None
        row = self.agenda.cases[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, index.column())
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._tip(row, index.column())
        return None

    def ballot(self, index: Index) -> Ballot | None:
        """Return the ballot of a cell, None beside the members."""
        if self.agenda is None or not index.isValid():
            return None
        member = index.column() - _BEFORE
        if not 0 <= member < len(self.agenda.members):
            return None
        return self.agenda.cases[index.row()].ballots[self.agenda.members[member].id]

    def _text(self, row: AgendaRow, column: int) -> str:
        assert self.agenda is not None
        if column < _BEFORE:
            rank = row.rank
            return (str(rank.rank or "–"), rank.title, points(rank.total) or "–")[column]
        member = column - _BEFORE
        if member < len(self.agenda.members):
            ballot = row.ballots[self.agenda.members[member].id]
            if ballot.stands_back:
                return tr("제척") if ballot.bar is not None else tr("회피")
            return label(ballot.choice)
        if member == len(self.agenda.members):
            return _counts(row)
        if row.outcome is not None:
            return label(row.outcome)
        if not row.has_quorum:
            return tr("정족수 부족")
        return tr("{outcome} 예정", outcome=label(row.proposed)) if row.proposed else ""

    def _tip(self, row: AgendaRow, column: int) -> str:
        assert self.agenda is not None
        member = column - _BEFORE
        if 0 <= member < len(self.agenda.members):
            one = self.agenda.members[member]
            ballot = row.ballots[one.id]
            told = [f"{row.rank.title} · {one.name}"]
            if ballot.bar is not None:
                told.append(tr("제척: {reason}", reason=label(ballot.bar)))
            elif ballot.stands_back:
                told.append(ballot.note or tr("회피"))
            elif not one.attended:
                told.append(tr("불참"))
            else:
                told.append(label(ballot.choice) or tr("아직 표결하지 않음"))
            return "\n".join([*told, *([ballot.opinion] if ballot.opinion else [])])
        return f"{row.rank.title}\n{row.rank.number}" if column == 1 else self._text(row, column)


class BallotGrid(QTableView):
    """The sheet; a click takes the next choice, digits give one at once.

    Signals:
        voted: carries case, member, and the choice or None.
        stood_back: carries case, member, and whether they stand back.
        decided: the person wants the case decided as the majority wants; carries it.
        case_wanted: the person opened a case; carries its id.
    """

    voted = Signal(object, object, object)
    stood_back = Signal(object, object, bool)
    decided = Signal(object)
    case_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("표결표"))
        self._may_vote = False
        self.ballots = BallotModel(self)
        self.setModel(self.ballots)
        self.setItemDelegate(_Cells(self))
        self.setHorizontalHeader(TableHeader(self))
        self.horizontalHeader().setSortIndicatorShown(False)
        self.horizontalHeader().setFixedHeight(look.px(ROW_HEIGHT))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(look.px(ROW_HEIGHT))
        self.setProperty("rounded", "true")
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self._click)
        self.doubleClicked.connect(self._double_click)

    def show_agenda(self, agenda: Agenda, *, may_vote: bool) -> None:
        """Show an agenda; the keyboard stays where it is."""
        self._may_vote = may_vote
        self.ballots.show(agenda)
        members = len(agenda.members)
        for at, width in enumerate(_WIDTHS):
            self.setColumnWidth(at, look.px(width))
        for at in range(members):
            self.setColumnWidth(_BEFORE + at, look.px(_MEMBER))
        self.setColumnWidth(_BEFORE + members, look.px(_COUNTS))
        self.setColumnWidth(_BEFORE + members + 1, look.px(_DECISION))
        if not self.currentIndex().isValid() and agenda.cases:
            self.setCurrentIndex(
                self.ballots.index(0, min(_BEFORE, self.ballots.columnCount() - 1))
            )

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        agenda, ballot = self.ballots.agenda, self.ballots.ballot(self.currentIndex())
        key = Qt.Key(event.key())
        if agenda is None or not index.isValid():
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._may_vote:
                self.decided.emit(agenda.cases[index.row()].rank.case_id)
        elif ballot is not None and key in _KEYS:
            self._give(index, _KEYS[key])
        elif ballot is not None and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._give(index, None)
        elif ballot is not None and key is Qt.Key.Key_R:
            self._back(index, ballot)
        else:
            super().keyPressEvent(event)

    def _click(self, index: Index) -> None:
        """Go through the choices: nothing, select, reserve, reject, abstain."""
        ballot = self.ballots.ballot(index)
        if ballot is None or not self._may_vote:
            return
        order = [None, *VoteChoice]
        self._give(index, order[(order.index(ballot.choice) + 1) % len(order)])

    def _double_click(self, index: Index) -> None:
        agenda = self.ballots.agenda
        if agenda is not None and index.column() < _BEFORE:
            self.case_wanted.emit(agenda.cases[index.row()].rank.case_id)

    def _give(self, index: Index, choice: VoteChoice | None) -> None:
        agenda, ballot = self.ballots.agenda, self.ballots.ballot(index)
        if agenda is None or ballot is None or ballot.stands_back or not self._may_vote:
            return
        if choice is not ballot.choice:
            case = agenda.cases[index.row()].rank.case_id
            self.voted.emit(case, agenda.members[index.column() - _BEFORE].id, choice)

    def _back(self, index: Index, ballot: Ballot) -> None:
        agenda = self.ballots.agenda
        if agenda is not None and ballot.bar is None and self._may_vote:
            case = agenda.cases[index.row()].rank.case_id
            member = agenda.members[index.column() - _BEFORE].id
            self.stood_back.emit(case, member, not ballot.stands_back)


class _Cells(QStyledItemDelegate):
    """Paints words, pills for votes and the decision, hatching where a member stands back."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area = QRectF(option.rect)
        view = self.parent()
        assert isinstance(view, BallotGrid)
        agenda = view.ballots.agenda
        if agenda is None:
            return
        current = view.currentIndex()
        same_row = current.row() == index.row() and view.hasFocus()
        painter.fillRect(area, look.colour("hover" if same_row else "card"))
        row, ballot = agenda.cases[index.row()], view.ballots.ballot(index)
        text = str(index.data() or "")
        inside = area.adjusted(look.px(Space.SMALL), 0, -look.px(Space.TINY), -1)
        if ballot is not None and ballot.stands_back:
            painter.save()
            painter.setOpacity(0.35)
            painting.hatch(painter, area, look.colour("disabled_text"))
            painter.restore()
            painting.draw_text(
                painter, inside, text, look.colour("secondary_text"), size=FontSize.CAPTION
            )
        elif ballot is not None and ballot.choice is not None:
            painting.draw_pill(painter, inside, text, VOTE_TONES[ballot.choice])
        elif index.column() == view.ballots.columnCount() - 1 and row.outcome is not None:
            painting.draw_pill(painter, inside, text, OUTCOME_TONES[row.outcome])
        else:
            quiet = index.column() >= _BEFORE
            colour = look.colour("secondary_text" if quiet else "text")
            painting.draw_text(painter, inside, text, colour, size=FontSize.CAPTION)
        line = QRectF(area.left(), area.bottom() - 1, area.width(), 1)
        painter.fillRect(line, look.colour("soft_line"))
        if view.hasFocus() and current == index:
            painting.focus_ring(painter, area.adjusted(2, 2, -2, -3), radius=4)


def _counts(row: AgendaRow) -> str:
    """Return the votes in short: how many of each, and who is still missing."""
    told = [
        f"{label(choice)} {row.counts[choice]}" for choice in VoteChoice if row.counts.get(choice)
    ]
    return " · ".join(told)


def _shape(agenda: Agenda) -> tuple[Any, ...]:
    """Return what makes two readings lie over each other, cell by cell."""
    return (
        agenda.id,
        tuple(row.rank.case_id for row in agenda.cases),
        tuple(member.id for member in agenda.members),
    )

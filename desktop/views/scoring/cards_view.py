"""A reviewer's pile at the left and the card that is open at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from db.words import ScorecardState
from desktop.services.scoring import cards, reviewers
from desktop.services.scoring.errors import NotAssignedError
from desktop.views.labels import label
from desktop.views.scoring.card_sheet import CardSheet
from desktop.views.scoring.words import CARD_TONES, points
from desktop.views.shared import look
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.column_widths import pills
from desktop.views.shared.language import tr
from desktop.views.shared.row_model import RIGHT, Column, RowModel
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from sqlmodel import Session

    from desktop.services.scoring.barred import Reader
    from desktop.services.scoring.cards import Card, CardRow
    from desktop.services.scoring.reviewers import ReviewerRow
    from desktop.services.scoring.rounds import RoundRow
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations


class CardsView(QWidget):
    """Staff choose whose pile they see; a reviewer sees their own.

    Signals:
        board_wanted: the person asked for the assignment board.
    """

    board_wanted = Signal()

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._operations = operations
        self._settings = settings
        self._reader: Reader | None = None
        self._round: RoundRow | None = None
        self._asked = 0
        self.sheet = CardSheet(operations)
        self.who = ChoiceEdit(tr("평가위원"))
        self.who.value_chosen.connect(lambda _who: self._read_pile())
        self.progress = QLabel()
        self.progress.setProperty("role", "secondary")
        self.rows: RowModel[CardRow] = RowModel(_columns(), identity=lambda row: row.case_id)
        self.table = DataTable(tr("평가할 사례"))
        self.table.show_model(self.rows)
        self.table.set_compact(compact=settings.compact)
        self.table.picked.connect(lambda row: self._open(row))
        self.table.opened.connect(lambda _row: self.sheet.start())
        self.table.set_empty_state(
            "clipboard-check",
            tr("맡은 사례가 없습니다"),
            explanation=tr("‘위원 배정’에서 위원에게 사례를 맡기면 여기에 모입니다."),
            action=tr("배정 보기"),
            then=self.board_wanted.emit,
        )
        self.sheet.kept.connect(self._read_pile)
        self.sheet.next_wanted.connect(self._go_on)
        self._lay_out()

    def read_as(self, reader: Reader) -> None:
        """Take who works here."""
        self._reader = reader
        self.sheet.read_as(reader)

    def show_round(self, row: RoundRow) -> None:
        """Read whose piles there are in a round."""
        self._round = row
        reader = self._reader
        if reader is None:
            return
        if not reader.staff:
            self._show_people([])
            return
        self._operations.read(
            lambda session: reviewers.list_reviewers(session), owner=self, then=self._show_people
        )

    def commit(self) -> None:
        """Keep what is being typed."""
        self.sheet.commit()

    # --- inside ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(look.px(Space.SMALL))
        head.addWidget(self.who, 1)
        head.addWidget(self.progress)
        frame = QFrame()
        frame.setProperty("card", "true")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(*(look.px(Space.MEDIUM),) * 4)
        inside.setSpacing(look.px(Space.SMALL))
        inside.addLayout(head)
        inside.addWidget(self.table, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setStyleSheet("QSplitter::handle { background: transparent; }")
        split.addWidget(frame)
        split.addWidget(self.sheet)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(1, 1)
        split.setSizes(self._settings.splitters.get("cards") or [look.px(400), look.px(720)])
        split.splitterMoved.connect(
            lambda *_: self._settings.splitters.__setitem__("cards", split.sizes())
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(split, 1)

    def _show_people(self, people: list[ReviewerRow]) -> None:
        reader = self._reader
        self.who.setVisible(reader is not None and reader.staff)
        self.who.set_choices(
            (one.id, tr("{name} · {count}건", name=one.name, count=f"{one.load:,}"))
            for one in people
        )
        self._read_pile()

    def _whose(self) -> UUID | None:
        reader = self._reader
        if reader is None:
            return None
        chosen = self.who.value() if reader.staff else reader.reviewer_id
        return chosen if isinstance(chosen, UUID) else None

    def _read_pile(self) -> None:
        row, reader, who = self._round, self._reader, self._whose()
        self._asked += 1
        asked = self._asked
        if row is None or reader is None or who is None:
            self._show_pile([], asked)
            return
        key = row.id
        self._operations.read(
            lambda session: cards.pile(session, key, who, reader=reader),
            owner=self,
            then=lambda found: self._show_pile(found, asked),
        )

    def _show_pile(self, found: list[CardRow], asked: int) -> None:
        if asked != self._asked:
            return  # somebody else's pile was asked for meanwhile
        self.rows.show(found)
        done = sum(row.state is ScorecardState.SUBMITTED for row in found)
        self.progress.setText(tr("제출 {done}/{all}", done=done, all=len(found)))
        current = self.table.current_row()
        if current is None and found:
            self.table.select(found[0].case_id)
        self._open(self.table.current_row())

    def _open(self, row: CardRow | None) -> None:
        chosen, reader = self._round, self._reader
        if row is None or chosen is None or reader is None:
            self.sheet.show_nothing()
            return
        key = chosen.id
        self._operations.read(
            lambda session: _card(session, key, row, reader),
            owner=self,
            then=lambda card: self._show_card(card, row),
        )

    def _show_card(self, card: Card | None, row: CardRow) -> None:
        current = self.table.current_row()
        if card is None or current is None or current.case_id != row.case_id:
            return  # it was taken away, or another one was chosen meanwhile
        self.sheet.show_card(card)

    def _go_on(self) -> None:
        """Lead to the next card that is not handed in."""
        waiting = [row for row in self.rows.rows if row.state is ScorecardState.OPEN]
        current = self.table.current_row()
        others = [row for row in waiting if current is None or row.case_id != current.case_id]
        if others:
            self.table.select(others[0].case_id)
            self.sheet.start()


def _card(session: Session, round_id: UUID, row: CardRow, reader: Reader) -> Card | None:
    """Return a card; one that was taken away since the pile was read is nothing."""
    try:
        return cards.card(session, round_id, row.case_id, row.reviewer_id, reader=reader)
    except NotAssignedError:
        return None


def _columns() -> tuple[Column[Any], ...]:
    return (
        Column("사례", lambda r: r.title, key="title", width=124, tip=lambda r: r.subtitle),
        Column(
            "상태",
            lambda r: label(r.state),
            key="state",
            width=pills(ScorecardState),
            pill=lambda r: CARD_TONES[r.state],
        ),
        Column(
            "평가 항목",
            lambda r: f"{r.graded}/{r.criteria}",
            key="graded",
            width=72,
            align=RIGHT,
            sort=lambda r: r.graded,
        ),
        Column(
            "점수",
            lambda r: points(r.points, places=1),
            key="points",
            width=52,
            align=RIGHT,
            sort=lambda r: r.points,
        ),
    )

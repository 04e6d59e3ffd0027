"""The board: a column per stage, cards that go on to the next one or back with a reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from db.errors import DeskError
from db.words import Action, Stage
from desktop.services.cases import board as boards
from desktop.services.cases import stages
from desktop.views.cases.cards import Cards
from desktop.views.labels import label
from desktop.views.shared import look
from desktop.views.shared.dialogs import ask_text
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr
from desktop.views.shared.money_words import spoken_won
from desktop.views.shared.short_money import short_won
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.cases.board import BoardColumn
    from desktop.views.shared.operations import Operations


class BoardStage(QFrame):
    """One column: how many cases and how much money, the most urgent ones as cards."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.setProperty("column", "true")
        self.title = QLabel(label(stage))
        self.title.setProperty("role", "card-title")
        self.sums = QLabel()
        self.sums.setProperty("role", "caption")
        self.cards = Cards(stage)
        self.empty = QLabel(tr("여기에 있는 사례가 없습니다."))
        self.empty.setProperty("role", "caption")
        self.empty.setWordWrap(True)
        self.rest = QPushButton()
        self.rest.setProperty("kind", "ghost")
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.MEDIUM),) * 4)
        column.setSpacing(look.px(Space.TINY))
        for widget in (self.title, self.sums):
            # Four columns share the window; none of them is wider for its words.
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            column.addWidget(widget)
        column.addSpacing(look.px(Space.TINY))
        column.addWidget(self.empty)
        column.addWidget(self.cards, 1)
        column.addWidget(self.rest)
        self.rest.hide()
        self.empty.hide()

    def show_column(self, column: BoardColumn) -> None:
        """Show the numbers and the cards of a stage."""
        self.cards.show_rows(column.cards)
        count, cost = f"{column.count:,}", column.total_cost
        self.sums.setText(tr("{count}건 · {cost}", count=count, cost=short_won(cost)))
        self.sums.setToolTip(tr("총사업비 {cost}", cost=spoken_won(cost)))
        self.empty.setVisible(column.count == 0)
        self.rest.setVisible(column.count > len(column.cards))
        self.rest.setText(tr("{count}건 모두 보기", count=f"{column.count:,}"))


class Board(QWidget):
    """Four columns; dropping a card on the next stage advances the case, if nothing blocks it.

    Signals:
        case_wanted: the person opened a card; carries the id.
        list_wanted: the person wants all cases of a stage; carries the stage.
        offered: a step was refused; a sentence, a verb and what the verb does.
    """

    case_wanted = Signal(object)
    list_wanted = Signal(object)
    offered = Signal(str, str, object)

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._asked = 0
        self._followed: UUID | None = None  # a card that the keyboard has moved
        self.columns: dict[Stage, BoardStage] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(Space.MEDIUM))
        for stage in Stage:
            self.columns[stage] = self._column(stage)
            row.addWidget(self.columns[stage], 1)

    def show_query(self, query: str) -> None:
        """Show the cases that a search finds, by stage."""
        self._asked += 1
        asked, person = self._asked, self._operations.workspace.person
        self._operations.read(
            lambda session: boards.board(session, query, today=date.today(), me=person),
            owner=self,
            then=lambda columns: self._show(columns, asked),
        )

    def _column(self, stage: Stage) -> BoardStage:
        column = BoardStage(stage)
        cards = column.cards
        cards.dropped.connect(lambda case: self._move(case, stage))
        cards.moved.connect(lambda case, step: self._step(stage, case, step))
        cards.left.connect(lambda step: self._walk(stage, step))
        cards.itemActivated.connect(lambda _item: self.case_wanted.emit(cards.current_case()))
        column.rest.clicked.connect(lambda: self.list_wanted.emit(stage))
        return column

    def _show(self, columns: list[BoardColumn], asked: int) -> None:
        if asked != self._asked:
            return  # an answer to what was asked before
        for column in columns:
            self.columns[column.stage].show_column(column)
        if self._followed is not None:
            for place in self.columns.values():
                if place.cards.choose(self._followed):
                    place.cards.setFocus()
            self._followed = None

    def _walk(self, stage: Stage, step: int) -> None:
        """Lead the keyboard to the column beside; empty ones are passed."""
        stages_there = list(Stage)
        at = stage.position + step
        while 0 <= at < len(stages_there):
            cards = self.columns[stages_there[at]].cards
            if cards.count():
                cards.setFocus()
                cards.setCurrentRow(max(cards.currentRow(), 0))
                return
            at += step

    def _step(self, stage: Stage, case: UUID, step: int) -> None:
        at = stage.position + step
        if 0 <= at < len(Stage):
            self._followed = case
            self._move(case, list(Stage)[at], source=stage)

    def _move(self, case: UUID, to: Stage, *, source: Stage | None = None) -> None:
        source = source or next(
            (s for s, column in self.columns.items() if column.cards.current_case() == case), None
        )
        if source is None or abs(to.position - source.position) != 1:
            return
        if to.position > source.position:
            self._operations.write(
                lambda session: stages.advance(session, case),
                action=Action.CASE_ADVANCE,
                owner=self,
                otherwise=lambda error: self._refuse(case, error),
            )
            return
        reason = ask_text(self, tr("이전 단계로"), tr("되돌리는 사유를 적어 주세요."))
        if reason:
            self._operations.write(
                lambda session: stages.send_back(session, case, reason=reason),
                action=Action.CASE_SEND_BACK,
                owner=self,
                otherwise=lambda error: self._refuse(case, error),
                reason=reason,
            )
        else:
            self._followed = None

    def _refuse(self, case: UUID, error: Exception) -> None:
        self._followed = None
        if isinstance(error, DeskError):
            self.offered.emit(explain(error), tr("사례 열기"), lambda: self.case_wanted.emit(case))
        else:
            self._operations.broke.emit(error)

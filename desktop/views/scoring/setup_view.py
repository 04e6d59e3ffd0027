"""Prepares an evaluation: the rounds there are, and the reviewers with what ties them to firms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QSplitter, QVBoxLayout, QWidget

from db.words import Action, RoundState
from desktop.services import codes
from desktop.services.scoring import reviewers, rounds
from desktop.views.labels import label
from desktop.views.scoring.reviewer_dialog import ReviewerDialog
from desktop.views.scoring.words import ROUND_TONES
from desktop.views.shared import icons, look
from desktop.views.shared.card import Card
from desktop.views.shared.column_widths import pills
from desktop.views.shared.day_words import day_text
from desktop.views.shared.language import tr
from desktop.views.shared.row_model import RIGHT, Column, RowModel
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.scoring.reviewers import ReviewerRow
    from desktop.services.scoring.rounds import RoundRow
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations


class SetupView(QWidget):
    """Two lists beside each other.

    Signals:
        round_wanted: the person opened a round; carries its id.
    """

    round_wanted = Signal(object)

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._operations = operations
        self.rounds: RowModel[RoundRow] = RowModel(_round_columns())
        self.round_table = DataTable(tr("평가 회차"))
        self.round_table.show_model(self.rounds)
        self.round_table.set_compact(compact=settings.compact)
        self.round_table.opened.connect(lambda row: self.round_wanted.emit(row.id))
        self.round_table.picked.connect(lambda _row: self._offer())
        self.round_table.set_empty_state(
            "list-checks",
            tr("아직 평가 회차가 없습니다"),
            explanation=tr("공고를 골라 회차를 만들면 요건검토에서 적합한 사례를 평가합니다."),
        )
        self.people: RowModel[ReviewerRow] = RowModel(_people_columns())
        self.people_table = DataTable(tr("평가위원"))
        self.people_table.show_model(self.people)
        self.people_table.set_compact(compact=settings.compact)
        self.people_table.opened.connect(self.edit_reviewer)
        self.people_table.set_empty_state(
            "users",
            tr("아직 평가위원이 없습니다"),
            explanation=tr("소속과 전문 분야, 지역을 적어 두면 배정할 때 씁니다."),
            action=tr("위원 추가"),
            then=lambda: self.edit_reviewer(None),
        )
        self._lay_out()
        self._offer()

    def show_rounds(self, rows: Sequence[RoundRow]) -> None:
        """Show the rounds that the page has read."""
        self.rounds.show(rows)
        self._offer()

    def refresh(self) -> None:
        """Read the reviewers."""
        self._operations.read(
            lambda session: reviewers.list_reviewers(session), owner=self, then=self.people.show
        )

    def edit_reviewer(self, row: ReviewerRow | None) -> None:
        """Open the form of one reviewer, or of a new one."""
        dialog = ReviewerDialog(self._operations, row, self)
        dialog.open()

    def _lay_out(self) -> None:
        left = Card(tr("평가 회차"))
        self.start = self._button(tr("평가 시작"), "circle-dot", rounds.start)
        self.close_round = self._button(tr("마감"), "lock", rounds.close)
        self.reopen = self._button(tr("다시 열기"), "undo-2", rounds.reopen)
        for button in (self.start, self.close_round, self.reopen):
            left.add_action(button)
        left.add(self.round_table, 1)
        right = Card(tr("평가위원"))
        add = QPushButton(tr("위원 추가"))
        icons.wear(add, "plus")
        add.clicked.connect(lambda: self.edit_reviewer(None))
        right.add_action(add)
        right.add(self.people_table, 1)
        right.say_source(tr("두 번 누르면 정보와 이해관계를 고칩니다."))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setStyleSheet("QSplitter::handle { background: transparent; }")
        split.addWidget(left)
        split.addWidget(right)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(look.px(Space.MEDIUM))
        split.setSizes([look.px(610), look.px(520)])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addWidget(split, 1)

    def _button(self, words: str, icon: str, step: Callable[[Session, UUID], None]) -> QPushButton:
        button = QPushButton(words)
        icons.wear(button, icon)
        button.clicked.connect(lambda: self._step(step))
        return button

    def _offer(self) -> None:
        """Offer the steps that the chosen round may take."""
        row: RoundRow | None = self.round_table.current_row() or next(iter(self.rounds.rows), None)
        state = row.state if row is not None else None
        self.start.setVisible(state is RoundState.PREPARING)
        self.close_round.setVisible(state is RoundState.SCORING)
        self.reopen.setVisible(state is RoundState.CLOSED)

    def _step(self, step: Callable[[Session, UUID], None]) -> None:
        row: RoundRow | None = self.round_table.current_row() or next(iter(self.rounds.rows), None)
        if row is not None:
            key = row.id
            self._operations.write(
                lambda session: step(session, key), action=Action.ROUND_EDIT, owner=self
            )


def _round_columns() -> tuple[Column[Any], ...]:
    return (
        Column("회차", lambda r: r.title, key="title", width=156, tip=lambda r: r.announcement),
        Column("구분", lambda r: label(r.kind), key="kind", width=84),
        Column(
            "상태",
            lambda r: label(r.state),
            key="state",
            width=pills(RoundState),
            pill=lambda r: ROUND_TONES[r.state],
        ),
        Column("사례", lambda r: f"{r.cases:,}", key="cases", width=50, align=RIGHT),
        Column(
            "제출",
            lambda r: f"{r.submitted:,}/{r.assigned:,}",
            key="submitted",
            width=76,
            align=RIGHT,
            sort=lambda r: r.submitted,
        ),
        Column(
            "마감",
            lambda r: day_text(r.closes) if r.closes else "",
            key="closes",
            width=98,
            sort=lambda r: r.closes,
        ),
    )


def _people_columns() -> tuple[Column[Any], ...]:
    return (
        Column("이름", lambda r: r.name, key="name", width=76),
        Column("소속", lambda r: r.organisation, key="organisation", width=150),
        Column("지역", lambda r: codes.sido_short(r.sido), key="sido", width=52),
        Column("전문 분야", lambda r: r.specialties, key="specialties", width=96),
        Column(
            "맡은 사례",
            lambda r: f"{r.load:,}/{r.max_load:,}",
            key="load",
            width=76,
            align=RIGHT,
            sort=lambda r: r.load,
        ),
        Column(
            "이해관계",
            lambda r: f"{r.conflicts:,}" if r.conflicts else "",
            key="conflicts",
            width=80,
            pill=lambda r: Tone.WARNING if r.conflicts else None,
            sort=lambda r: r.conflicts,
        ),
        Column(
            "활동",
            lambda r: "" if r.active else tr("쉼"),
            key="active",
            width=60,
            pill=lambda r: None if r.active else Tone.NEUTRAL,
        ),
    )

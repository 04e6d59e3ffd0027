"""What is behind one line of the ranking: cards, criteria, bonus; and how reviewers lean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from db.errors import DeskError
from db.words import Action, BonusState
from desktop.services.scoring import bonuses
from desktop.services.scoring.points import MILLI
from desktop.views.labels import label
from desktop.views.scoring.clearing import clear
from desktop.views.scoring.words import interval, points, signed, title, weight
from desktop.views.shared import look, painting
from desktop.views.shared.card import Card
from desktop.views.shared.dialogs import ask_text
from desktop.views.shared.language import tr
from desktop.views.shared.number_edit import NumberEdit
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.scoring.barred import Reader
    from desktop.services.scoring.bonuses import BonusLine, BonusSheet
    from desktop.services.scoring.points import Part
    from desktop.services.scoring.ranking import Leaning, RankRow, ReviewersCard
    from desktop.views.shared.operations import Operations

_BAR = 8


class RankDetail(QScrollArea):
    """Three cards below each other."""

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._reader: Reader | None = None
        self._case: UUID | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(look.px(340))
        self.case = Card(" ")
        self.cards = _grid(self.case)
        self.criteria = _grid(self.case)
        self.bonus = Card(tr("우대사항"))
        self.items = _grid(self.bonus)
        self.people = Card(tr("위원 성향"))
        self.leanings = _grid(self.people)
        self.people.say_source(
            tr("같은 사례에서 다른 위원 평균과의 차이. 점수에는 반영하지 않습니다.")
        )
        room = QWidget()
        room.setProperty("ground", "none")
        column = QVBoxLayout(room)
        column.setContentsMargins(look.px(Space.MEDIUM), 0, 0, 0)
        column.setSpacing(look.px(Space.MEDIUM))
        for card in (self.case, self.bonus, self.people):
            column.addWidget(card)
        column.addStretch(1)
        self.setWidget(room)
        self.show_nothing()

    def read_as(self, reader: Reader) -> None:
        """Take who works here."""
        self._reader = reader

    def show_nothing(self) -> None:
        """Show no case."""
        self._case = None
        self.case.hide()
        self.bonus.hide()

    def show_case(self, row: RankRow, cards: Sequence[ReviewersCard], sheet: BonusSheet) -> None:
        """Show the cards, the criteria and the bonus of one case."""
        self._case = row.case_id
        self.case.title.setText(row.title)
        self.case.title.setToolTip(row.title)
        clear(self.cards)
        for at, card in enumerate(cards):
            self._fill_card(at, card)
        clear(self.criteria)
        for at, (rule, part) in enumerate(zip(row.rules.criteria, row.points.parts, strict=True)):
            name = _words(title(rule.title))
            name.setWordWrap(True)
            self.criteria.addWidget(name, at, 0)
            self.criteria.addWidget(_PartBar(part), at, 1)
            told = points(part.points) or tr("자료 없음")
            self.criteria.addWidget(
                _words(f"{told} / {weight(part.most)}", role="secondary", right=True), at, 2
            )
        self.case.say_source(
            tr("미확인에 따른 범위 {interval}", interval=interval(row.low, row.high))
            if row.low != row.high
            else ""
        )
        self.case.show()
        self._fill_bonus(sheet)

    def show_leanings(self, leanings: Sequence[Leaning]) -> None:
        """Show how far each reviewer lies from the others."""
        clear(self.leanings)
        for at, one in enumerate(leanings):
            self.leanings.addWidget(_words(one.reviewer), at, 0)
            self.leanings.addWidget(_LeaningBar(one.offset), at, 1)
            told = tr("{offset}점 · {count}건", offset=signed(one.offset), count=one.cases)
            self.leanings.addWidget(_words(told, role="secondary", right=True), at, 2)
        self.people.setVisible(bool(leanings))

    # --- inside ---------------------------------------------------------------------------------

    def _fill_card(self, at: int, card: ReviewersCard) -> None:
        self.cards.addWidget(_words(card.reviewer), at, 0)
        counted = card.points
        told = points(counted.estimate) or "–"
        if counted.missing:
            told = tr("{points} (미확인 {count})", points=told, count=len(counted.missing))
        if card.dropped:
            told = tr("{points} · 제외", points=told)
        words = _words(told, role="secondary" if card.dropped else "", right=True)
        words.setToolTip(card.opinion)
        self.cards.addWidget(words, at, 2)

    def _fill_bonus(self, sheet: BonusSheet) -> None:
        clear(self.items)
        for at, line in enumerate(sheet.lines):
            self._fill_line(at, line)
        total = tr("확정 {points}점", points=points(sheet.total.points))
        if sheet.total.is_capped:
            total = tr("{total} · 상한 적용", total=total)
        self.bonus.say_source(total)
        self.bonus.setVisible(bool(sheet.lines))

    def _fill_line(self, at: int, line: BonusLine) -> None:
        name = _words(title(line.item.title))
        name.setWordWrap(True)
        name.setToolTip(line.item.source)
        self.items.addWidget(name, at, 0)
        worth = line.item.points if line.points is None else line.points
        state = label(line.state) if line.state is not None else tr("신청 없음")
        told = state if worth is None else f"{state} · {signed(worth)}"
        self.items.addWidget(_words(told, role="secondary", right=True), at, 1)
        if self._reader is not None and self._reader.staff:
            self.items.addWidget(self._next_step(line), at, 2)

    def _next_step(self, line: BonusLine) -> QPushButton:
        """Return the button of what may follow: claim, confirm, refuse, take back."""
        words, step = {
            None: (tr("신청 표시"), self._claim),
            BonusState.CLAIMED: (tr("해당"), self._confirm),
            BonusState.CONFIRMED: (tr("해당 없음"), self._refuse_item),
            BonusState.REFUSED: (tr("거두기"), self._withdraw),
        }[line.state]
        button = QPushButton(words)
        button.setProperty("small", "true")
        button.setAccessibleName(f"{title(line.item.title)}: {words}")
        button.clicked.connect(lambda: step(line))
        return button

    def _claim(self, line: BonusLine) -> None:
        self._write(lambda s, c, r: bonuses.claim(s, c, line.item.code, reader=r))

    def _confirm(self, line: BonusLine) -> None:
        worth = line.item.points
        given: int | None = None
        if worth is None:
            given = self._ask_points(line)
            if given is None:
                return
        self._write(
            lambda s, c, r: bonuses.decide(
                s, c, line.item.code, BonusState.CONFIRMED, reader=r, points=given
            )
        )

    def _ask_points(self, line: BonusLine) -> int | None:
        """Return the points that a person gives, in 1/1000, where the pack does not know them."""
        typed = ask_text(self, tr("인정할 점수"), tr("{name}의 점수", name=title(line.item.title)))
        reading = NumberEdit(places=2, smallest=-100, largest=100)
        reading.setText(typed)
        reading.take()
        value = reading.value()
        reading.deleteLater()
        return None if value is None else int(value * MILLI)

    def _refuse_item(self, line: BonusLine) -> None:
        self._write(
            lambda s, c, r: bonuses.decide(s, c, line.item.code, BonusState.REFUSED, reader=r)
        )

    def _withdraw(self, line: BonusLine) -> None:
        self._write(lambda s, c, r: bonuses.withdraw(s, c, line.item.code, reader=r))

    def _write(self, step: Callable[[Session, UUID, Reader], object]) -> None:
        case_id, reader = self._case, self._reader
        if case_id is not None and reader is not None:
            self._operations.write(
                lambda session: step(session, case_id, reader),
                action=Action.BONUS_EDIT,
                owner=self,
                otherwise=self._fail,
            )

    def _fail(self, error: Exception) -> None:
        expected = isinstance(error, DeskError)
        (self._operations.failed if expected else self._operations.broke).emit(error)


class _PartBar(QWidget):
    """How much of a criterion was reached; hatched while that is not known."""

    def __init__(self, part: Part) -> None:
        super().__init__()
        self._part = part
        self.setFixedHeight(look.px(_BAR))
        self.setMinimumWidth(look.px(48))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(look.px(72), look.px(_BAR))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        painting.rounded(painter, area, ground=look.colour("skeleton"), radius=3)
        if self._part.points is None:
            painting.hatch(painter, area, look.colour("secondary_text"), gap=4)
        else:
            width = area.width() * self._part.points / max(self._part.most, 1)
            reached = QRectF(area.left(), area.top(), width, area.height())
            painting.rounded(painter, reached, ground=look.colour("accent"), radius=3)
        painter.end()


class _LeaningBar(QWidget):
    """To the right of the middle: generous; to the left: strict."""

    def __init__(self, offset: int) -> None:
        super().__init__()
        self._offset = offset
        self.setFixedHeight(look.px(_BAR))
        self.setMinimumWidth(look.px(48))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        painting.rounded(painter, area, ground=look.colour("skeleton"), radius=3)
        middle = area.center().x()
        most = 25 * MILLI
        reach = min(abs(self._offset), most) / most * area.width() / 2
        left = middle if self._offset > 0 else middle - reach
        colour = look.colour("warning_solid" if abs(self._offset) > 10 * MILLI else "accent")
        painter.fillRect(QRectF(left, area.top(), reach, area.height()), colour)
        painter.fillRect(QRectF(middle - 0.5, area.top(), 1, area.height()), look.colour("text"))
        painter.end()


def _grid(card: Card) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(look.px(Space.SMALL))
    grid.setVerticalSpacing(look.px(Space.TINY))
    grid.setColumnStretch(0, 1)
    card.body.addLayout(grid)
    return grid


def _words(text: str, *, role: str = "", right: bool = False) -> QLabel:
    words = QLabel(text)
    if role:
        words.setProperty("role", role)
    if right:
        words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return words

"""One scorecard: what is asked for, a row per criterion, a word on the whole; saves by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from db.errors import DeskError
from db.words import Action, ScorecardState
from desktop.services import codes
from desktop.services.scoring import cards
from desktop.services.scoring.errors import ScoringRefusedError
from desktop.views.labels import label
from desktop.views.scoring.card_files import CardFiles
from desktop.views.scoring.clearing import clear
from desktop.views.scoring.criterion_row import CriterionRow
from desktop.views.scoring.words import interval, points, title, weight
from desktop.views.shared import icons, look
from desktop.views.shared.banner import Banner
from desktop.views.shared.card import Card as CardFrame
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr
from desktop.views.shared.short_money import short_won
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent

    from desktop.services.scoring.barred import Reader
    from desktop.services.scoring.cards import Card, Dossier
    from desktop.views.shared.operations import Operations


class CardSheet(QWidget):
    """The card that is open.

    Signals:
        kept: something on the card was kept.
        next_wanted: the person handed the card in and goes on.
    """

    kept = Signal()
    next_wanted = Signal()

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._reader: Reader | None = None
        self._card: Card | None = None
        self.rows: list[CriterionRow] = []
        self.banner = Banner(closable=True)
        self.title = QLabel()
        self.title.setProperty("role", "card-title")
        self.total = QLabel()
        self.total.setProperty("role", "page-title")
        self.span = QLabel()
        self.span.setProperty("role", "secondary")
        self.submit = QPushButton(tr("제출하고 다음"))
        self.submit.setProperty("kind", "primary")
        icons.wear(self.submit, "check", "on_solid")
        self.submit.clicked.connect(self._submit)
        self.give_back = QPushButton(tr("돌려주기"))
        icons.wear(self.give_back, "undo-2")
        self.give_back.clicked.connect(self._reopen)
        self.files = CardFiles(operations)
        self.files.refused.connect(self._refuse)
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.summary.setProperty("role", "secondary")
        self.opinion = _Opinion()
        self.opinion.setAccessibleName(tr("종합 의견"))
        self.opinion.setPlaceholderText(tr("종합 의견"))
        self.opinion.setFixedHeight(look.px(72))
        self.opinion.left.connect(self._say)
        self.empty = EmptyState(
            "clipboard-check",
            tr("왼쪽에서 사례를 고르세요"),
            explanation=tr("숫자 키로 등급을 주고 위아래 화살표로 항목을 옮겨 갑니다."),
        )
        self._lay_out()

    def read_as(self, reader: Reader) -> None:
        """Take who works here."""
        self._reader = reader

    def show_nothing(self) -> None:
        """Say that a case has to be chosen."""
        self._card = None
        self.stack.setCurrentWidget(self.empty)

    def start(self) -> None:
        """Give the keyboard to the first criterion without a level."""
        waiting = [row for row in self.rows if row.level is None]
        if self.rows:
            (waiting or self.rows)[0].take_keyboard()

    def show_card(self, card: Card) -> None:
        """Show a card; what somebody types in is left alone."""
        before, self._card = self._card, card
        other = before is None or (before.case_id, before.reviewer_id, before.round_id) != (
            card.case_id, card.reviewer_id, card.round_id,
        )  # fmt: skip
        if other:
            self.banner.quiet()
        if other or [row.code for row in self.rows] != [one.rule.code for one in card.grades]:
            self._make_rows(card)
        for row, grade in zip(self.rows, card.grades, strict=True):
            row.show_grade(grade, card.files, may_write=card.may_write)
        self._fill_head(card)
        self.files.show_files(card, self._reader)
        if other or not self.opinion.hasFocus():
            self.opinion.setPlainText(card.opinion)
        self.opinion.setReadOnly(not card.may_write)
        self.stack.setCurrentWidget(self.room)

    def commit(self) -> None:
        """Keep what is being typed."""
        for row in self.rows:
            row.commit()
        if self.opinion.hasFocus():
            self._say()

    # --- inside ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(look.px(Space.MEDIUM))
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        words.addWidget(self.title)
        words.addWidget(self.facts)
        figures = QVBoxLayout()
        figures.setSpacing(0)
        figures.addWidget(self.total, 0, Qt.AlignmentFlag.AlignRight)
        figures.addWidget(self.span, 0, Qt.AlignmentFlag.AlignRight)
        head.addLayout(words, 1)
        head.addLayout(figures)
        head.addWidget(self.files)
        head.addWidget(self.give_back)
        head.addWidget(self.submit)
        frame = CardFrame()
        frame.body.addLayout(head)
        frame.add(self.summary)
        inside = QWidget()
        inside.setProperty("ground", "none")
        self.list = QVBoxLayout(inside)
        self.list.setContentsMargins(0, 0, look.px(Space.SMALL), 0)
        self.list.setSpacing(look.px(Space.SMALL))
        self.pane = QScrollArea()
        self.pane.setWidgetResizable(True)
        self.pane.setFrameShape(QFrame.Shape.NoFrame)
        self.pane.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pane.setWidget(inside)
        self.room = QWidget()
        column = QVBoxLayout(self.room)
        column.setContentsMargins(look.px(Space.MEDIUM), 0, 0, 0)
        column.setSpacing(look.px(Space.SMALL))
        column.addWidget(self.banner)
        column.addWidget(frame)
        column.addWidget(self.pane, 1)
        column.addWidget(self.opinion)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.room)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    def _make_rows(self, card: Card) -> None:
        clear(self.list)
        self.rows = []
        block = None
        for grade in card.grades:
            if grade.rule.block is not None and grade.rule.block != block:
                block = grade.rule.block
                self.list.addWidget(_block_head(card, grade.rule.block))
            row = CriterionRow(grade.rule)
            row.changed.connect(self._keep)
            row.moved.connect(self._move)
            row.opened.connect(self.files.open_file)
            self.rows.append(row)
            self.list.addWidget(row)
        self.list.addStretch(1)
        self.pane.verticalScrollBar().setValue(0)

    def _fill_head(self, card: Card) -> None:
        counted, dossier = card.points, card.dossier
        self.title.setText(dossier.title)
        self.title.setToolTip(dossier.title)
        self.facts.setText(_facts(dossier))
        self.summary.setText("\n".join(filter(None, (dossier.project, dossier.summary))))
        self.summary.setVisible(bool(dossier.project or dossier.summary))
        self.total.setText(points(counted.estimate) or "–")
        missing = len(counted.missing)
        self.span.setText(
            tr(
                "미확인 {count} · {interval}",
                count=missing,
                interval=interval(counted.low, counted.high),
            )
            if missing
            else tr("{most}점 만점", most=weight(card.rules.most))
        )
        self.submit.setVisible(card.state is ScorecardState.OPEN)
        self.submit.setEnabled(card.may_write)
        staff = self._reader is not None and self._reader.staff
        self.give_back.setVisible(staff and card.state is ScorecardState.SUBMITTED)
        if not card.rules.verified and not card.may_write:
            return
        if not card.rules.verified and self.banner.isHidden():
            self.banner.say(
                tr("공고에서 확인하지 못한 기본 평가표입니다. 공고의 평가표와 대조해 주세요."),
                Tone.WARNING,
            )

    def _move(self, row: CriterionRow, step: int) -> None:
        """Lead to the row above or below; past the last one stands the opinion."""
        at = self.rows.index(row) + step
        if 0 <= at < len(self.rows):
            self.rows[at].take_keyboard()
            self.pane.ensureWidgetVisible(self.rows[at])
        elif at >= len(self.rows):
            self.opinion.setFocus(Qt.FocusReason.TabFocusReason)

    def _keep(self, code: str, changes: dict[str, Any], expected: dict[str, Any]) -> None:
        card, reader = self._card, self._reader
        if card is None or reader is None:
            return
        self._operations.write(
            lambda session: cards.grade(
                session, card.round_id, card.case_id, card.reviewer_id, code, changes,
                reader=reader, expected=expected,
            ),
            action=Action.SCORE_EDIT,
            owner=self,
            then=lambda _written: self.kept.emit(),
            otherwise=self._refuse,
        )  # fmt: skip

    def _say(self) -> None:
        card, reader = self._card, self._reader
        text = self.opinion.toPlainText().strip()
        if card is None or reader is None or not card.may_write or text == card.opinion:
            return
        self._operations.write(
            lambda session: cards.say(
                session, card.round_id, card.case_id, card.reviewer_id, text,
                reader=reader, expected=card.opinion,
            ),
            action=Action.SCORE_EDIT,
            owner=self,
            then=lambda _written: self.kept.emit(),
            otherwise=self._refuse,
        )  # fmt: skip

    def _submit(self) -> None:
        card, reader = self._card, self._reader
        if card is None or reader is None:
            return
        self.commit()
        self._operations.write(
            lambda session: cards.submit(
                session, card.round_id, card.case_id, card.reviewer_id, reader=reader
            ),
            action=Action.SCORE_SUBMIT,
            owner=self,
            then=lambda _written: self.next_wanted.emit(),
            otherwise=self._refuse,
        )

    def _reopen(self) -> None:
        card, reader = self._card, self._reader
        if card is None or reader is None:
            return
        self._operations.write(
            lambda session: cards.reopen(
                session, card.round_id, card.case_id, card.reviewer_id, reader=reader
            ),
            action=Action.SCORE_SUBMIT,
            owner=self,
            then=lambda _written: self.kept.emit(),
            otherwise=self._refuse,
        )

    def _refuse(self, error: Exception) -> None:
        if not isinstance(error, DeskError):
            self._operations.broke.emit(error)
            return
        self.banner.say(explain(error), Tone.WARNING)
        silent = error.facts.get("criteria") if isinstance(error, ScoringRefusedError) else None
        if isinstance(silent, list):
            for row in self.rows:
                row.mark(wrong=row.code in silent)
            first = next((row for row in self.rows if row.code in silent), None)
            if first is not None:
                first.take_keyboard()
                self.pane.ensureWidgetVisible(first)
        self.kept.emit()


class _Opinion(QPlainTextEdit):
    """A field of several lines that tells when it is left.

    Signals:
        left: the keyboard went elsewhere.
    """

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


def _block_head(card: Card, block: Any) -> QLabel:
    most = sum(one.rule.weight for one in card.grades if one.rule.block == block)
    words = QLabel(tr("{block} · {most}점", block=title(block), most=weight(most)))
    words.setProperty("role", "caption")
    return words


def _facts(one: Dossier) -> str:
    """Return what is known of an application in one line."""
    level = " → ".join(filter(None, (label(one.level), label(one.target))))
    systems = ", ".join(
        codes.solution_name(code.strip()) for code in one.solutions.split(",") if code.strip()
    )
    told = (
        one.number,
        one.region,
        one.industry,
        label(one.size),
        tr("{count}명", count=f"{one.employees:,}") if one.employees is not None else "",
        level,
        systems,
        tr("총사업비 {sum}", sum=short_won(one.total_cost)) if one.total_cost else "",
        tr("공급 {name}", name=one.supplier) if one.supplier else "",
    )
    return " · ".join(part for part in told if part)

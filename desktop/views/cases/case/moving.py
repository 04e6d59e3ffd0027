"""Moves a case on or back, and lists what is in the way with the field that mends each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from db.errors import DeskError
from db.words import Action, CaseState, Severity, Stage
from desktop.services.cases import stages
from desktop.services.errors import BlockedError
from desktop.views.labels import label
from desktop.views.shared import icons, look
from desktop.views.shared.case_words import blocker_words
from desktop.views.shared.in_place.facts import small_button, tool
from desktop.views.shared.in_place.part import Part
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from desktop.services.cases.stages import Blocker
    from desktop.views.cases.case.head import HeadAnswer

_HIGHEST = 160
_COLUMNS = 3


class Moving(Part):
    """Out of sight until something is in the way.

    Signals:
        moved: the case stands in another stage now; carries the Stage.
    """

    moved = Signal(object)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stage = Stage.APPLICATION
        self.papers: dict[str, str] = {}
        self.reasons: list[QPushButton] = []
        self._shown: tuple[Blocker, ...] = ()
        self._build()
        self.hide()

    @override
    def open(self, case_id: Any) -> None:
        super().open(case_id)
        self.hide()

    @override
    def show_answer(self, answer: HeadAnswer) -> None:
        self.stage = answer.case.stage
        self.papers = answer.papers
        if not self.isHidden():
            self._list(answer.case.blockers)

    def advance(self) -> None:
        """Move the case on; show the reasons where it may not go yet."""
        case_id = self.case_id
        if case_id is None:
            return
        self.operations.write(
            lambda session: stages.advance(session, case_id, today=self.today()),
            action=Action.CASE_ADVANCE,
            owner=self,
            then=lambda written: self._arrive(written.value),
            otherwise=self._refused,
        )

    def send_back(self) -> None:
        """Ask why, then move the case to the stage before."""
        case_id = self.case_id
        if case_id is None or self.stage is Stage.APPLICATION:
            return
        before = list(Stage)[self.stage.position - 1]
        self.ask_reason(
            tr("{stage} 단계로 되돌릴까요?", stage=label(before)),
            tr("적은 내용은 그대로 남습니다. 사유는 타임라인에 기록됩니다."),
            tr("이전 단계로"),
            lambda reason: self.write(
                lambda session: stages.send_back(session, case_id, reason=reason),
                action=Action.CASE_SEND_BACK,
                then=self._arrive,
            ),
        )

    def set_state(self, state: CaseState) -> None:
        """Close the case, or hold, withdraw, reject, cancel or reopen it with a reason."""
        case_id = self.case_id
        if case_id is None:
            return

        def _write(reason: str) -> None:
            self.write(
                lambda session: stages.set_state(session, case_id, state, reason=reason),
                action=Action.CASE_STATE,
            )

        if state is CaseState.CLOSED:
            _write("")
            return
        self.ask_reason(
            tr("‘{state}’ 상태로 바꿀까요?", state=label(state)),
            tr("적은 내용은 그대로 남습니다. 사유는 타임라인에 기록됩니다."),
            tr("상태 바꾸기"),
            _write,
        )

    def _override(self) -> None:
        case_id = self.case_id
        if case_id is None:
            return
        self.ask_reason(
            tr("막힌 것이 있어도 다음 단계로 보낼까요?"),
            tr("막힌 항목은 그대로 남고, 사유는 타임라인에 기록됩니다."),
            tr("다음 단계로 보내기"),
            lambda reason: self.write(
                lambda session: stages.advance(session, case_id, reason=reason, override=True),
                action=Action.CASE_ADVANCE,
                then=self._arrive,
            ),
            kind="danger",
        )

    def _arrive(self, stage: Stage) -> None:
        self.hide()
        self.moved.emit(stage)
        self.reread.emit()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, BlockedError):
            found = error.facts.get("blockers")
            self._list(tuple(found) if isinstance(found, list | tuple) else ())
            self.show()
            if self.reasons:
                self.reasons[0].setFocus(Qt.FocusReason.OtherFocusReason)
        elif isinstance(error, DeskError):
            self.operations.failed.emit(error)
        else:
            self.operations.broke.emit(error)

    def _list(self, found: Sequence[Blocker]) -> None:
        """Show each reason as a door to the field that mends it."""
        blocking = tuple(one for one in found if one.severity is Severity.BLOCKS)
        if not blocking:
            self.hide()
            return
        self.title.setText(tr("다음 단계로 가려면 {count}건을 마쳐야 합니다.", count=len(blocking)))
        if blocking == self._shown and self.reasons:
            return
        self._shown = blocking
        for button in self.reasons:
            button.hide()
            button.deleteLater()
        self.reasons = []
        lines = -(-len(blocking) // _COLUMNS)
        for at, one in enumerate(blocking):
            button = self._door(one)
            self.reasons.append(button)
            self._doors.addWidget(button, at % lines, at // lines)
        height = lines * (self.reasons[0].sizeHint().height() + look.px(2))
        self._area.setFixedHeight(min(height + look.px(2), look.px(_HIGHEST)))

    def _door(self, one: Blocker) -> QPushButton:
        words = blocker_words(one, self.papers)
        button = QPushButton(words)
        button.setProperty("kind", "ghost")
        button.setProperty("small", "true")
        button.setStyleSheet("text-align: left;")
        button.setAutoDefault(False)
        icons.wear(button, "arrow-right", "accent_text")
        button.setAccessibleName(words)
        button.setToolTip(tr("{stage} · 고칠 곳으로 가기", stage=label(one.jump.tab)))
        button.clicked.connect(lambda: self.jump_wanted.emit(one.jump))
        return button

    def _build(self) -> None:
        self.frame = QFrame()
        self.frame.setProperty("card", "true")
        self.title = QLabel()
        self.title.setProperty("role", "strong")
        self.override_button = small_button(tr("사유를 적고 넘어가기"))
        self.override_button.clicked.connect(self._override)
        self.close_button = tool("x", tr("막힌 이유 닫기"))
        self.close_button.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.override_button)
        head.addWidget(self.close_button)
        inside = QWidget()
        inside.setProperty("ground", "none")
        self._doors = QGridLayout(inside)
        self._doors.setContentsMargins(0, 0, 0, 0)
        self._doors.setSpacing(look.px(2))
        for column in range(_COLUMNS):
            self._doors.setColumnStretch(column, 1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inside)
        rows = QVBoxLayout(self.frame)
        rows.setContentsMargins(
            look.px(Space.LARGE), look.px(Space.SMALL), look.px(Space.SMALL), look.px(Space.SMALL)
        )
        rows.setSpacing(look.px(Space.TINY))
        rows.addLayout(head)
        rows.addWidget(self._area)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.frame)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

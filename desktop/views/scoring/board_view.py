"""The assignment board: cases down, reviewers across; who judges what, and whom what bars."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.errors import DeskError
from db.words import Action, RoundState
from desktop.services.scoring import assigning
from desktop.services.scoring.errors import AssignmentStoppedError
from desktop.views.scoring.board_grid import BoardGrid
from desktop.views.shared import icons, look
from desktop.views.shared.banner import Banner
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr
from desktop.views.shared.progress import ProgressStrip
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.scoring.assigning import Board, BoardCase, BoardReviewer, Plan
    from desktop.services.scoring.barred import Reader
    from desktop.services.scoring.rounds import RoundRow
    from desktop.services.scoring.solving import Solution
    from desktop.services.workspace import Written
    from desktop.views.shared.operations import Operations


class BoardView(QWidget):
    """The board and, above it, how full it is and the optimiser.

    Signals:
        case_wanted: the person opened a case; carries its id.
    """

    case_wanted = Signal(object)

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._reader: Reader | None = None
        self._round: RoundRow | None = None
        self._stop = threading.Event()
        self.banner = Banner(closable=True)
        self.progress = ProgressStrip()
        self.progress.cancelled.connect(self._stop.set)
        self.summary = QLabel()
        self.summary.setProperty("role", "secondary")
        self.spread = ChoiceEdit(
            tr("한 사례에서 같은 지역 위원"),
            [
                (2, tr("같은 지역 2명까지")),
                (1, tr("같은 지역 1명까지")),
                (0, tr("지역 제한 없음")),
            ],
        )
        self.auto = QPushButton(tr("자동 배정"))
        self.auto.setProperty("kind", "primary")
        icons.wear(self.auto, "users", "on_solid")
        self.auto.clicked.connect(self.assign_all)
        self.grid = BoardGrid()
        self.grid.toggled.connect(self._toggle)
        self.grid.case_wanted.connect(self.case_wanted)
        self.empty = EmptyState(
            "users",
            tr("배정할 사례나 위원이 없습니다"),
            explanation=tr("요건검토에서 적합한 사례와 ‘준비’에 적은 위원이 여기에 모입니다."),
        )
        self._lay_out()

    def read_as(self, reader: Reader) -> None:
        """Take who works here."""
        self._reader = reader

    def show_round(self, row: RoundRow) -> None:
        """Read the board of a round."""
        if self._round is None or self._round.id != row.id:
            self.banner.quiet()
        self._round = row
        reader = self._reader
        if reader is not None and reader.staff:
            self._operations.read(
                lambda session: assigning.board(session, row.id, reader=reader),
                owner=self,
                then=self._show,
            )

    def assign_all(self) -> None:
        """Let the optimiser assign, off the screen's thread; it can be stopped."""
        row, reader = self._round, self._reader
        if row is None or reader is None:
            return
        spread = self.spread.value()
        self._stop.clear()
        self.auto.setEnabled(False)
        self.banner.quiet()
        self.progress.start(tr("위원을 배정하는 중입니다."))
        self._operations.read(
            lambda session: assigning.plan(
                session, row.id, reader=reader, per_region=int(str(spread))
            ),
            owner=self,
            then=self._solve,
            otherwise=self._fail,
        )

    # --- inside ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(look.px(Space.SMALL))
        line.addWidget(self.summary, 1)
        line.addWidget(self.spread)
        line.addWidget(self.auto)
        self.legend = QLabel(
            tr("● 배정 · ◆ 직접 배정 · ✓ 평가 시작 · ✕ 이해충돌. 누르거나 스페이스로 바꿉니다.")
        )
        self.legend.setProperty("role", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addWidget(self.banner)
        column.addLayout(line)
        column.addWidget(self.progress)
        column.addWidget(self.grid, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(self.legend)
        self.empty.hide()

    def _show(self, board: Board) -> None:
        filled = bool(board.cases) and bool(board.reviewers)
        self.grid.setVisible(filled)
        self.legend.setVisible(filled)
        self.empty.setVisible(not filled)
        self.grid.show_board(board)
        barred_still = sum(bool(case.barred_still) for case in board.cases)
        self.summary.setText(
            tr(
                "사례 {cases}건 · 위원 {people}명 · 모자란 사례 {short}건",
                cases=f"{len(board.cases):,}",
                people=f"{len(board.reviewers):,}",
                short=f"{board.short:,}",
            )
        )
        may = filled and board.state is not RoundState.CLOSED
        self.auto.setEnabled(may)
        self.spread.setEnabled(may)
        if barred_still:
            self.banner.say(
                tr(
                    "배정한 뒤에 이해충돌이 생긴 사례가 {count}건 있습니다. 그 위원의 평가는 세지"
                    " 않습니다. 다른 위원으로 바꿔 주세요.",
                    count=f"{barred_still:,}",
                ),
                Tone.DANGER,
            )

    def _toggle(self, case: BoardCase, reviewer: BoardReviewer) -> None:
        """Assign or take off by hand; what bars is said, not done."""
        row, reader = self._round, self._reader
        if row is None or reader is None:
            return
        step = assigning.unassign if reviewer.id in case.assigned else assigning.assign
        self._operations.write(
            lambda session: step(session, row.id, case.id, reviewer.id, reader=reader),
            action=Action.ROUND_ASSIGN,
            owner=self,
            otherwise=self._fail,
        )

    def _solve(self, plan: Plan) -> None:
        self._operations.run(
            lambda: plan.solved(self._stop.is_set),
            owner=self,
            then=lambda solution: self._keep(plan.round_id, solution),
            otherwise=self._fail,
        )

    def _keep(self, round_id: UUID, solution: Solution) -> None:
        reader = self._reader
        if reader is None:
            return
        self._operations.write(
            lambda session: assigning.keep(session, round_id, solution, reader=reader),
            action=Action.ROUND_ASSIGN,
            owner=self,
            then=lambda written: self._kept(written, solution),
            otherwise=self._fail,
            count=len(solution.pairs),
        )

    def _kept(self, written: Written[int], solution: Solution) -> None:
        self._finish()
        self.banner.say(
            tr(
                "{pairs}건을 배정했습니다({seconds}초). 바뀐 배정은 {changed}건입니다.",
                pairs=f"{len(solution.pairs):,}",
                seconds=f"{solution.seconds:.1f}",
                changed=f"{written.value:,}",
            ),
            Tone.SUCCESS,
        )

    def _fail(self, error: Exception) -> None:
        self._finish()
        if not isinstance(error, DeskError):
            self._operations.broke.emit(error)
            return
        stopped = isinstance(error, AssignmentStoppedError)
        self.banner.say(explain(error), Tone.INFORMATION if stopped else Tone.WARNING)

    def _finish(self) -> None:
        self.progress.finish()
        self.auto.setEnabled(self._round is not None and self._round.state is not RoundState.CLOSED)

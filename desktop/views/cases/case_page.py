"""One case: its head, the stage that is looked at, and what belongs to all stages beside it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from db.errors import NotFoundError
from db.words import AccessKind, Changed, DeadlineKind, Stage
from desktop.services.sync import disagreements
from desktop.views.cases.case.beside import Beside
from desktop.views.cases.case.head import CaseHead
from desktop.views.cases.case.moving import Moving
from desktop.views.cases.case.rules_dialog import open_dialog
from desktop.views.cases.case.stage_tabs import make_tab
from desktop.views.cases.case.taken_along import TakenAlongBanner
from desktop.views.shared import look
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.language import tr
from desktop.views.shared.page import Page
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from PySide6.QtGui import QResizeEvent

    from desktop.services.cases.stages import Jump
    from desktop.services.deadlines import DeadlineRow
    from desktop.services.sync.disagreements import Disagreement
    from desktop.settings import Settings
    from desktop.views.cases.case.head import HeadAnswer
    from desktop.views.shared.in_place.part import Part
    from desktop.views.shared.operations import Operations

    Answer = tuple[HeadAnswer, Stage, list[tuple[Part, Any]], list[Disagreement]]

_SPLITTER = "case"
_SIDE_WIDTH = 340
_NARROW = 960


class CasePage(Page):
    """The page of one case; `open` says which.

    Signals:
        torn_off: the person wants the case in a window of its own; carries its id (UUID).
    """

    LISTENS: ClassVar[frozenset[Changed]] = frozenset(Changed) - {Changed.FILTERS, Changed.CODES}

    torn_off = Signal(object)

    def __init__(
        self,
        operations: Operations,
        settings: Settings,
        parent: QWidget | None = None,
        *,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__(operations, settings, parent)
        self.today = today
        self.case_id: UUID | None = None
        self._asked = 0
        self._arrived = False  # whether the case that is open has been shown once
        self._after: Callable[[], object] | None = None
        self._has_side = True
        self._is_narrow = False
        self.head = CaseHead(operations, settings, today=today)
        self.taken_along = TakenAlongBanner(operations, settings, today=today)
        self.moving = Moving(operations, settings, today=today)
        self.beside = Beside(operations, settings, today=today)
        self.tabs: dict[Stage, Part] = {}
        self.stage = Stage.APPLICATION
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # opening rings no button
        self._lay_out()
        self._listen()

    # --- what others ask ------------------------------------------------------------------------

    @override
    def open(self, case_id: UUID) -> None:
        """Show this case, at the stage where it stands."""
        self.commit()
        if case_id != self.case_id:
            self.case_id = case_id
            self._arrived = False
            self.body.setCurrentWidget(self.waiting)  # nothing of another case may be pressed
            for part in self._parts():
                part.open(case_id)
        self.refresh_when_seen()

    @override
    def refresh(self) -> None:
        """Read the head, the stage and the panel that can be seen, all of one moment."""
        case_id = self.case_id
        if case_id is None:
            return
        self._asked += 1
        asked, chosen = self._asked, self.stage if self._arrived else None

        def read(session: Any) -> Answer:
            head = self.head.read(session, case_id)
            stage = chosen or head.case.stage
            aside = self.beside.current() if self._has_side else None
            parts = [part for part in (self.taken_along, self.tabs.get(stage), aside) if part]
            answers = [(part, part.read(session, case_id)) for part in parts]
            return head, stage, answers, disagreements.read(session, root=case_id)

        self.operations.read(
            read,
            owner=self,
            then=lambda answer: self._show(asked, *answer),
            otherwise=self._not_there,
        )

    @override
    def place(self) -> Any:
        return self.case_id, self.stage.value, self.beside.choice.value()

    @override
    def return_to(self, place: Any) -> None:
        case_id, stage, panel = place
        if case_id is not None:
            self.open(case_id)
            self._choose(Stage(stage))
            self._arrived = True  # at the stage that was looked at, not where the case stands
            self.beside.show_panel(panel)

    @override
    def commit(self) -> None:
        """Take what is being typed on this page; keys that leave it don't move the keyboard."""
        typing = QApplication.focusWidget()
        if typing is not None and self.isAncestorOf(typing) and hasattr(typing, "take"):
            typing.take()

    def show_stage(self, stage: Stage | str) -> None:
        """Look at another stage of the case."""
        self.commit()
        self._choose(Stage(stage))
        self.refresh()

    def show_side(self, *, shown: bool) -> None:
        """Show or hide what stands beside the stages."""
        self._has_side = shown
        self.beside.setVisible(shown)
        if shown:
            self.refresh()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give a narrow window to the stages; a button brings the rest back."""
        super().resizeEvent(event)
        narrow = event.size().width() < look.px(_NARROW)
        if narrow != self._is_narrow:
            self._is_narrow = narrow
            self.show_side(shown=not narrow)

    def jump(self, jump: Jump) -> None:
        """Lead to the field that mends something."""
        self._after = lambda: self._lead_to(jump)
        self.show_stage(jump.tab)

    # --- showing --------------------------------------------------------------------------------

    def _show(
        self,
        asked: int,
        head: HeadAnswer,
        stage: Stage,
        answers: list[tuple[Part, Any]],
        in_conflict: list[Disagreement],
    ) -> None:
        if asked != self._asked or head.case.id != self.case_id:
            return  # an answer to what was asked before
        self.body.setCurrentWidget(self.split_place)
        first = not self._arrived
        self._arrived = True
        if first:
            self.note_viewing(AccessKind.PERSONAL_DATA, "case", head.case.id, case_id=head.case.id)
        self.setWindowTitle(f"{head.case.company} · {head.case.number}")
        self.head.show_answer(head)
        self.moving.show_answer(head)
        if first or stage is not self.stage:
            self._choose(stage)
        self.head.stepper.show_step(self.stage)
        for part, answer in answers:
            part.show_answer(answer)
        marks = disagreements.by_field(in_conflict)
        for part in (self.head, *(part for part, _ in answers)):
            part.mark(marks)
        if self.tabs[self.stage] not in [part for part, _ in answers]:
            self.refresh()  # the stage was seen for the first time, so nothing was read for it
            return
        after, self._after = self._after, None
        if after is not None:
            after()

    def _choose(self, stage: Stage) -> None:
        self.stage = stage
        if stage not in self.tabs:
            tab = make_tab(stage, self.operations, self.settings, self.today)
            self._connect(tab)
            if self.case_id is not None:
                tab.open(self.case_id)
            self.tabs[stage] = tab
            self.stack.addWidget(tab)
        self.stack.setCurrentWidget(self.tabs[stage])
        if self.head.stepper.buttons:
            self.head.stepper.show_step(stage)
        self.beside.show_stage(stage)

    def _lead_to(self, jump: Jump) -> None:
        if jump.section == "head":
            self.head.setFocus()
            return
        self.tabs[self.stage].lead_to(jump.section, jump.field, jump.id)

    def _not_there(self, error: Exception) -> None:
        if isinstance(error, NotFoundError):
            self.body.setCurrentWidget(self.gone)
        else:
            self.operations.broke.emit(error)

    def _lead_to_deadline(self, row: DeadlineRow) -> None:
        """Show where a day is dealt with."""
        stage = {
            DeadlineKind.PAPERS: Stage.APPLICATION,
            DeadlineKind.SUPPLEMENT: Stage.APPLICATION,
            DeadlineKind.PARTNER_ANSWER: Stage.MATCHING,
            DeadlineKind.VISIT: Stage.AFTERCARE,
            DeadlineKind.KPI_SURVEY: Stage.AFTERCARE,
            DeadlineKind.TICKET_ANSWER: Stage.AFTERCARE,
            DeadlineKind.INTENSIVE_CARE_END: Stage.AFTERCARE,
            DeadlineKind.LEVEL_CERTIFICATE: Stage.AFTERCARE,
        }.get(row.kind, Stage.BUILDOUT)
        self._after = lambda: self.tabs[stage].lead_to("deadline", row.kind, row.about_id)
        self.show_stage(stage)

    # --- building -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.stack)
        self.split.addWidget(self.beside)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        # Cards lie on both sides, so the gap between them is the handle.
        self.split.setStyleSheet(
            f"QSplitter::handle {{ background: transparent; width: {look.px(Space.LARGE)}px; }}"
        )
        self.split.setSizes(
            self.settings.splitters.get(_SPLITTER) or [look.px(900), look.px(_SIDE_WIDTH)]
        )
        self.split.splitterMoved.connect(
            lambda *_: self.settings.splitters.__setitem__(_SPLITTER, self.split.sizes())
        )
        self.gone = EmptyState(
            "inbox",
            tr("사례가 없습니다."),
            explanation=tr("다른 곳에서 지웠을 수 있습니다. 기록에서 되돌릴 수 있습니다."),
            action=tr("사례 목록으로"),
        )
        self.gone.acted.connect(lambda: self.page_wanted.emit("cases"))
        self.split_place = QWidget()
        inside = QVBoxLayout(self.split_place)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(look.px(Space.MEDIUM))
        inside.addWidget(self.head)
        inside.addWidget(self.taken_along)
        inside.addWidget(self.moving)
        inside.addWidget(self.split, 1)
        self.body = QStackedWidget()
        self.body.addWidget(self.split_place)
        self.body.addWidget(self.gone)
        self.waiting = QWidget()
        self.body.addWidget(self.waiting)
        self.body.setCurrentWidget(self.waiting)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(
            look.px(Space.WIDE), look.px(Space.LARGE), look.px(Space.WIDE), look.px(Space.LARGE)
        )
        whole.addWidget(self.body)

    def _listen(self) -> None:
        self.head.company_wanted.connect(self.company_wanted)
        self.head.step_chosen.connect(self.show_stage)
        self.head.advance_wanted.connect(self.advance)
        self.head.back_wanted.connect(self.send_back)
        self.head.tear_off_wanted.connect(lambda: self.torn_off.emit(self.case_id))
        self.head.deadline_wanted.connect(self._lead_to_deadline)
        self.head.conflicts_wanted.connect(lambda: self.conflicts_wanted.emit(self.case_id))
        self.head.take_along_wanted.connect(self.taken_along.ask)
        self.head.side_wanted.connect(lambda: self.show_side(shown=not self._has_side))
        self.head.state_wanted.connect(self.moving.set_state)
        self.head.rules_wanted.connect(self.change_rules)
        self.moving.moved.connect(lambda stage: self._choose(stage))
        self.beside.panel_changed.connect(self.refresh)
        for part in self._parts():
            self._connect(part)
        QShortcut(QKeySequence("Ctrl+Right"), self).activated.connect(self.advance)
        QShortcut(QKeySequence("Ctrl+Left"), self).activated.connect(self.send_back)
        for number, stage in enumerate(Stage, 1):
            QShortcut(
                QKeySequence(f"Alt+{number}"), self, lambda stage=stage: self.show_stage(stage)
            )

    def _parts(self) -> list[Part]:
        return [self.head, self.taken_along, self.moving, self.beside, *self.tabs.values()]

    def _connect(self, part: Part) -> None:
        part.reread.connect(self.refresh)
        part.said.connect(self.said)
        part.offered.connect(self.offered)
        part.jump_wanted.connect(self.jump)
        part.case_wanted.connect(self.case_wanted)

    def advance(self) -> None:
        """Move the case on, or say what is in the way."""
        self.commit()
        self.moving.advance()

    def change_rules(self) -> None:
        """Show what other rules would change, and change them if the person wants to."""
        self.commit()
        if self.head.shown is not None:
            dialog = open_dialog(
                self.operations, self.head.shown.case, today=self.today(), parent=self
            )
            dialog.changed.connect(lambda: self.said.emit(tr("공고 규칙을 바꿨습니다.")))

    def send_back(self) -> None:
        """Move the case back to the stage before, with a reason."""
        self.commit()
        self.moving.send_back()

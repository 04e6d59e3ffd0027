"""The page of sync: where this computer stands, what is disagreed on, files, points to return to.

Nothing here stops anybody from working: what takes long runs beside, says how far it is in bytes,
and can be stopped and taken up again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from db.words import Action, Changed
from desktop.services import setup
from desktop.services.security import snapshots
from desktop.services.security.errors import StoppedError
from desktop.services.sync import conflicts, disagreements, files, register, rejected, status
from desktop.views.shared import icons, look
from desktop.views.shared.banner import Banner
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr
from desktop.views.shared.page import Page
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.progress import ProgressStrip
from desktop.views.shared.segmented import SegmentedControl
from desktop.views.shared.sync_words import SYNC_MINUTES, progress_words, state_words
from desktop.views.shared.tab_order import walk_in_order
from desktop.views.shared.tokens import Space, Tone
from desktop.views.shared.travelling import Travelling
from desktop.views.sync import carrying, standing
from desktop.views.sync.asking import ask_enrolment, ask_export
from desktop.views.sync.conflicts_tab import ConflictsTab
from desktop.views.sync.points_tab import PointsTab
from desktop.views.sync.preview_card import PreviewCard
from desktop.views.sync.register_tab import AT_ONCE, RegisterTab
from desktop.views.sync.standing import WIDEST, StandingTab

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from desktop.services.security.snapshots import Snapshot
    from desktop.services.sync.conflicts import Duplicate
    from desktop.services.sync.disagreements import Disagreement
    from desktop.services.sync.files import Preview
    from desktop.services.sync.register import FileLine
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations
    from desktop.views.sync.standing import Standing

    Reading = tuple[Standing, list[Disagreement], list[Duplicate], list[FileLine]]

STANDING, CONFLICTS, FILES, POINTS = "standing", "conflicts", "files", "points"
_PARTS = 1_000  # of a bar: bytes would not fit into Qt's int


class SyncPage(Page):
    """Four views of the same thing, and what a person can do about it."""

    LISTENS: ClassVar[frozenset[Changed]] = frozenset(Changed)

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(operations, settings, parent)
        self._limit = AT_ONCE
        self._enrolled = False
        self.travelling = Travelling.of_program(operations)
        self.header = PageHeader(tr("동기화"), subtitle=" ")
        self.mode = SegmentedControl(
            tr("보기"),
            [
                (STANDING, tr("상태")),
                (CONFLICTS, tr("충돌")),
                (FILES, tr("반출입 대장")),
                (POINTS, tr("되돌리기 지점")),
            ],
        )
        self.mode.chosen.connect(self.show_mode)
        self.files_button = QPushButton(tr("파일로"))
        icons.wear(self.files_button, "folder-open")
        self.menu = QMenu(self.files_button)
        self._fill_menu()
        self.files_button.setMenu(self.menu)
        self.meet = QPushButton(tr("지금 맞추기"))
        self.meet.setProperty("kind", "primary")
        icons.wear(self.meet, "refresh-cw", "on_solid")
        self.meet.clicked.connect(self.meet_hub)
        for widget in (self.mode, self.files_button, self.meet):
            self.header.add_action(widget)
        self.progress = ProgressStrip(after_ms=0)
        self.progress.cancelled.connect(self.travelling.stop)
        self.banner = Banner(closable=True)
        self.preview = PreviewCard()
        self.preview.setMaximumWidth(look.px(WIDEST))
        self.preview.applied.connect(self.take_in)
        self.standing = StandingTab()
        self.conflicts = ConflictsTab(operations, settings)
        self.register = RegisterTab(operations, settings)
        self.points = PointsTab(operations, settings)
        self._lay_out()
        self._listen()

    # --- what others ask ------------------------------------------------------------------------

    @override
    def open(self, wanted: Any) -> None:
        """Show what is in conflict: everywhere, or in one case (by its id)."""
        self.show_mode(CONFLICTS)
        self.conflicts.show_case(wanted if isinstance(wanted, UUID) else None)
        self.refresh_when_seen()

    @override
    def refresh(self) -> None:
        """Read all four views of one moment."""
        limit, blobs = self._limit, self.operations.workspace.blobs

        def read(session: Session) -> Reading:
            return (
                standing.read(session, blobs, now=status.status(session)),
                disagreements.read(session),
                conflicts.duplicates(session),
                register.list_files(session, limit=limit),
            )

        self.operations.read(read, owner=self, then=self._show)
        self.points.refresh()

    @override
    def place(self) -> Any:
        return self.mode.value()

    @override
    def return_to(self, place: Any) -> None:
        self.show_mode(str(place))

    def show_mode(self, mode: str) -> None:
        """Show one of the four views."""
        self.mode.set_value(mode)
        self.body.setCurrentWidget(
            {
                STANDING: self.standing,
                CONFLICTS: self.conflicts,
                FILES: self.register,
                POINTS: self.points,
            }[mode]
        )

    # --- what a person does ---------------------------------------------------------------------

    def meet_hub(self) -> None:
        """Bring this computer and the hub together now."""
        self._start(tr("허브와 맞추는 중입니다."), carrying.with_hub(self.operations.workspace))

    def meet_in(self, folder: Path) -> None:
        """Meet the hub in a folder that both see."""
        self.settings.sync_folder = folder
        work = carrying.with_folder(self.operations.workspace, folder)
        self._start(tr("폴더에서 맞추는 중입니다."), work)

    def look_into(self, file: Path) -> None:
        """Say what a file would do, before anything is written."""
        self.banner.quiet()
        self.operations.run(
            lambda: files.look_into(self.operations.workspace, file),
            owner=self,
            then=lambda found: self._show_preview(file, found),
            otherwise=self._complain,
        )

    def take_in(self, file: Path) -> None:
        """Apply a file of the hub."""
        work = carrying.import_file(self.operations.workspace, file)
        self._start(tr("파일을 반영하는 중입니다."), work)

    def write_out(self, target: Path, *, seal: str, one_way: bool, note: str) -> None:
        """Write what the hub has not confirmed into a file."""
        self._run(
            lambda: files.export_file(
                self.operations.workspace, target, seal=seal, one_way=one_way, note=note
            ),
            lambda made: tr("내보냈습니다: {file}", file=made.name),
        )

    def carry(self, source: Path, target: Path) -> None:
        """Copy somebody else's sealed file, unread, and note it in the register."""
        self._run(
            lambda: files.carry(self.operations.workspace, source, target),
            lambda made: tr("옮겼습니다: {file}", file=made.name),
        )

    def enrol(self) -> None:
        """Ask for the hub's address and the one-time code, then meet it."""
        ask_enrolment(self, self.operations, self.travelling, self._enrolled_now)

    def rewind(self, point: Snapshot) -> None:
        """Make everything what it was, and build the window anew on it."""
        workspace = self.operations.workspace

        def back() -> UUID | None:
            workspace.exchange(lambda folder: snapshots.rewind(folder, point.path))
            kept = str(workspace.person or "")
            return workspace.read(lambda session: setup.who_works_here(session, kept))

        self.operations.run(back, owner=self, then=self._rewound, otherwise=self._complain)

    # --- inside ---------------------------------------------------------------------------------

    def _start(self, sentence: str, work: carrying.Work) -> None:
        self.banner.quiet()
        self.preview.hide()
        if not self.travelling.start(sentence, work):
            self.banner.say(tr("이미 맞추는 중입니다. 끝난 뒤에 다시 해 주세요."), Tone.INFORMATION)

    def _run(self, work: Callable[[], Any], words: Callable[[Any], str]) -> None:
        """Do something with a file beside the rest, and say how it went."""
        self.banner.quiet()

        def done(outcome: Any) -> None:
            self.banner.say(words(outcome), Tone.SUCCESS)
            self.operations.changed.emit(frozenset({Changed.SYNC}))

        self.operations.run(work, owner=self, then=done, otherwise=self._complain, apart=True)

    def _show(self, reading: Reading) -> None:
        found, disagreed, twice, carried = reading
        self._enrolled = found.status.enrolled
        words = state_words(found.status, now=datetime.now(UTC))
        self.header.say(tr("동기화"), subtitle=words.text)
        self.header.subtitle.setToolTip(words.tip)
        count = len(disagreed) + len(twice)
        self.mode.set_word(
            CONFLICTS, tr("충돌 {count}", count=f"{count:,}") if count else tr("충돌")
        )
        self.standing.show_standing(found)
        self.conflicts.show_lines(disagreed, twice)
        self.register.show_files(carried, limit=self._limit)
        self._enable()

    def _enable(self) -> None:
        free = not self.travelling.is_under_way
        self.meet.setEnabled(free and self._enrolled)
        self.meet.setToolTip("" if self._enrolled else tr("먼저 허브에 등록해 주세요."))
        self.files_button.setEnabled(free)
        for action in (self._by_folder, self._export, self._import):
            action.setEnabled(self._enrolled)

    def _show_preview(self, file: Path, found: Preview) -> None:
        self.show_mode(STANDING)
        self.preview.show_preview(file, found)

    def _enrolled_now(self, _report: Any) -> None:
        if self.settings.sync_minutes is None:
            self.settings.sync_minutes = SYNC_MINUTES
        self.said.emit(tr("등록했습니다. 이제 변경을 허브와 맞출 수 있습니다."))

    def _rewound(self, person: UUID | None) -> None:
        self.operations.workspace.person = person
        self.operations.changed.emit(frozenset(Changed))
        self.said.emit(tr("되돌렸습니다. 되돌리기 전의 사본도 남겨 두었습니다."))
        self.page_wanted.emit("rebuild")

    def _complain(self, error: Exception) -> None:
        tone = Tone.INFORMATION if isinstance(error, StoppedError) else Tone.DANGER
        self.banner.say(explain(error), tone)

    def _began(self, sentence: str) -> None:
        self.progress.start(sentence)
        self._enable()

    def _went(self, done: int, of: int) -> None:
        self.progress.bar.setRange(0, _PARTS if of else 0)
        part = min(done * _PARTS // of, _PARTS) if of else 0
        self.progress.advance(part, progress_words(self.travelling.sentence, done, of))

    def _settled(self) -> None:
        self.progress.finish()
        self._enable()

    def _failed(self, error: Exception, _asked: bool) -> None:
        self._complain(error)

    def _older(self) -> None:
        self._limit += AT_ONCE
        self.refresh()

    def _mark_seen(self, ids: list[int]) -> None:
        self.operations.write(
            lambda session: rejected.mark_read(session, ids),
            action=Action.UNKNOWN,  # no row of anybody is touched, so the history has nothing
            owner=self,
            then=lambda _done: self.operations.changed.emit(frozenset({Changed.SYNC})),
        )

    # --- building -------------------------------------------------------------------------------

    def _fill_menu(self) -> None:
        for words, then in (
            (tr("폴더로 맞추기…"), self._choose_folder),
            (tr("파일로 내보내기…"), self._choose_export),
            (tr("파일 가져오기…"), self._choose_import),
            (tr("다른 컴퓨터의 파일 대신 옮기기…"), self._choose_carry),
        ):
            self.menu.addAction(words).triggered.connect(lambda _on=False, then=then: then())
        self.menu.addSeparator()
        self.menu.addAction(tr("다시 등록하기…")).triggered.connect(lambda: self.enrol())
        self._by_folder, self._export, self._import, self._carry = self.menu.actions()[:4]

    def _lay_out(self) -> None:
        self.body = QStackedWidget()
        for tab in (self.standing, self.conflicts, self.register, self.points):
            self.body.addWidget(tab)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.WIDE),) * 4)
        column.setSpacing(look.px(Space.MEDIUM))
        for widget in (self.header, self.progress, self.banner, self.preview):
            column.addWidget(widget)
        column.addWidget(self.body, 1)
        walk_in_order(self.mode, self.files_button, self.meet, self.body)
        self.setFocusProxy(self.mode)

    def _listen(self) -> None:
        for tab in (self.standing, self.conflicts):
            tab.case_wanted.connect(self.case_wanted)
            tab.company_wanted.connect(self.company_wanted)
        self.standing.enrol_wanted.connect(self.enrol)
        self.standing.carry_wanted.connect(self._choose_carry)
        self.standing.seen.connect(self._mark_seen)
        self.conflicts.reread.connect(self.refresh)
        self.register.said.connect(self.said)
        self.register.older_wanted.connect(self._older)
        self.points.rewind_wanted.connect(self.rewind)
        self.travelling.began.connect(self._began)
        self.travelling.went.connect(self._went)
        self.travelling.failed.connect(self._failed)
        self.travelling.settled.connect(self._settled)
        if self.travelling.is_under_way:  # begun before this page was built
            self._began(self.travelling.sentence)
            self._went(self.travelling.done, self.travelling.of)

    def _choose_folder(self) -> None:
        begin = str(self.settings.sync_folder or "")
        chosen = QFileDialog.getExistingDirectory(self, tr("허브와 함께 보는 폴더"), begin)
        if chosen:
            self.meet_in(Path(chosen))

    def _choose_export(self) -> None:
        ask_export(self, self.write_out)

    def _choose_import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("허브에서 온 파일"))
        if chosen:
            self.look_into(Path(chosen))

    def _choose_carry(self) -> None:
        source, _ = QFileDialog.getOpenFileName(self, tr("옮길 파일"))
        target = source and QFileDialog.getExistingDirectory(self, tr("옮겨 놓을 폴더"))
        if source and target:
            self.carry(Path(source), Path(target))

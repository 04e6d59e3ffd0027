"""The frame: rail, top bar and one page at a time; it assembles and does nothing else."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.views import window_place
from desktop.views.pages import Pages
from desktop.views.palette import Palette
from desktop.views.shared import error_dialog
from desktop.views.shared.all_keys import show_keys
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr
from desktop.views.shared.side_rail import SideRail
from desktop.views.shared.toast import Toasts
from desktop.views.shared.tokens import Tone
from desktop.views.steps import Steps
from desktop.views.sync_news import SyncNews
from desktop.views.top_bar import TopBar
from desktop.views.undo_keys import UndoKeys

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QMouseEvent

    from desktop.settings import Settings
    from desktop.views.pages import Left
    from desktop.views.places import Place
    from desktop.views.shared.operations import Operations
    from desktop.views.shared.page import Page

_PATIENCE_MS = 1_000
_SMALLEST = QSize(960, 600)


class MainWindow(QMainWindow):
    """The window.

    Signals:
        rebuilt: the language or the look was changed; the window has to be built again.
    """

    rebuilt = Signal()

    def __init__(
        self,
        operations: Operations,
        settings: Settings,
        *,
        first: str = "today",
        like: Left | None = None,
    ) -> None:
        """Build the window; first: the page to begin with; like: what another one has left."""
        super().__init__()
        self.operations = operations
        self.settings = settings
        self._closing = False
        self.toasts = Toasts(self)
        self.rail = SideRail()
        self.bar = TopBar()
        self.pages = Pages(operations, settings, self.toasts)
        self.steps = Steps(operations, self.bar, self.rail, self.pages.toasts_here)
        self.news = SyncNews(operations, settings, self.pages)
        self._assemble()
        self._listen()
        self._set_keys()
        window_place.restore(self, settings.window)
        if like is None:
            self.go(first)
        else:
            self.pages.return_to(like)

    def page(self, name: str) -> Page:
        """Return the page called `name`; it is made when it is first asked for."""
        return self.pages.page(name)

    def go(self, name: str) -> None:
        """Show a page."""
        self.pages.go(name)

    def open_case(self, case_id: UUID) -> None:
        """Show one case in place."""
        self.pages.open_case(case_id)

    def open_company(self, company_id: UUID) -> None:
        """Show one company in place."""
        self.pages.open_company(company_id)

    def open_cases(self, query: str) -> None:
        """Show the case list with a search."""
        self.pages.open_cases(query)

    def search(self, text: str = "") -> None:
        """Open the palette; there is never more than one, and none for who only judges."""
        if not self.pages.allows("cases"):
            return
        palette = self._palette()
        if palette is None:
            palette = Palette(self.operations, list(self.pages.places.values()), self)
            palette.case_wanted.connect(self.open_case)
            palette.company_wanted.connect(self.open_company)
            palette.place_wanted.connect(self.go)
            palette.search_wanted.connect(self.pages.open_list)
            palette.step_wanted.connect(self.steps.take)
            palette.keys_wanted.connect(self._show_keys)
        palette.start(text)

    def leave(self) -> Left:
        """Go without closing, because another window takes this place; return what was shown."""
        left = self.pages.leave()
        self.settings.window = window_place.of(self)
        for window in (self, *self.pages.torn_off):
            window.hide()
            window.deleteLater()
        return left

    # --- building -------------------------------------------------------------------------------

    def _assemble(self) -> None:
        self.setMinimumSize(_SMALLEST)  # whatever the scale: it has to fit on a small screen
        self.setAcceptDrops(True)
        for place in self.pages.places.values():
            if place.word:
                self.rail.add_place(place.name, place.icon, place.word, at_bottom=place.at_bottom)
        self.rail.set_narrow(narrow=self.settings.rail_collapsed)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.bar)
        right.addWidget(self.pages, 1)
        frame = QWidget()
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.setCentralWidget(frame)

    def _listen(self) -> None:
        self.rail.chosen.connect(self.go)
        self.rail.narrowed.connect(self._keep_rail)
        self.bar.search_wanted.connect(self.search)
        self.bar.state_wanted.connect(partial(self.go, "sync"))
        self.bar.person_wanted.connect(partial(self.go, "settings"))
        self.pages.shown.connect(self._mark)
        self.pages.titled.connect(self.setWindowTitle)
        self.pages.rebuild_wanted.connect(self.rebuilt)
        self.pages.step_wanted.connect(self.steps.take)
        self.steps.judging.connect(self._keep_to_judging)
        self.steps.history_wanted.connect(partial(self.go, "history"))
        # Bound methods, not lambdas: they go away with the window, the operations stay.
        self.operations.failed.connect(self._say_failure)
        self.operations.broke.connect(self._say_broken)
        self.operations.busy.connect(self._close_when_done)

    def _set_keys(self) -> None:
        self.undo_keys = UndoKeys(self)
        self.undo_keys.wanted.connect(self.steps.take)
        named = [place.name for place in self.pages.places.values() if place.word]
        for number, name in enumerate(named, start=1):
            self._key(f"Ctrl+{number % 10}", partial(self.go, name))  # the tenth has 0
        self._key("Ctrl+K", self.search)
        self._key("Ctrl+I", partial(self.go, "import"))
        self._key("Ctrl+/", self._show_keys)
        self._key("Alt+Left", self.pages.back)
        self._key("Alt+Right", self.pages.forward)

    def _key(self, keys: str, then: Callable[[], None]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(then)

    # --- showing --------------------------------------------------------------------------------

    def _palette(self) -> Palette | None:
        """Return the palette that is open; one that was left is on its way out."""
        return next((one for one in self.findChildren(Palette) if not one.isHidden()), None)

    def _mark(self, place: Place) -> None:
        palette = self._palette()
        if palette is not None:  # a key led on while it was open
            palette.stop()
        line = place.name if place.word else place.within
        if line:
            self.rail.show_place(line)

    def _keep_to_judging(self, judging: bool) -> None:
        """Show a reviewer the places for judging and nothing else."""
        self.pages.keep_to_judging(judging=judging)
        self.rail.offer([name for name in self.pages.places if self.pages.allows(name)])

    def _keep_rail(self, narrow: bool) -> None:
        self.settings.rail_collapsed = narrow

    def _show_keys(self) -> None:
        show_keys(self)

    def _say_failure(self, error: Exception) -> None:
        self.pages.toasts_here().say(explain(error), tone=Tone.DANGER)

    def _say_broken(self, error: Exception) -> None:
        error_dialog.show(error, self)

    # --- what Qt tells --------------------------------------------------------------------------

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go back and forward by the two buttons at the side of a mouse."""
        match event.button():
            case Qt.MouseButton.BackButton:
                self.pages.back()
            case Qt.MouseButton.ForwardButton:
                self.pages.forward()
            case _:
                super().mousePressEvent(event)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file; a page that wants files for itself is asked before the window."""
        if _file_of(event.mimeData()) is not None:
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        """Lead a dropped file to the import."""
        file = _file_of(event.mimeData())
        if file is not None and self.pages.allows("import"):
            event.acceptProposedAction()
            self.page("import").open(file)
            self.go("import")

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what is typed and let work under way end: a thread must not outlive its window.

        What takes long is waited for without freezing; closing once more does not wait.
        """
        self.pages.commit()
        self.news.travelling.stop()
        if not self._closing and not self.operations.wait(_PATIENCE_MS):
            self._closing = True
            self.toasts.say(tr("하던 일을 마치는 중입니다. 끝나면 닫힙니다."), tone=Tone.NEUTRAL)
            event.ignore()
            return
        self.pages.close_torn_off()
        self.settings.window = window_place.of(self)
        super().closeEvent(event)

    def _close_when_done(self, busy: bool) -> None:
        if self._closing and not busy:
            self.close()


def _file_of(carried: QMimeData) -> Path | None:
    """Return the one file that is dragged, or None for anything else."""
    files = [Path(url.toLocalFile()) for url in carried.urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 and files[0].is_file() else None

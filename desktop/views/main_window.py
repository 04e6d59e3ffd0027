"""The frame: rail, top bar and one page at a time; it assembles and does nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.views.palette import Palette
from desktop.views.places import Place, places
from desktop.views.shared import error_dialog, look
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr
from desktop.views.shared.side_rail import SideRail
from desktop.views.shared.toast import Toasts
from desktop.views.shared.tokens import Tone
from desktop.views.steps import Steps
from desktop.views.top_bar import TopBar

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations
    from desktop.views.shared.page import Page


class MainWindow(QMainWindow):
    """The window.

    Signals:
        rebuilt: the language or the look was changed; the window has to be built again.
    """

    rebuilt = Signal()

    def __init__(self, operations: Operations, settings: Settings) -> None:
        super().__init__()
        self.operations = operations
        self.settings = settings
        self._places: dict[str, Place] = {place.name: place for place in places()}
        self._pages: dict[str, Page] = {}
        self._torn_off: list[QWidget] = []
        self.toasts = Toasts(self)
        self.rail = SideRail()
        self.bar = TopBar()
        self.stack = QStackedWidget()
        self.steps = Steps(operations, self.bar, self.rail, self.toasts)
        self._assemble()
        self._listen()
        self._set_keys()
        self.go("today")

    def page(self, name: str) -> Page:
        """Return the page called `name`; it is made when it is first asked for."""
        if name not in self._pages:
            page = self._places[name].make(self.operations, self.settings)
            page.case_wanted.connect(self.open_case)
            page.company_wanted.connect(self.open_company)
            page.cases_wanted.connect(self.open_cases)
            page.page_wanted.connect(self.go)
            page.said.connect(self.toasts.say)
            self._pages[name] = page
            self.stack.addWidget(page)
        return self._pages[name]

    def go(self, name: str) -> None:
        """Show a page; the rail marks it where the rail names it."""
        if name == "rebuild":
            self.rebuilt.emit()
            return
        page = self.page(name)
        if self._places[name].word:
            self.rail.show_place(name)
        self.stack.setCurrentWidget(page)
        page.setFocus()

    def open_case(self, case_id: UUID) -> None:
        """Show one case in place."""
        self.page("case").open(case_id)
        self.go("case")

    def open_company(self, company_id: UUID) -> None:
        """Show one company in place."""
        self.page("company").open(company_id)
        self.go("company")

    def open_cases(self, query: str) -> None:
        """Show the case list with a search."""
        self.page("cases").open(query)
        self.go("cases")

    def tear_off(self, name: str, key: UUID) -> QWidget:
        """Show a case or a company in a window of its own."""
        page = self._places[name].make(self.operations, self.settings)
        page.case_wanted.connect(self.open_case)
        page.company_wanted.connect(self.open_company)
        page.said.connect(self.toasts.say)
        page.setParent(None)
        page.setWindowTitle(tr("이음"))
        page.resize(look.px(1100), look.px(760))
        page.open(key)
        page.show()
        self._torn_off.append(page)
        return page

    def show_like(self, other: MainWindow) -> None:
        """Take the place, the size and the page of a window that is built again."""
        self.setGeometry(other.geometry())
        current = next(n for n, page in other._pages.items() if page is other.stack.currentWidget())
        self.go(current if self._places[current].word else "today")
        self.show()

    def _assemble(self) -> None:
        self.setWindowTitle(tr("이음"))
        self.setMinimumSize(look.px(960), look.px(600))
        self.resize(look.px(1366), look.px(768))
        for place in self._places.values():
            if place.word:
                self.rail.add_place(place.name, place.icon, place.word, at_bottom=place.at_bottom)
        self.rail.set_narrow(narrow=self.settings.rail_collapsed)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.bar)
        right.addWidget(self.stack, 1)
        frame = QWidget()
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.setCentralWidget(frame)

    def _listen(self) -> None:
        self.rail.chosen.connect(self.go)
        self.rail.narrowed.connect(lambda narrow: setattr(self.settings, "rail_collapsed", narrow))
        self.bar.search_wanted.connect(self.search)
        self.bar.person_wanted.connect(lambda: self.go("settings"))
        self.operations.failed.connect(
            lambda error: self.toasts.say(explain(error), tone=Tone.DANGER)
        )
        self.operations.broke.connect(lambda error: error_dialog.show(error, self))

    def _set_keys(self) -> None:
        self._key("Ctrl+K", self.search)
        for number, place in enumerate(p for p in self._places.values() if p.word):
            self._key(f"Ctrl+{number + 1}", lambda name=place.name: self.go(name))
        self._key("Ctrl+I", lambda: self.go("import"))
        self._key("Ctrl+/", lambda: self.search("?"))

    def _key(self, sequence: str, then: object) -> None:
        QShortcut(QKeySequence(sequence), self).activated.connect(then)

    def search(self, text: str = "") -> None:
        """Open the palette."""
        palette = Palette(self.operations, list(self._places.values()), self)
        palette.case_wanted.connect(self.open_case)
        palette.company_wanted.connect(self.open_company)
        palette.place_wanted.connect(self.go)
        palette.step_wanted.connect(self.steps.take)
        palette.start(text)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Let work under way end first: a thread must not outlive its window."""
        for page in self._torn_off:
            page.close()
        self.operations.wait()
        super().closeEvent(event)

"""The pages of a window: each is made when it is first asked for, and one is seen at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QStackedWidget

from desktop.views.places import Place, places
from desktop.views.torn_off import TornOff
from desktop.views.trail import Spot, Trail

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtCore import QRect

    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations
    from desktop.views.shared.page import Page
    from desktop.views.shared.toast import Toasts


@dataclass(frozen=True)
class Left:
    """What a window showed when it was left: where in each page, by which way, what stood apart."""

    places: dict[str, Any]
    trail: Trail
    torn_off: list[tuple[Spot, QRect, Any]]


_OF_REVIEWERS = ("evaluation", "settings")  # what somebody sees who only judges


class Pages(QStackedWidget):
    """Leads from page to page, and lets one go into a window of its own.

    Signals:
        shown: another page is seen now; carries its Place.
        titled: what is seen has this title now.
        rebuild_wanted: the person chose another language or look.
        step_wanted: "undo" or "redo", pressed in a window that was torn off.
    """

    shown = Signal(object)
    titled = Signal(str)
    rebuild_wanted = Signal()
    step_wanted = Signal(str)

    def __init__(self, operations: Operations, settings: Settings, toasts: Toasts) -> None:
        super().__init__()
        self._operations = operations
        self._settings = settings
        self._toasts = toasts
        self._pages: dict[str, Page] = {}
        self._trail = Trail()
        self._returning: dict[str, Any] = {}  # where the person was in pages not yet built again
        self.places: dict[str, Place] = {place.name: place for place in places()}
        self.torn_off: list[TornOff] = []
        self._judging = False

    def page(self, name: str) -> Page:
        """Return the page called `name`."""
        if name not in self._pages:
            page = self._make(name)
            _speak(page, self._toasts)
            page.windowTitleChanged.connect(lambda _title: self._tell_title(name))
            self._pages[name] = page
            self.addWidget(page)
            if name in self._returning:
                page.return_to(self._returning.pop(name))
        return self._pages[name]

    def keep_to_judging(self, *, judging: bool) -> None:
        """Leave a person who only judges no page but those for it: others know no barred case."""
        if judging == self._judging:
            return
        self._judging = judging
        now = self._trail.now
        if judging:
            self.commit()
            self.close_torn_off()
            self._trail = Trail()
            if now is None or not self.allows(now.name):
                self._show(Spot(_OF_REVIEWERS[0]))

    def allows(self, name: str) -> bool:
        """Return whether the person who works here may see a page."""
        return not self._judging or name in _OF_REVIEWERS

    # --- going places ---------------------------------------------------------------------------

    def go(self, name: str) -> None:
        """Show a page as it was left."""
        if name == "rebuild":
            self.rebuild_wanted.emit()
            return
        now = self._trail.now
        self._show(now if now is not None and now.name == name else Spot(name))

    def open(self, name: str, wanted: Any) -> None:
        """Show one case or company, and remember the way to it."""
        if not self.allows(name):
            return
        self.page(name).open(wanted)
        self._show(Spot(name, wanted))

    def open_list(self, name: str, query: str) -> None:
        """Show a list with a search."""
        if self.allows(name):
            self.page(name).open(query)
            self.go(name)

    def open_case(self, case_id: UUID) -> None:
        """Show one case in place."""
        self.open("case", case_id)

    def open_company(self, company_id: UUID) -> None:
        """Show one company in place."""
        self.open("company", company_id)

    def open_cases(self, query: str) -> None:
        """Show the case list with a search."""
        self.open_list("cases", query)

    def open_conflicts(self, case_id: UUID | None = None) -> None:
        """Show what is in conflict, everywhere or in one case."""
        self.page("sync").open(case_id)
        self.go("sync")

    def back(self) -> None:
        """Show what was shown before."""
        self._revisit(self._trail.back())

    def forward(self) -> None:
        """Show again what was left by going back."""
        self._revisit(self._trail.forward())

    def _revisit(self, spot: Spot | None) -> None:
        if spot is None:
            return
        if spot.wanted is None:
            self._show(spot)
        else:
            self.open(spot.name, spot.wanted)

    def _show(self, spot: Spot) -> None:
        if not self.allows(spot.name):
            return
        page = self.page(spot.name)
        if self._trail.now is not None and self._trail.now.name != spot.name:
            self.page(self._trail.now.name).commit()
        self._trail.visit(spot)
        self.setCurrentWidget(page)
        self.shown.emit(self.places[spot.name])
        self._tell_title(spot.name)
        page.setFocus()

    def _tell_title(self, name: str) -> None:
        page = self._pages[name]
        title = self.places[name].word or page.windowTitle()
        page.setAccessibleName(title)
        if self.currentWidget() is page:
            self.titled.emit(title)

    # --- windows of their own -------------------------------------------------------------------

    def tear_off(self, name: str, key: Any) -> TornOff:
        """Show a case or a company in a window of its own."""
        page = self._make(name)
        window = TornOff(page, Spot(name, key))
        _speak(page, window.toasts)
        for wanted in (
            page.case_wanted, page.company_wanted, page.cases_wanted, page.page_wanted,
            page.conflicts_wanted,
        ):  # fmt: skip
            wanted.connect(lambda _wanted: self._come_up())
        window.undo_keys.wanted.connect(self.step_wanted)
        window.closed.connect(lambda: self._forget(window))
        page.open(key)
        self.torn_off.append(window)
        window.show()
        return window

    def is_shown(self, name: str) -> bool:
        """Return whether a page is the one that is seen."""
        return name in self._pages and self.currentWidget() is self._pages[name]

    def toasts_here(self) -> Toasts:
        """Return the toasts of the window in which the person works now."""
        active = QApplication.activeWindow()
        return active.toasts if isinstance(active, TornOff) else self._toasts

    def _make(self, name: str) -> Page:
        page = self.places[name].make(self._operations, self._settings)
        page.case_wanted.connect(self.open_case)
        page.company_wanted.connect(self.open_company)
        page.cases_wanted.connect(self.open_cases)
        page.page_wanted.connect(self.go)
        page.conflicts_wanted.connect(self.open_conflicts)
        torn_off = getattr(page, "torn_off", None)
        if torn_off is not None:
            torn_off.connect(lambda key: self.tear_off(name, key))
        return page

    def _come_up(self) -> None:
        """Show the main window, which may lie behind the one that was torn off."""
        self.window().raise_()
        self.window().activateWindow()

    def _forget(self, window: TornOff) -> None:
        if window in self.torn_off:
            self.torn_off.remove(window)

    # --- before the window goes -----------------------------------------------------------------

    def commit(self) -> None:
        """Keep what is being typed, in whatever page."""
        for page in (*self._pages.values(), *(window.page for window in self.torn_off)):
            page.commit()

    def close_torn_off(self) -> None:
        """Close the windows that were torn off."""
        for window in list(self.torn_off):
            window.close()
            window.deleteLater()

    def leave(self) -> Left:
        """Return what is shown and where the person is in it, for pages that are built anew."""
        self.commit()
        return Left(
            {name: page.place() for name, page in self._pages.items()},
            self._trail,
            [(one.spot, one.geometry(), one.page.place()) for one in self.torn_off],
        )

    def return_to(self, left: Left) -> None:
        """Show what was left, each page where the person was in it; before any page is made."""
        self._returning = dict(left.places)
        self._trail = left.trail
        self._revisit(self._trail.now)
        for spot, geometry, place in left.torn_off:
            window = self.tear_off(spot.name, spot.wanted)
            window.setGeometry(geometry)
            window.page.return_to(place)


def _speak(page: Page, toasts: Toasts) -> None:
    """Let a page say what it has to say in the window where it is."""
    page.said.connect(lambda sentence: toasts.say(sentence))
    page.offered.connect(lambda sentence, verb, then: toasts.say(sentence, action=verb, then=then))

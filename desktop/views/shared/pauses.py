"""Keeps Python's own pauses away from the screen: garbage, the turns of threads, first imports."""

from __future__ import annotations

import gc
import importlib
import sys
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

if TYPE_CHECKING:
    from desktop.views.shared.operations import Operations

# A thread that computes keeps the others waiting for a turn; 5 ms, Python's own choice, are felt.
_TURN_SECONDS = 0.0005
# What is young is looked through in a millisecond or two, on the screen's thread (see garbage.py).
# Looking through everything takes a tenth of a second or more, so it never happens by itself, only
# when nobody waits.
_YOUNG, _YOUNG_ROUNDS, _NEVER = 5_000, 4, 1_000_000_000
_TIDY_EVERY_MS = 5 * 60 * 1000

# In the order in which people go there; importing one takes as long as ten frames.
PAGES = (
    "desktop.views.cases.list_page",
    "desktop.views.cases.case_page",
    "desktop.views.companies.list_page",
    "desktop.views.companies.company_page",
    "desktop.views.matching.page",
    "desktop.views.scoring.page",
    "desktop.views.exchange.wizard",
    "desktop.views.documents.page",
    "desktop.views.rules.page",
    "desktop.views.sync.page",
    "desktop.views.history.page",
    "desktop.views.settings.page",
    "desktop.views.reports.page",
)


class Pauses(QObject):
    """Takes care of memory and of pages not yet seen, at moments when nobody waits.

    Begin it when the window is built: what is there by then stays until the end.
    """

    def __init__(self, operations: Operations) -> None:
        super().__init__()
        self._is_busy = self._is_warm = False
        sys.setswitchinterval(_TURN_SECONDS)
        gc.freeze()
        gc.set_threshold(_YOUNG, _YOUNG_ROUNDS, _NEVER)
        self._tidying = QTimer(self, interval=_TIDY_EVERY_MS)
        self._tidying.timeout.connect(self.tidy)
        self._tidying.start()
        operations.busy.connect(self._hear)

    def tidy(self) -> bool:
        """Look through all of memory unless work is under way; return whether it was done."""
        if self._is_busy:
            return False
        gc.collect()
        return True

    @Slot(bool)
    def _hear(self, busy: bool) -> None:
        """Load the other pages once the first one shows what was read for it."""
        self._is_busy = busy
        if not busy and not self._is_warm:
            self._is_warm = True
            threading.Thread(target=_load_pages, name="warm-up", daemon=True).start()


def _load_pages() -> None:
    for page in PAGES:
        importlib.import_module(page)

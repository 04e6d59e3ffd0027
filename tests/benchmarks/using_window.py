"""Uses the real window for a while and tells how long the screen's thread was still.

Argument: the folder. Prints one JSON object: parts of the session, each with its longest gap.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
import time
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

gc.disable()  # as the program does while it is loaded
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt

from db.words import Stage
from desktop.services.cases import listing
from desktop.services.companies import listing as companies
from desktop.views.shared.pauses import PAGES as PAGES_AHEAD
from desktop.views.shared.pauses import Pauses
from tests.benchmarks.driver import Driver, memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.benchmarks.heartbeat import Stillness

PAGES = ("cases", "companies", "matching", "documents", "reports", "history", "settings", "import")
TYPED = "대성정밀"
SCROLLS = 150
BETWEEN_STROKES = 0.18  # a quick typist


class Session:
    """One sitting at the window."""

    def __init__(self, folder: Path) -> None:
        self.driver = Driver(folder)
        self.pauses = Pauses(self.driver.window.operations)
        self.driver.window.pages.currentWidget().refresh()
        self.driver.until(self._has_warmed_up)  # a person reads the first page meanwhile
        self.told: dict[str, dict[str, float]] = {}

    @staticmethod
    def _has_warmed_up() -> bool:
        return PAGES_AHEAD[-1] in sys.modules and not any(
            thread.name == "warm-up" for thread in threading.enumerate()
        )

    def tell(self, part: str, found: Stillness, **more: float) -> None:
        """Keep what was heard in a part of the session."""
        longest = found.longest
        self.told[part] = {
            "own": longest.own, "wall": longest.still, "worked": longest.worked,
            "gaps": len(found.gaps), **more,
        }  # fmt: skip

    def part(self, name: str, work: Callable[[], object]) -> None:
        """Do a part of the session and keep what was heard."""
        begun = time.perf_counter()
        found = self.driver.listen(work)
        self.tell(name, found, seconds=time.perf_counter() - begun)

    def go_everywhere(self) -> None:
        """See every page for the first time, then once more."""
        for name in PAGES:
            self.part(f"first {name}", lambda name=name: self.driver.window.go(name))
        for name in ("today", *PAGES):
            self.part(f"again {name}", lambda name=name: self.driver.window.go(name))

    def type_a_name(self) -> None:
        """Type into the list of cases, each syllable before the answer to the last one is old."""
        window, driver = self.driver.window, self.driver
        window.go("cases")
        driver.until_calm()
        page = window.pages.currentWidget()
        answers = []
        driver.heart.start()
        for stroke in TYPED:
            driver.commit(page.search, stroke)
            begun = time.perf_counter()
            driver.until(lambda begun=begun: time.perf_counter() - begun > BETWEEN_STROKES)
        driver.until_calm()
        found = driver.heart.stop()
        page.search.clear_now()
        driver.until_calm()
        for stroke in TYPED:
            driver.commit(page.search, stroke)
            answers.append(driver.until_calm())
        page.search.clear_now()
        driver.until_calm()
        self.tell("typing", found, answer=sorted(answers)[len(answers) // 2])

    def scroll(self) -> None:
        """Page down through the list of cases, as fast as frames go."""
        driver, page = self.driver, self.driver.window.pages.currentWidget()
        bar, view = page.table.verticalScrollBar(), page.table.viewport()
        frames = []
        driver.heart.start()
        for _ in range(SCROLLS):
            begun = time.thread_time()
            bar.setValue(bar.value() + view.height())
            view.repaint()
            frames.append(time.thread_time() - begun)
            now = time.perf_counter()
            driver.until(lambda now=now: time.perf_counter() - now > 0.012)
        driver.until_calm()
        frames.sort()
        self.tell("scrolling", driver.heart.stop(), frame=frames[len(frames) // 2],
                  worst_frame=frames[-1])  # fmt: skip
        driver.press(page.table, Qt.Key.Key_Home)

    def open_cases(self) -> None:
        """Open cases and walk over their stages, companies, and the palette."""
        window, driver = self.driver.window, self.driver
        workspace, day = driver.workspace, date.today()
        found = workspace.read(lambda s: listing.find(s, "단계:사후관리", today=day))
        firms = workspace.read(lambda s: companies.find(s, "", today=day))
        for number in range(3):
            key = found.ids[number]
            self.part(f"case {number + 1}", lambda key=key: window.open_case(key))
            page = window.pages.currentWidget()
            for stage in Stage:
                choose = partial(page._choose, stage)
                self.part(f"case {number + 1} {stage}", choose)
        for number in range(2):
            key = firms.ids[number]
            self.part(f"company {number + 1}", lambda key=key: window.open_company(key))
        self.part("palette", lambda: window.search("대성"))
        self.part("back", window.pages.back)


def main() -> None:
    """Sit down, use everything, tell."""
    session = Session(Path(sys.argv[1]))
    session.go_everywhere()
    session.type_a_name()
    session.scroll()
    session.open_cases()
    answer: dict[str, Any] = {"parts": session.told, "memory": memory()}
    print(json.dumps(answer), flush=True)
    session.driver.close()
    os._exit(0)  # nothing is left to save, and Qt's own end is not measured


main()

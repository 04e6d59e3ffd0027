"""Syncs by the clock where the person wants that, and says quietly what a sync brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.services.sync import status
from desktop.services.sync.run import SyncReport
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr
from desktop.views.shared.sync_words import report_words
from desktop.views.shared.tokens import Tone
from desktop.views.shared.travelling import Travelling

if TYPE_CHECKING:
    from desktop.services.sync.status import SyncStatus
    from desktop.settings import Settings
    from desktop.views.pages import Pages
    from desktop.views.shared.operations import Operations

_LOOK_EVERY_MS = 60_000


class SyncNews(QObject):
    """The clock and the toasts of sync, for one window.

    The clock does nothing on a computer that belongs to no hub, or where the interval is 0; the
    program connects to the enrolled hub and to nothing else.
    """

    def __init__(self, operations: Operations, settings: Settings, pages: Pages) -> None:
        super().__init__(pages)
        self._operations = operations
        self._settings = settings
        self._pages = pages
        self._minutes_since = 0
        self.travelling = Travelling.of_program(operations)
        self.travelling.ended.connect(self._say)
        self.travelling.failed.connect(self._complain)
        self._clock = QTimer(self, interval=_LOOK_EVERY_MS)
        self._clock.timeout.connect(self.minute)
        self._clock.start()

    def minute(self) -> None:
        """Count a minute, and sync when enough of them have passed."""
        self._minutes_since += 1
        every = self._settings.sync_minutes or 0
        if every and self._minutes_since >= every and not self.travelling.is_under_way:
            self._minutes_since = 0
            self._operations.read(status.status, owner=self, then=self._meet)

    def _meet(self, found: SyncStatus) -> None:
        from desktop.views.sync import carrying  # most windows never sync by themselves

        if found.enrolled and found.hub:
            self.travelling.start(
                tr("허브와 맞추는 중입니다."),
                carrying.with_hub(self._operations.workspace),
                asked=False,
            )

    def _say(self, report: object) -> None:
        self._minutes_since = 0
        if not isinstance(report, SyncReport):
            return
        toasts = self._pages.toasts_here()
        if report.conflicts:
            toasts.say(
                report_words(report),
                tone=Tone.WARNING,
                action=tr("충돌 {count}건 보기", count=f"{report.conflicts:,}"),
                then=self._pages.open_conflicts,
            )
        elif self.travelling.was_asked or report.received:
            toasts.say(report_words(report))

    def _complain(self, error: Exception, asked: bool) -> None:
        """Say aloud what a person asked for and what can't be seen on the page itself."""
        on_page = self._pages.is_shown("sync")
        if asked and not on_page:
            self._pages.toasts_here().say(explain(error), tone=Tone.DANGER)

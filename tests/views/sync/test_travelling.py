"""Stories of what is carried beside everything else: told in bytes, stopped, never twice."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from db.sync_errors import GapError, HubUnreachableError
from db.words import Changed
from desktop.services.security.errors import StoppedError
from desktop.services.sync.run import SyncReport
from desktop.views.shared.travelling import Travelling
from desktop.views.sync import carrying
from desktop.views.sync.refusals import why_rejected
from tests.factory import make_company
from tests.services.sync.disputed import enrolled
from tests.views.frame import given, settle, toasts_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.services.workspace import Workspace
    from desktop.views.main_window import MainWindow
    from desktop.views.shared.operations import Operations
    from desktop.views.sync.page import SyncPage
    from tests.views.frame import Opened

LARGE = 3_000_000_000  # more bytes than an int of Qt can count


class _Slow:
    """A hub that is far away: it waits until it is told to go on, or to stop."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.told = threading.Event()

    def __call__(self, told: Callable[[int, int], object], asked: Callable[[], bool]) -> SyncReport:
        told(LARGE // 2, LARGE)
        self.told.set()
        while not self.go_on.wait(0.01):
            if asked():
                raise StoppedError
        return SyncReport(sent=2, received=30, conflicts=3, changed=frozenset({Changed.CASES}))


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> _Slow:
    """Put a slow hub at the end of the line."""
    far = _Slow()
    monkeypatch.setattr(carrying, "with_hub", lambda _workspace: far)
    return far


def _page(window: MainWindow) -> SyncPage:
    page: Any = window.page("sync")
    return page  # type: ignore[no-any-return]


def _begun(opened: Opened, workspace: Workspace, qtbot: QtBot, slow: _Slow) -> MainWindow:
    given(workspace, enrolled)
    window = opened("sync")
    _page(window).meet.click()
    qtbot.waitUntil(lambda: slow.told.is_set() and _page(window).progress.bar.value() > 0)
    return window


def test_given_a_sync_under_way_then_page_and_bar_tell_how_far_and_people_can_work(
    opened: Opened, workspace: Workspace, qtbot: QtBot, slow: _Slow
) -> None:
    window = _begun(opened, workspace, qtbot, slow)
    page = _page(window)

    assert page.progress.isVisible()
    assert "1,500.0 MB / 3,000.0 MB" in page.progress.sentence.text()
    assert page.progress.bar.value() == 500
    assert window.bar.state.text() == "맞추는 중 50 %"
    assert not page.meet.isEnabled()
    given(workspace, lambda s: make_company(s, name="그사이").id)  # nothing is locked
    window.go("companies")
    assert window.pages.is_shown("companies")

    slow.go_on.set()
    qtbot.waitUntil(lambda: not window.news.travelling.is_under_way)

    (toast,) = window.toasts.shown
    assert toast.sentence.text() == "맞췄습니다. 보냄 2건 · 받음 30건"
    assert toast.action.text() == "충돌 3건 보기"
    toast.action.click()
    assert window.pages.is_shown("sync")
    assert page.mode.value() == "conflicts"


def test_given_a_sync_under_way_when_stopped_then_it_ends_and_can_be_begun_again(
    opened: Opened, workspace: Workspace, qtbot: QtBot, slow: _Slow, operations: Operations
) -> None:
    window = _begun(opened, workspace, qtbot, slow)
    page = _page(window)
    assert not page.travelling.start("", slow)  # never twice at once

    page.progress.cancel.click()
    qtbot.waitUntil(lambda: not page.travelling.is_under_way)
    settle(qtbot, operations)

    assert page.progress.isHidden()
    assert page.banner.isVisible()
    assert page.meet.isEnabled()
    slow.go_on.set()
    page.meet.click()
    qtbot.waitUntil(lambda: len(window.toasts.shown) == 1)


def test_given_a_sync_under_way_when_the_window_closes_then_it_is_stopped_first(
    opened: Opened, workspace: Workspace, qtbot: QtBot, slow: _Slow
) -> None:
    window = _begun(opened, workspace, qtbot, slow)

    window.close()

    qtbot.waitUntil(lambda: not window.isVisible())
    assert not slow.go_on.is_set()


def test_given_the_interval_has_passed_then_it_syncs_by_itself_and_keeps_quiet_when_nothing_came(
    opened: Opened, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(workspace, enrolled)
    met: list[str] = []

    def meet(_told: object, _asked: object) -> SyncReport:
        met.append("hub")
        return SyncReport()

    monkeypatch.setattr(carrying, "with_hub", lambda _workspace: meet)
    window = opened("today")
    window.settings.sync_minutes = 2

    window.news.minute()
    window.news.minute()
    qtbot.waitUntil(lambda: met == ["hub"] and not window.news.travelling.is_under_way)

    assert toasts_of(window) == []


def test_given_the_hub_is_away_then_a_person_who_asked_is_told_and_one_who_did_not_is_not(
    opened: Opened, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_told: object, _asked: object) -> SyncReport:
        raise HubUnreachableError(name="hub.center.example")

    given(workspace, enrolled)
    monkeypatch.setattr(carrying, "with_hub", lambda _workspace: away)
    window = opened("today")
    travelling = Travelling.of_program(window.operations)

    travelling.start("맞춤", away, asked=False)
    qtbot.waitUntil(lambda: not travelling.is_under_way)
    assert toasts_of(window) == []

    travelling.start("맞춤", away)
    qtbot.waitUntil(lambda: not travelling.is_under_way)
    assert "hub.center.example" in toasts_of(window)[0]

    window.go("sync")
    _page(window).meet_hub()
    qtbot.waitUntil(_page(window).banner.isVisible)
    assert "hub.center.example" in _page(window).banner.sentence.text()
    assert len(window.toasts.shown) == 1  # what the page says is not said twice


@pytest.mark.parametrize(
    "code", ["unknown_row", "not_allowed", "key_differs", "fixed_field", "not_shown", "moved"]
)
def test_given_a_code_of_the_hub_then_its_author_reads_a_sentence(code: str) -> None:
    assert code not in why_rejected(code, {})


def test_given_a_code_that_only_a_newer_hub_knows_then_it_is_named() -> None:
    assert "never_heard" in why_rejected("never_heard", {})
    assert "3부터" in why_rejected(GapError.__name__, {"name": "x", "have": 1, "first": 3})


def test_given_no_hub_when_the_settings_are_opened_then_no_interval_can_be_set(
    opened: Opened,
) -> None:
    window = opened("settings")
    page: Any = window.page("settings")
    assert not page.sync.every.isEnabled()
    assert "네트워크를 쓰지 않습니다" in page.sync.words.text()


def test_given_a_hub_when_the_settings_are_opened_then_they_name_it_and_the_interval_can_be_set(
    opened: Opened, workspace: Workspace
) -> None:
    given(workspace, enrolled)
    window = opened("settings")
    page: Any = window.page("settings")
    assert "https://hub.center.example" in page.sync.words.text()
    assert page.sync.every.isEnabled()

    at = page.sync.every.findText("1시간마다")
    page.sync.every.setCurrentIndex(at)
    page.sync.every.activated.emit(at)

    assert window.settings.sync_minutes == 60

"""The journey of a center that gets a hub: the office enrols, a new laptop begins from it.

The hub is a real one: PostgreSQL, HTTP on loopback, and a shared folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from db.hub import folder as hub_folder
from db.hub.store import Hub
from db.tables import Company
from desktop import paths
from desktop.services import rows, setup
from desktop.settings import Settings
from desktop.views.main_window import MainWindow
from desktop.views.shared import error_dialog, language, theme
from desktop.views.shared.in_place.asking import FieldsQuestion
from desktop.views.shared.language import Language
from desktop.views.shared.operations import Operations
from desktop.views.shared.tokens import Theme
from desktop.views.welcome import Welcome
from tests.factory import make_company
from tests.hub.test_server import served
from tests.views.frame import close_all, press, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from db.hub.embedded import Embedded
    from desktop.services.workspace import Workspace
    from desktop.views.sync.page import SyncPage


@pytest.fixture
def hub(embedded: Embedded, tmp_path: Path) -> Iterator[Hub]:
    """Return an empty hub of the center GN."""
    made = Hub(embedded.make_database("journey"), tmp_path / "hub")
    made.begin("GN")
    yield made
    made.close()
    embedded.drop_database("journey")


@pytest.fixture
def show(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Workspace], MainWindow]]:
    """Return how to open a window on a workspace; what nobody expected ends the journey."""
    language.choose(Language.KOREAN)
    if not qapp.styleSheet():
        theme.apply(qapp, Theme.LIGHT)
    unexpected: list[Exception] = []
    monkeypatch.setattr(error_dialog, "show", lambda error, *_: unexpected.append(error))
    windows: list[MainWindow] = []

    def open_window(workspace: Workspace) -> MainWindow:
        window = MainWindow(Operations(workspace), Settings(centre="GN"), first="sync")
        windows.append(window)
        window.show()
        _sit_down(qtbot, window)
        return window

    yield open_window
    for window in windows:
        settle(qtbot, window.operations)
    close_all(qapp)
    for window in windows:
        assert window.operations.wait()
        window.operations.workspace.close()
    assert unexpected == []


def _sit_down(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    settle(qtbot, window.operations)


def _page(window: MainWindow) -> SyncPage:
    window.go("sync")
    page: Any = window.page("sync")
    return page  # type: ignore[no-any-return]


def _meet(qtbot: QtBot, window: MainWindow, begin: Callable[[], object] | None = None) -> None:
    _sit_down(qtbot, window)
    (begin or _page(window).meet.click)()
    qtbot.waitUntil(lambda: not window.news.travelling.is_under_way, timeout=30_000)
    settle(qtbot, window.operations)
    assert _page(window).banner.isHidden(), _page(window).banner.sentence.text()


def _edit(window: MainWindow, company: UUID, phone: str) -> None:
    window.operations.workspace.write(
        lambda s: rows.change(rows.find(s, Company, company), {"phone": phone})
    )


def _phone(window: MainWindow, company: UUID) -> str:
    return window.operations.workspace.read(lambda s: rows.find(s, Company, company)).phone


def test_given_a_hub_when_office_and_a_new_laptop_join_then_they_work_apart_and_meet(
    qtbot: QtBot,
    hub: Hub,
    tmp_path: Path,
    show: Callable[[Workspace], MainWindow],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def sit_at(name: str) -> None:
        monkeypatch.setattr(paths, "identities", lambda: tmp_path / f"account-{name}")

    share = tmp_path / "share"
    with served(hub) as url:
        # The office has worked alone so far; now it enrols from the page.
        sit_at("office")
        workspace = setup.begin(tmp_path / "office", centre="GN", person="이주임")
        company = workspace.write(
            lambda s: make_company(s, name="한빛정밀", phone="055-000-1111").id
        ).value
        office = show(workspace)
        page = _page(office)
        page.standing.enrol.click()
        (dialog,) = page.findChildren(FieldsQuestion)
        dialog.fields["url"].editor.setText(url)  # type: ignore[attr-defined]
        dialog.fields["code"].editor.setText("WRONG-CODE")  # type: ignore[attr-defined]
        dialog.buttons["yes"].click()
        qtbot.waitUntil(dialog.banner.isVisible, timeout=30_000)
        assert "등록 번호가 틀렸거나" in dialog.banner.sentence.text()

        dialog.fields["code"].editor.setText(hub.new_code())  # type: ignore[attr-defined]
        _meet(qtbot, office, dialog.buttons["yes"].click)
        assert office.bar.state.text().startswith("모두 보냄")
        assert office.settings.sync_minutes == 15

        # A new laptop begins with all of it.
        sit_at("laptop")
        begun = Settings()
        welcome = Welcome(tmp_path / "laptop", begun)
        qtbot.addWidget(welcome)
        welcome.show()
        welcome.from_hub.click()
        welcome.hub.click()
        assert welcome.url_field.error  # nothing was said yet
        welcome.url.setText(url)
        welcome.code.setText(hub.new_code())
        welcome.person.setText("최주임")
        welcome.hub.click()
        qtbot.waitUntil(lambda: welcome.workspace is not None, timeout=60_000)
        assert welcome.workspace is not None
        assert begun.sync_minutes == 15
        laptop = show(welcome.workspace)
        assert laptop.bar.person.text() == "최주임"
        assert _phone(laptop, company) == "055-000-1111"
        _meet(qtbot, laptop)

        # Apart: both type the same field. The laptop has no network, only the folder.
        _edit(office, company, "055-000-2222")
        _edit(laptop, company, "055-000-3333")
        _meet(qtbot, office)
        for _ in range(2):
            _meet(qtbot, laptop, lambda: _page(laptop).meet_in(share))
            hub_folder.once(hub, share)
        _meet(qtbot, laptop, lambda: _page(laptop).meet_in(share))
        _meet(qtbot, office)
        for window in (office, laptop):
            assert window.bar.state.text() == "충돌 1건"
            assert _phone(window, company) == "055-000-2222"

        # One key at the office settles it for both.
        _sit_down(qtbot, office)
        page = _page(office)
        page.show_mode("conflicts")
        page.conflicts.table.setFocus()
        press(Qt.Key.Key_2)
        settle(qtbot, office.operations)
        _meet(qtbot, office)
        _meet(qtbot, laptop)

        for window in (office, laptop):
            assert _phone(window, company) == "055-000-3333"
            assert window.bar.state.text().startswith("모두 보냄")
        page = _page(laptop)
        ways = [line.carrier.value for line in page.register.rows.rows]
        assert "folder" in ways
        assert page.points.rows.rowCount() > 0  # a copy was kept before each merge

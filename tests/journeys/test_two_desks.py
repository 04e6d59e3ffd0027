"""The journey of a value that two people typed apart: seen on both desks, settled on one.

Office and laptop are two computers with windows of their own; the hub between them is the pure
merge rule with an order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from db.tables import Company
from db.words import Changed
from desktop.services import rows
from desktop.settings import Settings
from desktop.views.main_window import MainWindow
from desktop.views.shared import error_dialog, language, theme
from desktop.views.shared.conflicts.mark import ConflictMark
from desktop.views.shared.language import Language
from desktop.views.shared.operations import Operations
from desktop.views.shared.tokens import Theme
from tests.sync.desks import Desk
from tests.sync.model_hub import ModelHub
from tests.views.frame import close_all, press, settle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


class _Seat:
    """A desk with its window."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        self.qtbot, self.desk = qtbot, desk
        self.operations = Operations(desk.workspace)
        self.window = MainWindow(self.operations, Settings(centre="GN"), first="companies")
        self.window.show()
        self.come()

    def come(self) -> None:
        """Sit down here and look at what is there now."""
        self.operations.changed.emit(frozenset(Changed))
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)
        settle(self.qtbot, self.operations)

    def meet(self) -> None:
        """Send and receive, and see what came."""
        self.desk.sync()
        self.come()

    @property
    def state(self) -> str:
        """Return what the bar says."""
        return self.window.bar.state.text()

    def conflicts(self) -> Any:
        """Open the list of conflicts and put the keyboard into it."""
        page: Any = self.window.page("sync")
        self.window.pages.open_conflicts()
        settle(self.qtbot, self.operations)
        page.conflicts.table.setFocus()
        return page.conflicts

    def phone(self, company: UUID) -> str:
        """Return the telephone of a company as it is shown here."""
        return self.desk.workspace.read(lambda s: rows.find(s, Company, company)).phone

    def marks(self, company: UUID) -> list[ConflictMark]:
        """Open a company and return the marks that are in sight."""
        self.window.open_company(company)
        settle(self.qtbot, self.operations)
        found = self.window.page("company").findChildren(ConflictMark)
        return [mark for mark in found if mark.isVisible()]


@pytest.fixture
def seats(
    qtbot: QtBot,
    qapp: QApplication,
    empty_workspace: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[tuple[_Seat, _Seat]]:
    """Return office and laptop, both known to one hub."""
    language.choose(Language.KOREAN)
    if not qapp.styleSheet():
        theme.apply(qapp, Theme.LIGHT)
    unexpected: list[Exception] = []
    monkeypatch.setattr(error_dialog, "show", lambda error, *_: unexpected.append(error))
    hub = ModelHub()
    both = tuple(
        _Seat(qtbot, Desk.fresh(empty_workspace, tmp_path / name, hub))
        for name in ("office", "laptop")
    )
    yield both  # type: ignore[misc]
    for seat in both:
        settle(qtbot, seat.operations)
    close_all(qapp)
    for seat in both:
        assert seat.operations.wait()
        seat.desk.close()
    assert unexpected == []


def test_given_two_desks_when_both_type_one_field_apart_then_one_key_settles_it_for_both(
    seats: tuple[_Seat, _Seat],
) -> None:
    office, laptop = seats
    company = office.desk.add("한빛정밀", phone="055-000-1111")
    office.meet()
    laptop.meet()
    assert office.state.startswith("모두 보냄")

    office.desk.edit((company, {"phone": "055-000-2222"}))
    laptop.desk.edit((company, {"phone": "055-000-3333"}))
    office.come()
    assert office.state == "내 PC에만 1건"

    office.meet()
    laptop.meet()  # its own arrives second, so what was approved stays shown
    office.meet()

    for seat in (office, laptop):
        assert seat.state == "충돌 1건"
        assert seat.phone(company) == "055-000-2222"
        assert [mark.text() for mark in seat.marks(company)] == ["충돌"]

    laptop.come()
    tab = laptop.conflicts()
    assert [side.mine for side in tab.settling.shown[0].first.sides] == [False, True]
    press(Qt.Key.Key_2)
    settle(laptop.qtbot, laptop.operations)
    assert laptop.phone(company) == "055-000-3333"
    assert tab.rows.rowCount() == 0
    laptop.meet()
    office.meet()

    assert office.phone(company) == "055-000-3333"
    assert office.marks(company) == []
    assert office.state.startswith("모두 보냄")
    assert office.conflicts().rows.rowCount() == 0

"""Icons ship with their licence and are sharp at every scale."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon

from desktop import paths
from desktop.views.shared import icons, painting

RAIL = (
    "calendar-check", "folder-kanban", "factory", "handshake", "file-text", "chart-column",
    "history", "settings", "refresh-cw",
)  # fmt: skip


@pytest.mark.parametrize("name", [*RAIL, *painting.TONE_ICONS.values()])
def test_the_icons_of_the_frame_ship(name: str) -> None:
    assert not icons.icon(name).isNull()


def test_every_icon_that_the_code_names_ships() -> None:
    views = paths.resources().parent / "views"
    call = re.compile(
        r'(?:icons\.(?:icon|pixmap)\(|icons\.(?:wear|draw)\([^",]+, |IconLabel\()"([a-z0-9-]+)"'
    )
    named = {name for file in views.rglob("*.py") for name in call.findall(file.read_text("utf-8"))}

    assert named
    assert named - icons.names() == set()


def test_an_icon_that_does_not_ship_is_a_bug() -> None:
    with pytest.raises(KeyError):
        icons.icon("no-such-icon")


def test_the_licence_ships_beside_them() -> None:
    assert "ISC" in (paths.resources() / "icons" / "LICENSE").read_text("utf-8")


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_an_icon_is_drawn_for_the_screen_and_not_stretched(qtbot: object, ratio: float) -> None:
    drawn = icons.icon("plus", "danger_text").pixmap(QSize(20, 20), ratio)

    assert drawn.width() == round(20 * ratio)


def test_an_icon_takes_its_colour_and_a_disabled_one_is_pale(qtbot: object) -> None:
    made = icons.icon("plus", QColor(255, 0, 0))

    centre = made.pixmap(20, 20).toImage().pixelColor(10, 10)
    pale = made.pixmap(QSize(20, 20), QIcon.Mode.Disabled).toImage().pixelColor(10, 10)

    assert centre.red() > 200
    assert centre.green() < 60
    assert pale != centre

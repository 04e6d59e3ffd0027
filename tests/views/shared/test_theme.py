"""The style sheet is whole in every theme, and open windows change with it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QPalette
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from desktop.views.shared import icons, look, theme, tokens
from desktop.views.shared.look import Look
from desktop.views.shared.tokens import Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture
def _light_afterwards(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, Theme.LIGHT)


@pytest.mark.parametrize("chosen", Theme)
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
def test_nothing_is_left_open_in_the_style_sheet(chosen: Theme, scale: float) -> None:
    sheet = theme.style_sheet(Look(chosen, scale))

    body = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    assert "$" not in body
    pictures = re.findall(r'url\("([^"]+)"\)', body)
    assert pictures
    assert [address for address in pictures if not Path(address).is_file()] == []


def test_lengths_follow_the_scale_of_the_person() -> None:
    assert "font-size: 20px" in theme.style_sheet(Look(Theme.LIGHT, 1.0))
    assert "font-size: 30px" in theme.style_sheet(Look(Theme.LIGHT, 1.5))


@pytest.mark.usefixtures("_light_afterwards")
@pytest.mark.parametrize("chosen", Theme)
def test_given_an_open_window_when_the_theme_changes_then_its_icons_change_too(
    qtbot: QtBot, qapp: QApplication, chosen: Theme
) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    icons.wear(button, "plus")

    theme.apply(qapp, chosen)

    middle = button.icon().pixmap(20, 20).toImage().pixelColor(10, 10)
    wanted = QColor(tokens.colours(chosen).text)
    assert abs(middle.lightness() - wanted.lightness()) <= 2
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == look.colours().window


@pytest.mark.usefixtures("_light_afterwards")
def test_given_the_system_is_followed_then_its_scheme_is_worn(qapp: QApplication) -> None:
    theme.apply(qapp, None)

    assert look.current().theme is theme.system_theme(qapp)


def test_numbers_stand_in_columns_and_need_no_font_of_the_computer(qtbot: QtBot) -> None:
    assert QFontInfo(look.font()).family() == look.FONT_FAMILY

    label = QLabel("0")
    label.setProperty("role", "caption")
    qtbot.addWidget(label)
    label.show()
    metrics = QFontMetricsF(label.font())

    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_buttons_and_inputs_are_equally_high_with_and_without_focus(qtbot: QtBot) -> None:
    button = QPushButton("저장")
    button.setProperty("kind", "primary")
    qtbot.addWidget(button)
    button.show()
    before = button.sizeHint()

    button.setFocus()

    assert button.sizeHint() == before
    assert before.height() == tokens.CONTROL_HEIGHT

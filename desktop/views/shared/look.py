"""Keeps how the window looks at this moment: theme, colours, scale and font.

Painted widgets ask here each time they paint, so a change of theme needs no new window.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont

from desktop.views.shared import tokens
from desktop.views.shared.tokens import Colours, FontSize, Theme, Tone

FONT_FAMILY = "Pretendard"


@dataclass(frozen=True)
class Look:
    """One choice of theme and scale; scale 1.0 is the size of the design."""

    theme: Theme = Theme.LIGHT
    scale: float = 1.0

    @property
    def colours(self) -> Colours:
        """Return the colours of the theme."""
        return tokens.colours(self.theme)


_current = Look()


def current() -> Look:
    """Return the look of now."""
    return _current


def choose(look: Look) -> None:
    """Take `look` from now on; `theme.apply` calls this and dresses the program."""
    global _current  # the one place that knows the look
    _current = look


def colours() -> Colours:
    """Return the colours of now, as #rrggbb."""
    return _current.colours


def colour(name: str) -> QColor:
    """Return one colour of now by its name in `Colours`."""
    return QColor(getattr(_current.colours, name))


def text_of(tone: Tone) -> QColor:
    """Return the colour of words and icons of `tone`."""
    return QColor(_current.colours.text_of(tone))


def ground_of(tone: Tone) -> QColor:
    """Return the soft ground of `tone`."""
    return QColor(_current.colours.ground(tone))


def px(length: float) -> int:
    """Return a length of the design in pixels of now."""
    return round(length * _current.scale)


def font(size: FontSize = FontSize.BODY, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the font of the program with tabular numbers, so that digits stand in columns."""
    letters = QFont(FONT_FAMILY)
    letters.setPixelSize(px(size))
    letters.setWeight(weight)
    letters.setFeature(QFont.Tag("tnum"), 1)
    return letters

"""Draws the outline icons of the program in the colours of the look (lucide, ISC licence)."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from typing_extensions import override

from desktop import paths
from desktop.views.shared import look
from desktop.views.shared.tokens import ICON_SIZE

# Physical sizes of 16, 20 and 24 px at 100, 125, 150 and 200 %: each is drawn, none is stretched.
_SHARP_SIZES = (16, 20, 24, 25, 30, 32, 40, 48)
_STROKE = 'stroke-width="1.75"'  # lucide's 2 looks heavy beside 13 px letters

_NAME = "icon_name"
_COLOUR = "icon_colour"


@cache
def names() -> frozenset[str]:
    """Return the names of all icons that ship."""
    return frozenset(file.stem for file in (paths.resources() / "icons").glob("*.svg"))


@cache
def _source(name: str) -> str:
    drawing = (paths.resources() / "icons" / f"{name}.svg").read_text("utf-8")
    return drawing.replace('stroke-width="2"', _STROKE)


@lru_cache(maxsize=512)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))


def hexadecimal(colour: str | QColor | None) -> str:
    """Return #rrggbb for a name in `Colours`, a #rrggbb, a QColor, or None for text."""
    if isinstance(colour, QColor):
        return colour.name()
    chosen = colour or "text"
    return chosen if chosen.startswith("#") else look.colour(chosen).name()


def draw(painter: QPainter, name: str, into: QRectF, colour: str | QColor | None = None) -> None:
    """Draw an icon as lines, sharp at every scale."""
    _renderer(name, hexadecimal(colour)).render(painter, into)


def _pixmap(name: str, side: int, colour: str) -> QPixmap:
    drawn = QPixmap(QSize(side, side))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    draw(painter, name, QRectF(0, 0, side, side), colour)
    painter.end()
    return drawn


def pixmap(
    name: str, size: int = ICON_SIZE, colour: str | QColor | None = None, *, ratio: float = 1.0
) -> QPixmap:
    """Return one icon of `size` px for a screen with `ratio` pixels per px."""
    drawn = _pixmap(name, round(size * ratio), hexadecimal(colour))
    drawn.setDevicePixelRatio(ratio)
    return drawn


@lru_cache(maxsize=512)
def _icon(name: str, colour: str, disabled: str) -> QIcon:
    made = QIcon()
    for side in _SHARP_SIZES:
        made.addPixmap(_pixmap(name, side, colour))
        made.addPixmap(_pixmap(name, side, disabled), QIcon.Mode.Disabled)
    return made


def icon(name: str, colour: str | QColor | None = None) -> QIcon:
    """Return an icon in the colours of now.

    colour: a name in `Colours`, #rrggbb, a QColor, or None for the colour of text.
    Raises KeyError when no such icon ships.
    """
    if name not in names():
        raise KeyError(name)
    return _icon(name, hexadecimal(colour), hexadecimal("disabled_text"))


def wear(wearer: QAbstractButton | QAction, name: str, colour: str = "text") -> None:
    """Give a button or action an icon that follows the theme; colour: a name in `Colours`."""
    wearer.setProperty(_NAME, name)
    wearer.setProperty(_COLOUR, colour)
    wearer.setIcon(icon(name, colour))


def wear_again(application: QApplication) -> None:
    """Draw every worn icon once more, after the theme changed."""
    for widget in application.allWidgets():
        wearers: list[QAbstractButton | QAction] = list(widget.actions())
        if isinstance(widget, QAbstractButton):
            wearers.append(widget)
        for wearer in wearers:
            name = wearer.property(_NAME)
            if name:
                wearer.setIcon(icon(str(name), str(wearer.property(_COLOUR))))


class IconLabel(QLabel):
    """One icon that is only looked at; it follows the theme and keeps quiet to screen readers."""

    def __init__(
        self,
        name: str,
        *,
        size: int = ICON_SIZE,
        colour: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._colour, self._side = name, colour, size
        self.setFixedSize(look.px(size), look.px(size))

    def show_icon(self, name: str, colour: str | None = None) -> None:
        """Show another icon, or the same in another colour."""
        self._name, self._colour = name, colour or self._colour
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon in the colour of now."""
        painter = QPainter(self)
        draw(painter, self._name, QRectF(self.rect()), self._colour)
        painter.end()

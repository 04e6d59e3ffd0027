"""Dresses the whole program: font, palette and the one style sheet, in the theme of the person."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, QTemporaryDir
from PySide6.QtGui import QColor, QFontDatabase, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QStyleFactory

from desktop import paths
from desktop.views.shared import icons, look, tokens
from desktop.views.shared.look import Look
from desktop.views.shared.tokens import Colours, Theme

_LENGTH: Final = re.compile(r"px_(\d+)")
_IMAGE: Final = re.compile(r"image_(\w+)")
_DRAWING_SIDE: Final = 18
_FOLLOWS: Final = "follows_system"
_LISTENS: Final = "listens_to_system"
# A style sheet reads pictures from files only; the folder goes away with the program.
_drawings: dict[tuple[Theme, float], QTemporaryDir] = {}


class _Words(dict[str, str]):
    """Answers `$colour`, `$px_8` and `$image_check_on` of a style sheet."""

    def __init__(self, chosen: Look, drawings: Path) -> None:
        super().__init__(
            {name: getattr(chosen.colours, name) for name in tokens.names_of_colours()}
        )
        self._scale = chosen.scale
        self._drawings = drawings

    def __missing__(self, word: str) -> str:
        """Return a scaled length or the address of a drawing; raise KeyError for anything else."""
        if length := _LENGTH.fullmatch(word):
            return str(round(int(length[1]) * self._scale))
        if image := _IMAGE.fullmatch(word):
            return (self._drawings / f"{image[1].replace('_', '-')}.png").as_posix()
        raise KeyError(word)


def _style_folder() -> Path:
    return paths.resources() / "style"


def load_fonts() -> None:
    """Make the bundled font known; needs no font on the computer."""
    if look.FONT_FAMILY in QFontDatabase.families():
        return
    for file in sorted((paths.resources() / "fonts").glob("*.otf")):
        QFontDatabase.addApplicationFont(str(file))


def _draw(drawing: Path, colours: Colours, into: Path, scale: float) -> None:
    """Write a drawing as pictures for screens of 100, 200 and 300 %."""
    source = Template(drawing.read_text("utf-8")).substitute(vars(colours))
    renderer = QSvgRenderer(QByteArray(source.encode()))
    for ratio, suffix in ((1, ""), (2, "@2x"), (3, "@3x")):
        side = round(_DRAWING_SIDE * scale * ratio)
        picture = QPixmap(QSize(side, side))
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(0, 0, side, side))
        painter.end()
        picture.save(str(into / f"{drawing.stem}{suffix}.png"))


def _draw_all(chosen: Look) -> Path:
    kept = _drawings.get((chosen.theme, chosen.scale))
    if kept is None:
        kept = QTemporaryDir()
        for drawing in sorted(_style_folder().glob("*.svg")):
            _draw(drawing, chosen.colours, Path(kept.path()), chosen.scale)
        _drawings[chosen.theme, chosen.scale] = kept
    return Path(kept.path())


def style_sheet(chosen: Look) -> str:
    """Return the style sheet in the colours and scale of `chosen`.

    Raises KeyError when the template names something that no token knows.
    """
    template = Template((paths.resources() / "style.qss").read_text("utf-8"))
    return template.substitute(_Words(chosen, _draw_all(chosen)))


def palette(colours: Colours) -> QPalette:
    """Return the palette for what no style sheet reaches."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.window,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.card,
        QPalette.ColorRole.AlternateBase: colours.card,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.placeholder,
        QPalette.ColorRole.Button: colours.card,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.BrightText: colours.danger_text,
        QPalette.ColorRole.Highlight: colours.selection,
        QPalette.ColorRole.HighlightedText: colours.selection_text,
        QPalette.ColorRole.Link: colours.accent_text,
        QPalette.ColorRole.LinkVisited: colours.accent_text,
        QPalette.ColorRole.ToolTipBase: colours.toast,
        QPalette.ColorRole.ToolTipText: colours.toast_text,
        QPalette.ColorRole.Mid: colours.line,
        QPalette.ColorRole.Accent: colours.accent,
    }
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText,
    ):  # fmt: skip
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.disabled_text))
    return made


def apply(application: QApplication, theme: Theme | None = None, *, scale: float = 1.0) -> None:
    """Dress the program; windows that are open change at once.

    theme: None follows what the computer is set to, also when that changes later.
    scale: the size of letters and spaces that the person wants, on top of the screen's scale.
    """
    application.setProperty(_FOLLOWS, theme is None)
    _listen_to_system(application)
    chosen = Look(theme or system_theme(application), scale)
    look.choose(chosen)
    load_fonts()
    if application.style().name() != "fusion":
        application.setStyle(QStyleFactory.create("Fusion"))
    application.setPalette(palette(chosen.colours))
    application.setFont(look.font())
    application.setStyleSheet(style_sheet(chosen))
    icons.wear_again(application)


def system_theme(application: QApplication) -> Theme:
    """Return the theme that fits what the computer is set to."""
    dark = application.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return Theme.DARK if dark else Theme.LIGHT


def _listen_to_system(application: QApplication) -> None:
    if application.property(_LISTENS):
        return
    application.setProperty(_LISTENS, True)

    def follow(_scheme: Qt.ColorScheme) -> None:
        if application.property(_FOLLOWS):
            apply(application, None, scale=look.current().scale)

    application.styleHints().colorSchemeChanged.connect(follow)

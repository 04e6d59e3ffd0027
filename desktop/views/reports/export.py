"""Writes a chart as a picture, as it stands on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.errors import WorkspaceReadOnlyError
from desktop.views.reports.figures import dressed
from desktop.views.shared.tokens import Theme

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from matplotlib.figure import Figure

_DOTS_PER_INCH = 200
_INCHES_WIDE = 8.0
_INCHES_A_LINE = 0.34
_FOR_TITLE = 0.9
_LOWEST = 2.4


def save_picture(draw: Callable[[], Figure], path: Path, *, lines: int, title: str) -> Path:
    """Draw a chart for paper and write it as PNG or SVG, by the ending of `path`.

    Raises WorkspaceReadOnlyError where it can't be written.
    """
    figure = draw()
    with dressed(Theme.LIGHT):  # the letters of the title and of an SVG follow it too
        figure.suptitle(title, x=0.01, ha="left", fontweight="semibold")
        figure.set_size_inches(_INCHES_WIDE, max(_LOWEST, lines * _INCHES_A_LINE + _FOR_TITLE))
        try:
            figure.savefig(path, dpi=_DOTS_PER_INCH)
        except OSError as error:
            raise WorkspaceReadOnlyError(path=path.parent) from error
    return path

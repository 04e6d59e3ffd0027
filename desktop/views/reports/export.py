"""Writes a chart as a picture and its table as a sheet, as they stand on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db.errors import WorkspaceReadOnlyError
from desktop.views.reports.figures import dressed
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from matplotlib.figure import Figure

    from desktop.views.reports.chart_rows import ChartRow
    from desktop.views.shared.row_model import Column

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


def save_sheet(
    columns: Sequence[Column[ChartRow]],
    rows: Sequence[ChartRow],
    path: Path,
    *,
    title: str,
    source: str,
) -> Path:
    """Write the table as XLSX: title, rows, and below where the figures come from."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    # A name that begins like a formula stays a text.
    options: dict[str, Any] = {"strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    number = book.add_format({"num_format": "#,##0"})
    sheet.write_string(0, 0, title, bold)
    for at, column in enumerate(columns):
        sheet.write_string(2, at, tr(column.title), bold)
        sheet.set_column(at, at, 24 if at == 0 else 16)
        for down, row in enumerate(rows, start=3):
            value = column.sort(row) if column.sort else None
            if isinstance(value, int):
                sheet.write_number(down, at, value, number)
            else:
                sheet.write_string(down, at, column.text(row))
    sheet.write_string(len(rows) + 4, 0, source)
    try:
        book.close()
    except FileCreateError as error:
        raise WorkspaceReadOnlyError(path=path.parent) from error
    return path

"""Writes what a table shows as a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from db.errors import WorkspaceReadOnlyError
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop.views.shared.row_model import Column

R = TypeVar("R")


def save_sheet(
    columns: Sequence[Column[R]],
    rows: Sequence[R],
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

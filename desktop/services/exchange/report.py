"""Gives the rows that could not be taken in back as a sheet, wrong cells marked, with reasons."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from desktop.services.exchange.cells import is_blank, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop.services.exchange.cells import Cell, Problem
    from desktop.services.exchange.content import SheetContent
    from desktop.services.exchange.header import HeaderGuess
    from desktop.services.exchange.rows import CheckedRow

_NARROWEST, _WIDEST = 10, 40  # letters
_LONGEST_CELL = 32_767  # letters that a spreadsheet takes
_STYLES: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "bg_color": "#E6E8EA", "border": 1, "text_wrap": True},
    "wrong": {"bg_color": "#FCDFD9", "font_color": "#8A240F", "border": 1},
    "why": {"text_wrap": True, "valign": "top"},
}


def write_problem_rows(
    path: Path,
    content: SheetContent,
    header: HeaderGuess,
    refused: Sequence[CheckedRow],
    *,
    reason: Callable[[Problem], str],
    titles: tuple[str, str],
) -> None:
    """Write the refused rows to an .xlsx file, written beside its name and then renamed.

    reason: the sentence of a problem. titles: the headings of the line and the reason columns.
    The file can be corrected and taken in again: headings, and the unit that stood above them,
    come along. Texts are written as texts, so that no cell becomes a formula.
    """
    import xlsxwriter

    fresh = path.with_name(f".{path.name}.new")
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    try:
        with xlsxwriter.Workbook(fresh, options) as book:
            sheet = book.add_worksheet()
            styles = {name: book.add_format(style) for name, style in _STYLES.items()}
            top = _write_header(sheet, header, titles, styles["head"])
            for line, row in enumerate(refused, start=top):
                _write_row(sheet, line, row, content.rows[row.line - 1], styles)
                reasons = "\n".join(reason(problem) for problem in row.problems)
                sheet.write_string(line, len(header.columns) + 1, reasons, styles["why"])
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _write_header(sheet: Any, header: HeaderGuess, titles: tuple[str, str], style: Any) -> int:
    """Write the headings, below the unit if there is one; return the first row for values."""
    names = [titles[0], *header.columns, titles[1]]
    top = 0
    if header.unit and header.unit > 1:
        sheet.write_string(0, len(header.columns), f"(단위: {header.unit:,}원)")
        top = 1
    for at, name in enumerate(names):
        sheet.write_string(top, at, name, style)
        sheet.set_column(at, at, min(max(len(name) * 2, _NARROWEST), _WIDEST))
    sheet.set_column(len(names) - 1, len(names) - 1, _WIDEST * 1.5)
    sheet.freeze_panes(top + 1, 0)
    return top + 1


def _write_row(
    sheet: Any, line: int, row: CheckedRow, cells: Sequence[Cell], styles: dict[str, Any]
) -> None:
    marked = {problem.column for problem in row.problems}
    sheet.write_number(line, 0, row.line)
    for column, cell in enumerate(cells):
        style = styles["wrong"] if column in marked else None
        if isinstance(cell, (int, float)) and not isinstance(cell, bool) and math.isfinite(cell):
            sheet.write_number(line, column + 1, cell, style)
        elif style is not None or not is_blank(cell):
            sheet.write_string(line, column + 1, text_of(cell)[:_LONGEST_CELL], style)

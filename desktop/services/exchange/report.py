"""Gives the rows that could not be taken in back as a sheet, wrong cells marked, with reasons."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop.services.exchange.cells import Cell, Problem
    from desktop.services.exchange.content import SheetContent
    from desktop.services.exchange.header import HeaderGuess
    from desktop.services.exchange.rows import CheckedRow

_WIDEST = 40


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
    Texts are written as texts, so that no cell becomes a formula.
    """
    import xlsxwriter

    fresh = path.with_name(f".{path.name}.new")
    with xlsxwriter.Workbook(
        fresh, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet()
        head = book.add_format(
            {"bold": True, "bg_color": "#E6E8EA", "border": 1, "text_wrap": True}
        )
        wrong = book.add_format({"bg_color": "#FCDFD9", "font_color": "#8A240F", "border": 1})
        why = book.add_format({"text_wrap": True, "valign": "top"})
        names = [titles[0], *header.columns, titles[1]]
        for at, name in enumerate(names):
            sheet.write_string(0, at, name, head)
            sheet.set_column(at, at, min(max(len(name) * 2, 10), _WIDEST))
        sheet.set_column(len(names) - 1, len(names) - 1, _WIDEST * 1.5)
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(refused, start=1):
            marked = {problem.column for problem in row.problems}
            sheet.write_number(line, 0, row.line)
            for column, cell in enumerate(content.rows[row.line - 1]):
                _write(sheet, line, column + 1, cell, wrong if column in marked else None)
            reasons = "\n".join(reason(problem) for problem in row.problems)
            sheet.write_string(line, len(names) - 1, reasons, why)
    fresh.replace(path)


def _write(sheet: Any, line: int, column: int, cell: Cell, style: Any) -> None:
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        cell = cell.isoformat() if isinstance(cell, (date, datetime)) else str(cell)
    if isinstance(cell, str):
        if cell or style is not None:
            sheet.write_string(line, column, cell, style)
    else:
        sheet.write_number(line, column, cell, style)

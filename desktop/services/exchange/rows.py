"""Reads the rows below the header into values, and says what is wrong with each cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from desktop.services.exchange import contacts, dates, money, values
from desktop.services.exchange.cells import Problem, ProblemCode, is_blank, text_of, tidy
from desktop.services.exchange.fields import NEEDED, Field, FieldKind, field_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from db.words import ImportKind
    from desktop.services.exchange.cells import Cell
    from desktop.services.exchange.content import Row, SheetContent
    from desktop.services.exchange.header import HeaderGuess

_TOTALS = re.compile(
    r"^(합계|소계|총계|누계|총합계|계|합 계|소 계|총 계|total|subtotal|sum)$", re.IGNORECASE
)
_PAUSE_EVERY = 512


@dataclass
class CheckedRow:
    """One row of the sheet: its line as the spreadsheet counts, its values, what is wrong."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)  # field code: value
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def is_fine(self) -> bool:
        """Return whether the row can be taken in."""
        return not self.problems


@dataclass(frozen=True)
class Checked:
    """All rows of a sheet; blank rows and totals are counted and left out."""

    rows: list[CheckedRow]
    blank: int
    totals: int

    @property
    def fine(self) -> list[CheckedRow]:
        """Return the rows that can be taken in."""
        return [row for row in self.rows if row.is_fine]

    @property
    def refused(self) -> list[CheckedRow]:
        """Return the rows that can't."""
        return [row for row in self.rows if row.problems]


def check_rows(
    content: SheetContent,
    header: HeaderGuess,
    mapping: Mapping[int, str],
    kind: ImportKind,
    *,
    pause: Callable[[int], None] | None = None,
) -> Checked:
    """Return the values and problems of every row below the header.

    mapping: field codes by column. pause: told the rows done now and then; may raise to stop.
    """
    columns = [
        (at, code, parser_of(field_of(kind, code), header.columns[at]))
        for at, code in mapping.items()
    ]
    checked: list[CheckedRow] = []
    blank = totals = 0
    for at in range(header.last + 1, len(content.rows)):
        row = content.rows[at]
        if pause is not None and at % _PAUSE_EVERY == 0:
            pause(at)
        if all(map(is_blank, row)):
            blank += 1
        elif _is_total(row):
            totals += 1
        elif at > header.last + 1 and _repeats_header(row, header):
            blank += 1
        else:
            checked.append(_check(content, header, row, at, columns))
    _check_needed(checked, kind)
    _mark_duplicates(checked, kind)
    return Checked(checked, blank, totals)


def _check(
    content: SheetContent,
    header: HeaderGuess,
    row: Row,
    at: int,
    columns: Sequence[tuple[int, str, Callable[[Cell], Any]]],
) -> CheckedRow:
    result = CheckedRow(line=at + 1)
    for column, code, parse in columns:
        cell = row[column]
        if cell == "" or is_blank(cell):
            problem = _why_empty(content, at, column)
            if problem is not None:
                result.problems.append(
                    problem.at(code, column=column, heading=header.columns[column], cell=cell)
                )
            continue
        value = parse(cell)
        if type(value) is Problem:
            if value.code is ProblemCode.MISSING:
                continue
            placed = value.at(code, column=column, heading=header.columns[column], cell=cell)
            if value.is_warning:
                result.warnings.append(placed)
                if value.kept is not None:
                    result.values[code] = value.kept
            else:
                result.problems.append(placed)
        else:
            result.values[code] = value
    return result


def _why_empty(content: SheetContent, at: int, column: int) -> Problem | None:
    """Return why a cell reads as empty though somebody wrote a formula into it."""
    if (at, column) in content.uncalculated:
        return Problem(ProblemCode.FORMULA_NOT_CALCULATED)
    return Problem(ProblemCode.FORMULA_FAILED) if (at, column) in content.failed else None


def parser_of(wanted: Field, heading: str) -> Callable[[Cell], Any]:
    """Return the function that reads the cells of a field under a heading."""
    match wanted.kind:
        case FieldKind.TEXT:
            return partial(values.parse_text, limit=wanted.limit, lines=wanted.limit > 1000)
        case FieldKind.NAME:
            return partial(values.parse_name, limit=wanted.limit)
        case FieldKind.WON:
            return partial(money.parse_won, unit=money.unit_in(heading) or 1, signed=wanted.signed)
        case FieldKind.PERCENT:
            return values.parse_percent
        case _:
            return _PARSERS[wanted.kind]


_PARSERS: dict[FieldKind, Callable[[Cell], Any]] = {
    FieldKind.BRN: values.parse_brn,
    FieldKind.CRN: values.parse_crn,
    FieldKind.SUB_NUMBER: values.parse_sub_number,
    FieldKind.PHONE: contacts.parse_phone,
    FieldKind.EMAIL: contacts.parse_email,
    FieldKind.COUNT: values.parse_count,
    FieldKind.NUMBER: values.parse_number,
    FieldKind.DATE: dates.parse_date,
    FieldKind.FLAG: values.parse_bool,
    FieldKind.KSIC: values.parse_ksic,
    FieldKind.SIZE: values.parse_size,
    FieldKind.LEVEL: values.parse_level,
}


def _is_total(row: Row) -> bool:
    """Say whether a row only sums up: its first text is such a word."""
    first = next((tidy(text_of(cell)) for cell in row if not is_blank(cell)), "")
    return bool(_TOTALS.match(first))


def _repeats_header(row: Row, header: HeaderGuess) -> bool:
    """Say whether a printed page's header was pasted into the list again."""
    first = next((at for at, name in enumerate(header.columns) if name), 0)
    if row[first] != header.columns[first]:
        return False
    same = sum(1 for cell, name in zip(row, header.columns, strict=False) if name and cell == name)
    return same >= 2


def _check_needed(rows: list[CheckedRow], kind: ImportKind) -> None:
    for group in NEEDED[kind]:
        for row in rows:
            named = {problem.field for problem in row.problems}
            if not any(code in row.values or code in named for code in group):
                row.problems.append(
                    Problem(ProblemCode.KEY_MISSING, {"fields": group}, field=group[0])
                )


def _mark_duplicates(rows: list[CheckedRow], kind: ImportKind) -> None:
    """Warn where a sheet names the same thing twice; the later row is marked."""
    keys = {
        "applicants": ("company.brn", "application.project_title"),
        "companies": ("site.factory_number",),
        "kpi_values": ("company.brn", "case.number", "value.measured_on"),
    }[kind.value]
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = tuple(row.values.get(code) for code in keys)
        if key[0] is None and key[-1] is None:
            continue
        earlier = seen.setdefault(key, row.line)
        if earlier != row.line:
            row.warnings.append(
                Problem(ProblemCode.DUPLICATE_IN_SHEET, {"line": earlier}, field=keys[0])
            )

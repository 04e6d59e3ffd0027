"""Reads the rows below the header into values, and says what is wrong with each cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop.services.exchange import contacts, dates, money, values
from desktop.services.exchange.cells import Problem, ProblemCode, is_blank, tidy
from desktop.services.exchange.fields import NEEDED, Field, FieldKind, field_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from db.words import ImportKind
    from desktop.services.exchange.cells import Cell
    from desktop.services.exchange.content import Row, SheetContent
    from desktop.services.exchange.header import HeaderGuess

_TOTALS = re.compile(
    r"(?:총?합계|소계|총계|누계|합|계|평균|(?:grand)?total|subtotal|sum)(?:\(.*\)|[:：])?",
    re.IGNORECASE,
)
_LONGEST_TOTAL = 20  # letters
_FOOTNOTE = re.compile(r"[※*\-–]|이하\s*여백|주\s*\d*[):]|\(?이하")
_TOTAL_LETTERS = frozenset("총합소누계평이주gtsGTS")  # with which such words begin
_DASH_LETTERS = frozenset("ㅡ")
_PAUSE_EVERY = 512
_REMEMBERED = 5_000  # different texts of one column; names differ anyway, words repeat


@dataclass(slots=True)
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
        _Column(at, code, _reader(content, header, field_of(kind, code), at), {})
        for at, code in mapping.items()
    ]
    named = next((at for at, name in enumerate(header.columns) if name), 0)
    unread = content.uncalculated | content.failed
    checked: list[CheckedRow] = []
    blank = totals = 0
    for at in range(header.last + 1, len(content.rows)):
        row = content.rows[at]
        if pause is not None and at % _PAUSE_EVERY == 0:
            pause(at)
        if not unread and all(map(_says_nothing, row)):
            blank += 1
        elif _is_total(row):
            totals += 1
        elif row[named] == header.columns[named] and _repeats_header(row, header):
            blank += 1
        else:
            one = _check(row, at, columns, header)
            if unread:
                _name_unread(content, header, one, mapping)
            if one.values or one.problems or one.warnings:
                checked.append(one)
            else:  # a line that is numbered beforehand but not filled in, or a footnote
                blank += 1
    _check_needed(checked, kind)
    _mark_duplicates(checked, kind)
    return Checked(checked, blank, totals)


class _Column(NamedTuple):
    """One column that fills a field; `known` holds what its texts were read as."""

    at: int
    code: str
    parse: Callable[[Cell], Any]
    known: dict[str, Any]


def _check(row: Row, at: int, columns: Sequence[_Column], header: HeaderGuess) -> CheckedRow:
    result = CheckedRow(at + 1)
    values = result.values
    for column, code, parse, known in columns:
        cell = row[column]
        if type(cell) is not str:
            value = parse(cell)
        elif cell == "":
            continue
        elif (value := known.get(cell)) is None:  # a text that comes again is read once
            value = parse(cell)
            if len(known) < _REMEMBERED:
                known[cell] = value
        if type(value) is not Problem:
            values[code] = value
        elif value.code is not ProblemCode.MISSING:
            _note(result, value.at(code, column=column, heading=header.columns[column], cell=cell))
    return result


def _note(row: CheckedRow, problem: Problem) -> None:
    """Keep a problem with its row; a warning leaves a value that can be used."""
    if not problem.is_warning:
        row.problems.append(problem)
        return
    row.warnings.append(problem)
    if problem.kept is not None:
        row.values[problem.field] = problem.kept


def _name_unread(
    content: SheetContent, header: HeaderGuess, row: CheckedRow, mapping: Mapping[int, str]
) -> None:
    """Say why cells read as empty though somebody wrote a formula into them."""
    for column, code in mapping.items():
        place = (row.line - 1, column)
        if place in content.uncalculated:
            problem = Problem(ProblemCode.FORMULA_NOT_CALCULATED)
        elif place in content.failed:
            problem = Problem(ProblemCode.FORMULA_FAILED)
        else:
            continue
        heading = header.columns[column]
        row.problems.append(problem.at(code, column=column, heading=heading, cell=""))


def _reader(
    content: SheetContent, header: HeaderGuess, wanted: Field, column: int
) -> Callable[[Cell], Any]:
    """Return the function that reads a column, with what the whole column tells about its cells."""
    parse = parser_of(wanted, header.columns[column], unit=header.unit)
    if wanted.kind is FieldKind.PERCENT:
        cells = (row[column] for row in content.rows[header.last + 1 :])
        parse = partial(values.parse_percent, ratio=_are_ratios(cells))
    return parse


def _are_ratios(cells: Iterable[Cell]) -> bool:
    """Say whether a column of numbers holds shares of one, as spreadsheets keep 7 % as 0.07."""
    numbers = [cell for cell in cells if isinstance(cell, float) and cell]
    fractions = sum(1 for number in numbers if not number.is_integer())
    return bool(fractions) and all(abs(number) <= 1 for number in numbers)


def parser_of(wanted: Field, heading: str, *, unit: int | None = None) -> Callable[[Cell], Any]:
    """Return the function that reads the cells of a field under a heading.

    unit: the won that a bare amount stands for where the heading names no unit of its own.
    """
    match wanted.kind:
        case FieldKind.TEXT:
            return partial(values.parse_text, limit=wanted.limit, lines=wanted.limit > 1000)
        case FieldKind.NAME:
            return partial(values.parse_name, limit=wanted.limit)
        case FieldKind.WON:
            own = money.unit_in(heading)
            return partial(money.parse_won, unit=own or unit or 1, signed=wanted.signed)
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


def _says_nothing(cell: Cell) -> bool:
    """Say whether a cell is blank; nearly all cells are told by their first letter."""
    if type(cell) is str and cell and cell[0].isalnum() and cell[0] not in _DASH_LETTERS:
        return False
    return is_blank(cell)


def _is_total(row: Row) -> bool:
    """Say whether a row only sums up: its first text is such a word. Footnotes count as such."""
    first = next((cell for cell in row if type(cell) is str and not _says_nothing(cell)), "")
    if type(first) is not str or not _may_begin_a_total(first):
        return False
    alone = sum(1 for cell in row if cell != "") == 1
    if len(first) > _LONGEST_TOTAL and not alone:
        return False
    word = tidy(first).replace(" ", "")
    return bool(_TOTALS.fullmatch(word)) or (alone and _FOOTNOTE.match(word) is not None)


def _may_begin_a_total(text: str) -> bool:
    """Say whether it is worth looking closer; a name begins with another letter nearly always."""
    letter = text[:1]
    is_plain = "가" <= letter <= "힣" or (letter.isascii() and letter.isalnum())
    return not is_plain or letter in _TOTAL_LETTERS


def _repeats_header(row: Row, header: HeaderGuess) -> bool:
    """Say whether a printed page's header was pasted into the list again."""
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
    who, *what = _SAME[kind.value]
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        values = row.values
        owner = next((values[code] for code in who if code in values), None)
        if owner is None:
            continue
        earlier = seen.setdefault((owner, *map(values.get, what)), row.line)
        if earlier != row.line:
            row.warnings.append(
                Problem(ProblemCode.DUPLICATE_IN_SHEET, {"line": earlier}, field=who[0])
            )


# What makes two rows the same: the first of some fields that is filled, and all of the others.
_SAME: dict[str, tuple[Any, ...]] = {
    "applicants": (("company.brn", "company.name"), "application.project_title"),
    "companies": (("site.factory_number",),),
    "kpi_values": (
        ("case.number", "company.brn"),
        "value.measured_on",
        "value.period_months",
    ),
}

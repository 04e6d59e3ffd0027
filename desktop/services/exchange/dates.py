"""Reads days as Korean sheets write them, between 1950 and 2099."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from desktop.services.companies.numbers import narrow
from desktop.services.exchange.cells import Cell, Problem, ProblemCode, is_blank

EARLIEST = date(1950, 1, 1)
LATEST = date(2099, 12, 31)
LONGEST_DATE = 40  # letters

_SERIAL_ZERO = date(1899, 12, 30)  # day 0 of spreadsheets, wrong leap day of 1900 included
_FIRST_SERIAL = (EARLIEST - _SERIAL_ZERO).days
_LAST_SERIAL = (LATEST - _SERIAL_ZERO).days
_PIVOT = 50  # 49 is 2049, 50 is 1950: the century that lies within the limits

_TIME = (
    r"(?:[T ]? ?(?:오전|오후|AM|PM)? ?\d{1,2}(?::\d{2}){1,2}(?:\.\d+)?"
    r" ?(?:AM|PM|Z|[+-]\d\d:?\d\d)?)?"
)
_DATE = re.compile(
    r"'?(\d{4}|\d{2}) ?([.\-/년]) ?(\d{1,2}) ?[.\-/월] ?(\d{1,2}) ?[.일]?"
    r" ?(?:\(?[월화수목금토일](?:요일)?\)?)?" + _TIME,
    re.ASCII | re.IGNORECASE,
)
_MONTH_ONLY = re.compile(r"'?\d{2,4} ?[.\-/년] ?\d{1,2} ?[.월]?|\d{4} ?년?(?:도)?", re.ASCII)
_YEAR_LAST = re.compile(r"\d{1,2} ?[.\-/] ?\d{1,2} ?[.\-/] ?\d{4}", re.ASCII)
_YEAR = re.compile(r"'?(\d{4}|\d{2}) ?(?:년도?)?\.?", re.ASCII)


def parse_date(cell: Cell) -> date | Problem:
    """Return the day in a cell: a date, a text in year-month-day order, a serial."""
    if isinstance(cell, str):
        return _of_text(cell)
    if isinstance(cell, datetime):
        return _within_limits(cell.date())
    if isinstance(cell, date):
        return _within_limits(cell)
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return Problem(ProblemCode.WRONG_KIND)
    return _of_number(cell)


def parse_year(cell: Cell) -> int | Problem:
    """Return a year such as 2023, "2023년", "'23"; a whole date gives its year."""
    if isinstance(cell, str):
        found = _YEAR.fullmatch(narrow(cell).strip())
        year = _full_year(found[1]) if found else None
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell == cell // 1:
        year = int(cell)
    else:
        year = None
    if year is not None and EARLIEST.year <= year <= LATEST.year:
        return year
    day = parse_date(cell)
    return day.year if isinstance(day, date) else day


def _of_text(text: str) -> date | Problem:
    if is_blank(text):
        return Problem(ProblemCode.MISSING)
    plain = " ".join(narrow(text).split())
    if len(plain) > LONGEST_DATE:
        return Problem(ProblemCode.NOT_A_DATE)
    if plain.isascii() and plain.isdigit():
        return _of_digits(plain)
    if found := _DATE.fullmatch(plain):
        year, separator, month, day = found.groups()
        if len(year) == 2 and separator == "/" and int(year) <= 12:
            return Problem(ProblemCode.DATE_AMBIGUOUS)  # 03/08/19 may be March 8
        return _day(_full_year(year), int(month), int(day))
    if _YEAR_LAST.fullmatch(plain):
        return Problem(ProblemCode.DATE_AMBIGUOUS)
    incomplete = _MONTH_ONLY.fullmatch(plain)
    return Problem(ProblemCode.DATE_INCOMPLETE if incomplete else ProblemCode.NOT_A_DATE)


def _of_digits(digits: str) -> date | Problem:
    if len(digits) == 6:
        return _day(_full_year(digits[:2]), int(digits[2:4]), int(digits[4:]))
    return _of_number(int(digits)) if len(digits) <= 8 else Problem(ProblemCode.NOT_A_DATE)


def _of_number(number: float) -> date | Problem:
    """Return the day of 20190308, 190308 or a serial such as 43532 (with a time behind it)."""
    if not 0 <= number < 10**8:  # nan fails here too
        return Problem(ProblemCode.NOT_A_DATE)
    whole = int(number)
    if _FIRST_SERIAL <= whole <= _LAST_SERIAL:
        return _SERIAL_ZERO + timedelta(days=whole)
    if whole != number:
        return Problem(ProblemCode.NOT_A_DATE)
    if whole >= 10**7:
        return _day(whole // 10_000, whole // 100 % 100, whole % 100)
    if 10**5 <= whole < 10**6:
        return _day(_full_year(f"{whole // 10_000:02}"), whole // 100 % 100, whole % 100)
    if EARLIEST.year <= whole <= LATEST.year:
        return Problem(ProblemCode.DATE_INCOMPLETE)
    return _out_of_range() if whole < _FIRST_SERIAL else Problem(ProblemCode.NOT_A_DATE)


def _full_year(year: str) -> int:
    number = int(year)
    if len(year) == 4:
        return number
    return 2000 + number if number < _PIVOT else 1900 + number


def _day(year: int, month: int, day: int) -> date | Problem:
    try:
        return _within_limits(date(year, month, day))
    except ValueError:
        return Problem(ProblemCode.NOT_A_DATE)


def _within_limits(day: date) -> date | Problem:
    return day if EARLIEST <= day <= LATEST else _out_of_range()


def _out_of_range() -> Problem:
    return Problem(ProblemCode.DATE_OUT_OF_RANGE, {"earliest": EARLIEST, "latest": LATEST})

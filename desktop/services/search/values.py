"""Turns one typed value into what it means: words of a list, days, amounts, names."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from desktop.services.companies.names import typed_in_english
from desktop.services.companies.numbers import narrow
from desktop.services.search import words
from desktop.services.search.words import Field

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

LARGEST_AMOUNT = 10**15  # far above any project, far below what a BIGINT holds
FURTHEST_DAY = 36_500
FIRST_YEAR, LAST_YEAR = 1900, 2200
DAYS_IN = {"일": 1, "d": 1, "day": 1, "주": 7, "w": 7, "week": 7, "개월": 30, "달": 30, "m": 30,
           "month": 30}  # fmt: skip
WON_IN = {
    "": 1, "원": 1, "천": 1_000, "k": 1_000, "만": 10_000, "십만": 100_000, "백만": 1_000_000,
    "m": 1_000_000, "천만": 10_000_000, "억": 100_000_000, "b": 1_000_000_000,
}  # fmt: skip

_COMPARED = re.compile(r"(<=|>=|<|>|=)?\s*(.*)", re.DOTALL)
_RANGE = re.compile(r"(.*?)\s*(?:\.\.|~)\s*(.*)", re.DOTALL)
_SPAN = re.compile(r"(\d{1,5})(일|days?|d|주|weeks?|w|개월|달|months?|m)(?:이내|내)?")
_LEFT = re.compile(r"d-(\d{1,5})")
_DATE = re.compile(r"(\d{4})(?:[-./년](\d{1,2})(?:[-./월](\d{1,2})일?|월)?|년)?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)(천만|백만|십만|억|만|천|원|[kmb])?")
_COUNT = re.compile(r"(\d{1,9})(?:명|인|년|개)?")

Day = date | int  # an int counts days from today
P = TypeVar("P")


@dataclass(frozen=True)
class Text:
    """A part of a name, or a whole one."""

    text: str
    quoted: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Words:
    """Words of a closed list; several while a word is still being typed."""

    members: tuple[StrEnum, ...]


@dataclass(frozen=True)
class Days:
    """From `low` to `high`, both included; None means no bound."""

    low: Day | None
    high: Day | None


@dataclass(frozen=True)
class Numbers:
    """From `low` to `high`, both included; None means no bound. Amounts are won."""

    low: int | None
    high: int | None


@dataclass(frozen=True)
class Me:
    """The person who works here now."""


@dataclass(frozen=True)
class Nothing:
    """The field is empty."""


@dataclass(frozen=True)
class Refused:
    """A value that means nothing; `code` is a FindingCode."""

    code: str
    suggestion: str | None = None


Value = Text | Words | Days | Numbers | Me | Nothing


def value_of(
    field: Field, text: str, *, quoted: bool = False, whole: bool = False
) -> Value | Refused:
    """Return what `text` means after the colon of `field`."""
    if field in words.VALUES:
        return _words(field, text)
    if field is Field.OWNER and words.says(words.ME, text):
        return Me()
    if not quoted and words.says(words.NOTHING, text):
        return Nothing()
    if field in words.DAYS:
        return _days(text)
    if field in words.NUMBERS:
        return _numbers(text, _amount if field is Field.COST else _count)
    if not quoted and text.startswith("=") and text != "=":
        return Text(text[1:], whole=True)
    return Text(text, quoted, whole)


def _words(field: Field, text: str) -> Words | Nothing | Refused:
    known = words.value_words(field)
    for typed in filter(None, (text, typed_in_english(text))):
        word = words.plain(typed)
        if word in known:
            return Words((known[word],))
        begun = dict.fromkeys(
            member for spelling, member in known.items() if word and spelling.startswith(word)
        )
        if begun:
            return Words(tuple(begun))
    if words.says(words.NOTHING, text):
        return Nothing()
    return Refused("unknown_value", words.nearest(text, known))


def _days(text: str) -> Days | Refused:
    if words.says(words.TODAY, text):
        return Days(0, 0)
    if words.says(words.TOMORROW, text):
        return Days(1, 1)
    if words.says(words.OVERDUE, text):
        return Days(None, -1)
    plain = narrow(text).casefold().strip()
    within = _first_and_last_day(plain) if _SPAN.fullmatch(plain) else None
    if within:  # "14일" alone: in the coming two weeks, and not overdue
        return Days(0, within[1])
    bounds = _bounds(plain, _first_and_last_day, _shifted)
    return Refused("bad_day") if bounds is None else Days(*bounds)


def _numbers(text: str, read: Callable[[str], tuple[int, int] | None]) -> Numbers | Refused:
    plain = narrow(text).casefold().replace(",", "").strip()
    bounds = _bounds(plain, read, _next_number)
    return Refused("bad_number") if bounds is None else Numbers(*bounds)


def _bounds(
    text: str,
    read: Callable[[str], tuple[P, P] | None],
    shifted: Callable[[P, int], P],
) -> tuple[P | None, P | None] | None:
    """Return (low, high) of "<x", "x..y" or "x"; None where nothing can be read."""
    ranged = _RANGE.fullmatch(text)
    if ranged and (ranged[1] or ranged[2]):
        ends = [read(side) if side else None for side in ranged.groups()]
        if any(side and end is None for side, end in zip(ranged.groups(), ends, strict=True)):
            return None
        low, high = ends
        return (low[0] if low else None), (high[1] if high else None)
    compared = _COMPARED.fullmatch(text)
    found = read(compared[2].strip()) if compared else None
    if compared is None or found is None:
        return None
    first, last = found
    whole: dict[str | None, tuple[P | None, P | None]] = {
        "<": (None, shifted(first, -1)),
        "<=": (None, last),
        ">": (shifted(last, 1), None),
        ">=": (first, None),
    }
    return whole.get(compared[1], (first, last))


def _first_and_last_day(text: str) -> tuple[Day, Day] | None:
    """Return the days that "14일", "D-3", "2026-03-01", "2026-03" or "2026" span."""
    if text in map(words.plain, (*words.TODAY.korean, *words.TODAY.english)):
        return 0, 0
    left = _LEFT.fullmatch(text)
    span = _SPAN.fullmatch(text)
    if left or span:
        days = int(left[1]) if left else int(span[1]) * _days_in(span[2]) if span else 0
        return (days, days) if days <= FURTHEST_DAY else None
    written = _DIGITS.fullmatch(text) or _DATE.fullmatch(text)
    if written is None:
        return None
    year, month, day = (int(part) if part else None for part in written.groups())
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return _spanned(year, month, day)


def _spanned(year: int, month: int | None, day: int | None) -> tuple[Day, Day] | None:
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def _days_in(unit: str) -> int:
    return DAYS_IN[unit] if unit in DAYS_IN else DAYS_IN[unit.removesuffix("s")]


def _shifted(day: Day, days: int) -> Day:
    return day + days if isinstance(day, int) else day + timedelta(days=days)


def _next_number(number: int, step: int) -> int:
    return number + step


def _count(text: str) -> tuple[int, int] | None:
    found = _COUNT.fullmatch(text)
    return (int(found[1]), int(found[1])) if found else None


def _amount(text: str) -> tuple[int, int] | None:
    """Return won for "1억5천만원", "1.5억", "5000만", "100m" or "200000000"."""
    text = text.replace(" ", "")
    if not text or len(text) > 30:
        return None
    total, at = Decimal(0), 0
    while at < len(text):
        part = _AMOUNT.match(text, at)
        if part is None:
            return None
        total += Decimal(part[1]) * WON_IN[part[2] or ""]
        at = part.end() + text[part.end() :].startswith("원")  # "만원" is one unit in speech
    return (int(total), int(total)) if total <= LARGEST_AMOUNT else None

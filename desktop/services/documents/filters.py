"""Writes single values the way Korean forms do; these are the only filters a template may use."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TEN_THOUSAND = 10_000
_HUNDRED_MILLION = 100_000_000
_DIGITS = "영일이삼사오육칠팔구"
_SMALL_UNITS = ("", "십", "백", "천")
_LARGE_UNITS = ("", "만", "억", "조", "경")
_BLANK_DATE = "20\u2007\u2007년 \u2007\u2007월 \u2007\u2007일"
_TICKED, _UNTICKED = "☑", "☐"
_MOST_BLANKS = 60


def won(amount: int | None) -> str:
    """Return `60,000,000원`; nothing for nothing."""
    return "" if _is_blank(amount) else f"{_whole(amount):,}원"


def number(value: float | None, places: int = 2) -> str:
    """Return `1,234.5`: separators, at most `places` digits after the point, no idle zeros."""
    if _is_blank(value):
        return ""
    measured = _measured(value)
    if isinstance(measured, int):
        return f"{measured:,}"
    written = f"{measured:,.{places}f}"
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if written == "-0" else written


def percent(value: float | None, places: int = 1) -> str:
    """Return `43.5%` with all its places, so that columns align; the value is in percent."""
    return "" if _is_blank(value) else f"{_measured(value):,.{places}f}%"


def large_won(amount: int | None) -> str:
    """Return `1억 2,000만`: the way amounts are said in headlines."""
    if _is_blank(amount):
        return ""
    whole = _whole(amount)
    sign, rest = ("-" if whole < 0 else ""), abs(whole)
    hundred_millions, rest = divmod(rest, _HUNDRED_MILLION)
    ten_thousands, ones = divmod(rest, _TEN_THOUSAND)
    parts = [
        f"{hundred_millions:,}억" if hundred_millions else "",
        f"{ten_thousands:,}만" if ten_thousands else "",
        f"{ones:,}" if ones else "",
    ]
    return sign + (" ".join(part for part in parts if part) or "0")


def spelled_won(amount: int | None) -> str:
    """Return `육천만`: an amount in letters, as requests for payment repeat it."""
    if _is_blank(amount):
        return ""
    whole = _whole(amount)
    if abs(whole) >= _TEN_THOUSAND ** len(_LARGE_UNITS):
        raise ValueError(amount)
    if whole == 0:
        return _DIGITS[0]
    rest, groups = abs(whole), []
    for unit in _LARGE_UNITS:
        rest, group = divmod(rest, _TEN_THOUSAND)
        if group:
            groups.append(_spelled_group(group) + unit)
    return ("마이너스 " if whole < 0 else "") + "".join(reversed(groups))


def written_date(day: date | None, style: str = "점") -> str:
    """Return `2026. 3. 8.`, or `2026년 3월 8일` in the style "글" with a gap to fill in by hand."""
    if style not in ("점", "글"):
        raise ValueError(style)
    if _is_blank(day):
        return _BLANK_DATE if style == "글" else ""
    if type(day) is not date:
        raise ValueError(day)
    if style == "글":
        return f"{day.year}년 {day.month}월 {day.day}일"
    return f"{day.year}. {day.month}. {day.day}."


def tick(value: object, word: str | None = None) -> str:
    """Return ☑ if `value` is true, or, with a word, if it is that word; else ☐."""
    ticked = value is True if word is None else value == word
    return _TICKED if ticked else _UNTICKED


def blank(value: object, length: int = 8) -> object:
    """Return the value itself, or a line of `length` to write on by hand."""
    return "_" * min(length, _MOST_BLANKS) if _is_blank(value) else value


def _is_blank(value: object) -> bool:
    return value is None or value == ""


def _whole(amount: object) -> int:
    if type(amount) is not int:
        raise ValueError(amount)
    return amount


def _measured(value: object) -> int | float:
    if type(value) is int or (type(value) is float and math.isfinite(value)):
        return value
    raise ValueError(value)


def _spelled_group(group: int) -> str:
    """Spell 1 to 9,999; 1,000 is 일천, so that nobody can put a digit before it."""
    spelled = ""
    for unit in _SMALL_UNITS:
        group, digit = divmod(group, 10)
        if digit:
            spelled = _DIGITS[digit] + unit + spelled
    return spelled


FILTERS: Mapping[str, Callable[..., object]] = {
    "원": won,
    "수": number,
    "비율": percent,
    "억만": large_won,
    "한글금액": spelled_won,
    "날짜": written_date,
    "체크": tick,
    "빈칸": blank,
}

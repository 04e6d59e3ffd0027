"""Knows which days Korean offices work, and counts them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=16)
def holidays_of(year: int) -> dict[date, str]:
    """Return the public holidays of one year with their Korean names, substitute days included.

    A 임시공휴일 that was decreed after this program was built is not among them; hand it to the
    functions below as `extra`.
    """
    import holidays

    found = holidays.country_holidays("KR", years=year, language="ko")
    return {day: found[day] for day in sorted(found)}


def is_working_day(day: date, *, extra: Collection[date] = ()) -> bool:
    """Return whether offices are open: no weekend, no public holiday, not in `extra`."""
    return day.weekday() < _SATURDAY and day not in holidays_of(day.year) and day not in extra


def add_working_days(day: date, count: int, *, extra: Collection[date] = ()) -> date:
    """Return the `count`-th working day after `day`, before it if `count` is negative.

    `day` itself is not counted, as 민법 157 counts; a count of 0 returns `day` unchanged.
    """
    step = _ONE_DAY if count > 0 else -_ONE_DAY
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day, extra=extra):
            day += step
    return day


def previous_working_day(day: date, *, extra: Collection[date] = ()) -> date:
    """Return `day` if offices are open on it, otherwise the last working day before it."""
    while not is_working_day(day, extra=extra):
        day -= _ONE_DAY
    return day


def next_working_day(day: date, *, extra: Collection[date] = ()) -> date:
    """Return `day` if offices are open on it, otherwise the first working day after it."""
    while not is_working_day(day, extra=extra):
        day += _ONE_DAY
    return day


def working_days_until(first: date, last: date, *, extra: Collection[date] = ()) -> int:
    """Return how many working days follow `first` up to and including `last`; 0 if none do."""
    days = (first + _ONE_DAY * number for number in range(1, (last - first).days + 1))
    return sum(is_working_day(day, extra=extra) for day in days)

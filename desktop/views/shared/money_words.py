"""Reads and writes sums of money the way people in Korea do: 1,200,000 and 1.2억 and 3천5백만."""

from __future__ import annotations

import re
from decimal import Decimal

from desktop.views.shared import language
from desktop.views.shared.language import Language

_BIG = (("조", 10**12), ("억", 10**8), ("만", 10**4))
_SMALL = {"천": 1_000, "백": 100, "십": 10, "": 1}
_NUMBER = r"\d+(?:\.\d+)?"
_PART = re.compile(rf"({_NUMBER})?([천백십])|({_NUMBER})")
_DECORATION = re.compile(r"[\s,₩\\]|원$|KRW", re.IGNORECASE)
MOST_WON = 10**16  # far above any budget; keeps a slipped finger out of the database


def _small(text: str) -> Decimal | None:
    """Return the worth of what stands before 조, 억 or 만: 3천5백 is 3,500."""
    worth, at = Decimal(0), 0
    while at < len(text):
        part = _PART.match(text, at)
        if part is None:
            return None
        number = part[1] or part[3] or "1"
        worth += Decimal(number) * _SMALL[part[2] or ""]
        at = part.end()
    return worth


def parse_won(text: str) -> int | None:
    """Return whole won, or None when the text is no sum of money."""
    rest = _DECORATION.sub("", text.strip())
    negative = rest.startswith("-")
    rest = rest.removeprefix("-")
    if not rest:
        return None
    worth = Decimal(0)
    for unit, factor in _BIG:
        before, found, after = rest.partition(unit)
        if not found:
            continue
        times = _small(before) if before else Decimal(1)
        if times is None:
            return None
        worth += times * factor
        rest = after
    last = _small(rest)
    if last is None:
        return None
    worth += last
    if worth != int(worth) or worth > MOST_WON:
        return None
    return -int(worth) if negative else int(worth)


def won(amount: int) -> str:
    """Return the sum with separators and without a unit, for tables and fields."""
    return f"{amount:,}"


def spoken_won(amount: int) -> str:
    """Return the sum in 억 and 만, for headlines; what is below 만 is said only if it is all.

    English readers get the sum with separators.
    """
    if language.chosen() is Language.ENGLISH:
        return f"KRW {amount:,}"
    sign, left = ("-" if amount < 0 else ""), abs(amount)
    if left < _BIG[-1][1]:
        return f"{sign}{left:,}원"
    words = []
    for unit, factor in _BIG:
        times, left = divmod(left, factor)
        if times:
            words.append(f"{times:,}{unit}")
    return f"{sign}{' '.join(words)}" + (f" {left:,}원" if left else " 원")

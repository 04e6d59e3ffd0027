"""Reads and writes days the way people type and say them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from desktop.views.shared import language
from desktop.views.shared.language import Language, tr

_WEEKDAYS = ("월", "화", "수", "목", "금", "토", "일")
_SPOKEN = {"오늘": 0, "today": 0, "내일": 1, "tomorrow": 1, "모레": 2, "어제": -1, "yesterday": -1}
_AWAY = re.compile(r"([+-]\d{1,3})(?:일|d)?")
_PARTED = re.compile(r"(?:(\d{4}|\d{2})[.\-/년]\s*)?(\d{1,2})[.\-/월]\s*(\d{1,2})[.일]?")
_CLOSED = re.compile(r"(\d{4}|\d{2})?(\d{2})(\d{2})")
_WEEKDAY = re.compile(r"\s*\([월화수목금토일]\)$")


def parse_day(text: str, *, today: date) -> date | None:
    """Return the day that a person typed, or None.

    Understands 2026. 3. 8, 2026-03-08, 20260308, 260308, 0308 and 3/8 (this year), 오늘, 내일,
    and +7 (in seven days).
    """
    words = _WEEKDAY.sub("", text.strip()).lower()
    if words in _SPOKEN:
        return today + timedelta(days=_SPOKEN[words])
    if away := _AWAY.fullmatch(words):
        return today + timedelta(days=int(away[1]))
    parts = _PARTED.fullmatch(words) or _CLOSED.fullmatch(words)
    if parts is None:
        return None
    year = int(parts[1]) if parts[1] else today.year
    try:
        return date(year + 2000 if year < 100 else year, int(parts[2]), int(parts[3]))
    except ValueError:  # 31 April
        return None


def day_text(day: date, *, weekday: bool = False) -> str:
    """Return the day as Korean offices write it: 2026. 3. 8.; in English 2026-03-08."""
    if language.chosen() is Language.ENGLISH:
        return f"{day:%a} {day.isoformat()}" if weekday else day.isoformat()
    words = f"{day.year}. {day.month}. {day.day}."
    return f"{words}({_WEEKDAYS[day.weekday()]})" if weekday else words


def near_day(day: date, *, today: date) -> str:
    """Return the day as seen from today while it is near (어제, 3일 전), otherwise the date."""
    days = (day - today).days
    match days:
        case 0:
            return tr("오늘")
        case 1:
            return tr("내일")
        case -1:
            return tr("어제")
        case _ if -7 <= days < 0:
            return tr("{days}일 전", days=-days)
        case _ if 0 < days <= 7:
            return tr("{days}일 뒤", days=days)
    return day_text(day)

"""Says a stored value in a line of history: dates, words, yes and no, sums."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from desktop.views.labels import label
from desktop.views.shared.case_words import moment
from desktop.views.shared.day_words import day_text
from desktop.views.shared.language import tr

_LONGEST = 120


def value_words(value: Any) -> str:
    """Return a value as people read it; a key of another row says only that there is one."""
    if value is None or value == "":
        return tr("(없음)")
    if isinstance(value, bool):
        return tr("예") if value else tr("아니오")
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, UUID):
        return tr("(지정됨)")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, int):
        return f"{value:,}"
    text = str(value).replace("\n", " ")
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"

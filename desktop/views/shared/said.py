"""Says a stored value as people read it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from desktop.views.labels import label
from desktop.views.shared.day_words import day_text
from desktop.views.shared.language import tr


def say_value(value: Any) -> str:
    """Return a value in the chosen language; an empty one is said to be empty."""
    if value is None or value == "":
        return tr("(없음)")
    if isinstance(value, bool):
        return tr("예") if value else tr("아니오")
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, datetime):
        return f"{day_text(value.astimezone().date())} {value.astimezone():%H:%M}"
    if isinstance(value, date):
        return day_text(value)
    return f"{value:,}" if isinstance(value, int) else str(value)

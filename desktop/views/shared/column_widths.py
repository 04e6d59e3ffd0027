"""Says how wide a column has to be for a closed list of words, in the language of now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.views.labels import label
from desktop.views.shared import look, painting
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import StrEnum


def pills(words: Iterable[StrEnum]) -> int:
    """Return the width in px of the design in which the pill of every word is whole."""
    return max(pill(label(word)) for word in words)


def pill(words: str) -> int:
    """Return the width in px of the design in which one pill is whole."""
    return round(painting.pill_width(words) / look.current().scale) + 2 * Space.MEDIUM

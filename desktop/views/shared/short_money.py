"""Says large sums briefly, for bars and headlines: 24.1억; the exact won stand in the tip."""

from __future__ import annotations

from desktop.views.shared import language
from desktop.views.shared.language import Language

_EOK = 10**8
_MAN = 10**4
_MILLION = 10**6


def short_won(amount: int) -> str:
    """Return the sum to a tenth of 1억, below 1억 in 만; in English in millions."""
    sign, left = ("-" if amount < 0 else ""), abs(amount)
    if language.chosen() is Language.ENGLISH:
        return f"{sign}₩{left / _MILLION:,.0f}M"
    if left == 0:
        return "0"
    if left < _EOK:
        return f"{sign}{left / _MAN:,.0f}만"
    said = f"{left / _EOK:,.1f}".removesuffix(".0")
    return f"{sign}{said}억"

"""A clock that never goes back and outruns every clock it has heard of; for showing and ordering.

Which change knew of which is never decided by it (docs/adr/0010): clocks are wrong by years.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

_COUNTER_BITS = 16


def tick(newest: int) -> int:
    """Return the next reading: this moment, or just after the newest reading known here."""
    return max(time.time_ns() // 1_000_000 << _COUNTER_BITS, newest + 1)


def moment(reading: int) -> datetime:
    """Return the moment in UTC that a reading stands for, to the millisecond.

    Raises OverflowError for a reading that no calendar has.
    """
    return datetime.fromtimestamp((reading >> _COUNTER_BITS) / 1000, UTC)

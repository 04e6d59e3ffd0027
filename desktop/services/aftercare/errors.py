"""What can be refused while outcomes are followed."""

from __future__ import annotations

from db.errors import DeskError


class UnitMismatchError(DeskError):
    """A value can't be brought into the unit of its indicator. Facts: found, expected."""

"""Writes a decision on conflicts, and says so where somebody else was first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.words import Action
from desktop.services.sync import conflicts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject

    from desktop.services.sync.conflicts import Choice
    from desktop.views.shared.operations import Operations


def decide(
    operations: Operations,
    choices: Sequence[Choice],
    reason: str,
    *,
    owner: QObject,
    then: Callable[[], object],
    otherwise: Callable[[Exception], object],
) -> None:
    """Write the decision in one step, so that one Ctrl+Z lays all of it open again."""
    operations.write(
        lambda session: conflicts.settle(session, choices),
        action=Action.CONFLICT_SETTLE,
        owner=owner,
        then=lambda _written: then(),
        otherwise=otherwise,
        reason=reason,
        count=len(choices),
    )

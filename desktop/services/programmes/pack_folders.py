"""The folders in which packs are looked for besides those that ship; loads nothing itself.

Each open workspace brings the folder of the packs that its people installed or wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PACKS = "packs"  # in the folder of a workspace
_brought: list[Path] = []
_state = {"changes": 0}


def bring(folder: Path) -> None:
    """Look for packs in `folder` too, before the folders that were brought earlier."""
    _brought.insert(0, folder)
    forget()


def take_away(folder: Path) -> None:
    """Look there no longer; a folder that was brought twice has to be taken away twice."""
    if folder in _brought:
        _brought.remove(folder)
    forget()


def brought() -> tuple[Path, ...]:
    """Return the folders, the latest first, each once."""
    return tuple(dict.fromkeys(_brought))


def forget() -> None:
    """Say that a folder holds other packs than before, so that they are read again."""
    _state["changes"] += 1


def changes() -> int:
    """Return how often something has changed; what was read before counts no longer."""
    return _state["changes"]

"""`ieum shots`: pictures of every page, for the guide and for looking at changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""

"""What the journeys start from: the window of the stories about the views."""

from __future__ import annotations

from tests.views.conftest import kept, opened

__all__ = ["kept", "opened"]

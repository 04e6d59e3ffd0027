"""Opens the window, as quickly as it can be loaded."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def open_window(folder: Path | None) -> int:
    """Open the window on a folder; return the exit code when it is closed."""
    # What is loaded stays until the end: looking for garbage in it would only take time.
    gc.disable()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # it would look for some
    from desktop import app  # loads Qt, so only here

    return app.run(folder)

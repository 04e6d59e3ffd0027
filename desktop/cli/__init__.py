"""The `ieum` command: the same services as the window, for IT staff and scripts."""

from __future__ import annotations

import io
import sys
from typing import Any

from desktop.cli.opening import open_window

__all__ = ["main"]


def main() -> None:
    """Run the command; a failure that a person can act on is one sentence and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        _write_korean_anywhere(stream)
    if sys.argv[1:] in ([], ["gui"]):  # a double click waits for nothing that it does not need
        sys.exit(open_window(None))
    from desktop.cli.command import build
    from desktop.cli.shared import choose_language

    choose_language()
    build()()


def __getattr__(name: str) -> Any:
    """Return `app`, the command in the language of now; building it takes a moment."""
    if name != "app":
        raise AttributeError(name)
    from desktop.cli.command import build

    return build()


def _write_korean_anywhere(stream: object) -> None:
    """Write files and pipes in UTF-8; a console shows "?" for a sign that it doesn't have."""
    if isinstance(stream, io.TextIOWrapper):  # a program without console has no streams
        if stream.isatty():
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8", errors="replace")

"""Keeps Python from looking for garbage while a batch makes a million things that all stay."""

from __future__ import annotations

import gc
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_lock = threading.Lock()
_quiet = [0]  # how many are at it


@contextmanager
def left_alone() -> Iterator[None]:
    """Look for no garbage meanwhile: it took a third of a merge, and there is none."""
    with _lock:
        if _quiet[0] == 0 and not gc.isenabled():  # somebody else's wish; leave it
            ours = False
        else:
            ours = True
            _quiet[0] += 1
            gc.disable()
    try:
        yield
    finally:
        if ours:
            with _lock:
                _quiet[0] -= 1
                if _quiet[0] == 0:
                    gc.enable()

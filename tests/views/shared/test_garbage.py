"""Garbage is looked for by the screen's thread: a worker would destroy what is left of windows."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QThread
from shiboken6 import isValid

from desktop.views.shared.garbage import Garbage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop.views.shared.operations import Operations

_CYCLES = 60_000


@pytest.fixture
def looked() -> Iterator[list[int]]:
    """Return the threads that look for garbage, as they do it."""
    threads: list[int] = []

    def take_note(phase: str, _told: object) -> None:
        if phase == "start":
            threads.append(threading.get_ident())

    gc.callbacks.append(take_note)
    yield threads
    gc.callbacks.remove(take_note)


def _make_cycles() -> int:
    for _ in range(_CYCLES):
        circle: list[object] = []
        circle.append(circle)
    return threading.get_ident()


def test_given_a_worker_that_leaves_much_behind_then_the_screens_thread_looks_for_it(
    qtbot: QtBot, operations: Operations, looked: list[int]
) -> None:
    workers: list[int] = []

    operations.run(_make_cycles, owner=operations, then=workers.append)

    qtbot.waitUntil(lambda: bool(workers))
    qtbot.waitUntil(lambda: bool(looked))
    assert workers[0] != threading.get_ident()
    assert set(looked) == {threading.get_ident()}


def test_given_what_is_left_of_a_window_when_a_worker_computes_then_it_goes_on_the_screens_thread(
    qtbot: QtBot, operations: Operations
) -> None:
    gone_on: list[QThread] = []

    def leave_behind() -> None:
        left = QObject()
        left.destroyed.connect(lambda: gone_on.append(QThread.currentThread()))
        left.itself = left  # type: ignore[attr-defined] - a circle, as closures make them

    leave_behind()
    done: list[int] = []
    operations.run(_make_cycles, owner=operations, then=done.append)

    qtbot.waitUntil(lambda: bool(done))
    gc.collect()
    qtbot.waitUntil(lambda: bool(gone_on))
    assert [isValid(thread) and thread is QThread.currentThread() for thread in gone_on] == [True]


def test_given_garbage_was_looked_for_here_when_it_stops_then_python_looks_again(
    qapp: QApplication,
) -> None:
    garbage = Garbage(qapp)
    assert not gc.isenabled()

    garbage.stop()

    assert gc.isenabled()
    garbage.deleteLater()

"""Memory is looked through, and pages are loaded ahead, only when nobody waits."""

from __future__ import annotations

import ast
import gc
import inspect
import sys
from typing import TYPE_CHECKING

import pytest

from db.words import Action
from desktop.views import places
from desktop.views.shared.pauses import PAGES, Pauses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from desktop.views.shared.operations import Operations


@pytest.fixture
def pauses(operations: Operations) -> Iterator[Pauses]:
    """Begin to take care, and leave Python as it was."""
    turn, thresholds = sys.getswitchinterval(), gc.get_threshold()
    yield Pauses(operations)
    sys.setswitchinterval(turn)
    gc.set_threshold(*thresholds)
    gc.unfreeze()


def test_given_the_places_then_every_page_is_loaded_ahead() -> None:
    tree = ast.parse(inspect.getsource(places))
    made = {
        node.module
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in function.body
        if isinstance(node, ast.ImportFrom)
    }

    assert set(PAGES) | {"desktop.views.today.page"} == made


def test_given_the_first_answer_then_the_other_pages_are_loaded(
    qtbot: QtBot, pauses: Pauses, operations: Operations
) -> None:
    assert pauses
    operations.read(lambda _session: None, owner=operations, then=lambda _: None)

    qtbot.waitUntil(lambda: "desktop.views.settings.page" in sys.modules)


def test_given_work_under_way_then_memory_is_not_looked_through(
    qtbot: QtBot, pauses: Pauses, operations: Operations
) -> None:
    tidied: list[bool] = []
    operations.busy.connect(lambda _busy: tidied.append(pauses.tidy()))

    operations.write(lambda _session: None, action=Action.UNKNOWN)

    qtbot.waitUntil(lambda: tidied == [False, True])

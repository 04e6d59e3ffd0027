"""Stories of changes that meet: at the hub, and before that on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.services.security.verify import verify
from tests.sync.desks import Desk
from tests.sync.model_hub import ModelHub

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def hub() -> ModelHub:
    return ModelHub()


@pytest.fixture
def desks(empty_workspace: Path, tmp_path: Path, hub: ModelHub) -> Iterator[tuple[Desk, Desk]]:
    a, b = (Desk.fresh(empty_workspace, tmp_path / name, hub) for name in "ab")
    yield a, b
    a.close()
    b.close()


def test_given_a_row_added_on_one_computer_when_both_sync_then_the_other_has_it(
    desks: tuple[Desk, Desk],
) -> None:
    a, b = desks
    key = a.add("이음정밀", employees=12)
    a.sync()
    b.sync()
    assert a.rows() == b.rows()
    assert b.rows()[key.hex]["name"] == "이음정밀"
    assert verify(b.workspace).is_clean


def test_given_the_same_field_edited_twice_when_the_feed_comes_then_both_values_stand(
    desks: tuple[Desk, Desk],
) -> None:
    a, b = desks
    key = a.add("이음정밀", employees=12)
    a.sync()
    b.sync()
    a.edit((key, {"employees": 20}))
    b.edit((key, {"employees": 30, "phone": "055-1"}))
    a.sync()
    b.pull_everything()
    assert b.conflicts() == {(key.hex, "employees"): (["20", "30"], True)}
    assert b.rows()[key.hex]["employees"] == 20
    b.sync()
    a.sync()
    assert a.conflicts() == b.conflicts() == {(key.hex, "employees"): (["20", "30"], False)}
    assert a.rows() == b.rows()
    assert a.rows()[key.hex]["phone"] == "055-1"
    for desk in desks:
        assert verify(desk.workspace).is_clean

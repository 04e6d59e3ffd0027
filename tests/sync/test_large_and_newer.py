"""Stories of feeds that are large, and of feeds of a newer program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from db.sync import incoming, parked, segments, stored
from desktop.services import history
from desktop.services.security.verify import verify
from tests.sync.desks import Desk
from tests.sync.model_hub import ModelHub

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def desks(empty_workspace: Path, tmp_path: Path) -> Iterator[tuple[Desk, Desk, Desk]]:
    hub = ModelHub()
    a, b, c = (Desk.fresh(empty_workspace, tmp_path / name, hub) for name in "abc")
    yield a, b, c
    for desk in (a, b, c):
        desk.close()


def _journal(desk: Desk) -> list[tuple[Any, ...]]:
    return list(
        desk.run(
            lambda c: c.execute(
                "SELECT seq, tbl, pk, root, kind, data FROM journal_op ORDER BY seq"
            ).fetchall()
        )
    )


def test_given_a_large_feed_when_its_journal_is_laid_then_it_is_that_of_a_small_one(
    desks: tuple[Desk, Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, small, large = desks
    keys = [a.add(f"기업{number}", employees=number) for number in range(8)]
    a.edit(*((key, {"employees": 50}) for key in keys), (keys[0], {"phone": "055"}))
    a.edit((keys[1], {"employees": 51}), (keys[2], {"deleted": True}))
    a.sync()
    small.sync()
    monkeypatch.setattr(incoming, "LARGE", 3)
    monkeypatch.setattr(segments, "AT_ONCE", 4)
    large.sync()
    waiting = large.run(segments.waiting)
    assert waiting == len(_journal(small))
    assert _journal(large) == []
    large.edit((keys[3], {"employees": 99}))
    first = large.run(lambda c: next(segments.each_piece(c)))  # a crash after the first piece
    large.workspace.receive(lambda c: (first(c), set()))
    large.lay()
    assert large.run(segments.waiting) == 0
    assert _journal(large)[:waiting] == _journal(small)
    assert verify(large.workspace).is_clean
    assert history.undo(large.workspace).value.ops == 1
    assert large.rows() == small.rows()


def test_given_a_large_feed_over_own_edits_then_conflicts_are_seen_and_the_journal_is_whole(
    desks: tuple[Desk, Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, _c = desks
    keys = [a.add(f"기업{number}", employees=number) for number in range(8)]
    a.sync()
    b.sync()
    b.edit((keys[2], {"employees": 7}), (keys[5], {"phone": "055"}))
    a.edit(*((key, {"employees": 50}) for key in keys))
    a.sync()
    monkeypatch.setattr(incoming, "LARGE", 3)
    b.pull_everything()
    assert b.conflicts() == {(keys[2].hex, "employees"): (["50", "7"], True)}
    b.lay()
    assert verify(b.workspace).is_clean
    b.sync()
    a.sync()
    assert a.rows() == b.rows()


def test_given_a_column_of_a_newer_program_when_upgraded_then_its_values_are_brought_in(
    desks: tuple[Desk, Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, _c = desks
    real = stored.known_columns
    with monkeypatch.context() as older:
        older.setattr(stored, "known_columns", lambda table: real(table) - {"phone", "products"})
        key = a.add("이음정밀", phone="055-1", products="금형")
        a.edit((key, {"phone": "055-2", "employees": 3}))
        a.sync()
        b.sync()
        assert b.rows()[key.hex]["employees"] == 3
        assert b.rows()[key.hex]["phone"] == ""
        assert b.run(lambda c: c.execute("SELECT count(*) FROM sync_parked").fetchone()) == (2,)
        b.edit((key, {"address": "창원"}))
        b.sync()
        assert verify(b.workspace).is_clean
    b.workspace.receive(lambda c: (parked.bring_in(c), set()))
    a.sync()
    assert b.rows() == a.rows()
    assert a.rows()[key.hex]["phone"] == "055-2"
    assert a.rows()[key.hex]["address"] == "창원"
    assert verify(b.workspace).is_clean
    assert b.run(lambda c: c.execute("SELECT count(*) FROM sync_parked").fetchone()) == (0,)


def test_given_a_table_of_a_newer_program_then_its_rows_wait_and_nothing_else_does(
    desks: tuple[Desk, Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, _c = desks
    key = a.add("이음정밀")
    a.sync()
    feed = a.hub.feed(b.device, 0)
    (one,) = feed.transactions
    one.shapes = [("robot", kind, columns) for _table, kind, columns in one.shapes]
    b.workspace.receive(lambda c: (incoming.apply(c, feed), set()))
    assert b.rows() == {}
    assert b.run(lambda c: c.execute("SELECT tbl, pk FROM sync_parked").fetchall()) == [
        ("robot", key.hex)
    ]
    assert b.seen == 1
    assert verify(b.workspace).is_clean


def test_given_a_row_that_another_tool_erased_then_it_is_a_tombstone_everywhere(
    desks: tuple[Desk, Desk, Desk],
) -> None:
    a, b, _c = desks
    key = a.add("이음정밀")
    a.sync()
    b.sync()
    a.workspace.keep(
        lambda s: s.connection().exec_driver_sql("DELETE FROM company WHERE id = ?", (key.hex,))
    )
    a.add("둘")
    a.sync()
    b.sync()
    assert b.rows()[key.hex]["deleted"] == 1
    assert a.rows() == b.rows()
    assert verify(a.workspace).is_clean

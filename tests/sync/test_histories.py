"""Random histories of three computers and a hub: all end equal, and no edit is lost."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from db.errors import CannotUndoError, NothingToUndoError
from db.sync_errors import ConflictUnconfirmedError
from db.words import Action
from desktop.services import history
from desktop.services.security.verify import verify
from desktop.services.sync import conflicts
from tests.sync.desks import Desk
from tests.sync.model_hub import ModelHub

if TYPE_CHECKING:
    from uuid import UUID

_FIELDS = ("employees", "phone", "products", "name_key", "deleted")

_edit = st.tuples(st.integers(0, 3), st.sampled_from(_FIELDS), st.integers(0, 3))
_step = st.one_of(
    st.tuples(st.just("add"), st.integers(0, 2), st.integers(0, 3)),
    st.tuples(st.just("edit"), st.integers(0, 2), st.lists(_edit, min_size=1, max_size=2)),
    st.tuples(st.just("atomic"), st.integers(0, 2), st.lists(_edit, min_size=2, max_size=3)),
    st.tuples(st.just("settle"), st.integers(0, 2), st.integers(0, 5)),
    st.tuples(st.sampled_from(["undo", "redo"]), st.integers(0, 2), st.none()),
    st.tuples(st.just("push"), st.integers(0, 2), st.none()),
    st.tuples(st.just("pull"), st.integers(0, 2), st.sampled_from([1, 3, 10_000])),
)


@pytest.fixture(scope="module")
def template(empty_workspace: Path) -> Path:
    return empty_workspace


@settings(
    max_examples=int(os.environ.get("IEUM_HISTORIES", "15")),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a smaller one is not worth minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=st.lists(_step, min_size=5, max_size=40))
def test_given_any_history_when_all_have_synced_then_all_are_equal_and_nothing_is_lost(
    template: Path, history: list[tuple[str, int, Any]]
) -> None:
    folder = Path(tempfile.mkdtemp())
    hub = ModelHub(refuses=_refuses_the_fourth)
    desks = [Desk.fresh(template, folder / str(number), hub) for number in range(3)]
    try:
        keys = [desks[0].add(f"기업{number}") for number in range(4)]
        for _round in range(2):
            for desk in desks:
                desk.sync()
        for what, who, how in history:
            _do(desks[who], keys, what, how)
        for _round in range(2):
            for desk in desks:
                desk.sync()
        _check(hub, desks)
    finally:
        for desk in desks:
            desk.close()
        shutil.rmtree(folder)


def _refuses_the_fourth(one: Any) -> str:
    return "grant" if any("거절" in str(row) for row in one.rows) else ""


def _do(desk: Desk, keys: list[UUID], what: str, how: Any) -> None:
    if what == "add":
        desk.add("거절" if how == 3 else f"새 기업{how}", employees=how)
    elif what in ("edit", "atomic"):
        edits = [(keys[row], {name: _value(name, value)}) for row, name, value in how]
        desk.edit(*edits, atomic=what == "atomic")
    elif what == "settle":
        _settle(desk, how)
    elif what in ("undo", "redo"):
        with suppress(CannotUndoError, NothingToUndoError):
            getattr(history, what)(desk.workspace)
    elif what == "push":
        desk.push()
    else:
        desk.pull(limit=how)


def _settle(desk: Desk, which: int) -> None:
    found = desk.workspace.read(conflicts.list_conflicts)
    if not found:
        return
    conflict = found[which % len(found)]
    choice = conflicts.Choice(conflict.id, n=conflict.sides[which % len(conflict.sides)].n)
    with suppress(ConflictUnconfirmedError):
        desk.workspace.write(
            lambda session: conflicts.settle(session, [choice]), action=Action.CONFLICT_SETTLE
        )


def _value(name: str, value: int) -> Any:
    if name == "employees":
        return value
    return bool(value % 2) if name == "deleted" else f"{name}{value}"


def _check(hub: ModelHub, desks: list[Desk]) -> None:
    state = {pk: row.values for (_table, pk), row in hub.rows.items() if row.values is not None}
    for desk in desks:
        rows = {
            pk: row
            for pk, row in desk.rows().items()
            if pk in state or not row["deleted"]  # what was refused stays as a tombstone
        }
        assert rows == state
        assert desk.conflicts() == _conflicts_of(hub)
        assert desk.run(lambda c: c.execute("SELECT count(*) FROM sync_confirmed").fetchone()) == (
            0,
        )
        report = verify(desk.workspace)
        assert report.is_clean, report.problems
        _check_that_nothing_is_lost(hub, desk)


def _conflicts_of(hub: ModelHub) -> dict[tuple[str, str], tuple[list[Any], bool]]:
    from db.sync.merge import in_conflict
    from db.sync.rules import rule_of

    return {
        (pk, name): (sorted({str(head.value) for head in heads}), False)
        for (table, pk), row in hub.rows.items()
        for name, heads in row.heads.items()
        if in_conflict(heads, rule_of(table, name))
    }


def _check_that_nothing_is_lost(hub: ModelHub, desk: Desk) -> None:
    """Every value that the hub took stands in the journal of every computer."""
    known: set[tuple[str, str, str]] = set()
    for pk, kind, written in desk.run(
        lambda c: c.execute("SELECT pk, kind, data FROM journal_op").fetchall()
    ):
        for name, value in json.loads(written).items():
            for one in value if kind == "update" else [value]:
                known.add((pk, name, json.dumps(one)))
    for ordered in hub.log:
        last = {(op.pk, name): v for op in ordered.ops for name, v in op.fields.items()}
        for (pk, name), value in last.items():
            assert (pk, name, json.dumps(value)) in known

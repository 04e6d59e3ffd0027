"""Any history of real laptops and a real hub, with a carrier that harms, loses, doubles and delays.

The same changes go through the merge rule in memory; all must end at the same place. More of them:
`IEUM_HISTORIES=2000 pytest tests/hub/test_any_real_history.py --hypothesis-seed=7`.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from sqlalchemy.exc import InvalidRequestError
from sqlmodel import col, select

from db.errors import CannotUndoError, NothingToUndoError
from db.hub import receive as receiving
from db.hub import rows as hub_rows
from db.sync.merge import Change, Op, RowState, merge
from db.sync.rules import rule_of
from db.sync_errors import ConflictMovedError, ConflictUnconfirmedError, GapError, SyncError
from db.tables import Supplier
from db.words import Action
from desktop.services import history
from desktop.services.security.verify import verify
from desktop.services.sync import conflicts
from tests.factory import make_supplier
from tests.hub.real import Laptop

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from db.hub.store import Hub

HISTORIES = int(os.environ.get("IEUM_HISTORIES", "10"))
TEN_YEARS_NS = 10 * 365 * 86_400 * 10**9
happened: Counter[str] = Counter()
_REAL_NS = time.time_ns

_who = some.integers(0, 2)
_fields = some.fixed_dictionaries(
    {},
    optional={
        "name": some.sampled_from(["가", "나", "다"]),
        "phone": some.sampled_from(["1", "2"]),
        "solutions": some.sampled_from(["MES", "ERP, MES", ""]),
    },
).filter(bool)
_rows = some.integers(0, 2)
_step = some.one_of(
    some.tuples(some.just("add"), _who, some.none()),
    some.tuples(some.just("edit"), _who, some.tuples(_rows, _fields)),
    some.tuples(some.just("edit"), _who, some.tuples(some.just(0), _fields)),
    some.tuples(some.just("atomic"), _who, some.tuples(_fields, _fields)),
    some.tuples(some.just("remove"), _who, some.tuples(_rows, some.booleans())),
    some.tuples(some.sampled_from(["undo", "redo", "restart"]), _who, some.none()),
    some.tuples(some.just("settle"), _who, some.integers(0, 5)),
    some.tuples(some.sampled_from(["push", "pull", "sync", "sync"]), _who, some.none()),
    some.tuples(
        some.sampled_from(
            [
                "push_lose_receipt", "push_twice", "push_late", "push_harmed", "pull_harmed",
                "pull_a_page", "pull_twice", "crash_applying", "crash_merging", "wrong_clock",
            ]
        ),
        _who,
        some.floats(0, 0.999),
    ),
)  # fmt: skip


# However the dice fall: two people disagree, files are harmed, and somebody's program dies.
ALWAYS = [
    ("edit", 0, (0, {"name": "하나"})), ("edit", 1, (0, {"name": "둘"})),
    ("push", 0, None), ("push_harmed", 1, 0.6), ("crash_merging", 1, 0.0), ("push", 1, None),
    ("pull_harmed", 2, 0.6), ("crash_applying", 2, 0.0),
]  # fmt: skip


@settings(
    max_examples=HISTORIES,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # a smaller one is not worth minutes
    suppress_health_check=list(HealthCheck),
)
@given(steps=some.lists(_step, min_size=12, max_size=45))
def test_given_any_history_then_all_laptops_the_hub_and_the_rule_agree_and_no_edit_is_lost(
    empty_workspace: Path, make_hub: Callable[[], Hub], steps: list[tuple[str, int, Any]]
):
    room = Path(tempfile.mkdtemp(prefix="history-"))
    hub = make_hub()
    story = Story(empty_workspace, room, hub)
    try:
        for what, who, how in [*steps, *ALWAYS]:
            getattr(story, what)(story.laptops[who], how)
            happened[what] += 1
        story.end()
    finally:
        story.close()
        hub.close()
        shutil.rmtree(room)


class Story:
    """Three laptops, their hub, and files that are still under way."""

    def __init__(self, empty: Path, room: Path, hub: Hub) -> None:
        self.hub = hub
        self.laptops = [Laptop.fresh(empty, room / name, hub, name) for name in ("가", "나", "다")]
        self.late: list[bytes] = []
        first = self.laptops[0]
        self.keys = [first.write(lambda s: make_supplier(s, name="처음").id) for _ in range(3)]
        for _ in range(2):
            for one in self.laptops:
                one.sync()

    # --- what people do -------------------------------------------------------------------------

    def add(self, one: Laptop, _how: None) -> None:
        """Add a row."""
        one.write(lambda s: make_supplier(s, name="새로").id)

    def edit(self, one: Laptop, how: tuple[int, dict[str, Any]]) -> None:
        """Edit a row."""
        which, fields = how
        one.write(lambda s: self._supplier(s, which).sqlmodel_update(fields))

    def atomic(self, one: Laptop, how: tuple[dict[str, Any], dict[str, Any]]) -> None:
        """Edit two rows as one."""

        def _both(session: Session) -> None:
            for which, fields in enumerate(how):
                self._supplier(session, which).sqlmodel_update(fields)

        one.write(_both, atomic=True)

    def remove(self, one: Laptop, how: tuple[int, bool]) -> None:
        """Remove a row or bring it back."""
        which, gone = how
        one.write(lambda s: setattr(self._supplier(s, which), "deleted", gone))

    def undo(self, one: Laptop, _how: None) -> None:
        """Take the last own change back."""
        with suppress(CannotUndoError, NothingToUndoError):
            history.undo(one.workspace)
            happened["undone"] += 1

    def redo(self, one: Laptop, _how: None) -> None:
        """Do it again."""
        with suppress(CannotUndoError, NothingToUndoError):
            history.redo(one.workspace)

    def settle(self, one: Laptop, how: int) -> None:
        """Decide about one of the conflicts that are shown."""
        open_here = one.workspace.read(conflicts.list_conflicts)
        if not open_here:
            return
        chosen = open_here[how % len(open_here)]
        side = chosen.sides[how % len(chosen.sides)]
        with suppress(ConflictUnconfirmedError, ConflictMovedError):
            one.workspace.write(
                lambda s: conflicts.settle(s, [conflicts.Choice(chosen.id, n=side.n)]),
                action=Action.CONFLICT_SETTLE,
            )
            happened["settled"] += 1

    def restart(self, one: Laptop, _how: None) -> None:
        """Close the program and open it again."""
        one.restart()

    def wrong_clock(self, one: Laptop, how: float) -> None:
        """Edit while the clock is ten years off."""
        off = int(TEN_YEARS_NS * (1 if how > 0.5 else -1))
        time.time_ns = lambda: _REAL_NS() + off
        try:
            one.write(lambda s: setattr(self._supplier(s, 0), "phone", f"{how:.3f}"[:6]))
        finally:
            time.time_ns = _REAL_NS

    # --- what happens on the way ----------------------------------------------------------------

    def push(self, one: Laptop, _how: None) -> None:
        """Carry everything to the hub."""
        one.push()

    def pull(self, one: Laptop, _how: None) -> None:
        """Take everything from the hub."""
        one.pull()

    def sync(self, one: Laptop, _how: None) -> None:
        """Do both."""
        one.sync()

    def push_lose_receipt(self, one: Laptop, _how: float) -> None:
        """Let the hub take a batch and never say so."""
        for batch in one.batches():
            self.hub.receive(batch)

    def push_twice(self, one: Laptop, _how: float) -> None:
        """Carry the same batch twice."""
        newest = None
        for _ in range(2):
            for batch in one.batches():
                self.hub.receive(batch)
            assert newest in (None, self.hub.newest())
            newest = self.hub.newest()

    def push_late(self, one: Laptop, how: float) -> None:
        """Put a batch on a stick; another one that lay there arrives."""
        self.late += one.batches()
        if self.late:
            with suppress(GapError):
                self.hub.receive(self.late[int(how * len(self.late))])

    def push_harmed(self, one: Laptop, how: float) -> None:
        """Carry a batch that was cut, or in which a bit flipped."""
        newest = self.hub.newest()
        for batch in one.batches():
            with pytest.raises(SyncError):
                self.hub.receive(_harmed(batch, how))
        assert self.hub.newest() == newest

    def pull_harmed(self, one: Laptop, how: float) -> None:
        """Take a feed that was cut, or in which a bit flipped."""
        seen = one.seen
        with pytest.raises(SyncError):
            one.take(_harmed(one.feed(), how))
        assert one.seen == seen

    def pull_a_page(self, one: Laptop, _how: float) -> None:
        """Take only the first changes."""
        one.take(one.feed(limit_ops=1))

    def pull_twice(self, one: Laptop, _how: float) -> None:
        """Take the same feed twice."""
        feed = one.feed()
        one.take(feed)
        before = one.rows("supplier")
        one.take(feed)
        assert one.rows("supplier") == before

    def crash_applying(self, one: Laptop, _how: float) -> None:
        """Let the program die after a feed was applied and before that was kept."""
        before = one.rows("supplier"), one.seen, one.conflicts()
        with pytest.raises(_DiedError):
            one.take(one.feed(), then=_die)
        assert (one.rows("supplier"), one.seen, one.conflicts()) == before

    def crash_merging(self, one: Laptop, _how: float) -> None:
        """Let the hub die after it merged and before that was kept."""
        newest, batches = self.hub.newest(), one.batches()
        remember = receiving._remember
        receiving._remember = _die
        try:
            for batch in batches:
                with suppress(GapError), pytest.raises(_DiedError):
                    self.hub.receive(batch)
        finally:
            receiving._remember = remember
        assert self.hub.newest() == newest

    # --- where it must end ----------------------------------------------------------------------

    def end(self) -> None:
        """Let everything arrive and compare laptops, hub and rule."""
        for _ in range(3):
            for one in self.laptops:
                one.sync()
        first = self.laptops[0]
        for one in self.laptops:
            assert one.rows("supplier") == first.rows("supplier")
            assert one.conflicts() == first.conflicts()
            assert not any(predicted for *_, predicted in one.conflicts())
            report = verify(one.workspace)
            assert report.is_clean, report.problems
        happened["conflicts"] += len(first.conflicts())
        self._compare_with_the_rule()
        self._every_own_change_is_there()

    def _compare_with_the_rule(self) -> None:
        states: dict[tuple[str, str], RowState] = {}
        with self.hub.connection() as connection:
            changes = connection.execute(
                "SELECT replace(key::text, '-', ''), replace(device::text, '-', ''), n, ops, "
                "header FROM hub.hub_change WHERE n IS NOT NULL ORDER BY n"
            ).fetchall()
            expected = 1
            for key, device, n, count, written in changes:
                assert n == expected, "a hub number is missing"
                header = json.loads(written)
                found = connection.execute(
                    "SELECT tbl, replace(pk::text, '-', ''), kind, data FROM hub.hub_op "
                    "WHERE n >= %s AND n < %s ORDER BY n",
                    (n, n + count),
                )
                ops = tuple(
                    Op(table, pk, kind, json.loads(text)) for table, pk, kind, text in found
                )
                change = Change(key, device, n, header["seen"], bool(header["atomic"]), ops)
                merge(change, lambda t, pk: states.setdefault((t, pk), RowState()), rule_of)
                expected = n + max(count, 1)
            kept = hub_rows.load(connection, states)
        for row, state in states.items():
            assert kept[row].heads == state.heads
            values = kept[row].values or {}
            assert {name: values[name] for name in state.values or {}} == (state.values or {})
            if row[0] == "supplier":
                shown = self.laptops[0].rows("supplier")[row[1]]
                assert {name: shown[name] for name in state.values or {}} == state.values

    def _every_own_change_is_there(self) -> None:
        with self.hub.connection() as connection:
            ordered = {
                key
                for (key,) in connection.execute(
                    "SELECT replace(key::text, '-', '') FROM hub.hub_change WHERE n IS NOT NULL"
                )
            }
        for one in self.laptops:
            own = one.ask(
                "SELECT key FROM journal_transaction WHERE origin IS NULL "
                "AND action <> 'sync.apply'"
            )
            assert {key for (key,) in own} <= ordered
            assert one.ask("SELECT count(*) FROM sync_rejected") == [(0,)]

    def _supplier(self, session: Session, which: int) -> Supplier:
        wanted = select(Supplier).where(col(Supplier.id) == self.keys[which])
        return session.exec(wanted.execution_options(with_deleted=True)).one()

    def close(self) -> None:
        """Close all programs."""
        for one in self.laptops:
            with suppress(InvalidRequestError):
                one.close()


class _DiedError(Exception):
    """The process is gone."""


def _die(*_: Any) -> Any:
    raise _DiedError


def _harmed(content: bytes, how: float) -> bytes:
    if how < 0.3:
        return content[: int(len(content) * how * 3)]
    place = int(len(content) * how)
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def test_given_those_histories_then_every_misfortune_came_up():
    assert all(happened[name] for name in ("push_harmed", "pull_harmed", "crash_applying"))
    assert happened["conflicts"], "nobody ever disagreed: the histories above prove little"

"""The same histories through the merge rule alone and through PostgreSQL end at the same place."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.base import new_id
from db.hub import rows
from db.sync.merge import Change, RowState, UnknownRowError, merge
from db.sync.rules import rule_of
from tests.hub.laptop import Laptop

if TYPE_CHECKING:
    from db.hub.store import Hub
    from db.sync import wire

ROWS = 3
COMPUTERS = 3
roads: Counter[str] = Counter()

# Person decides, all words, computed, a tombstone, a field and a table of a newer program.
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["가", "나", "다"]),
        "solutions": st.sampled_from(["MES", "ERP", "MES, 비전"]),
        "name_key": st.sampled_from(["ㄱ", "ㄴ"]),
        "deleted": st.sampled_from([0, 1]),
        "operating_state_on": st.sampled_from([None, "2026-01-02"]),
        "field_of_2030": st.sampled_from([1, 2.5, "셋", None]),
    },
).filter(bool)
TABLES = st.sampled_from(["supplier", "supplier", "supplier", "table_of_2030"])
EDIT = st.tuples(
    st.sampled_from(["insert", "update", "update", "update", "delete", "reopen"]),
    TABLES,
    st.integers(0, ROWS - 1),
    FIELDS,
)
PLAIN = st.tuples(
    st.just("update"),
    st.just("supplier"),
    st.just(0),
    st.fixed_dictionaries(
        {},
        optional={
            "name": st.sampled_from(["가", "나"]),
            "deleted": st.just(1),
            "name_key": st.sampled_from(["ㄱ", "ㄴ"]),
        },
    ).filter(bool),
)


def histories(edit: st.SearchStrategy[Any], edits: int) -> st.SearchStrategy[Any]:
    """Return batches: who sends, and per change its edits, whether atomic, and what was seen."""
    change = st.tuples(
        st.lists(edit, min_size=edits == 1, max_size=edits),
        st.booleans(),
        st.sampled_from([0.0, 0.5, 1.0]),
    )
    return st.lists(
        st.tuples(st.integers(0, COMPUTERS - 1), st.lists(change, min_size=1, max_size=3)),
        min_size=1,
        max_size=12,
    )


class Model:
    """The order of the hub by the merge rule alone."""

    def __init__(self, n: int) -> None:
        self.n = self.start = n
        self.rows: dict[tuple[str, str], RowState] = {}
        self.refused: list[str] = []
        self.told: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {}

    def row(self, table: str, pk: str) -> RowState:
        """Return a row, empty before it is added."""
        return self.rows.setdefault((table, pk), RowState())

    def take(self, device: str, one: wire.Transaction) -> None:
        """Bring a change into the order."""
        ops = tuple(one.each_op())
        header = one.header
        change = Change(
            header["key"], device, self.n + 1, header["seen"], bool(header["atomic"]), ops
        )
        try:
            results = merge(change, self.row, rule_of)
        except UnknownRowError:
            self.refused.append(header["key"])
            return
        for at, result in enumerate(results, start=change.n):
            heads = {name: [h.as_json() for h in told] for name, told in result.heads.items()}
            self.told[at] = (result.shown, heads)
        self.n += max(len(ops), 1)


def _edit(
    kind: str, table: str, pk: str, fields: dict[str, Any], model: Model
) -> tuple[str, str, str, dict[str, Any]]:
    if kind == "insert":
        whole = {
            "id": pk,
            "centre": "GN",
            "created_at": "2026-11-30 00:00:00.000000",
            "deleted": 0,
            "name": "",
            "solutions": "",
            "name_key": "",
        }
        return table, kind, pk, whole | fields
    if kind == "delete":
        return table, kind, pk, {}
    if kind == "reopen":  # somebody takes back how a conflict was settled
        heads = model.row(table, pk).heads
        kept = {name: [h.as_json() for h in heads[name]] for name in fields if name in heads}
        return table, kind, pk, kept
    return table, kind, pk, fields


QUICKLY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@QUICKLY
@given(history=histories(EDIT, 4))
def test_given_any_history_then_postgresql_agrees_with_the_rule(hub: Hub, history: Any) -> None:
    _live(hub, history)


@QUICKLY
@given(history=histories(PLAIN, 1))
def test_given_many_edits_of_one_row_then_postgresql_agrees_with_the_rule(
    hub: Hub, history: Any
) -> None:
    first = (0, [([("insert", "supplier", 0, {})], False, 1.0)])
    _live(hub, [first, *history])


def _live(hub: Hub, history: Any) -> None:
    """Lead a history down both ways and compare where they end."""
    computers = [Laptop.enrolled(hub) for _ in range(COMPUTERS)]
    keys = [new_id().hex for _ in range(ROWS)]
    model = Model(hub.newest())

    for computer, changes in history:
        author = computers[computer]
        sent = []
        for edits, atomic, share in changes:
            seen = model.start + int(share * (model.n - model.start))
            written = [_edit(k, t, keys[row], fields, model) for k, t, row, fields in edits]
            sent.append(author.change(*written, atomic=atomic, seen=seen))
        model.refused.clear()
        for one in sent:
            model.take(author.device, one)
        taken = hub.take(author.batch(*sent))
        roads[taken.road] += 1
        assert [one.change.key for one in taken.refused] == model.refused
        assert taken.n == hub.newest() == model.n

    _compare(hub, model)


def _compare(hub: Hub, model: Model) -> None:
    with hub.connection() as connection:
        found = rows.load(connection, model.rows)
        for row, state in model.rows.items():
            assert found[row].heads == state.heads
            if state.values is None:
                assert found[row].values is None
            else:
                values = found[row].values or {}
                assert {name: values[name] for name in state.values} == state.values
        told = {
            n: (json.loads(shown or "{}"), json.loads(heads or "{}"))
            for n, shown, heads in connection.execute(
                "SELECT n, shown, heads FROM hub.hub_op WHERE n > %s", (model.start,)
            )
        }
        assert told == model.told


def test_given_those_histories_then_both_roads_were_taken() -> None:
    """The story above would prove little if every batch took the same road."""
    assert roads["quick"] >= 20
    assert roads["careful"] >= 20

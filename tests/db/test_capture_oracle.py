"""The journal against SQLite's own session extension: both must tell the same about any edits."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from db import journal
from db.base import new_id
from desktop.services.workspace import DATABASE, Workspace
from tests.factory import make_case, make_company, make_note, make_supplier

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlmodel import Session

    Kept = tuple[apsw.Connection, dict[str, list[str]]]
    Net = dict[tuple[str, str], tuple[str, dict[str, Any]]]

_texts = some.text(max_size=12)
_which = some.integers(0, 5)
_statements = some.one_of(
    some.tuples(some.just("UPDATE company SET name = ? WHERE id = ?"), _texts, _which),
    some.tuples(some.just("UPDATE company SET employees = ? WHERE id = ?"),
                some.one_of(some.none(), some.integers(0, 10**6)), _which),
    some.tuples(some.just("UPDATE application SET debt_ratio = ? WHERE id = ?"),
                some.floats(-1e9, 1e9), _which),
    some.tuples(some.just("UPDATE note SET text = ?, deleted = NOT deleted WHERE id = ?"),
                _texts, _which),
    some.tuples(some.just("UPDATE supplier SET solutions = ?"), _texts, some.none()),
    some.tuples(some.just("DELETE FROM note WHERE text = ? OR id = ?"), _texts, _which),
    some.tuples(some.just("add"), _texts, _which),
)  # fmt: skip


def _begin(session: Session) -> dict[str, list[str]]:
    cases = [make_case(session, make_company(session, name=name)) for name in ("가", "나")]
    notes = [make_note(session, case, text=text) for case in cases for text in ("하나", "둘")]
    supplier = make_supplier(session)
    return {
        "company": [case.company_id.hex for case in cases],
        "note": [note.id.hex for note in notes],
        "supplier": [supplier.id.hex],
        "case": [case.id.hex for case in cases],
    }


def _net_by_journal(connection: apsw.Connection, after: int) -> Net:
    """Return per row what happened in the end, from the journal's ops."""
    net: Net = {}
    found = connection.execute(
        "SELECT tbl, pk, kind, data FROM journal_op WHERE seq > ? ORDER BY seq", (after,)
    )
    for table, pk, kind, written in found:
        values = json.loads(written)
        old_kind, old = net.pop((table, pk), ("", {}))
        if kind == "insert":
            net[table, pk] = ("insert", values)
        elif kind == "delete":
            if old_kind != "insert":
                net[table, pk] = ("delete", {})
        elif old_kind == "insert":
            net[table, pk] = ("insert", old | {name: pair[1] for name, pair in values.items()})
        else:
            first = {name: old.get(name, pair)[0] for name, pair in values.items()}
            whole = old | {name: [first[name], pair[1]] for name, pair in values.items()}
            net[table, pk] = ("update", whole)
    return _without_nothing(net)


def _net_by_session(session: apsw.Session) -> Net:
    """Return the same from SQLite's changeset; its columns come by place."""
    net: Net = {}
    for change in apsw.Changeset.iter(session.changeset()):
        columns = _columns[change.name]
        new = dict(zip(columns, change.new or (), strict=False))
        old = dict(zip(columns, change.old or (), strict=False))
        pk = str(new["id"] if change.op == "INSERT" else old["id"])
        kept = set(journal.columns_of(change.name))
        if change.op == "INSERT":
            net[change.name, pk] = ("insert", {k: v for k, v in new.items() if k in kept})
        elif change.op == "DELETE":
            net[change.name, pk] = ("delete", {})
        else:
            changed = {
                name: [old[name], value]
                for name, value in new.items()
                if value is not apsw.no_change and name in kept
            }
            net[change.name, pk] = ("update", changed)
    return _without_nothing(net)


def _without_nothing(net: Net) -> Net:
    """Leave out what led back to where it was."""
    left: Net = {}
    for row, (kind, values) in net.items():
        if kind != "update":
            left[row] = (kind, values)
        elif changed := {name: pair for name, pair in values.items() if pair[0] != pair[1]}:
            left[row] = (kind, changed)
    return left


_columns: dict[str, list[str]] = {}


@pytest.fixture(scope="module")
def kept(empty_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """Return a connection of the other library on a workspace, and the keys of its rows."""
    folder = tmp_path_factory.mktemp("oracle") / "workspace"
    shutil.copytree(empty_workspace, folder)
    workspace = Workspace.open(folder, centre="GN")
    rows = workspace.write(_begin).value
    workspace.close()
    connection = apsw.Connection(str(folder / DATABASE))
    for table in journal.journaled():
        told = connection.execute(f'PRAGMA table_info("{table}")')
        _columns[table] = [name for _, name, *_ in told]
    yield connection, rows
    connection.close()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(edits=some.lists(_statements, min_size=1, max_size=12))
def test_given_any_edits_then_journal_and_session_extension_say_the_same(
    kept: Kept, edits: list[tuple[str, Any, int | None]]
):
    connection, rows = kept
    connection.execute("BEGIN")
    try:
        (after,) = next(connection.execute("SELECT max(seq) FROM journal_op"))
        session = apsw.Session(connection, "main")
        for table in journal.journaled():
            session.attach(table)
        for statement, value, which in edits:
            _do(connection, rows, statement, value, which)

        assert _net_by_journal(connection, after) == _net_by_session(session)

        session.close()
    finally:
        connection.execute("ROLLBACK")


def _do(
    connection: apsw.Connection,
    rows: dict[str, list[str]],
    statement: str,
    value: Any,
    which: int | None,
) -> None:
    if statement == "add":
        case = rows["case"][(which or 0) % 2]
        connection.execute(
            "INSERT INTO note (id, centre, version, deleted, created_at, case_id, text) "
            "VALUES (?, 'GN', 1, 0, '2026-11-30 00:00:00.000000', ?, ?)",
            (new_id().hex, case, value or "메모"),
        )
    elif which is None:
        connection.execute(statement, (value,))
    else:
        table = statement.split()[2] if statement.startswith("DELETE") else statement.split()[1]
        keys = rows.get(table, ["없음"])
        connection.execute(statement, (value, keys[which % len(keys)]))

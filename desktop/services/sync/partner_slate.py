"""What a large firm's computer does with a slate: take it in, read it, answer, carry that back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.sync import envelope, wire
from db.sync_errors import (
    BatchBrokenError,
    GapError,
    HubRestoredError,
    NotForUsError,
    OtherCentreError,
    SlateClosedError,
)
from db.words import FileKind
from desktop.services.history.values import typed_row
from desktop.services.sync.slate_answers import heed, korean_day, outgoing, row_of, stored

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from desktop.services.sync.slate_store import SlateStore, Standing


@dataclass(frozen=True)
class Applied:
    """What a slate file did here; rows counted. revoked: nothing is left of the slate."""

    m: int
    shown: int
    gone: int
    revoked: bool
    rejected: int


@dataclass(frozen=True)
class SlateCase:
    """One case as the firm may see it: values by column, None where it may not see one yet.

    later: columns that are shown after acceptance. parts: rows by table.
    """

    id: str
    values: Mapping[str, Any]
    until_on: str
    purpose: str
    state: str
    later: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, tuple[Mapping[str, Any], ...]]


def apply(store: SlateStore, content: bytes, *, now: datetime | None = None) -> Applied:
    """Take a slate file in. A revoked slate is removed with its key.

    A file that is older than what is here changes nothing. Raises HubRestoredError where a whole
    slate has to be fetched, GapError, and what is wrong with the file; then nothing has changed.
    """
    here = store.standing
    label, body = envelope.unseal(content, public=here.hub_key, identity=store.keys.identity)
    _check(label, here)
    told = _read(body, label.name)
    restored = bool(here.epoch) and label.epoch != here.epoch
    if label.last < here.m and not restored:  # an older file must not bring back what was taken
        return Applied(here.m, 0, 0, revoked=False, rejected=0)
    if told["revoked"]:
        store.destroy(str(told["today"]), outgoing(store, now=now))
        return Applied(int(told["m"]), 0, 0, revoked=True, rejected=0)
    with store.applying() as connection:
        whole = bool(told["whole"])
        if not whole and (restored or _columns_differ(connection, told["columns"])):
            raise HubRestoredError(name=label.name)
        if not whole and label.first > here.m + 1:
            raise GapError(name=label.name, have=here.m, first=label.first)
        _make_room(connection, told["columns"], told["later"], whole=whole)
        for table, keys in told["gone"].items():
            connection.executemany(f'DELETE FROM "{table}" WHERE id = ?', [(key,) for key in keys])
        for table, rows in told["rows"].items():
            marks = ", ".join("?" * len(told["columns"][table]))
            connection.executemany(f'INSERT OR REPLACE INTO "{table}" VALUES ({marks})', rows)
        rejected = heed(connection, told["told"])
        days = max(here.day, str(told["today"]), korean_day(now))
        acked = int(told["told"].get("acked", 0))
        acked = acked if restored else max(here.acked, acked)
        store.move(m=told["m"], epoch=label.epoch, day=days, acked=acked)
        _purge(connection, days)
    shown, gone = ({k: len(v) for k, v in told[name].items()} for name in ("rows", "gone"))
    return Applied(told["m"], sum(shown.values()), sum(gone.values()), False, rejected)


def end_what_is_over(store: SlateStore, *, now: datetime | None = None) -> int:
    """Remove cases whose last day has passed, even if no hub was heard of; return how many.

    Raises SlateClosedError when none is left: then file and key are gone, too.
    """
    here = store.standing
    day = max(here.day, korean_day(now))
    if "disclosure" not in store.tables():
        return 0
    over = store.rows("SELECT DISTINCT case_id FROM disclosure WHERE until_on < ?", day)
    if not over and day == here.day:
        return 0
    with store.applying() as connection:
        store.move(day=day)
        _purge(connection, day)
    if over and not store.rows('SELECT id FROM "case"'):
        store.destroy(day)
        raise SlateClosedError(centre=here.centre, until=day)
    return len(over)


def list_cases(store: SlateStore) -> list[SlateCase]:
    """Return the cases that are shown, by number."""
    if "case" not in store.tables():
        return []
    later = _later(store)
    return [_case(store, row, later) for row in store.rows('SELECT * FROM "case" ORDER BY number')]


def open_case(
    store: SlateStore, case_id: str, *, reader: str, now: datetime | None = None
) -> SlateCase:
    """Return one case, after noting who looked at it. Raises AnswerRefusedError ("not_shown")."""
    row = row_of(store, case_id)
    with store.adding() as connection:
        connection.execute(
            "INSERT INTO viewing (case_id, reader, at) VALUES (?, ?, ?)",
            (case_id, reader[:60], stored(now)),
        )
    return _case(store, row, _later(store))


def _check(label: envelope.Label, here: Standing) -> None:
    if label.kind is not FileKind.SLATE:
        raise BatchBrokenError(name=label.name, why="kind")
    if label.to != here.device:
        raise NotForUsError(name=label.name, to=label.to)
    if label.centre != here.centre:
        raise OtherCentreError(name=label.name, found=label.centre, known=here.centre)


def _read(body: bytes, name: str) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(wire.unpacked(body))
        named = ("m", "whole", "revoked", "today", "columns", "later", "rows", "gone", "told")
        missing = [part for part in named if part not in told]
    except (ValueError, TypeError) as error:
        raise BatchBrokenError(name=name, why="shape") from error
    words = [*told["columns"], *(one for names in told["columns"].values() for one in names)]
    if missing or not all(isinstance(one, str) and one.isidentifier() for one in words):
        raise BatchBrokenError(name=name, why="shape")
    return told


def _columns_differ(connection: sqlite3.Connection, told: Mapping[str, Sequence[str]]) -> bool:
    for table, names in told.items():
        found = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
        if found and found != list(names):
            return True
    return False


def _make_room(
    connection: sqlite3.Connection,
    told: Mapping[str, Sequence[str]],
    later: Mapping[str, Sequence[str]],
    *,
    whole: bool,
) -> None:
    """Make the tables that the hub names; with `whole`, forget what was in them."""
    for table, names in told.items():
        if whole:
            connection.execute(f'DROP TABLE IF EXISTS "{table}"')
        rest = "".join(f', "{name}"' for name in names[1:])
        connection.execute(f'CREATE TABLE IF NOT EXISTS "{table}" (id TEXT PRIMARY KEY{rest})')
    connection.execute("DELETE FROM later")
    pairs = [(table, name) for table, names in later.items() for name in names]
    connection.executemany("INSERT INTO later VALUES (?, ?)", pairs)


def _purge(connection: sqlite3.Connection, day: str) -> None:
    """Remove cases whose last day lies before `day`, and the parents that only they have."""
    connection.execute("DELETE FROM disclosure WHERE until_on < ?", (day,))
    connection.execute('DELETE FROM "case" WHERE id NOT IN (SELECT case_id FROM disclosure)')
    named = connection.execute(
        "SELECT m.name, t.name FROM sqlite_master m JOIN pragma_table_info(m.name) t "
        "WHERE m.type = 'table' AND t.name = 'case_id' AND m.name NOT IN ('outgoing', 'viewing')"
    ).fetchall()
    for table, _ in named:
        connection.execute(f'DELETE FROM "{table}" WHERE case_id NOT IN (SELECT id FROM "case")')
    connection.execute(  # what was answered and taken about them goes along
        "DELETE FROM outgoing WHERE turn <= (SELECT told ->> 'acked' FROM standing) "
        'AND ops NOT IN (SELECT ops FROM outgoing, "case" WHERE instr(ops, "case".id))'
    )
    for table in ("company", "site", "supplier", "announcement"):
        connection.execute(
            f'DELETE FROM "{table}" WHERE id NOT IN '
            f'(SELECT {table}_id FROM "case" WHERE {table}_id IS NOT NULL)'
        )


def _later(store: SlateStore) -> dict[str, tuple[str, ...]]:
    later: dict[str, tuple[str, ...]] = {}
    for row in store.rows("SELECT tbl, field FROM later"):
        later[row["tbl"]] = (*later.get(row["tbl"], ()), row["field"])
    return later


def _case(
    store: SlateStore, row: dict[str, Any], later: Mapping[str, tuple[str, ...]]
) -> SlateCase:
    parts: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for table in sorted(store.tables() - {"case", "partner", "pool"}):
        if table in ("company", "site", "supplier", "announcement"):
            found = store.rows(f'SELECT * FROM "{table}" WHERE id = ?', row[f"{table}_id"])
        else:
            found = store.rows(f'SELECT * FROM "{table}" WHERE case_id = ? ORDER BY id', row["id"])
        parts[table] = tuple(typed_row(table, one) for one in found)
    given = parts["disclosure"][-1] if parts["disclosure"] else {}
    match = parts["match"][-1] if parts["match"] else {}
    return SlateCase(
        id=row["id"],
        values=typed_row("case", row),
        until_on=str(given.get("until_on") or ""),
        purpose=str(given.get("purpose") or ""),
        state=str(match.get("state") or ""),
        later=later,
        parts=parts,
    )

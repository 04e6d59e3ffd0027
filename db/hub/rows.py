"""Reads the rows that a batch touches, and writes back what it made of them, set by set.

What our tables don't know, of a newer program, lies in `hub_parked` and belongs to its row all the
same, so that it merges as everything else and is there after the upgrade.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db.hub.columns import kept, kept_tables
from db.sync.merge import Head, RowState, in_conflict
from db.sync.rules import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psycopg import Connection

    from db.sync.merge import Heads

    Row = tuple[str, str]  # table and key

FEW = 200  # up to so many rows, single statements are quicker than a staging table
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


@dataclass
class Outcome:
    """What becomes of the rows; values in the form in which they travel, by table and key."""

    inserts: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    updates: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    heads: dict[Row, dict[str, Heads]] = field(default_factory=dict)


def load(connection: Connection[Any], rows: Iterable[Row]) -> dict[Row, RowState]:
    """Return rows as they are shown, with their heads; a row that is not there has no values."""
    wanted: dict[str, list[str]] = defaultdict(list)
    states: dict[Row, RowState] = {}
    for table, pk in rows:
        if (table, pk) not in states:
            states[table, pk] = RowState()
            wanted[table].append(pk)
    for table, keys in wanted.items():
        known = kept(table)
        if known is None:
            continue
        found = connection.execute(
            f'SELECT {known.stored()} FROM "{table}" WHERE id = ANY(%s::uuid[])',
            (keys,),
        )
        at = known.columns.index("id")
        for values in found:
            states[table, values[at]].values = dict(zip(known.columns, values, strict=True))
    for table, keys in wanted.items():
        for pk, fields in _parked(connection, table, keys):
            state = states[table, pk]
            state.values = (state.values or {}) | fields
    for row, heads in heads_of(connection, wanted).items():
        states[row].heads = heads
    return states


def heads_of(
    connection: Connection[Any], wanted: dict[str, list[str]]
) -> dict[Row, dict[str, Heads]]:
    """Return the heads of those rows that have any, by table and key."""
    found = {}
    for table, keys in wanted.items():
        rows = connection.execute(
            "SELECT encode(uuid_send(pk), 'hex'), heads FROM hub.hub_head "
            "WHERE pk = ANY(%s::uuid[]) AND tbl = %s",
            (keys, table),
        )
        for pk, written in rows:
            found[table, pk] = {
                name: tuple(map(Head.of_json, heads)) for name, heads in json.loads(written).items()
            }
    return found


def _parked(
    connection: Connection[Any], table: str, keys: list[str]
) -> Iterable[tuple[str, dict[str, Any]]]:
    rows = connection.execute(
        "SELECT encode(uuid_send(pk), 'hex'), fields FROM hub.hub_parked "
        "WHERE pk = ANY(%s::uuid[]) AND tbl = %s",
        (keys, table),
    )
    return [(pk, json.loads(fields)) for pk, fields in rows]


def keep(connection: Connection[Any], outcome: Outcome) -> bool:
    """Write an outcome; return whether every row that was to be updated was there."""
    parked: dict[Row, dict[str, Any]] = {}
    for table in kept_tables():  # parents first
        if rows := outcome.inserts.get(table):
            _insert(connection, table, rows, parked)
    whole = True
    for table in kept_tables():
        if rows := outcome.updates.get(table):
            whole &= _update(connection, table, rows, parked)
    for part in (outcome.inserts, outcome.updates):
        for table, rows in part.items():
            if kept(table) is None:
                for pk, fields in rows.items():
                    parked.setdefault((table, pk), {}).update(fields)
    _keep_parked(connection, parked)
    _keep_heads(connection, outcome.heads)
    return whole


def _insert(
    connection: Connection[Any],
    table: str,
    rows: dict[str, dict[str, Any]],
    parked: dict[Row, dict[str, Any]],
) -> None:
    known = kept(table)
    assert known is not None
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for pk, fields in rows.items():
        if not fields.keys() <= known.known:
            parked[table, pk] = {n: v for n, v in fields.items() if n not in known.known}
        alike[tuple(fields)].append(fields)
    for given, same in alike.items():
        columns = [name for name in given if name in known.known]
        filled = {n: v for n, v in known.defaults.items() if n not in given}
        named = ", ".join(f'"{name}"' for name in (*columns, *filled))
        tail = list(filled.values())
        with (
            connection.cursor() as cursor,
            cursor.copy(f'COPY "{table}" ({named}) FROM STDIN') as copy,
        ):
            if len(columns) == len(given):
                for fields in same:
                    copy.write_row([*fields.values(), *tail])
            else:
                for fields in same:
                    copy.write_row([*(fields[name] for name in columns), *tail])


def _update(
    connection: Connection[Any],
    table: str,
    rows: dict[str, dict[str, Any]],
    parked: dict[Row, dict[str, Any]],
) -> bool:
    known = kept(table)
    assert known is not None
    alike: dict[tuple[str, ...], list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for pk, fields in rows.items():
        if not fields.keys() <= known.known:
            parked[table, pk] = {n: v for n, v in fields.items() if n not in known.known}
        columns = tuple(sorted(fields.keys() & known.known))
        alike[columns].append((pk, fields))
    alike.pop((), None)
    reached = 0
    for columns, same in alike.items():
        write = _update_few if len(same) <= FEW else _update_many
        reached += write(connection, table, columns, same)
    return reached == sum(map(len, alike.values()))


def _update_few(
    connection: Connection[Any],
    table: str,
    columns: tuple[str, ...],
    rows: list[tuple[str, dict[str, Any]]],
) -> int:
    to = ", ".join(f'"{name}" = %s' for name in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f'UPDATE "{table}" SET {to} WHERE id = %s::uuid',
            [[*(_text(fields[name]) for name in columns), pk] for pk, fields in rows],
        )
        return cursor.rowcount


def _update_many(
    connection: Connection[Any],
    table: str,
    columns: tuple[str, ...],
    rows: list[tuple[str, dict[str, Any]]],
) -> int:
    named = ", ".join(f'"{name}"' for name in ("id", *columns))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.stage")
        cursor.execute(
            f'CREATE TEMP TABLE stage ON COMMIT DROP AS SELECT {named} FROM "{table}" WITH NO DATA'
        )
        with cursor.copy(f"COPY pg_temp.stage ({named}) FROM STDIN") as copy:
            for pk, fields in rows:
                copy.write_row([pk, *(fields[name] for name in columns)])
        to = ", ".join(f'"{name}" = s."{name}"' for name in columns)
        cursor.execute(f'UPDATE "{table}" t SET {to} FROM pg_temp.stage s WHERE t.id = s.id')
        return cursor.rowcount


def _keep_parked(connection: Connection[Any], parked: dict[Row, dict[str, Any]]) -> None:
    if not parked:
        return
    wanted: dict[str, list[str]] = defaultdict(list)
    for table, pk in parked:
        wanted[table].append(pk)
    for table, keys in wanted.items():
        for pk, fields in _parked(connection, table, keys):
            parked[table, pk] = fields | parked[table, pk]
    _upsert(
        connection,
        "hub.hub_parked",
        ("tbl", "pk", "fields"),
        [(table, pk, _encode(fields)) for (table, pk), fields in parked.items()],
    )


def _keep_heads(connection: Connection[Any], heads: dict[Row, dict[str, Heads]]) -> None:
    _upsert(
        connection,
        "hub.hub_head",
        ("tbl", "pk", "heads", "conflict"),
        [
            (
                table,
                pk,
                _encode(
                    {name: [one.as_json() for one in several] for name, several in fields.items()}
                ),
                int(
                    any(
                        in_conflict(several, rule_of(table, name))
                        for name, several in fields.items()
                        if len(several) > 1
                    )
                ),
            )
            for (table, pk), fields in heads.items()
        ],
    )


def _upsert(
    connection: Connection[Any],
    table: str,
    columns: tuple[str, ...],
    rows: list[tuple[Any, ...]],
) -> None:
    """Write rows whose key is (pk, tbl) over what is there."""
    named = ", ".join(columns)
    over = ", ".join(f"{name} = excluded.{name}" for name in columns[2:])
    rest = f"ON CONFLICT (pk, tbl) DO UPDATE SET {over}"
    with connection.cursor() as cursor:
        if len(rows) <= FEW:
            marks = ", ".join("%s" for _ in columns)
            cursor.executemany(
                f"INSERT INTO {table} ({named}) VALUES ({marks}) {rest}",
                [[_text(value) for value in row] for row in rows],
            )
            return
        cursor.execute("DROP TABLE IF EXISTS pg_temp.stage")
        cursor.execute(
            f"CREATE TEMP TABLE stage ON COMMIT DROP AS SELECT {named} FROM {table} WITH NO DATA"
        )
        with cursor.copy(f"COPY pg_temp.stage ({named}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"INSERT INTO {table} ({named}) SELECT {named} FROM pg_temp.stage {rest}")


def _text(value: Any) -> str | None:
    """Return a value as text; PostgreSQL then reads it as what its column is."""
    if value is None or isinstance(value, str):
        return value
    return repr(value) if isinstance(value, float) else str(int(value))

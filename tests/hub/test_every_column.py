"""Whatever a computer can store goes through the hub and comes back the same, in every column."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
import zstandard
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from db.base import metadata, new_id
from db.hub.columns import kept, kept_tables
from db.sync import envelope
from tests.hub.laptop import Laptop

if TYPE_CHECKING:
    from pathlib import Path

    from db.hub.store import Hub

    Row = dict[str, Any]

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=30)
DAYS = st.dates().map(str)
MOMENTS = st.datetimes().map(lambda at: f"{at:%Y-%m-%d %H:%M:%S.%f}".rjust(26, "0"))
JSON_TEXT = st.dictionaries(TEXT, TEXT | st.integers() | st.none(), max_size=3).map(
    lambda value: json.dumps(value, ensure_ascii=False)
)
NUMBERS = st.integers(1, 5)  # within every CHECK of the tables
WON = st.integers(0, 2**63 - 1)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)


PARTS = 8  # so many tables at once that hypothesis can think of all their values
PLAIN: tuple[tuple[Any, Any], ...] = (
    (sa.Boolean, 0),
    (sa.Integer, 1),
    (sa.Float, 0.5),
    (sa.Date, "2026-01-02"),
    (sa.DateTime, "2026-01-02 03:04:05.000006"),
    (sa.JSON, "{}"),
    (sa.Uuid, "0" * 32),
    (sa.String, ""),
)


def _plain(column: sa.Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, sa.types.TypeDecorator):
        kind = kind.impl_instance
    return None if column.nullable else next(v for of, v in PLAIN if isinstance(kind, of))


def _values(column: sa.Column[Any]) -> st.SearchStrategy[Any]:
    kind = column.type
    if isinstance(kind, sa.types.TypeDecorator):
        kind = kind.impl_instance
    found = next(
        values
        for of, values in (
            (sa.Boolean, st.integers(0, 1)),
            (sa.BigInteger, WON),
            (sa.Integer, NUMBERS),
            (sa.Float, FLOATS),
            (sa.Date, DAYS),
            (sa.DateTime, MOMENTS),
            (sa.JSON, JSON_TEXT),
            (sa.Uuid, st.uuids().map(lambda key: key.hex)),
            (sa.String, TEXT),
        )
        if isinstance(kind, of)
    )
    return st.none() | found if column.nullable else found


class Rows(list[tuple[str, "Row"]]):
    """Rows with their tables; too many to print."""

    def __repr__(self) -> str:
        """Return how many there are."""
        return f"{len(self)} rows"


@st.composite
def rows_of_every_table(draw: st.DrawFn, part: int) -> Rows:
    """Return a row of each table, those that others refer to first; one part of them varied."""
    made: dict[str, str] = {}
    rows = Rows()
    for at, table in enumerate(kept_tables()):
        known = kept(table)
        assert known is not None
        row: Row = {}
        varied = at % PARTS == part
        for name in known.columns:
            column = metadata.tables[table].columns[name]
            refers = [key.column.table.name for key in column.foreign_keys]
            if refers:
                there = made.get(refers[0])
                row[name] = there
            else:
                row[name] = draw(_values(column)) if varied else _plain(column)
        row |= {"id": new_id().hex, "centre": "GN"}
        if table == "disclosure":  # the one rule that holds between two columns
            row["from_on"], row["until_on"] = sorted((row["from_on"], row["until_on"]))
        made[table] = row["id"]
        rows.append((table, row))
    return rows


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(drawn=st.data())
@pytest.mark.parametrize("part", range(PARTS))
def test_given_a_row_of_every_table_when_it_goes_round_then_it_is_the_same(
    hub: Hub, tmp_path: Path, part: int, drawn: st.DataObject
) -> None:
    written = drawn.draw(rows_of_every_table(part))
    author, reader = Laptop.enrolled(hub), Laptop.enrolled(hub)
    before = hub.newest()

    added = author.change(*[(table, "insert", row["id"], row) for table, row in written])
    taken = hub.take(author.batch(added))

    assert [one.facts for one in taken.refused] == []
    assert (taken.refused, taken.road) == ((), "quick")
    _label, (one,), _told = reader.opened(hub.feed(reader.device, before))
    assert [(op.table, op.fields) for op in one.each_op()] == written
    shown = shown_in_snapshot(hub, reader, tmp_path / "snapshot")
    for table, row in written:
        assert _same(table, shown[table][row["id"]]) == _same(table, row)


@settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(drawn=st.data())
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("road", ["quick", "careful"])
def test_given_rows_when_every_field_is_edited_then_it_shows_what_was_typed(
    hub: Hub, tmp_path: Path, road: str, part: int, drawn: st.DataObject
) -> None:
    first, second = (drawn.draw(rows_of_every_table(part)) for _ in range(2))
    author, reader = Laptop.enrolled(hub), Laptop.enrolled(hub)
    hub.take(author.batch(author.change(*[(t, "insert", row["id"], row) for t, row in first])))
    edits = []
    for (table, old), (_table, new) in zip(first, second, strict=True):
        known = kept(table)
        assert known is not None
        free = [
            name
            for name in known.columns
            if name not in known.fixed and not metadata.tables[table].columns[name].foreign_keys
        ]
        edits.append((table, "update", old["id"], {name: new[name] for name in free}))
    if road == "careful":
        edits.append(("table_of_2030", "insert", new_id().hex, {"what": 1}))

    taken = hub.take(author.batch(author.change(*edits, seen=hub.newest())))

    assert [one.facts for one in taken.refused] == []
    assert (taken.refused, taken.road, taken.conflicts) == ((), road, 0)
    shown = shown_in_snapshot(hub, reader, tmp_path / "snapshot")
    for (table, old), (_t, _k, _pk, fields) in zip(first, edits, strict=False):
        assert _same(table, shown[table][old["id"]]) == _same(table, old | fields)


def shown_in_snapshot(hub: Hub, reader: Laptop, file: Path) -> dict[str, dict[str, Row]]:
    """Return the rows of a snapshot by table and key, as text; None where there is nothing."""
    hub.write_snapshot(reader.device, file)
    _label, body = envelope.unseal(
        file.read_bytes(), public=reader.hub_key, identity=reader.keys.identity
    )
    lines = zstandard.ZstdDecompressor().stream_reader(body).read().decode().split("\n")
    told = json.loads(lines.pop(0))
    found: dict[str, dict[str, Row]] = {}
    for table in told["tables"]:
        rows = found.setdefault(table["name"], {})
        for _ in range(table["rows"]):
            values = [_unescaped(value) for value in lines.pop(0).split("\t")]
            row = dict(zip(table["columns"], values, strict=True))
            rows[row["id"]] = row
    assert lines == [""]
    return found


def _unescaped(value: str) -> str | None:
    if value == "\\N":
        return None
    signs = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
    parts = value.split("\\")
    text, at = parts[0], 1
    while at < len(parts):
        part = parts[at]
        if part:
            text += signs.get(part[0], part[0]) + part[1:]
        else:  # a backslash, and what follows it
            at += 1
            text += "\\" + parts[at]
        at += 1
    return text


def _same(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of either form in one: floats as numbers, everything else as text."""
    return {
        name: value
        if value is None
        else float(value)
        if isinstance(metadata.tables[table].columns[name].type, sa.Float)
        else str(value)
        for name, value in row.items()
    }

"""A center in which every cell is unique, and what a firm may see of it by a rule of its own.

The rule here is written a second time, in Python and from the meaning, so that a mistake in the
policies of PostgreSQL and one in this file would have to be the same to go unseen. Only the list
of columns is shared: it is what was decided.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import sqlalchemy as sa

import db.tables
from db.base import metadata
from db.hub import projection
from db.journal import journaled
from tests.hub.partner.firms import korean_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psycopg import Connection

assert db.tables  # the tables have to be known

_FIRST, _SECOND, _SIZE = 0xE000, 0xEC00, 0xC00  # two ranges of signs that nobody writes
# What decides who may see what; these columns hold what they mean and no canary.
MEANT = {
    ("match", "state"), ("match", "partner_id"), ("payment", "source"),
    ("disclosure", "from_on"), ("disclosure", "until_on"), ("disclosure", "revoked_on"),
}  # fmt: skip
_SKIPPED = {"id", "deleted", "version", "centre"}


class Canaries:
    """Makes values that occur once: texts of two signs, numbers, days, moments."""

    def __init__(self) -> None:
        self._made = 0

    def value(self, column: sa.Column[Any]) -> Any:
        """Return a value of the column's type, None where no value of it can be unique."""
        self._made += 1
        number = self._made
        kind: Any = column.type
        kind = kind.impl_instance if isinstance(kind, sa.types.TypeDecorator) else kind
        if _is_kept_small(column):
            return None
        makers: dict[type[Any], Callable[[], Any]] = {
            sa.Boolean: lambda: None,
            sa.JSON: lambda: None,
            sa.String: lambda: chr(_FIRST + number // _SIZE) + chr(_SECOND + number % _SIZE),
            sa.Integer: lambda: 1_100_000_000 + number,
            sa.Float: lambda: 1_200_000_000.5 + number,
            sa.DateTime: lambda: datetime(2101, 1, 1, tzinfo=UTC) + timedelta(days=number),
            sa.Date: lambda: date(2501, 1, 1) + timedelta(days=number),
            sa.Uuid: uuid4,
        }
        return next(make for one, make in makers.items() if isinstance(kind, one))()


def trace(value: Any) -> str | None:
    """Return how a canary looks wherever it travels, None for what is none."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, bool) or value is None:
        return None
    text = value.isoformat() if isinstance(value, date) else str(value)
    is_canary = text[0] >= chr(_FIRST) or text[:2] in ("11", "12", "21", "25", "26", "27", "28")
    return text if is_canary and len(text) != 1 else None


def traces_in(text: str) -> set[str]:
    """Return every canary in a text, whatever stands around it."""
    signs = f"[{chr(_FIRST)}-{chr(_SECOND - 1)}][{chr(_SECOND)}-{chr(0xF8FF)}]"
    found = set(re.findall(signs, text))
    found |= set(re.findall(r"(?<![\d-])2[1-9]\d\d-\d\d-\d\d", text))
    found |= set(re.findall(r"(?<![\d.a-f])1[12]\d{8}(?:\.\d+)?(?![\da-f])", text))
    return found | set(re.findall(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", text))


class Center:
    """All rows of a center, in memory and in PostgreSQL at once."""

    def __init__(self, connection: Connection, seed: int) -> None:
        self.connection = connection
        self.chance = random.Random(seed)
        self.canaries = Canaries()
        self.rows: dict[str, dict[UUID, dict[str, Any]]] = {name: {} for name in journaled()}

    def add(self, table: str, **given: Any) -> UUID:
        """Add a row whose cells are canaries except for what is given; return its key."""
        key = uuid4()
        row: dict[str, Any] = {"id": key, "centre": "GN", "version": 1, "deleted": False}
        for column in metadata.tables[table].columns:
            if column.name in given:
                row[column.name] = given[column.name]
            elif column.name not in _SKIPPED:
                row[column.name] = None if column.foreign_keys else self.canaries.value(column)
                if row[column.name] is None and not column.nullable:
                    row[column.name] = _empty(column)
        self.rows[table][key] = row
        names = list(row)
        self.connection.execute(
            f'INSERT INTO "{table}" ({", ".join(_quoted(names))}) '
            f"VALUES ({', '.join(['%s'] * len(names))})",
            [_sent(table, name, value) for name, value in row.items()],
        )
        return key

    def change(self, table: str, key: UUID, **values: Any) -> None:
        """Change cells of a row."""
        self.rows[table][key] |= values
        sets = ", ".join(f"{name} = %s" for name in _quoted(list(values)))
        sent = [_sent(table, name, value) for name, value in values.items()]
        self.connection.execute(f'UPDATE "{table}" SET {sets} WHERE id = %s', [*sent, key])

    def edit(self, table: str, key: UUID) -> None:
        """Put a new canary into a random cell of a row."""
        free = [
            column
            for column in metadata.tables[table].columns
            if column.name not in _SKIPPED
            and not column.foreign_keys
            and (table, column.name) not in MEANT
            and self.canaries.value(column) is not None
        ]
        column = self.chance.choice(free)
        self.change(table, key, **{column.name: self.canaries.value(column)})

    def live(self, table: str, **keys: Any) -> Iterator[dict[str, Any]]:
        """Yield rows that are not removed and have these values."""
        for row in self.rows[table].values():
            if not row["deleted"] and all(row[name] == value for name, value in keys.items()):
                yield row

    def allowed(self, partner: UUID) -> set[str]:
        """Return every canary that a firm may see now, and not one more."""
        firm = self.rows["partner"][partner]
        given = [
            row for row in self.live("disclosure", partner_id=partner)
            if row["from_on"] <= korean_day() <= row["until_on"] and row["revoked_on"] is None
            and not firm["deleted"] and not self.rows["case"][row["case_id"]]["deleted"]
        ]  # fmt: skip
        cases = {row["case_id"] for row in given}
        mine = [row for row in self.live("match", partner_id=partner) if row["case_id"] in cases]
        accepted = {row["case_id"] for row in mine if row["state"] in ("accepted", "confirmed")}
        found: set[str] = set()
        keys = [{row["id"] for row in rows} for rows in (given, mine)]
        for table, shown in projection.allowed().items():
            view = _View(table, partner, cases, accepted, *keys)
            for row in self.live(table):
                classes = self._classes(row, view)
                names = [name for kind in classes for name in shown.of(kind)]
                found |= {mark for name in names if (mark := trace(row[name])) is not None}
        return found

    def _classes(self, row: dict[str, Any], view: _View) -> list[str]:
        pools = (("open", view.cases), ("accepted", view.accepted))
        return [kind for kind, pool in pools if self._is_in(row, pool, view)]

    def _is_in(self, row: dict[str, Any], pool: set[UUID], view: _View) -> bool:
        table = view.table
        if table in ("partner", "pool"):
            return row["id" if table == "partner" else "partner_id"] == view.partner and bool(pool)
        if table in ("company", "site", "supplier", "announcement"):
            return any(self.rows["case"][c][f"{table}_id"] == row["id"] for c in pool)
        rules: dict[str, Callable[[], bool]] = {
            "disclosure": lambda: row["id"] in view.given,
            "match": lambda: row["id"] in view.matches,
            "funding_line": lambda: row["match_id"] in view.matches,
            "payment": lambda: bool(row["source"] == "partner"),
            "partner_answer": lambda: bool(row["partner_id"] == view.partner),
        }
        in_pool = row["id" if table == "case" else "case_id"] in pool
        return in_pool and rules.get(table, lambda: True)()


@dataclass(frozen=True)
class _View:
    """What a firm has: its disclosed and accepted cases, its matches, for rows of one table."""

    table: str
    partner: UUID
    cases: set[UUID]
    accepted: set[UUID]
    given: set[UUID]
    matches: set[UUID]


def _quoted(names: list[str]) -> list[str]:
    return [f'"{name}"' for name in names]


def _sent(table: str, name: str, value: Any) -> Any:
    is_json = isinstance(metadata.tables[table].columns[name].type, sa.JSON)
    return json.dumps(value) if is_json else value


def _is_kept_small(column: sa.Column[Any]) -> bool:
    """Return whether a check leaves a column too few values for each to be unique."""
    checks = (one for one in column.table.constraints if isinstance(one, sa.CheckConstraint))
    told = [str(one.sqltext) for one in checks]
    return any(
        re.search(rf"\b{column.name}\b", text) and ("BETWEEN" in text or "<" in text)
        for text in told
    )


def _empty(column: sa.Column[Any]) -> Any:
    if isinstance(column.type, sa.Boolean):
        return False
    return 1 if isinstance(column.type, (sa.Integer, sa.Float)) else {}

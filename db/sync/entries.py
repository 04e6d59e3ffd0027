"""Writes the journal of what was not typed here: headers and ops, in the order of the hub."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db import clock, journal
from db.base import new_id, now

if TYPE_CHECKING:
    import sqlite3

    from db.sync.wire import Transaction

_HEADER = (
    "id", "key", "action", "facts", "actor_id", "device", "reason", "at", "seen", "revision",
    "first_op", "last_op", "undoes", "origin", "turn", "n", "clock", "atomic", "salt", "digest",
    "prev", "hash",
)  # fmt: skip
_INSERT_HEADER = (
    f"INSERT INTO journal_transaction ({', '.join(_HEADER)}) "
    f"VALUES ({', '.join('?' * len(_HEADER))})"
)
INSERT_OP = (
    "INSERT OR IGNORE INTO journal_op (seq, tx, tbl, pk, root, kind, data) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_TAKING_BACK = ("undo", "redo")
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def packed(data: dict[str, Any]) -> str:
    """Return the data of an op as the journal keeps it."""
    return _ENCODE(data)


def stored_now() -> str:
    """Return this moment as storage keeps it."""
    return now().replace(tzinfo=None).isoformat(" ", "microseconds")


def root_in(table: str, values: dict[str, Any]) -> str:
    """Return the root key of a row with these values."""
    return str(values.get(journal.journaled()[table].ROOT) or values["centre"])


@dataclass
class Entries:
    """Collects headers and ops, and writes them all at once."""

    connection: sqlite3.Connection
    next_id: int = 0
    seq: int = 0  # of the last op
    newest: int = 0  # clock
    _headers: list[tuple[Any, ...]] = field(default_factory=list)
    _ops: list[tuple[Any, ...]] = field(default_factory=list)
    _ids: dict[str, int] = field(default_factory=dict)
    _undone: list[tuple[str, str | None, int]] = field(default_factory=list)

    @classmethod
    def begin(cls, connection: sqlite3.Connection) -> Entries:
        """Return a collection that goes on where the journal ends."""
        number, seq, newest = connection.execute(
            "SELECT (SELECT coalesce(max(id), 0) FROM journal_transaction), last_op, clock "
            "FROM journal_context"
        ).fetchone()
        return cls(connection, number + 1, seq, newest)

    def op(self, tx: int, table: str, pk: str, root: str, kind: str, data: dict[str, Any]) -> None:
        """Add an op at the end."""
        self.seq += 1
        self._ops.append((self.seq, tx, table, pk, root, kind, _ENCODE(data)))

    def reserve(self, ops: int) -> None:
        """Leave numbers free for ops that are laid down later."""
        self.seq += ops

    def add_op(self, entry: tuple[Any, ...]) -> None:
        """Add an op that has its number already."""
        self._ops.append(entry)

    def foreign(self, one: Transaction, last_n: int, first_op: int) -> int:
        """Add the header of a foreign change whose ops end here, and return its id."""
        told, number = one.header, self._take_id()
        self.newest = max(self.newest, _believable(told["clock"]))
        undoes = self._known(told["undoes"])
        self._headers.append((
            number, told["key"], told["action"], _facts(told["facts"]), told["actor_id"],
            one.label, told["reason"], told["at"], told["seen"], told["revision"],
            *self._span(first_op), undoes, one.device, one.turn, last_n, told["clock"],
            int(bool(told["atomic"])), told["salt"], "", told["prev"], "",
        ))  # fmt: skip
        self._ids[told["key"]] = number
        if told["undoes"]:
            self._undone.append((told["action"], told["undoes"], number))
        return number

    def decided(self, n: int, first_op: int) -> int:
        """Add the header of what the hub decided about own changes, with the ops that end here."""
        number = self._take_id()
        self.newest = clock.tick(self.newest)
        self._headers.append((
            number, new_id().hex, "sync.apply", "{}", None, "", "", stored_now(), n, "",
            *self._span(first_op), None, None, None, n, self.newest, 0, "", "", "", "",
        ))  # fmt: skip
        return number

    def upcoming(self) -> int:
        """Return the id of the header that is added next."""
        return self.next_id

    def write(self) -> None:
        """Write everything into the journal and say where it ends."""
        self.connection.executemany(_INSERT_HEADER, self._headers)
        self.connection.executemany(INSERT_OP, self._ops)
        for action, key, by in self._undone:
            self._mark(action, key, by)
        self.connection.execute(
            "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'journal_op'", (self.seq,)
        )
        self.connection.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT 'journal_op', ? WHERE NOT EXISTS "
            "(SELECT 1 FROM sqlite_sequence WHERE name = 'journal_op')",
            (self.seq,),
        )
        self.connection.execute(
            "UPDATE journal_context SET last_op = ?, clock = ?", (self.seq, self.newest)
        )

    def _take_id(self) -> int:
        self.next_id += 1
        return self.next_id - 1

    def _span(self, first_op: int) -> tuple[int | None, int | None]:
        return (first_op, self.seq) if self.seq >= first_op else (None, None)

    def _known(self, key: str | None) -> int | None:
        if not key:
            return None
        if key not in self._ids:
            found = self.connection.execute(
                "SELECT id FROM journal_transaction WHERE key = ?", (key,)
            ).fetchone()
            self._ids[key] = found[0] if found else 0
        return self._ids[key] or None

    def _mark(self, action: str, key: str | None, by: int) -> None:
        """Let what a foreign step took back be taken back here, too."""
        taken = self._known(key)
        if taken is None or action not in _TAKING_BACK:
            return
        self.connection.execute(
            "UPDATE journal_transaction SET undone_by = ? WHERE id = ?", (by, taken)
        )
        if action == "redo":
            self.connection.execute(
                "UPDATE journal_transaction SET undone_by = NULL WHERE id = "
                "(SELECT undoes FROM journal_transaction WHERE id = ?)",
                (taken,),
            )


def _facts(facts: Any) -> str:
    return facts if isinstance(facts, str) else json.dumps(facts, ensure_ascii=False)


_DAY = 86_400_000 << 16  # of a clock


def _believable(reading: int) -> int:
    """Return a foreign clock, or nothing where it runs more than a day ahead of this one."""
    return reading if isinstance(reading, int) and reading <= clock.tick(0) + _DAY else 0

"""Opens the journal for a change and closes it: who, when, why, what it built on, its hash.

Plain statements on the driver's own connection: every save pays for them, and the mapper would
double the price. The caller holds a writing transaction.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db import chain, clock
from db.base import new_id, now
from db.words import Action

if TYPE_CHECKING:
    import sqlite3
    from uuid import UUID

_MOMENT = "%Y-%m-%d %H:%M:%S.%f"
_CONTEXT = (
    "SELECT (SELECT coalesce(max(seq), 0) FROM journal_op), "
    "(SELECT coalesce(max(id), 0) FROM journal_transaction), "
    "last_op, seen, clock, hash FROM journal_context"
)
_OPS = "SELECT tbl, kind, pk, data, seq FROM journal_op WHERE seq > ? ORDER BY seq"
_KEEP = (
    "INSERT INTO journal_transaction (id, key, action, facts, actor_id, device, reason, at, seen, "
    "revision, first_op, last_op, undoes, clock, atomic, salt, digest, prev, hash) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_CLOSE = "UPDATE journal_context SET tx = NULL, clock = ?, hash = ?, last_op = ?"


@dataclass
class Header:
    """What a person does, before it is kept; `facts` and `undoes` may still be filled in."""

    action: Action
    facts: dict[str, Any] = field(default_factory=dict)
    actor: UUID | None = None
    device: str = ""
    reason: str = ""
    revision: str = ""
    undoes: int | None = None
    atomic: bool = False
    id: int = 0
    before: int = 0  # number of the last op before it


@dataclass(frozen=True)
class Kept:
    """What was kept under which number; None where nothing was changed."""

    number: int | None
    tables: frozenset[str]


def begin(connection: sqlite3.Connection, header: Header) -> None:
    """Open the journal for a change and give it its number."""
    newest, header.before = catch_up(connection, header.revision)
    header.id = newest + 1
    connection.execute("UPDATE journal_context SET tx = ?", (header.id,))


def catch_up(connection: sqlite3.Connection, revision: str) -> tuple[int, int]:
    """Return the numbers of the newest change and of the last op.

    Ops that another tool wrote past the program get a change of their own first; without one no
    other computer would hear of them. Numbers of ops may be taken that are laid down later.
    """
    last, newest, last_op, *_ = connection.execute(_CONTEXT).fetchone()
    if last > last_op:
        outside = Header(Action.OUTSIDE, revision=revision, id=newest + 1, before=last_op)
        connection.execute("UPDATE journal_op SET tx = ? WHERE seq > ?", (outside.id, last_op))
        end(connection, outside)
        newest += 1
    return newest, max(last, last_op)


def end(connection: sqlite3.Connection, header: Header) -> Kept:
    """Keep the header of a change at the end of this computer's chain and close the journal."""
    ops = connection.execute(_OPS, (header.before,)).fetchall()
    if not ops and header.undoes is None:
        connection.execute("UPDATE journal_context SET tx = NULL")
        return Kept(None, frozenset())
    _, _, last_op, seen, newest, prev = connection.execute(_CONTEXT).fetchone()
    reading, salt = clock.tick(newest), chain.new_salt()
    covered = {
        "key": new_id().hex,
        "action": header.action.value,
        "facts": json.loads(json.dumps(header.facts)),
        "actor_id": None if header.actor is None else header.actor.hex,
        "reason": header.reason,
        "at": now().strftime(_MOMENT),
        "seen": seen,
        "clock": reading,
        "revision": header.revision,
        "atomic": int(header.atomic),
        "undoes": _key_of(connection, header.undoes),
    }
    digest = chain.digest_of(
        salt, ((tbl, kind, pk, chain.net(kind, json.loads(text))) for tbl, kind, pk, text, _ in ops)
    )
    kept = chain.hash_of(prev, covered, digest)
    connection.execute(
        _KEEP,
        (
            header.id, covered["key"], covered["action"], json.dumps(header.facts),
            covered["actor_id"], header.device, header.reason, covered["at"], seen,
            header.revision, ops[0][4] if ops else None, ops[-1][4] if ops else None,
            header.undoes, reading, covered["atomic"], salt, digest, prev, kept,
        ),
    )  # fmt: skip
    connection.execute(_CLOSE, (reading, kept, ops[-1][4] if ops else last_op))
    return Kept(header.id, frozenset(op[0] for op in ops))


def _key_of(connection: sqlite3.Connection, change: int | None) -> str | None:
    if change is None:
        return None
    row = connection.execute("SELECT key FROM journal_transaction WHERE id = ?", (change,))
    found = row.fetchone()
    return None if found is None else str(found[0])

"""What a large firm's computer may write: answers and viewings, of cases that it was shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from db.base import metadata
from db.hub import access, projection
from db.hub.merging import Refused
from db.hub.slates import refresh
from db.words import Action, AnswerKind, DeclineReason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from psycopg import Connection

    from db.hub.proving import Arrived
    from db.sync.merge import Op

# A decision stands on these; when one of them has changed since, it has to be read again.
_DECIDED_ON = ("case", "application", "match", "funding_line", "kpi")
_ACTIONS = frozenset({Action.PARTNER_ANSWER.value, Action.PARTNER_VIEW.value})
_DECISIONS = (AnswerKind.APPROVE, AnswerKind.HOLD, AnswerKind.DECLINE)
_WORDS: dict[str, type[AnswerKind | DeclineReason]] = {"kind": AnswerKind, "reason": DeclineReason}


@dataclass(frozen=True)
class Refusal:
    """Why a change of a firm's computer is not taken: a code and what belongs to it."""

    code: str
    facts: dict[str, Any]


def refusal(
    connection: Connection[Any], device: UUID, partner: UUID, change: Arrived
) -> Refused | None:
    """Return why a change that arrived from a firm's computer may not be taken."""
    header = change.header
    if header["action"] not in _ACTIONS or header["actor_id"] or header["undoes"]:
        return Refused(change, "not_allowed", {"action": header["action"]})
    row = connection.execute("SELECT n FROM hub.hub_counter").fetchone()
    n = 0 if row is None else int(row[0])
    found = admit(connection, device, partner, change.ops, seen=change.seen, n=n)
    return None if found is None else Refused(change, found.code, found.facts)


def admit(
    connection: Connection[Any],
    device: UUID,
    partner: UUID,
    ops: Sequence[Op],
    *,
    seen: int,
    n: int,
) -> Refusal | None:
    """Return why a change of a firm's computer may not be taken, None where it may.

    seen: number of the firm's stream that the author had before them. Codes: not_allowed (table,
    kind or column), not_shown (no disclosure in force), moved (a decision on what has changed
    since), value. PostgreSQL is asked last, as the firm's role: what it refuses is not taken.
    """
    for op in ops:
        refusal = _odd(op) or _of_another(op, partner)
        if refusal is not None:
            return refusal
    m, rows = refresh(connection, device, partner, n=n)
    disclosed = {row[1] for row in rows["disclosure"].values()}
    for op in ops:
        case = str(op.fields["case_id"])
        if op.table == "slate_view" and _was_told(connection, device, case):
            continue  # that somebody looked is told even after it was taken back
        if case not in disclosed:
            return Refusal("not_shown", {"table": op.table})
        if op.fields.get("kind") in _DECISIONS and _has_moved(connection, device, case, seen):
            return Refusal("moved", {"table": op.table, "seen": seen, "now": m})
    return _asked_as_the_firm(
        connection, partner, [op for op in ops if str(op.fields["case_id"]) in disclosed]
    )


def _has_moved(connection: Connection[Any], device: UUID, case: str, seen: int) -> bool:
    found = connection.execute(
        "SELECT 1 FROM slate.held WHERE device = %s AND m > %s AND case_id::text = %s "
        "AND tbl = ANY(%s) LIMIT 1",
        (device, seen, _dashed(case), list(_DECIDED_ON)),
    )
    return found.fetchone() is not None


def _was_told(connection: Connection[Any], device: UUID, case: str) -> bool:
    found = connection.execute(
        "SELECT 1 FROM slate.held WHERE device = %s AND tbl = 'case' AND pk::text = %s",
        (device, _dashed(case)),
    )
    return found.fetchone() is not None


def _dashed(key: str) -> str:
    return "-".join((key[:8], key[8:12], key[12:16], key[16:20], key[20:]))


def _odd(op: Op) -> Refusal | None:
    """Refuse whatever is not a whole new row of what a firm may write."""
    written = projection.WRITTEN.get(op.table)
    wanted = {*projection.KEPT, *(written or ())} - {"version"}
    if written is None or op.kind != "insert" or set(op.fields) - {"version"} != wanted:
        return Refusal("not_allowed", {"table": op.table, "kind": op.kind})
    for name, value in op.fields.items():
        limit = getattr(metadata.tables[op.table].columns[name].type, "length", None)
        if limit is not None and isinstance(value, str) and len(value) > limit:
            return Refusal("value", {"table": op.table, "field": name})
    for name, words in _WORDS.items():
        value = op.fields.get(name)
        if value is not None and value not in {word.value for word in words}:
            return Refusal("value", {"table": op.table, "field": name})
    return None


def _of_another(op: Op, partner: UUID) -> Refusal | None:
    alike = op.fields["partner_id"] == partner.hex and op.fields["id"] == op.pk
    return None if alike else Refusal("not_allowed", {"table": op.table, "field": "partner_id"})


def _asked_as_the_firm(
    connection: Connection[Any], partner: UUID, ops: Sequence[Op]
) -> Refusal | None:
    """Let PostgreSQL judge: add the rows as the firm's role, and take them away again."""
    try:
        with connection.transaction(), access.reading_for(connection, partner):
            for op in ops:
                names = [name for name in op.fields if name != "version"]
                connection.execute(
                    sql.SQL("INSERT INTO public.{} ({}, version) VALUES ({}, 1)").format(
                        sql.Identifier(op.table),
                        sql.SQL(", ").join(map(sql.Identifier, names)),
                        sql.SQL(", ").join(sql.Placeholder() * len(names)),
                    ),
                    [_as_text(op.fields[name]) for name in names],
                )
            raise psycopg.Rollback
    except psycopg.errors.InsufficientPrivilege:
        return Refusal("not_shown", {"table": ops[0].table})
    except psycopg.Error:
        return Refusal("value", {"table": ops[0].table})
    return None


def _as_text(value: Any) -> Any:
    """Return a value that travels as text, which PostgreSQL reads by the type of its column."""
    return value if value is None else str(value)

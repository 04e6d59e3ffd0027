"""What people at a large firm answer about a case, and how that travels back to the center."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from db import chain, clock
from db.base import new_id
from db.engine import HEAD
from db.sync import envelope, wire
from db.sync_errors import AnswerRefusedError, BatchBrokenError, NotForUsError
from db.words import Action, AnswerKind, DeclineReason, FileKind

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from desktop.services.sync.slate_store import SlateStore, Standing

_KOREA = timezone(timedelta(hours=9), "KST")
_MOMENT = "%Y-%m-%d %H:%M:%S.%f"
_NEEDS_TEXT = (AnswerKind.COMMENT, AnswerKind.SUPPLEMENT)


@dataclass(frozen=True)
class OwnAnswer:
    """One answer of the firm. code: why the center did not take it; under_way: not told yet."""

    kind: AnswerKind
    reason: DeclineReason | None
    text: str
    author: str
    answered_at: str
    code: str
    under_way: bool


def answer(
    store: SlateStore,
    case_id: str,
    kind: AnswerKind,
    *,
    author: str,
    text: str = "",
    reason: DeclineReason | None = None,
    now: datetime | None = None,
) -> None:
    """Write an answer down; it travels with the next file.

    Raises AnswerRefusedError: "not_shown", "ended", "reason", "text".
    """
    row_of(store, case_id)
    here = store.standing
    day = max(here.day, korean_day(now))
    if not store.rows("SELECT 1 FROM disclosure WHERE case_id = ? AND until_on >= ?", case_id, day):
        raise AnswerRefusedError(code="ended")
    if kind is AnswerKind.DECLINE and reason is None:
        raise AnswerRefusedError(code="reason")
    if kind in _NEEDS_TEXT and not text.strip():
        raise AnswerRefusedError(code="text")
    row = _new_row(here, case_id, now) | {
        "kind": kind.value,
        "reason": reason.value if reason else None,
        "text": text.strip()[:4000],
        "author": author.strip()[:60],
        "slate_number": here.m,
        "answered_at": stored(now),
    }
    with store.adding() as connection:
        _write_down(store, connection, Action.PARTNER_ANSWER, [("partner_answer", row)], now)


def answers_to(store: SlateStore, case_id: str) -> list[OwnAnswer]:
    """Return what the firm answered about a case, the newest first, with what became of it."""
    known = {}
    if "partner_answer" in store.tables():
        found = store.rows("SELECT * FROM partner_answer WHERE case_id = ?", case_id)
        known = {row["id"]: (row, "", False) for row in found}
    acked = store.standing.acked
    for change in store.rows("SELECT turn, ops, code FROM outgoing ORDER BY turn"):
        for table, row in json.loads(change["ops"]):
            if table == "partner_answer" and row["case_id"] == case_id and row["id"] not in known:
                known[row["id"]] = (row, change["code"], change["turn"] > acked)
    shown = [_own(*one) for one in known.values()]
    return sorted(shown, key=lambda one: one.answered_at, reverse=True)


def outgoing(store: SlateStore, *, now: datetime | None = None) -> bytes | None:
    """Return the batch file with answers and viewings that the hub has not confirmed, if any."""
    _pack_viewings(store, now)
    here = store.standing
    changes = [_transaction(row) for row in _unconfirmed(store, here)]
    if not changes:
        return None
    label = envelope.Label(
        kind=FileKind.BATCH,
        sender=here.device,
        to=envelope.HUB,
        centre=here.centre,
        epoch=here.epoch,
        first=changes[0].turn,
        last=changes[-1].turn,
        acked=here.m,
        revision=HEAD,
        clock=clock.tick(0),
        seal="age",
        label=here.label,
    )
    return envelope.seal(label, wire.pack(changes), store.keys, recipients=[here.hub_seal])


def confirm(store: SlateStore, content: bytes) -> int:
    """Take the hub's receipt for a batch in; return how many changes were not taken."""
    here = store.standing
    label, body = envelope.unseal(content, public=here.hub_key, identity=store.keys.identity)
    if label.kind is not FileKind.RECEIPT:
        raise BatchBrokenError(name=label.name, why="kind")
    if label.to != here.device:
        raise NotForUsError(name=label.name, to=label.to)
    _, told = wire.unpack(body)
    with store.applying() as connection:
        rejected = heed(connection, told)
        store.move(acked=max(here.acked, int(told.get("acked", 0))))
    return rejected


def heed(connection: sqlite3.Connection, told: Mapping[str, Any]) -> int:
    """Write down which changes the hub did not take; return how many are new."""
    fresh = 0
    for one in told.get("rejected", ()):
        fresh += connection.execute(
            "UPDATE outgoing SET code = ?, facts = ? WHERE turn = ? AND key = ? AND code = ''",
            (one["code"], json.dumps(one.get("facts", {})), one["turn"], one["key"]),
        ).rowcount
    return fresh


def row_of(store: SlateStore, case_id: str) -> dict[str, Any]:
    """Return the row of a case that is shown. Raises AnswerRefusedError ("not_shown")."""
    found = []
    if "case" in store.tables():
        found = store.rows('SELECT * FROM "case" WHERE id = ?', case_id)
    if not found:
        raise AnswerRefusedError(code="not_shown")
    return found[0]


def _own(row: Mapping[str, Any], code: str, under_way: bool) -> OwnAnswer:
    reason = row["reason"]
    return OwnAnswer(
        kind=AnswerKind(row["kind"]),
        reason=None if reason is None else DeclineReason(reason),
        text=row["text"],
        author=row["author"],
        answered_at=row["answered_at"],
        code=code,
        under_way=under_way,
    )


def _new_row(here: Standing, case_id: str, now: datetime | None) -> dict[str, Any]:
    return {
        "id": new_id().hex,
        "centre": here.centre,
        "deleted": 0,
        "created_at": stored(now),
        "case_id": case_id,
        "partner_id": here.partner,
    }


def _pack_viewings(store: SlateStore, now: datetime | None) -> None:
    seen = store.rows("SELECT * FROM viewing ORDER BY id")
    if not seen:
        return
    here = store.standing
    rows = [
        (
            "slate_view",
            _new_row(here, one["case_id"], now) | {"reader": one["reader"], "viewed_at": one["at"]},
        )
        for one in seen
    ]
    with store.adding() as connection:
        # Each by itself: one case that was taken back must not hold up the lines of the others.
        for row in rows:
            _write_down(store, connection, Action.PARTNER_VIEW, [row], now)
        connection.execute("DELETE FROM viewing")


def _write_down(
    store: SlateStore,
    connection: sqlite3.Connection,
    action: Action,
    rows: list[tuple[str, dict[str, Any]]],
    now: datetime | None,
) -> None:
    """Put a change at the end of this computer's chain."""
    here = store.standing
    salt = chain.new_salt()
    header: dict[str, Any] = {
        "key": new_id().hex,
        "action": action.value,
        "facts": {},
        "actor_id": None,
        "reason": "",
        "at": stored(now),
        "seen": here.m,
        "clock": clock.tick(0),
        "revision": HEAD,
        "atomic": 0,
        "undoes": None,
        "salt": salt,
        "prev": here.hash,
    }
    net = [(table, "insert", row["id"], row) for table, row in rows]
    turn = here.turn + 1
    connection.execute(
        "INSERT INTO outgoing (turn, key, header, ops) VALUES (?, ?, ?, ?)",
        (turn, header["key"], json.dumps(header), json.dumps(rows, ensure_ascii=False)),
    )
    digest = chain.digest_of(salt, net)
    store.move(turn=turn, hash=chain.hash_of(here.hash, header, digest))


def _unconfirmed(store: SlateStore, here: Standing) -> list[dict[str, Any]]:
    return store.rows(
        "SELECT turn, header, ops FROM outgoing WHERE turn > ? ORDER BY turn", here.acked
    )


def _transaction(kept: Mapping[str, Any]) -> wire.Transaction:
    shapes: list[tuple[str, str, tuple[str, ...]]] = []
    rows = []
    for table, row in json.loads(kept["ops"]):
        shape = (table, "insert", tuple(row))
        if shape not in shapes:
            shapes.append(shape)
        rows.append([shapes.index(shape), row["id"], *row.values()])
    return wire.Transaction(json.loads(kept["header"]), kept["turn"], shapes, rows)


def korean_day(now: datetime | None) -> str:
    """Return the day in Korea, by which disclosures begin and end."""
    return (now or datetime.now(UTC)).astimezone(_KOREA).date().isoformat()


def stored(now: datetime | None) -> str:
    """Return a moment, or this one, as storage keeps it."""
    return (now or datetime.now(UTC)).astimezone(UTC).strftime(_MOMENT)

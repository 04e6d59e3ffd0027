"""Lays conflicts open again when their settling is taken back, and closes them when that is.

What a settled field becomes on other computers is told by a `reopen` op (docs/adr/0010): the heads
that stood side by side before.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from db.sync import conflict_rows, forcing
from db.sync.careful import FUTURE

if TYPE_CHECKING:
    import sqlite3
    from typing import Any

    from sqlmodel import Session

# A redo closes again what the change that it did again had closed.
_CLOSED_BY = (
    "SELECT tbl, pk, root, field, heads FROM sync_conflict WHERE closed_by = :id OR closed_by IN ("
    "SELECT r.id FROM journal_transaction r JOIN journal_transaction u ON u.id = r.undoes "
    "WHERE u.undoes = :id)"
)


def follow(session: Session, change_id: int, *, by: int) -> None:
    """Reopen what a change had closed, and close what it had reopened; `by` takes it back."""
    session.flush()
    connection: sqlite3.Connection = session.connection().connection.driver_connection  # type: ignore[assignment]
    for table, pk, root, field, heads in connection.execute(
        _CLOSED_BY, {"id": change_id}
    ).fetchall():
        opened = [_travelling(head) for head in json.loads(heads)]
        forcing.op(connection, by, (table, pk, root), "reopen", {field: opened})
        conflict_rows.open_again(connection, table, pk, field)
    for table, pk, root, written in connection.execute(
        "SELECT o.tbl, o.pk, o.root, o.data FROM journal_op o JOIN journal_transaction t "
        "ON o.seq BETWEEN t.first_op AND t.last_op WHERE t.id = ? AND o.kind = 'reopen'",
        (change_id,),
    ).fetchall():
        for field in json.loads(written):
            forcing.value_as_it_is(connection, by, (table, pk, root), field)


def _travelling(head: list[Any]) -> list[Any]:
    """Return a head as others can take it; one without a number gets that of the op."""
    n, device, value, place, bundle, implied = head
    if n < FUTURE:
        return head
    return [0, device, value, 0 if place >= FUTURE else place, bundle, implied]

"""Follows a hub that was restored from a backup: what lies above its order is only here again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def follow(connection: sqlite3.Connection, epoch: str, base: int, acked: int) -> None:
    """Take a hub's new epoch; what it lost is sent again, and told again by the others.

    base: the number up to which the restored order is the one that was known. acked: the last turn
    of this computer that the hub still knows.
    """
    connection.execute("UPDATE sync_self SET epoch = ?, acked = min(acked, ?)", (epoch, acked))
    connection.execute("UPDATE journal_context SET seen = min(seen, ?)", (base,))
    connection.execute(
        "UPDATE journal_transaction SET n = NULL WHERE origin IS NULL AND action <> 'sync.apply' "
        "AND (n > ? OR (n = 0 AND turn > ?))",
        (base, acked),
    )

"""Knows this computer again: what its database says of itself, and what the operating system kept.

A database that was copied to another computer, or brought back from a backup, must not go on
counting turns that another has given already. Keys and the last turn lie in files of the user's
account, never in the workspace; where the two differ, a new identity is needed.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import uuid4

from db.sync.keys import kept_keys

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from db.sync.keys import Keys


class Standing(StrEnum):
    """What a look at both sides says."""

    NONE = "none"  # it never had an identity
    SAME = "same"
    COPIED = "copied"  # the account does not know it, or knows another copy
    RESTORED = "restored"  # it has given turns that the database no longer knows


@dataclass(frozen=True)
class Mark:
    """What both sides hold: the last turn that was given, and the hash of that change."""

    incarnation: str
    turn: int
    hash: str


def keys_of(store: Path, device: str) -> Keys | None:
    """Return the private keys of a device, None where this account does not hold them."""
    return kept_keys(store / f"{device}.keys")


def key_file(store: Path, device: str) -> Path:
    """Return the file that holds the private keys of a device."""
    return store / f"{device}.keys"


def standing(connection: sqlite3.Connection, store: Path) -> Standing:
    """Return whether the database is the one that this account knows."""
    found = connection.execute("SELECT device FROM sync_self WHERE id = 1").fetchone()
    if found is None:
        return Standing.NONE
    here, kept = mark_of(connection), _kept(store, found[0])
    if kept is None or kept.incarnation != here.incarnation:
        return Standing.COPIED
    if kept.turn > here.turn or (kept.turn and _hash_at(connection, kept.turn) != kept.hash):
        return Standing.RESTORED
    return Standing.SAME


def mark_of(connection: sqlite3.Connection) -> Mark:
    """Return what the database says of itself."""
    incarnation, turn = connection.execute("SELECT incarnation, turn FROM sync_self").fetchone()
    return Mark(incarnation, turn, _hash_at(connection, turn))


def remember(connection: sqlite3.Connection, store: Path) -> None:
    """Let the account know how far this database has come; before anything leaves."""
    (device,) = connection.execute("SELECT device FROM sync_self").fetchone()
    file = _file(store, device)
    store.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".incoming")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        json.dump(asdict(mark_of(connection)), opened)
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(file)


def renew(connection: sqlite3.Connection) -> str:
    """Give the database a new identity, and return it; in the caller's writing transaction.

    It has to be enrolled again. What was not confirmed goes out once more under the new one, with
    the keys that it had, so that the hub knows what it has already.
    """
    device = uuid4().hex
    connection.execute(
        "UPDATE sync_self SET device = ?, incarnation = ?, turn = 0, acked = 0, last_batch = '', "
        "hub_key = ''",
        (device, uuid4().hex),
    )
    start_over(connection)
    return device


def start_over(connection: sqlite3.Connection) -> None:
    """Let turns be given from 1 again, under an identity that has given none."""
    connection.execute("UPDATE journal_transaction SET turn = NULL WHERE origin IS NULL")


def forget(store: Path, device: str) -> None:
    """Remove what the account holds of a device, its keys too."""
    for file in (_file(store, device), key_file(store, device)):
        file.unlink(missing_ok=True)


def _hash_at(connection: sqlite3.Connection, turn: int) -> str:
    found = connection.execute(
        "SELECT hash FROM journal_transaction WHERE origin IS NULL AND turn = ?", (turn,)
    ).fetchone()
    return "" if found is None else str(found[0])


def _kept(store: Path, device: str) -> Mark | None:
    try:
        return Mark(**json.loads(_file(store, device).read_text("ascii")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _file(store: Path, device: str) -> Path:
    return store / f"{device}.json"

"""Follows the chain of this computer's changes and names where it was cut or altered.

Whoever alters a kept change without its values' journal, or removes the last ones, breaks a hash;
the hub and every auditor's export hold copies of the later hashes.
"""

from __future__ import annotations

import json
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from db import chain
from db.words import Action
from desktop.services.security.problems import Problem, ProblemKind

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

_TABLE = "journal_transaction"
_COVERED = ", ".join(f"t.{name}" for name in chain.COVERED[:-1])
_CHANGES = (
    f"SELECT t.id, t.prev, t.digest, t.salt, t.hash, {_COVERED}, u.key "
    "FROM journal_transaction t LEFT JOIN journal_transaction u ON u.id = t.undoes "
    "WHERE t.origin IS NULL AND t.action <> :decided ORDER BY t.id"
)
# Own changes come one after the other, so the order of ops is that of changes.
_OPS = (
    "SELECT o.tx, o.tbl, o.kind, o.pk, o.data FROM journal_op o "
    "JOIN journal_transaction t ON t.id = o.tx "
    "WHERE t.origin IS NULL AND t.hash <> '' ORDER BY o.seq"
)


def breaks(connection: sqlite3.Connection, told: Callable[[int], object]) -> Iterator[Problem]:
    """Yield every change that is not what was chained.

    Changes from before there was a chain are passed by. told: hears the number of ops looked at.
    """
    digests = _Digests(connection, told)
    end = ""
    begun = False
    for number, prev, digest, salt, kept, *covered in connection.execute(
        _CHANGES, {"decided": Action.SYNC_APPLY.value}
    ):
        if not kept and not begun:
            continue
        begun = True
        header = dict(zip(chain.COVERED, covered, strict=True))
        header["facts"] = json.loads(header["facts"])
        if digest != digests.of(number, salt) or kept != chain.hash_of(prev, header, digest):
            yield Problem(ProblemKind.CHAIN, _TABLE, str(number), detail="altered")
        if prev != end:
            yield Problem(ProblemKind.CHAIN, _TABLE, str(number), detail="cut")
        end = kept
    (last,) = connection.execute("SELECT hash FROM journal_context").fetchone() or ("",)
    if last != end:
        yield Problem(ProblemKind.CHAIN, _TABLE, detail="lost its end")


class _Digests:
    """Computes the digest of one change after the other from one pass over the journal."""

    def __init__(self, connection: sqlite3.Connection, told: Callable[[int], object]) -> None:
        self._changes = groupby(connection.execute(_OPS), key=itemgetter(0))
        self._told = told
        self._next: tuple[int, Any] | None = next(self._changes, None)

    def of(self, number: int, salt: str) -> str:
        """Return the digest of a change; numbers have to come in growing order."""
        while self._next is not None and self._next[0] < number:
            self._next = next(self._changes, None)
        if self._next is None or self._next[0] > number:
            return chain.digest_of(salt, ())
        ops = [
            (table, kind, pk, chain.net(kind, json.loads(written)))
            for _, table, kind, pk, written in self._next[1]
        ]
        self._told(len(ops))
        return chain.digest_of(salt, ops)

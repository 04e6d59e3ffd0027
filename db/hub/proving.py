"""Proves what a computer sent before anything of it is believed: shape, digests, chain.

All of it works on the bytes alone; what the hub remembers is asked in `db/hub/receive.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db import chain, clock
from db.sync import wire
from db.sync.merge import Op
from db.sync_errors import BatchBrokenError, FutureClockError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from db.sync.envelope import Label

DAY_SECONDS = 86_400
ABSURD_SECONDS = 20 * 366 * DAY_SECONDS  # no battery that ran down puts a clock that far ahead
LARGEST_BATCH = 64_000_000  # bytes of a whole file; what is more comes in parts
_KINDS = frozenset({"insert", "update", "delete", "reopen"})
_KEY = re.compile("[0-9a-f]{32}")
_KEY_LENGTH = 34  # with its quotes


@dataclass(frozen=True)
class Arrived:
    """One change that arrived whole. texts: per op its new values by field, as JSON.

    ahead: its clock is more than a day ahead of the hub's; that is told, never trusted.
    """

    key: str
    turn: int
    seen: int
    atomic: bool
    header: dict[str, Any]
    hash: str
    ops: tuple[Op, ...]
    texts: tuple[str, ...]
    ahead: bool


def check_clock(label: Label, now: datetime) -> None:
    """Refuse a file that no clock can have dated.

    Raises FutureClockError.
    """
    try:
        at = clock.moment(label.clock)
    except (OverflowError, ValueError, OSError):
        raise FutureClockError(name=label.name, at="?", device=label.sender) from None
    if (at - now).total_seconds() > ABSURD_SECONDS:
        raise FutureClockError(name=label.name, at=at.date().isoformat(), device=label.sender)


def read(label: Label, body: bytes, now: datetime) -> list[Arrived]:
    """Return the changes of a batch, each chained to the one before it.

    Raises BatchBrokenError, BatchTooLargeError.
    """
    transactions, _told = wire.unpack(body)
    turns = [one.turn for one in transactions]
    if turns != list(range(label.first, label.first + len(turns))) or label.last != (
        label.first + len(turns) - 1
    ):
        raise BatchBrokenError(name=label.name, why="turns")
    found: list[Arrived] = []
    latest = (now.timestamp() + DAY_SECONDS) * 1000
    try:
        for one in transactions:
            found.append(_arrived(one, latest))
            if len(found) > 1 and found[-1].header["prev"] != found[-2].hash:
                raise BatchBrokenError(name=label.name, why="chain")
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise BatchBrokenError(name=label.name, why="shape") from error
    return found


def _arrived(one: wire.Transaction, latest: float) -> Arrived:
    header = _checked(one.header)
    ops, texts = [], []
    for op, whole, text in _ops(one):
        ops.append(op)
        texts.append((whole, text))
    digest = chain.digest_of_encoded(header["salt"], (whole for whole, _ in texts))
    return Arrived(
        key=header["key"],
        turn=one.turn,
        seen=header["seen"],
        atomic=bool(header["atomic"]),
        header=header,
        hash=chain.hash_of(header["prev"], header, digest),
        ops=tuple(ops),
        texts=tuple(text for _, text in texts),
        ahead=(header["clock"] >> 16) > latest,
    )


def _ops(one: wire.Transaction) -> Iterator[tuple[Op, str, str]]:
    """Yield each op, what the digest covers of it, and the part of that with its values."""
    begins = [len(chain.encoded((table, kind, "", {}))) - 4 for table, kind, _ in one.shapes]
    for shape, pk, *values in one.rows:
        table, kind, columns = one.shapes[shape]
        if _KEY.fullmatch(pk) is None or kind not in _KINDS:
            raise ValueError(pk)
        fields = dict(zip(columns, values, strict=True))
        whole = chain.encoded((table, kind, pk, fields))
        yield Op(table, pk, kind, fields), whole, whole[begins[shape] + _KEY_LENGTH - 1 : -1]


def _checked(header: dict[str, Any]) -> dict[str, Any]:
    """Return a header whose parts are what they have to be."""
    for name in ("action", "reason", "revision", "salt", "prev", "at"):
        if not isinstance(header[name], str) or "\0" in header[name]:
            raise TypeError(name)
    for name in ("seen", "clock"):
        if not isinstance(header[name], int) or not 0 <= header[name] < 1 << 63:
            raise TypeError(name)
    for name in ("key", "actor_id", "undoes"):
        if not (name != "key" and header[name] is None) and not _KEY.fullmatch(header[name]):
            raise ValueError(name)
    return header

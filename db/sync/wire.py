"""What travels between computers: transactions, packed in columns and without old values.

One form serves the hub, a folder and a file. Its shape is written down in docs/adr/0010.
"""

from __future__ import annotations

import gc
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import zstandard

from db.sync.merge import Op
from db.sync_errors import BatchBrokenError, BatchTooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LEVEL = 3
LARGEST = 2_000_000_000  # bytes once unpacked; more is refused before it is unpacked
LARGEST_RATIO = 400  # what compresses better is no sheet and no text
_SMALL = 1_000_000  # below this, any ratio may be

HEADER = (
    "key", "action", "facts", "actor_id", "reason", "at", "seen", "clock", "revision", "atomic",
    "undoes", "salt", "prev",
)  # fmt: skip


@dataclass
class Transaction:
    """One change as it travels.

    header: the values of `HEADER` as storage keeps them; `undoes` is a key. shapes, rows: each row
    is `[shape, key, value, …]`, and `shapes[shape]` is `(table, kind, columns)`; the order of rows
    is the order of ops. device, label: who made it; empty in a batch, whose header says so.
    n: hub number of its first op, 0 in a batch. shown: by place of the op, the values that are
    shown although the op says otherwise. heads: by place of the op and field, heads as JSON.
    echo: the receiver made it itself; then it has no rows, and `ops` says how many it had.
    """

    header: dict[str, Any]
    turn: int
    shapes: list[tuple[str, str, tuple[str, ...]]]
    rows: list[list[Any]]
    device: str = ""
    label: str = ""
    n: int = 0
    ops: int = 0
    shown: dict[int, dict[str, Any]] = field(default_factory=dict)
    heads: dict[int, dict[str, list[Any]]] = field(default_factory=dict)
    echo: bool = False

    def each_op(self) -> Iterator[Op]:
        """Yield the ops one by one, for the careful road."""
        for shape, pk, *values in self.rows:
            table, kind, columns = self.shapes[shape]
            yield Op(table, pk, kind, dict(zip(columns, values, strict=True)))


def pack(transactions: Iterable[Transaction], told: dict[str, Any] | None = None) -> bytes:
    """Return transactions as compressed JSON; told: what else the hub has to say, as JSON."""
    shapes: dict[tuple[str, str, tuple[str, ...]], int] = {}
    headers: list[list[Any]] = []
    rows: list[list[Any]] = []
    for one in transactions:
        numbers = [shapes.setdefault(shape, len(shapes)) for shape in one.shapes]
        if numbers == list(range(len(numbers))):
            rows += one.rows
        else:
            rows += ([numbers[shape], *rest] for shape, *rest in one.rows)
        headers.append(_written(one))
    whole = {"shapes": list(shapes), "txs": headers, "ops": rows, "told": told or {}}
    return packed(
        json.dumps(whole, ensure_ascii=False, separators=(",", ":"), check_circular=False)
    )


def packed(text: str) -> bytes:
    """Return compressed text for `unpacked`."""
    return zstandard.ZstdCompressor(level=LEVEL).compress(text.encode())


def unpack(body: bytes) -> tuple[list[Transaction], dict[str, Any]]:
    """Return the transactions of `pack`, and what else was told.

    Raises BatchBrokenError, BatchTooLargeError.
    """
    with garbage_waits():
        return _unpacked(unpacked(body))


def _unpacked(text: bytes) -> tuple[list[Transaction], dict[str, Any]]:
    try:
        whole = json.loads(text)
        shapes = [(table, kind, tuple(columns)) for table, kind, columns in whole["shapes"]]
        rows, at = whole["ops"], 0
        told = dict(whole["told"])
        found = []
        for kept in whole["txs"]:
            one = _read(kept, shapes)
            count = 0 if one.echo else one.ops
            one.rows = rows[at : at + count]
            at += count
            found.append(one)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise BatchBrokenError(why="shape") from error
    if at != len(rows):
        raise BatchBrokenError(why="shape")
    return found, told


@contextmanager
def garbage_waits() -> Iterator[None]:
    """Keep Python from looking for garbage among a hundred thousand rows that all are in use."""
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()


def unpacked(body: bytes) -> bytes:
    """Return what zstd packed, after looking at how much it would become.

    Raises BatchBrokenError, BatchTooLargeError.
    """
    try:
        size = zstandard.get_frame_parameters(body).content_size
        if size in (zstandard.CONTENTSIZE_UNKNOWN, zstandard.CONTENTSIZE_ERROR):
            raise BatchBrokenError(why="compression")
        if size > LARGEST or (size > _SMALL and size > len(body) * LARGEST_RATIO):
            raise BatchTooLargeError(size=size, limit=LARGEST)
        return zstandard.ZstdDecompressor().decompress(body)
    except zstandard.ZstdError as error:
        raise BatchBrokenError(why="compression") from error


def _written(one: Transaction) -> list[Any]:
    places = {str(at): values for at, values in one.shown.items()}
    heads = {str(at): values for at, values in one.heads.items()}
    header = [one.header[name] for name in HEADER]
    return [
        header, one.turn, one.ops or len(one.rows), one.device, one.label, one.n, places, heads,
        int(one.echo),
    ]  # fmt: skip


def _read(kept: list[Any], shapes: list[tuple[str, str, tuple[str, ...]]]) -> Transaction:
    header, turn, ops, device, label, n, places, heads, echo = kept
    return Transaction(
        header=dict(zip(HEADER, header, strict=True)),
        turn=turn,
        shapes=shapes,
        rows=[],
        device=device,
        label=label,
        n=n,
        ops=ops,
        shown={int(at): values for at, values in places.items()},
        heads={int(at): values for at, values in heads.items()},
        echo=bool(echo),
    )

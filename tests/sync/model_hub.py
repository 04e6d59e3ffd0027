"""A hub in memory: the pure merge rule, an order, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from db import clock
from db.sync import envelope, wire
from db.sync.incoming import Feed
from db.sync.keys import Keys, new_keys
from db.sync.merge import Change, Op, Result, RowState, UnknownRowError, merge
from db.sync.rules import rule_of
from db.sync.wire import Transaction
from db.words import FileKind

if TYPE_CHECKING:
    from collections.abc import Callable


def _rows() -> dict[tuple[str, str], RowState]:
    return defaultdict(RowState)


def _lists() -> dict[str, list[dict[str, Any]]]:
    return defaultdict(list)


@dataclass
class Ordered:
    """A change in the order of the hub."""

    device: str
    n: int
    sent: Transaction
    ops: tuple[Op, ...]
    results: tuple[Result, ...]

    @property
    def last(self) -> int:
        """Return the number of the last op."""
        return self.n + max(len(self.ops), 1) - 1


@dataclass
class ModelHub:
    """Takes batches, gives feeds. refuses: says why a change can't be taken, if so."""

    refuses: Callable[[Transaction], str] = lambda _one: ""
    rows: dict[tuple[str, str], RowState] = field(default_factory=_rows)
    log: list[Ordered] = field(default_factory=list)
    turns: dict[str, int] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    rejected: dict[str, list[dict[str, Any]]] = field(default_factory=_lists)
    base: int = 0

    @property
    def n(self) -> int:
        """Return the newest number."""
        return self.log[-1].last if self.log else 0

    def receive(self, device: str, body: bytes) -> None:
        """Take a batch: whole, once, and in the order of its turns."""
        for one in wire.unpack(body)[0]:
            turn = self.turns.get(device, 0)
            if one.turn <= turn:
                continue
            assert one.turn == turn + 1, "a gap in the turns"
            self.turns[device] = one.turn
            if one.header["key"] not in self.keys:
                self._take(device, one)

    def _take(self, device: str, one: Transaction) -> None:
        self.keys.add(one.header["key"])
        ops = tuple(one.each_op())
        change = Change(
            one.header["key"], device, self.n + 1, one.header["seen"],
            bool(one.header["atomic"]), ops,
        )  # fmt: skip
        code = self.refuses(one)
        try:
            if code:
                raise UnknownRowError(code)
            results = merge(change, lambda table, pk: self.rows[table, pk], rule_of)
        except UnknownRowError:
            told = {"key": change.key, "turn": one.turn, "code": code or "row", "facts": {}}
            self.rejected[device].append(told)
            return
        self.log.append(Ordered(device, change.n, one, ops, results))

    def feed(self, device: str, after: int, *, limit: int = 10_000) -> Feed:
        """Return what comes after a number, at least one change."""
        found: list[Transaction] = []
        last = after
        for one in self.log:
            if one.n > after and (not found or one.last <= after + limit):
                found.append(_as_told(one, device))
                last = one.last
        told = {
            "acked": self.turns.get(device, 0),
            "rejected": self.rejected[device],
            "base": self.base,
        }
        body = wire.pack(found, told)
        transactions, again = wire.unpack(body)
        acked = self.turns.get(device, 0)
        return Feed("feed", after + 1, last, acked, transactions, again, body)


def _as_told(one: Ordered, device: str) -> Transaction:
    shown = {at: result.shown for at, result in enumerate(one.results) if result.shown}
    heads = {
        at: {name: [head.as_json() for head in heads] for name, heads in result.heads.items()}
        for at, result in enumerate(one.results)
        if result.heads
    }
    is_echo = one.device == device
    return Transaction(
        header=one.sent.header,
        turn=one.sent.turn,
        shapes=[] if is_echo else one.sent.shapes,
        rows=[] if is_echo else one.sent.rows,
        device=one.device,
        label=f"PC {one.device[-2:]}",
        n=one.n,
        ops=len(one.ops),
        shown=shown,
        heads=heads,
        echo=is_echo,
    )


@dataclass
class FileHub:
    """The same hub behind files: it proves, opens, seals and signs as a real one does."""

    model: ModelHub = field(default_factory=ModelHub)
    keys: Keys = field(default_factory=new_keys)
    epoch: str = field(default_factory=lambda: uuid4().hex)
    devices: dict[str, Keys] = field(default_factory=dict)
    clock: int = 0

    def receive(self, content: bytes) -> bytes:
        """Take a batch and return the receipt."""
        device = envelope.label_of(content).sender
        label, body = envelope.unseal(
            content, public=self.devices[device].public, identity=self.keys.identity
        )
        assert label.first <= self.model.turns.get(device, 0) + 1
        self.model.receive(device, body)
        return self.file(device, label.acked, FileKind.RECEIPT)

    def file(
        self, device: str, after: int, kind: FileKind = FileKind.FEED, *, limit: int = 10_000
    ) -> bytes:
        """Return a feed, or a receipt, for a device."""
        feed = self.model.feed(device, after, limit=limit)
        is_receipt = kind is FileKind.RECEIPT
        body = wire.pack([], feed.told) if is_receipt else feed.body
        label = envelope.Label(
            kind=kind, sender=envelope.HUB, to=device, centre="GN", epoch=self.epoch,
            first=after + 1, last=after if is_receipt else feed.last, acked=feed.acked,
            revision="0011", clock=self.clock or clock.tick(0), seal="age",
        )  # fmt: skip
        return envelope.seal(label, body, self.keys, recipients=[self.devices[device].recipient])

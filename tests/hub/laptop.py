"""A computer as the hub sees it: its changes, chained, packed, signed and sealed."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from db import chain, clock
from db import engine as engines
from db.base import new_id
from db.sync import envelope, wire
from db.sync.keys import Keys, new_keys
from db.words import FileKind

if TYPE_CHECKING:
    from db.hub.store import Hub

    Edit = tuple[str, str, str, dict[str, Any]]  # table, kind, key, fields


@dataclass
class Laptop:
    """Makes batches. seen: the hub number that it has applied; its changes say so."""

    keys: Keys = field(default_factory=new_keys)
    device: str = field(default_factory=lambda: new_id().hex)
    centre: str = "GN"
    epoch: str = ""
    hub_seal: str = ""
    hub_key: str = ""
    seen: int = 0
    turn: int = 0
    hash: str = ""

    @classmethod
    def enrolled(cls, hub: Hub, label: str = "노트북") -> Laptop:
        """Return one that the hub lets in."""
        one = cls()
        told = hub.enrol(hub.new_code(), one.device, one.keys.public, one.keys.recipient, label)
        one.centre, one.epoch = told.centre, told.epoch.hex
        one.hub_seal, one.hub_key = told.seal, told.key
        return one

    def change(
        self, *edits: Edit, atomic: bool = False, seen: int | None = None, **header: Any
    ) -> wire.Transaction:
        """Return the next change of this computer."""
        salt = chain.new_salt()
        told = {
            "key": uuid4().hex,
            "action": "unknown",
            "facts": {},
            "actor_id": None,
            "reason": "",
            "at": "2026-11-30 00:00:00.000000",
            "seen": self.seen if seen is None else seen,
            "clock": clock.tick(0),
            "revision": engines.HEAD,
            "atomic": int(atomic),
            "undoes": None,
            "salt": salt,
            "prev": self.hash,
        } | header
        shapes: list[tuple[str, str, tuple[str, ...]]] = []
        rows = []
        for table, kind, pk, fields in edits:
            shape = (table, kind, tuple(fields))
            if shape not in shapes:
                shapes.append(shape)
            rows.append([shapes.index(shape), pk, *fields.values()])
        net = [(table, kind, pk, fields) for table, kind, pk, fields in edits]
        self.turn += 1
        self.hash = chain.hash_of(told["prev"], told, chain.digest_of(told["salt"], net))
        return wire.Transaction(told, self.turn, shapes, rows)

    def batch(self, *changes: wire.Transaction, seal: str = "age", **label: Any) -> bytes:
        """Return the file that carries changes to the hub."""
        told = {
            "kind": FileKind.BATCH,
            "sender": self.device,
            "to": envelope.HUB,
            "centre": self.centre,
            "epoch": self.epoch,
            "first": changes[0].turn if changes else self.turn + 1,
            "last": changes[-1].turn if changes else self.turn,
            "acked": self.seen,
            "revision": engines.HEAD,
            "clock": int(time.time() * 1000) << 16,
            "seal": seal,
        } | label
        body = wire.pack(changes)
        return envelope.seal(envelope.Label(**told), body, self.keys, recipients=[self.hub_seal])

    def opened(
        self, content: bytes
    ) -> tuple[envelope.Label, list[wire.Transaction], dict[str, Any]]:
        """Return what a file of the hub says."""
        label, body = envelope.unseal(content, public=self.hub_key, identity=self.keys.identity)
        transactions, told = wire.unpack(body)
        return label, transactions, told

"""Makes the files that leave: packed, sealed, signed, in the register before they are carried."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db import clock
from db import engine as engines
from db.sync import envelope, identity, outgoing
from db.tables import SyncFile, SyncSelf
from db.words import FileKind
from desktop.services.sync import identities

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from sqlmodel import Session

    from db.sync.outgoing import Packed
    from db.words import Carrier
    from desktop.services.workspace import Workspace


@dataclass(frozen=True)
class Batch:
    """A file that is ready to go: its label and bytes, and how many changes it holds."""

    label: envelope.Label
    content: bytes
    changes: int

    @property
    def sha256(self) -> str:
        """Return the digest of the whole file."""
        return hashlib.sha256(self.content).hexdigest()


def give_turns(workspace: Workspace) -> int:
    """Give turns to what has none, and let the account know; only then anything may leave."""
    given = workspace.receive(lambda connection: (outgoing.give_turns(connection), set())).value
    workspace.read(lambda s: identity.remember(identities.driver(s), workspace.identities))
    return given


def batches(
    workspace: Workspace, here: SyncSelf, *, after: int, seal: str, told: dict[str, Any]
) -> Iterator[Batch]:
    """Yield files with all changes after the turn `after`, each one chained to the one before."""
    packed = workspace.read(lambda s: list(outgoing.pack(identities.driver(s), after, told=told)))
    seen = workspace.read(lambda s: seen_of(identities.driver(s)))
    keys = identities.keys_of(workspace, here)
    prev = here.last_batch
    for part, one in enumerate(packed, start=1):
        label = _label(here, one, seen=seen, seal=seal, prev=prev)
        label = replace(label, part=part, parts=len(packed))
        content = envelope.seal(label, one.body, keys, recipients=[here.hub_seal])
        batch = Batch(envelope.label_of(content), content, one.changes)
        prev = batch.sha256
        yield batch


def seen_of(connection: sqlite3.Connection) -> int:
    """Return the hub number up to which everything is applied here."""
    return int(connection.execute("SELECT seen FROM journal_context").fetchone()[0])


def register(
    workspace: Workspace, batch: Batch, carrier: Carrier, other_side: str, *, note: str = ""
) -> SyncFile:
    """Write a file that is about to leave into the register and return its line."""
    line = SyncFile(
        out=True,
        carrier=carrier,
        kind=FileKind.BATCH,
        name=batch.label.name,
        sha256=batch.sha256,
        size=len(batch.content),
        first=batch.label.first,
        last=batch.label.last,
        other_side=other_side[:120],
        person=workspace.person,
        note=note[:300],
    )

    def _keep(session: Session) -> None:
        session.add(line)
        session.get_one(SyncSelf, 1).last_batch = line.sha256

    workspace.keep(_keep)
    return line


def unacknowledged(workspace: Workspace) -> list[SyncFile]:
    """Return the batches that went out and were never confirmed, the oldest first."""
    return workspace.read(
        lambda session: list(
            session.exec(
                select(SyncFile)
                .where(SyncFile.out, SyncFile.kind == FileKind.BATCH)
                .where(col(SyncFile.confirmed_at).is_(None), SyncFile.failed == "")
                .order_by(col(SyncFile.at), col(SyncFile.id))
            )
        )
    )


def _label(here: SyncSelf, packed: Packed, *, seen: int, seal: str, prev: str) -> envelope.Label:
    return envelope.Label(
        kind=FileKind.BATCH,
        sender=here.device.hex,
        to=envelope.HUB,
        centre=here.centre,
        epoch="" if here.epoch is None else here.epoch.hex,
        first=packed.first,
        last=packed.last,
        acked=seen,
        revision=engines.HEAD,
        clock=clock.tick(0),
        seal=seal,
        prev=prev,
        label=here.label,
    )

"""Computers and a hub as they are: workspaces on SQLite, PostgreSQL, and signed files between."""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from db import clock
from db import engine as engines
from db.base import metadata
from db.sync import envelope, incoming, outgoing, wire
from db.sync.keys import Keys, new_keys
from db.sync_errors import SyncError
from db.words import Action, FileKind
from desktop.services.workspace import Workspace

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

    from sqlmodel import Session

    from db.hub.store import Hub
    from db.sync.incoming import Applied

_ENROLLED = (
    "INSERT INTO sync_self (id, device, incarnation, label, centre, hub_url, hub_key, hub_seal, "
    "epoch, turn, acked, last_batch, baseline_n, baseline_sha256) "
    "VALUES (1, ?, ?, ?, 'GN', '', ?, ?, ?, 0, 0, '', 0, '')"
)


class Laptop:
    """A workspace that a hub knows; files go to the hub and come back as they would on a stick."""

    def __init__(self, folder: Path, hub: Hub, keys: Keys, name: str) -> None:
        self.folder = folder
        self.hub = hub
        self.keys = keys
        self.name = name
        self.workspace = Workspace.open(folder, centre="GN")
        self.device = str(self.ask("SELECT device FROM sync_self")[0][0])

    @classmethod
    def fresh(cls, empty: Path, folder: Path, hub: Hub, name: str) -> Laptop:
        """Copy an empty workspace and enrol it."""
        shutil.copytree(empty, folder)
        keys, device = new_keys(), uuid4()
        told = hub.enrol(hub.new_code(), device.hex, keys.public, keys.recipient, name)
        workspace = Workspace.open(folder, centre="GN")
        known = (device.hex, uuid4().hex, name, told.key, told.seal, told.epoch.hex)
        workspace.receive(lambda c: (c.execute(_ENROLLED, known).rowcount, set()))
        workspace.close()
        return cls(folder, hub, keys, name)

    # --- asking ---------------------------------------------------------------------------------

    def ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return what a statement finds."""
        return self.workspace.read(
            lambda s: _driver(s).execute(statement, values).fetchall()  # type: ignore[no-any-return]
        )

    @property
    def seen(self) -> int:
        """Return the hub number up to which everything is applied."""
        return int(self.ask("SELECT seen FROM journal_context")[0][0])

    def rows(self, table: str) -> dict[str, dict[str, Any]]:
        """Return the rows as stored, without what means something on this computer only."""
        names = [c.name for c in metadata.tables[table].columns if c.name != "version"]
        listed = ", ".join(f'"{name}"' for name in names)
        found = self.ask(f'SELECT {listed} FROM "{table}"')
        return {row[names.index("id")]: dict(zip(names, row, strict=True)) for row in found}

    def conflicts(self) -> set[tuple[str, str, str, bool]]:
        """Return table, key, field of every open conflict, and whether it is only predicted."""
        found = self.ask(
            "SELECT tbl, pk, field, predicted FROM sync_conflict WHERE closed_by IS NULL"
        )
        return {(table, pk, field, bool(predicted)) for table, pk, field, predicted in found}

    # --- doing ----------------------------------------------------------------------------------

    def write(self, work: Callable[[Session], Any], *, atomic: bool = False) -> Any:
        """Change something."""
        return self.workspace.write(work, action=Action.COMPANY_EDIT, atomic=atomic).value

    def batches(self) -> list[bytes]:
        """Return the files with everything that the hub has not confirmed."""
        self.workspace.receive(lambda c: (outgoing.give_turns(c), set()))
        acked = int(self.ask("SELECT acked FROM sync_self")[0][0])
        epoch = str(self.ask("SELECT epoch FROM sync_self")[0][0] or "")
        seal = str(self.ask("SELECT hub_seal FROM sync_self")[0][0])
        packed = self.workspace.read(lambda s: list(outgoing.pack(_driver(s), acked)))
        return [
            envelope.seal(
                envelope.Label(
                    kind=FileKind.BATCH, sender=self.device, to=envelope.HUB, centre="GN",
                    epoch=epoch, first=one.first, last=one.last, acked=self.seen,
                    revision=engines.HEAD, clock=clock.tick(0), seal="age",
                ),
                one.body, self.keys, recipients=[seal],
            )
            for one in packed
        ]  # fmt: skip

    def feed(self, *, limit_ops: int = 10_000) -> bytes:
        """Return the hub's next file for this computer."""
        return self.hub.feed(self.device, self.seen, limit_ops=limit_ops)

    def take(self, content: bytes, *, then: Callable[[], object] | None = None) -> Applied:
        """Apply a file of the hub; `then` is called before that is kept.

        Raises what is wrong with the file.
        """
        (key,) = self.ask("SELECT hub_key FROM sync_self")[0]
        label, body = envelope.unseal(content, public=key, identity=self.keys.identity)
        transactions, told = wire.unpack(body)
        feed = incoming.Feed(
            label.name, label.first, label.last, label.acked, transactions, told, body
        )

        def _apply(connection: sqlite3.Connection) -> tuple[Applied, set[str]]:
            applied = incoming.apply(connection, feed)
            if then is not None:
                then()
            return applied, applied.tables

        return self.workspace.receive(_apply).value

    def push(self) -> None:
        """Carry everything to the hub, and its receipts back."""
        for batch in self.batches():
            receipt = self.hub.receive(batch)
            with suppress(SyncError):  # what it says comes again with the next feed
                self.take(receipt)

    def pull(self, *, limit_ops: int = 10_000) -> None:
        """Take everything that the hub has."""
        while True:
            before = self.seen
            self.take(self.feed(limit_ops=limit_ops))
            if self.seen == before:
                return

    def sync(self) -> None:
        """Do both."""
        self.push()
        self.pull()

    def restart(self) -> None:
        """Close the program and open it again."""
        self.workspace.close()
        self.workspace = Workspace.open(self.folder, centre="GN")

    def close(self) -> None:
        """Close the program."""
        self.workspace.close()


def key_of(row: UUID | str) -> str:
    """Return a key as storage keeps it."""
    return row.hex if isinstance(row, UUID) else row


def _driver(session: Session) -> Any:
    return session.connection().connection.driver_connection

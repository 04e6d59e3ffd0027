"""Computers of a center for stories: a workspace each, and the way to the hub and back."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from db.base import metadata
from db.sync import incoming, outgoing
from db.tables import Company, SyncSelf
from db.words import Action
from desktop.services.workspace import Workspace

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

    from db.sync.incoming import Applied
    from tests.sync.model_hub import ModelHub


class Desk:
    """A computer that knows its hub."""

    def __init__(self, folder: Path, hub: ModelHub) -> None:
        self.hub = hub
        self.workspace = Workspace.open(folder, centre="GN")
        self.device = self.workspace.read(lambda s: s.get_one(SyncSelf, 1)).device.hex

    @classmethod
    def fresh(cls, empty: Path, folder: Path, hub: ModelHub) -> Desk:
        """Return a computer with an empty workspace that the hub knows."""
        shutil.copytree(empty, folder)
        workspace = Workspace.open(folder, centre="GN")
        known = SyncSelf(device=uuid4(), incarnation=uuid4(), centre="GN", hub_key="00")
        workspace.receive(lambda c: (_enrol(c, known), set()))
        workspace.close()
        return cls(folder, hub)

    def add(self, name: str, **fields: Any) -> UUID:
        """Add a company and return its key."""

        def _add(session: Session) -> UUID:
            row = Company(centre="GN", name=name, **fields)
            session.add(row)
            session.flush()
            return row.id

        return self.workspace.write(_add, action=Action.COMPANY_ADD).value

    def edit(self, *edits: tuple[UUID, dict[str, Any]], atomic: bool = False) -> None:
        """Change fields of companies in one change."""

        def _edit(session: Session) -> None:
            for key, fields in edits:
                row = session.exec(
                    select(Company)
                    .where(col(Company.id) == key)
                    .execution_options(with_deleted=True)
                ).one()
                for name, value in fields.items():
                    setattr(row, name, value)

        self.workspace.write(_edit, action=Action.COMPANY_EDIT, atomic=atomic)

    def push(self) -> None:
        """Send what is only here."""
        self.workspace.receive(lambda c: (outgoing.give_turns(c), set()))
        acked = self.hub.turns.get(self.device, 0)
        for packed in list(self.run(lambda c: list(outgoing.pack(c, acked)))):
            self.hub.receive(self.device, packed.body)

    def pull(self, *, limit: int = 10_000) -> Applied:
        """Apply one feed."""
        feed = self.hub.feed(self.device, self.seen, limit=limit)
        return self.workspace.receive(lambda c: _applied(c, feed)).value

    def pull_everything(self, *, limit: int = 10_000) -> None:
        """Apply feeds until nothing new comes."""
        while True:
            before = self.seen
            self.pull(limit=limit)
            if self.seen == before:
                return

    def sync(self) -> None:
        """Send, then apply."""
        self.push()
        self.pull_everything()

    @property
    def seen(self) -> int:
        """Return the hub number up to which everything is applied."""
        return self.run(lambda c: c.execute("SELECT seen FROM journal_context").fetchone()[0])

    def run(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        """Return what `work` reads."""
        return self.workspace.read(
            lambda s: work(s.connection().connection.driver_connection)  # type: ignore[arg-type]
        )

    def rows(self, table: str = "company") -> dict[str, dict[str, Any]]:
        """Return the rows of a table as stored, without what counts here only."""

        def _rows(connection: sqlite3.Connection) -> dict[str, dict[str, Any]]:
            names = [c.name for c in metadata.tables[table].columns if c.name != "version"]
            listed = ", ".join(f'"{name}"' for name in names)
            found = connection.execute(f'SELECT {listed} FROM "{table}"')
            return {row[names.index("id")]: dict(zip(names, row, strict=True)) for row in found}

        return dict(self.run(_rows))

    def conflicts(self) -> dict[tuple[str, str], tuple[list[Any], bool]]:
        """Return the open conflicts: their values, and whether they are predicted."""
        import json

        found = self.run(
            lambda c: c.execute(
                "SELECT pk, field, heads, predicted FROM sync_conflict WHERE closed_by IS NULL"
            ).fetchall()
        )
        return {
            (pk, name): (sorted({str(head[2]) for head in json.loads(heads)}), bool(predicted))
            for pk, name, heads, predicted in found
        }

    def lay(self) -> None:
        """Lay packed ops into the journal."""
        self.workspace.lay_journal()

    def close(self) -> None:
        """Let go of the workspace."""
        self.workspace.close()


def _applied(connection: sqlite3.Connection, feed: incoming.Feed) -> tuple[Applied, set[str]]:
    applied = incoming.apply(connection, feed)
    return applied, applied.tables


def _enrol(connection: sqlite3.Connection, known: SyncSelf) -> None:
    connection.execute(
        "INSERT INTO sync_self (id, device, incarnation, label, centre, hub_url, hub_key, "
        "hub_seal, turn, acked, last_batch, baseline_n, baseline_sha256) "
        "VALUES (1, ?, ?, '', 'GN', '', '00', '', 0, 0, '', 0, '')",
        (known.device.hex, known.incarnation.hex),
    )

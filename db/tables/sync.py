"""What this computer knows of the others; none of it is journaled, and none of it travels."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.base import new_id, now, word
from db.tables.journal import COUNTED
from db.words import Carrier, FileKind


class SyncSelf(SQLModel, table=True):
    """One row: who this computer is to the hub, and how far each side has come.

    `turn` is the number of its last packed transaction, `acked` of the last that the hub
    confirmed. How much of the hub it has applied stands in `journal_context.seen`.
    `incarnation` lies in the store of the operating system, too: where the two differ, the
    database was copied or restored, and needs a new identity.
    """

    __tablename__ = "sync_self"

    id: int = Field(default=1, primary_key=True)
    device: UUID
    incarnation: UUID
    label: str = Field(default="", max_length=120)
    centre: str = Field(default="", max_length=16)
    hub_url: str = Field(default="", max_length=300)
    hub_key: str = Field(default="", max_length=64)  # public key of the hub, Ed25519, hex
    hub_seal: str = Field(default="", max_length=100)  # the hub's recipient key, age
    epoch: UUID | None = None  # changes when the hub is restored from a backup
    turn: int = Field(default=0, sa_type=BigInteger)
    acked: int = Field(default=0, sa_type=BigInteger)
    last_batch: str = Field(default="", max_length=64)  # sha-256 of the last batch that went out
    confirmed_at: datetime | None = None
    baseline_n: int = Field(default=0, sa_type=BigInteger)
    baseline_sha256: str = Field(default="", max_length=64)  # file in the folder `baselines`


class SyncConflict(SQLModel, table=True):
    """One field in conflict; `heads` as `db.sync.merge.Head.as_json`, in the order of the hub.

    `predicted`: the hub has not said so yet, but will; own heads then have provisional numbers.
    `told`: per hub number `{"actor", "device", "label", "at", "reason"}`, keys as hex, the moment
    as storage keeps it. `base`: the value before both, where it is known. `closed_by`: the own
    change that settled it, so that undoing that one can lay the heads open again.
    """

    __tablename__ = "sync_conflict"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    tbl: str = Field(max_length=40)
    pk: str = Field(max_length=32)
    root: str = Field(max_length=32)
    field: str = Field(max_length=60)
    heads: list[Any] = Field(default_factory=list, sa_type=JSON)
    told: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    base: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)  # {} or {"value": …}
    bundle: str = Field(default="", max_length=32)
    predicted: bool = False
    since: datetime = Field(default_factory=now)
    closed_by: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (
        UniqueConstraint("pk", "tbl", "field", name="uq_sync_conflict_pk"),
        Index("ix_sync_conflict_root", "root"),
    )


class SyncConfirmed(SQLModel, table=True):
    """A row as the hub holds it, where unconfirmed changes of this computer stand above it.

    Kept only for rows that the feed touched meanwhile; other rows tell it by their journal.
    `fields`: storage values, null while the hub has no such row. `heads`: by field, as
    `db.sync.merge.Head.as_json`.
    """

    __tablename__ = "sync_confirmed"

    id: int | None = Field(default=None, primary_key=True, sa_type=COUNTED)
    pk: str = Field(max_length=32)
    tbl: str = Field(max_length=40)
    fields: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=False))
    heads: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)

    __table_args__ = (UniqueConstraint("pk", "tbl", name="uq_sync_confirmed_pk"),)


class SyncParked(SQLModel, table=True):
    """An op of a newer program that this one can't keep; brought in after the upgrade."""

    __tablename__ = "sync_parked"

    id: int | None = Field(default=None, primary_key=True, sa_type=COUNTED)
    n: int = Field(sa_type=BigInteger)
    tx: str = Field(max_length=32)  # key of its transaction
    tbl: str = Field(max_length=40)
    pk: str = Field(max_length=32)
    kind: str = Field(max_length=6)
    data: str = Field(sa_type=Text)  # {"fields": what is shown, "heads": as in SyncConflict}


class SyncRejected(SQLModel, table=True):
    """A change of this computer that the hub did not take, and why; shown to its author."""

    __tablename__ = "sync_rejected"

    id: int | None = Field(default=None, primary_key=True, sa_type=COUNTED)
    tx: str = Field(max_length=32)  # key of the transaction
    turn: int = Field(sa_type=BigInteger)
    code: str = Field(max_length=40)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    at: datetime = Field(default_factory=now)
    read_at: datetime | None = None


class SyncFile(SQLModel, table=True):
    """One line of the register of files carried out and in (반출입 대장)."""

    __tablename__ = "sync_file"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    out: bool
    carrier: Carrier = word(Carrier)
    kind: FileKind = word(FileKind)
    name: str = Field(max_length=255)
    sha256: str = Field(max_length=64, index=True)
    size: int = Field(sa_type=BigInteger)
    first: int = Field(default=0, sa_type=BigInteger)
    last: int = Field(default=0, sa_type=BigInteger)
    other_side: str = Field(default="", max_length=120)
    person: UUID | None = None
    note: str = Field(default="", max_length=300)
    at: datetime = Field(default_factory=now)
    confirmed_at: datetime | None = None
    failed: str = Field(default="", max_length=60)  # name of the failure, where it was refused


class JournalSegment(SQLModel, table=True):
    """The ops of a large feed, packed, until they are laid into the journal.

    `tx`: the last foreign change in it; `ops`: how many it holds; `body`: as db/sync/segments.py
    packs it.
    """

    __tablename__ = "journal_segment"

    id: int | None = Field(default=None, primary_key=True, sa_type=COUNTED)
    tx: int = Field(sa_type=BigInteger, index=True)
    ops: int
    body: bytes = Field(sa_type=LargeBinary)

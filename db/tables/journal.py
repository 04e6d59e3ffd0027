"""The journal: who changed what, when and why; undo, audit and sync stand on it.

Its rows are written by triggers (`db/journal.py`) in the transaction of the change itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index, Integer, Text
from sqlmodel import Field, SQLModel

from db.base import new_id, now, word
from db.words import Action

# SQLite numbers rows by itself only where the key is INTEGER.
COUNTED = BigInteger().with_variant(Integer(), "sqlite")

# Ops that change no value: what arrived and is not shown, and a conflict that was opened again.
BESIDE = ("waits", "reopen")


class JournalTransaction(SQLModel, table=True):
    """The header of one change: everything that was saved together.

    Its ops have `seq` from `first_op` to `last_op`. `seen` is the hub number that this computer
    had applied when the person typed (docs/adr/0010). `undoes` names the change that this one took
    back, `undone_by` the one that took this back and still holds.

    `origin` is the computer that made it, None for this one; `turn` its place among all of that
    computer, None until it is packed; `n` the hub number of its last op, None until the hub has
    confirmed it. `clock` is a hybrid logical clock (milliseconds << 16 | counter), for showing and
    ordering only. `digest` covers the ops and `salt`, so that erased values leave the chain whole;
    `hash` covers header, digest and `prev`, the hash of the change before it on the same computer.
    """

    __tablename__ = "journal_transaction"

    id: int | None = Field(default=None, primary_key=True, sa_type=COUNTED)
    key: UUID = Field(default_factory=new_id)
    action: Action = word(Action, Action.UNKNOWN)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    actor_id: UUID | None = None
    device: str = Field(default="", max_length=120)
    reason: str = Field(default="", max_length=500)
    at: datetime = Field(default_factory=now)
    seen: int = Field(default=0, sa_type=BigInteger)
    revision: str = Field(default="", max_length=32)
    first_op: int | None = Field(default=None, sa_type=BigInteger)
    last_op: int | None = Field(default=None, sa_type=BigInteger)
    undoes: int | None = Field(default=None, sa_type=BigInteger)
    undone_by: int | None = Field(default=None, sa_type=BigInteger)
    origin: UUID | None = None
    turn: int | None = Field(default=None, sa_type=BigInteger)
    n: int | None = Field(default=None, sa_type=BigInteger)
    clock: int = Field(default=0, sa_type=BigInteger)
    atomic: bool = False
    salt: str = Field(default="", max_length=16)
    digest: str = Field(default="", max_length=64)
    prev: str = Field(default="", max_length=64)
    hash: str = Field(default="", max_length=64)

    __table_args__ = (
        Index("ix_journal_transaction_key", "key"),
        Index("ix_journal_transaction_n", "n"),
        Index("ix_journal_transaction_turn", "origin", "turn"),
        Index("ix_journal_transaction_undoes", "undoes"),
        Index("ix_journal_transaction_first_op", "first_op"),
    )


class JournalOp(SQLModel, table=True):
    """One row's part in a change.

    A `reopen` is written by undoing a settled conflict: `{column: [heads]}`, no value changes.
    A `waits` keeps values of a foreign change that are not shown here: `{column: value}`.
    `data` is `{column: [old, new]}` for an update, the whole row for an insert or a delete, in the
    engine's own storage values.
    """

    __tablename__ = "journal_op"

    seq: int | None = Field(default=None, primary_key=True, sa_type=COUNTED)
    tx: int | None = Field(default=None, sa_type=BigInteger)  # None: written by another tool
    tbl: str = Field(max_length=40)
    pk: str = Field(max_length=32)
    root: str = Field(max_length=32)
    kind: str = Field(max_length=6)  # insert, update, delete, reopen, waits
    data: str = Field(sa_type=Text)

    __table_args__ = (
        Index("ix_journal_op_pk", "pk"),
        Index("ix_journal_op_root", "root"),
        {"sqlite_autoincrement": True},  # a number is never used twice
    )


class JournalContext(SQLModel, table=True):
    """One row that tells the triggers which transaction is open, and whether to keep quiet.

    Besides, what the next change builds on: `seen`, the hub number applied here; `clock`, the
    newest clock that this computer knows; `hash`, the end of its chain; `last_op`, up to which ops
    belong to a change.
    """

    __tablename__ = "journal_context"

    id: int = Field(default=1, primary_key=True)
    tx: int | None = Field(default=None, sa_type=BigInteger)
    quiet: bool = False
    seen: int = Field(default=0, sa_type=BigInteger)
    clock: int = Field(default=0, sa_type=BigInteger)
    hash: str = Field(default="", max_length=64)
    last_op: int = Field(default=0, sa_type=BigInteger)
    triggers: str = Field(default="", max_length=64)  # digest of the installed triggers

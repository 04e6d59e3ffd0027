"""What every kept row has: a key that sorts by time, a centre, a root, a version, a tombstone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

import uuid_utils.compat
from sqlalchemy import BigInteger, Enum, MetaData, event
from sqlalchemy.orm import Mapper, Session, declared_attr, object_session
from sqlmodel import Field, SQLModel

from db.words import Changed

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Alembic needs names to drop a constraint again, on both engines.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

metadata: MetaData = SQLModel.metadata


def new_id() -> UUID:
    """Return a UUIDv7: unique without a server, and growing, so that indexes append."""
    return uuid_utils.compat.uuid7()


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)


def won(default: int | None = 0, **rules: Any) -> Any:
    """Return a field of whole won; BIGINT, because 2.1 billion won do not fit into an int4."""
    return Field(default=default, sa_type=BigInteger, **rules)


def word(words: type[StrEnum], default: StrEnum | None = None, **rules: Any) -> Any:
    """Return a field that holds one of `words` and is stored as its text."""
    stored = Enum(
        words,
        native_enum=False,
        length=24,
        create_constraint=False,
        values_callable=lambda members: [member.value for member in members],
    )
    if rules.pop("empty", False) or default is not None:
        rules["default"] = default
    return Field(sa_type=stored, **rules)


class Merging(StrEnum):
    """What a field becomes when two computers changed it without knowing of each other.

    A column that a table does not name is PERSON. Money, states, scores and signatures stay so.
    """

    PERSON = "person"  # a conflict that stays until somebody who saw all sides decides
    HIGHEST = "highest"
    ALL_WORDS = "all_words"  # a list of words, comma separated: whatever either side names
    PROPOSAL = "proposal"  # as PERSON; both texts joined are offered to the person
    FOLLOWS = "follows"  # computed from another field, so it goes with the change that is shown
    STAYS = "stays"  # the tombstone: a concurrent edit keeps the row


class Record(SQLModel):
    """A row that is kept, journaled and carried between computers.

    `ROOT` names the immutable column that decides who may get the row: `case_id` where the row
    belongs to a case, otherwise `centre`. `CHANGED` is the word that pages listen to. `MERGING`
    says how concurrent changes of single fields meet (docs/adr/0010).
    Nothing is removed: `deleted` marks a row that people no longer see.
    """

    ROOT: ClassVar[str] = "centre"
    CHANGED: ClassVar[Changed]
    MERGING: ClassVar[dict[str, Merging]] = {}

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 - SQLAlchemy hands over the class
        """Return the class's name in lower case with underscores: `funding_line`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    id: UUID = Field(default_factory=new_id, primary_key=True)
    centre: str = Field(max_length=16, index=True)
    version: int = 1  # counts saves on this computer; not carried, not journaled
    deleted: bool = False
    created_at: datetime = Field(default_factory=now)


UNJOURNALED = frozenset({"version"})  # columns that mean something on this computer only


@event.listens_for(Record, "before_update", propagate=True)
def _count_the_save(_mapper: Mapper[Record], _connection: Connection, row: Record) -> None:
    session = object_session(row)
    if isinstance(session, Session) and session.is_modified(row, include_collections=False):
        row.version += 1

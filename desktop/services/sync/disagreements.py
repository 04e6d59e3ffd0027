"""Puts conflicts together the way people decide on them: one field, or all of a change at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Float,
    Integer,
    String,
    Text,
    TypeDecorator,
    select,
)
from sqlalchemy import Enum as StoredWord

from db.base import metadata
from db.sync.merge import GONE
from desktop.services import naming
from desktop.services.sync.conflicts import Choice, list_conflicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from enum import StrEnum

    from sqlmodel import Session

    from desktop.services.sync.conflicts import Conflict, Side


class Kind(Enum):
    """What a value of a field is, for an input that can take another one."""

    TEXT = "text"
    WON = "won"
    NUMBER = "number"
    PART = "part"  # a number with a fraction
    DAY = "day"
    YES_NO = "yes_no"
    WORD = "word"
    OTHER = "other"  # a key, a moment, a list: one of the sides is chosen, none is typed


@dataclass(frozen=True)
class Disagreement:
    """What a person decides in one go: the field, or all fields that wait together.

    names: of keys among the values. case_id: None for what belongs to no case.
    """

    id: UUID
    parts: tuple[Conflict, ...]
    names: Mapping[UUID, str]

    @property
    def first(self) -> Conflict:
        """Return the field that stands for all."""
        return self.parts[0]

    @property
    def case_id(self) -> UUID | None:
        """Return the case that it is about."""
        return self.first.case_id

    @property
    def is_bundle(self) -> bool:
        """Return whether several parts of one change wait together."""
        return bool(self.first.bundle)

    @property
    def predicted(self) -> bool:
        """Return whether the hub has not said so yet."""
        return any(part.predicted for part in self.parts)

    @property
    def since(self) -> datetime:
        """Return since when it waits."""
        return min(part.since for part in self.parts)

    @property
    def sides(self) -> int:
        """Return between how many sides a person chooses."""
        return max(len(part.sides) for part in self.parts)

    @property
    def needs_reason(self) -> bool:
        """Return whether nobody may choose here without saying why."""
        return self.is_bundle or any(needs_reason(part.table, part.field) for part in self.parts)

    def side(self, part: Conflict, at: int) -> Side:
        """Return what a part becomes with side `at`, from 0; of a bundle, its last value."""
        return part.sides[min(at, len(part.sides) - 1)]

    def choose(self, at: int, *, reason: str = "") -> list[Choice]:
        """Return the decision for side `at`, from 0."""
        return [Choice(part.id, n=self.side(part, at).n, reason=reason) for part in self.parts]

    def choose_mine(self, *, mine: bool, reason: str = "") -> list[Choice] | None:
        """Return the decision for what was typed here, or elsewhere; None where there is none."""
        chosen = []
        for part in self.parts:
            side = next((one for one in part.sides if one.mine is mine), None)
            if side is None:
                return None
            chosen.append(Choice(part.id, n=side.n, reason=reason))
        return chosen

    def choose_value(self, value: Any, *, reason: str = "") -> list[Choice]:
        """Return the decision for a value that is none of the sides'."""
        return [Choice(self.first.id, value=value, reason=reason)]


def read(session: Session, *, root: UUID | str | None = None) -> list[Disagreement]:
    """Return what a person has to decide on, the oldest first, with the names of all keys.

    root: only what belongs to this case, or to this centre's own rows.
    """
    return grouped(session, list_conflicts(session, root=root))


def of_rows(session: Session, ids: Iterable[UUID]) -> list[Disagreement]:
    """Return what a person has to decide on in these rows; one query where there is nothing."""
    conflict = metadata.tables["sync_conflict"].c
    keys = select(conflict.pk).where(conflict.pk.in_([key.hex for key in ids])).distinct()
    return [one for key in session.scalars(keys).all() for one in read(session, root=UUID(key))]


def by_field(found: Iterable[Disagreement]) -> dict[tuple[str, UUID, str], Disagreement]:
    """Return what is in conflict by table, row and field, for pages that mark fields in place."""
    return {(part.table, part.row, part.field): one for one in found for part in one.parts}


def grouped(session: Session, conflicts: Sequence[Conflict]) -> list[Disagreement]:
    """Put together what waits together; everything else stands alone."""
    names = naming.names_of(session, _keys(conflicts))
    together: dict[str, list[Conflict]] = {}
    for one in conflicts:
        together.setdefault(one.bundle or one.id.hex, []).append(one)
    return [Disagreement(parts[0].id, tuple(parts), names) for parts in together.values()]


def is_removal(part: Conflict) -> bool:
    """Return whether it is about the row being there at all, not about one of its values."""
    return part.field == GONE


def kind_of(table: str, field: str) -> Kind:
    """Return what the values of a field are."""
    known = metadata.tables.get(table)
    if known is None or field not in known.columns or field == GONE:
        return Kind.OTHER
    stored: Any = known.columns[field].type
    if isinstance(stored, TypeDecorator):
        stored = stored.impl_instance
    if isinstance(stored, StoredWord):  # a text to SQLAlchemy, so it is asked first
        return Kind.WORD
    for kind, types in (
        (Kind.YES_NO, (Boolean,)),
        (Kind.WON, (BigInteger,)),
        (Kind.NUMBER, (Integer,)),
        (Kind.PART, (Float,)),
        (Kind.OTHER, (DateTime,)),
        (Kind.DAY, (Date,)),
        (Kind.TEXT, (String, Text)),
    ):
        if isinstance(stored, types):
            return kind
    return Kind.OTHER


def words_of(table: str, field: str) -> type[StrEnum] | None:
    """Return the closed list that a field holds a word of."""
    known = metadata.tables.get(table)
    if known is None or field not in known.columns:
        return None
    stored: Any = known.columns[field].type
    return getattr(stored, "enum_class", None)


def needs_reason(table: str, field: str) -> bool:
    """Return whether a decision about this field has to say why: money, official states, removal.

    An auditor asks about these, years later.
    """
    return (
        field == GONE
        or kind_of(table, field) is Kind.WON
        or (field in ("state", "verdict", "stage") and kind_of(table, field) is Kind.WORD)
    )


def _keys(conflicts: Iterable[Conflict]) -> set[UUID]:
    values = [value for one in conflicts for value in (one.base, *(s.value for s in one.sides))]
    return {value for value in values if isinstance(value, UUID)}

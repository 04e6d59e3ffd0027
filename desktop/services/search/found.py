"""What a search found: keys in order, compact enough for every row of a large register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload
from uuid import UUID

if TYPE_CHECKING:
    from desktop.services.search.query import Finding


class Ids(Sequence[UUID]):
    """Keys as the database wrote them; each becomes a UUID when somebody looks at it.

    Making 30,000 UUIDs takes longer than finding them, and a list shows forty.
    """

    __slots__ = ("_written",)

    def __init__(self, written: Sequence[str]) -> None:
        self._written = tuple(written)

    @overload
    def __getitem__(self, index: int) -> UUID: ...

    @overload
    def __getitem__(self, index: slice) -> Ids: ...

    def __getitem__(self, index: int | slice) -> UUID | Ids:
        """Return the key at a place, or the keys of a page."""
        if isinstance(index, slice):
            return Ids(self._written[index])
        return UUID(self._written[index])

    def __len__(self) -> int:
        """Return how many were found."""
        return len(self._written)

    def __eq__(self, other: object) -> bool:
        """Say whether both are the same keys in the same order."""
        if isinstance(other, Ids):
            return self._written == other._written
        return NotImplemented

    def __hash__(self) -> int:
        """Return a number that equal keys share."""
        return hash(self._written)

    def __repr__(self) -> str:
        """Return how many there are; thousands of keys tell nobody anything."""
        return f"Ids({len(self)})"


@dataclass(frozen=True)
class Found:
    """The keys that a query found, in order; `findings` say what it did not understand."""

    ids: Ids
    count: int
    findings: tuple[Finding, ...] = ()

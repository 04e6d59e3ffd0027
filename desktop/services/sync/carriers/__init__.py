"""How files of changes get from here to the hub and back; the same bytes each way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from db.words import Carrier as CarrierWord

    Told = Callable[[int, int], object]  # bytes done, of


@dataclass(frozen=True)
class Arrived:
    """A file that has come: its name and its bytes; `done` is to be called once it is applied."""

    name: str
    content: bytes
    source: Any = None


class Carrier(Protocol):
    """Carries files of changes to the hub and brings the hub's.

    word: as the register calls it. other_side: where it goes to, for the register.
    answers: the other side takes a file at once, so that its receipt comes back with it.
    """

    word: CarrierWord
    other_side: str
    answers: bool

    def send(self, name: str, content: bytes, told: Told) -> bytes | None:
        """Hand over a batch and return the receipt, or None where it comes later."""

    def arrived(self, after: int, told: Told) -> Iterator[Arrived]:
        """Yield the files for this computer, the oldest first; `after` is the hub number here."""

    def done(self, file: Arrived) -> None:
        """Put a file away that was applied."""

    def refused(self, file: Arrived) -> None:
        """Keep a file that could not be applied where a person finds it."""


@dataclass
class Bytes:
    """Counts what goes and comes and tells it on."""

    progress: Told | None = None
    out: int = 0
    back: int = 0
    of: int = field(default=0)

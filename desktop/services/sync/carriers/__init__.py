"""How files of changes get from here to the hub and back; the same bytes each way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from db.words import Carrier as CarrierWord

    Told = Callable[[int, int], object]  # bytes done, of; may raise StoppedError


@dataclass(frozen=True)
class Arrived:
    """A file that has come: its name, its bytes, and where a carrier found it."""

    name: str
    content: bytes
    source: Any = None


class Carrier(Protocol):
    """Carries files of changes to the hub and brings the hub's.

    word, other_side: as the register calls it and where it goes. answers: a batch is taken at
    once, and its receipt comes back.
    """

    word: CarrierWord
    answers: bool

    @property
    def other_side(self) -> str:
        """Return where it goes, for the register."""

    def send(self, name: str, content: bytes, told: Told) -> bytes | None:
        """Hand over a batch and return the receipt, or None where it comes later."""

    def still_lies(self, name: str) -> bool:
        """Return whether a batch that was handed over waits to be taken."""

    def arrived(self, seen: Callable[[], int], told: Told) -> Iterator[Arrived]:
        """Yield the files for this computer, the oldest first; seen: the hub number here by now."""

    def done(self, file: Arrived) -> None:
        """Put a file away that was applied."""

    def refused(self, file: Arrived) -> None:
        """Keep a file that could not be applied where a person finds it."""

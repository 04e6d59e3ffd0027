"""What can be wrong with an expression, told to whoever wrote it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ExpressionError(ValueError):
    """An expression can't be used.

    expected: a code of what should be there. position: of the letter, from 1. found: what stands
    there. meant: what was probably meant, empty where nothing is near. known: what is allowed.
    """

    def __init__(
        self,
        expected: str,
        *,
        position: int,
        found: object,
        meant: str = "",
        known: Iterable[str] = (),
    ) -> None:
        super().__init__(f"{expected} at {position}: {found}")
        self.expected = expected
        self.position = position
        self.found = found
        self.meant = meant
        self.known = tuple(known)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return what was probably meant by a word that is not known, empty if nothing is near."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")

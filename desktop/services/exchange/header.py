"""Finds the header of a sheet below its title rows, one or two rows high."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.services.exchange.cells import is_blank, text_of, tidy

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from desktop.services.exchange.content import Row

_LOOKED_THROUGH = 40  # rows; nobody writes a longer preface over a list
_NOISE = re.compile(r"\([^)]*\)|\[[^\]]*\]|[\s*※·:_\-/.,'\"]+")


@dataclass(frozen=True)
class HeaderGuess:
    """Where the header stands and what its columns are called.

    `first` and `last` are row indexes from 0; `columns` has one text per column, group and name
    joined by a blank where the header is two rows high. `known` counts the columns whose words
    are known.
    """

    first: int
    last: int
    columns: tuple[str, ...]
    known: int


def plain(heading: str) -> str:
    """Return a heading without blanks, units and signs, to compare words."""
    return _NOISE.sub("", tidy(heading)).casefold()


def find_header(rows: Sequence[Row], known: Collection[str]) -> HeaderGuess:
    """Return the most likely header; the first filled row where no word is known.

    known: the words of all fields, as `plain` writes them.
    """
    words = frozenset(known)
    best: HeaderGuess | None = None
    for at in range(min(len(rows), _LOOKED_THROUGH)):
        for height in (1, 2):
            guess = _guess(rows, at, height, words)
            if guess is not None and (best is None or _is_better(guess, best)):
                best = guess
    if best is not None:
        return best
    first = next((at for at, row in enumerate(rows) if not all(map(is_blank, row))), 0)
    return HeaderGuess(first, first, header_texts(rows, first, first), 0)


def header_texts(rows: Sequence[Row], first: int, last: int) -> tuple[str, ...]:
    """Return the name of each column from the header's rows."""
    if not rows:
        return ()
    parts = [_spread(rows[at]) if at < last else _texts(rows[at]) for at in range(first, last + 1)]
    return tuple(
        " ".join(dict.fromkeys(part[at] for part in parts if part[at]))
        for at in range(len(rows[0]))
    )


def _guess(rows: Sequence[Row], at: int, height: int, words: frozenset[str]) -> HeaderGuess | None:
    last = at + height - 1
    if last >= len(rows) or (height == 2 and not _is_group_row(rows[at], rows[last], words)):
        return None
    columns = header_texts(rows, at, last)
    known = sum(1 for column in columns if _is_known(column, words))
    if known < 2:
        return None
    return HeaderGuess(at, last, columns, known)


def _is_group_row(upper: Row, lower: Row, words: frozenset[str]) -> bool:
    """Say whether `lower` still belongs to the header: words only, and some stand under gaps."""
    texts = _texts(lower)
    if any(isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in lower):
        return False
    has_gap = any(not above and below for above, below in zip(_texts(upper), texts, strict=True))
    return has_gap and sum(1 for text in texts if plain(text) in words) >= 1


def _is_known(column: str, words: frozenset[str]) -> bool:
    return plain(column) in words or any(plain(part) in words for part in column.split())


def _is_better(guess: HeaderGuess, best: HeaderGuess) -> bool:
    """Prefer more known words, then a single row, then the upper one."""
    one = (guess.known, guess.first - guess.last, -guess.first)
    return one > (best.known, best.first - best.last, -best.first)


def _texts(row: Row) -> list[str]:
    return [tidy(text_of(cell)) for cell in row]


def _spread(row: Row) -> list[str]:
    """Return the texts of a group row, each repeated over the gaps to its right."""
    spread: list[str] = []
    current = ""
    for text in _texts(row):
        current = text or current
        spread.append(current)
    return spread

"""Finds the header of a sheet below its title rows, one or two rows high."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.services.companies.numbers import narrow
from desktop.services.exchange.cells import is_blank, text_of, tidy
from desktop.services.exchange.money import unit_in

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from desktop.services.exchange.cells import Cell
    from desktop.services.exchange.content import Row

_LOOKED_THROUGH = 40  # rows; nobody writes a longer preface over a list
_NOISE = re.compile(r"\([^)]*\)|\[[^\]]*\]|[\s*※·:_\-/.,'\"]+")
_NUMBERING = re.compile(r"^\s*(?:\d{1,2}[.)]|[①-⑳])\s*")  # "1. 기업명", "① 기업명"
_YEAR = re.compile(r"(?:(?<!\d)((?:19|20)\d\d)(?!\d)|'(\d\d)(?!\d))\s*(?:년도?|년말)?")
_UNIT_CELL = re.compile(
    r"[(\[{<]?\s*(?:단위\s*:?\s*)?"
    r"([십백천만억]*\s?원|1,?000원|명|인|개|건|대|회|일|월|년|개월|시간|%|㎡|m2|ppm|kg|톤)"
    r"\s*[)\]}>]?",
    re.IGNORECASE,
)
_UNIT_OF_SHEET = re.compile(r"단위\s*[:：]?")


@dataclass(frozen=True)
class HeaderGuess:
    """Where the header stands and what its columns are called.

    `first` and `last` are row indexes from 0; `columns` has one text per column, group and name
    joined by a blank where the header is two rows high. `known` counts the columns whose words
    are known. `unit` is the won that a bare amount stands for where its column names no unit, as
    "(단위: 천원)" above the list says.
    """

    first: int
    last: int
    columns: tuple[str, ...]
    known: int
    unit: int | None = None


def plain(heading: str) -> str:
    """Return a heading without blanks, units, numbering and signs, to compare words."""
    return _NOISE.sub("", _NUMBERING.sub("", narrow(tidy(heading)))).casefold()


def without_year(heading: str) -> tuple[str, int]:
    """Return a heading without its year, and the year: "2023년 매출액" is "매출액" of 2023.

    The year is 0 where there is none.
    """
    found = _YEAR.search(heading)
    if found is None:
        return heading, 0
    rest = heading[: found.start()] + heading[found.end() :]
    return rest, int(found[1] or f"20{found[2]}")


def find_header(rows: Sequence[Row], known: Collection[str]) -> HeaderGuess:
    """Return the most likely header; the first filled row where no word is known.

    known: the words of all fields, as `plain` writes them.
    """
    words = frozenset(known)
    guesses = [
        guess
        for at in range(min(len(rows), _LOOKED_THROUGH))
        for height in (1, 2)
        if (guess := _guess(rows, at, height, words)) is not None
    ]
    if guesses:
        best = max(guesses, key=lambda guess: _rank(guess, words))
        return replace(best, unit=_unit_of_sheet(rows, best))
    first = next((at for at, row in enumerate(rows) if not all(map(is_blank, row))), 0)
    return header_at(rows, first, known)


def header_at(rows: Sequence[Row], at: int, known: Collection[str]) -> HeaderGuess:
    """Return the header that begins in a row which a person chose, with its units."""
    words = frozenset(known)
    guesses = [guess for height in (1, 2) if (guess := _guess(rows, at, height, words))]
    if guesses:
        chosen = max(guesses, key=lambda guess: _rank(guess, words))
    else:
        chosen = HeaderGuess(at, at, header_texts(rows, at, at), 0)
    return replace(chosen, unit=_unit_of_sheet(rows, chosen))


def header_texts(rows: Sequence[Row], first: int, last: int) -> tuple[str, ...]:
    """Return the name of each column from the header's rows; a row of units is set in brackets."""
    if not rows:
        return ()
    parts = [_spread(rows[at]) if at < last else _texts(rows[at]) for at in range(first, last + 1)]
    if first < last and _is_units_row(rows[last]):
        parts = [*map(_texts, rows[first:last]), [_in_brackets(text) for text in parts[-1]]]
    return tuple(
        " ".join(dict.fromkeys(part[at] for part in parts if part[at]))
        for at in range(len(rows[0]))
    )


def _unit_of_sheet(rows: Sequence[Row], header: HeaderGuess) -> int | None:
    """Return the unit of money that stands in a corner above the list."""
    for row in rows[: header.last + 1]:
        for text in _texts(row):
            if _UNIT_OF_SHEET.search(text) and (unit := unit_in(text)):
                return unit
    return None


def _guess(rows: Sequence[Row], at: int, height: int, words: frozenset[str]) -> HeaderGuess | None:
    last = at + height - 1
    if last >= len(rows) or (height == 2 and not _belongs(rows[at], rows[last], words)):
        return None
    if all(map(is_blank, rows[at])) or any(map(_UNIT_OF_SHEET.search, _texts(rows[at]))):
        return None
    columns = header_texts(rows, at, last)
    known = sum(1 for column in columns if _is_known(column, words))
    if known < 2:
        return None
    return HeaderGuess(at, last, columns, known)


def _belongs(upper: Row, lower: Row, words: frozenset[str]) -> bool:
    """Say whether `lower` is still part of the header that `upper` begins."""
    if _is_units_row(lower):
        return sum(1 for text in _texts(upper) if plain(text) in words) >= 2
    return _is_group_row(upper, lower, words)


def _is_units_row(row: Row) -> bool:
    """Say whether a row holds units only, such as (천원) below the amounts."""
    texts = [text for text in _texts(row) if text]
    return bool(texts) and all(_UNIT_CELL.fullmatch(narrow(text)) for text in texts)


def _in_brackets(text: str) -> str:
    return f"({text})" if text and not text.startswith(("(", "[")) else text


def _is_group_row(upper: Row, lower: Row, words: frozenset[str]) -> bool:
    """Say whether `lower` still belongs to the header: words only, and some stand under gaps."""
    texts = _texts(lower)
    if any(_is_amount(cell) for cell in lower):
        return False
    has_gap = any(not above and below for above, below in zip(_texts(upper), texts, strict=True))
    return has_gap and sum(1 for text in texts if plain(text) in words) >= 1


def _is_amount(cell: Cell) -> bool:
    """Say whether a cell holds a number that is no year over a column."""
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return False
    return not 1950 <= cell <= 2099


def _is_known(column: str, words: frozenset[str]) -> bool:
    column, _ = without_year(column)
    return plain(column) in words or any(plain(part) in words for part in column.split())


def _rank(guess: HeaderGuess, words: frozenset[str]) -> tuple[int, int, int]:
    """Prefer words that are known as a whole, then two rows, then the upper one.

    Below a title every column would begin with the title, and be known by its last word only.
    """
    whole = sum(1 for column in guess.columns if plain(without_year(column)[0]) in words)
    return guess.known + 9 * whole, guess.last - guess.first, -guess.first


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

"""Reads what people type into the search box: free words and `key:value`, in both tongues.

    단계:구축 담당:@나 기한:<14일 대기업:가람
    stage:buildout -state:closed region:경남,부산 cost:1억..2억 "대성 정밀"

Clauses all have to hold; a comma means "or", a leading hyphen "not", quotes keep spaces, and an
equals sign asks for a whole name (`공급:="나래 시스템"`). Nothing that can be typed is an error:
what can't be understood (yet) becomes a finding, the rest works.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from desktop.services.companies.names import typed_in_english
from desktop.services.search import words
from desktop.services.search.values import Refused, Text, Value, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.search.words import Field

_KEY = re.compile(r'([^\s:："“”,，<>=]+)[:：]')
_QUOTES = {'"': '"', "“": "”"}
_COMMAS = ",，"
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


class FindingCode(StrEnum):
    """Why a part of a query has no effect."""

    UNKNOWN_KEY = "unknown_key"
    MISSING_VALUE = "missing_value"
    UNKNOWN_VALUE = "unknown_value"
    BAD_DAY = "bad_day"
    BAD_NUMBER = "bad_number"
    UNCLOSED_QUOTE = "unclosed_quote"
    NOBODY = "nobody"  # understood, but nothing is called like that


@dataclass(frozen=True)
class Finding:
    """What could not be understood: where it stands, and the nearest word that is known."""

    code: FindingCode
    start: int
    end: int
    text: str
    suggestion: str | None = None


@dataclass(frozen=True)
class Choice:
    """One of the values of a clause, and where it stands."""

    value: Value
    start: int
    end: int


@dataclass(frozen=True)
class Clause:
    """One condition: any of its choices has to hold, or none where it is negated.

    `field` is None for free words.
    """

    field: Field | None
    choices: tuple[Choice, ...]
    negated: bool
    start: int
    end: int


@dataclass(frozen=True)
class Query:
    """A search as it was understood."""

    text: str
    clauses: tuple[Clause, ...] = ()
    findings: tuple[Finding, ...] = ()

    def of(self, field: Field | None) -> tuple[Clause, ...]:
        """Return the clauses about `field`; the free words for None."""
        return tuple(clause for clause in self.clauses if clause.field is field)


class _Piece(NamedTuple):
    text: str
    start: int
    end: int
    quoted: bool
    closed: bool
    whole: bool = False

    @property
    def after(self) -> int:
        """Return where the text goes on; a closing quote is no part of the value."""
        return self.end + (self.quoted and self.closed)


def parse(text: str) -> Query:
    """Return the query that `text` says; never raises."""
    clauses: list[Clause] = []
    findings: list[Finding] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        clause, at = _clause(text, at, findings)
        if clause is not None:
            clauses.append(clause)
    return Query(text, tuple(clauses), tuple(findings))


def _clause(text: str, at: int, findings: list[Finding]) -> tuple[Clause | None, int]:
    """Read one clause; return it, or None where it has no effect, and where the next one begins."""
    start = at
    negated = text[at] == "-" and not text[at + 1 : at + 2].isspace() and at + 1 < len(text)
    at += negated
    key = _key_at(text, at)
    if key is None:
        pieces, end = _pieces(text, at, numeric=False)
        findings.extend(_unclosed(pieces))
        choices = [Choice(Text(p.text, p.quoted), p.start, p.end) for p in pieces]
        return _whole(None, choices, negated, start, pieces), end
    field = field_called(key[1])
    at = _after_spaces(text, key.end())
    pieces, end = _pieces(text, at, numeric=field in words.NUMBERS)
    if field is None:
        suggestion = words.nearest(key[1], words.key_words())
        findings.append(
            _finding(FindingCode.UNKNOWN_KEY, key.start(1), key.end(1), key[1], suggestion)
        )
        return None, end
    if not pieces:
        findings.append(_finding(FindingCode.MISSING_VALUE, key.start(1), key.end(), key[1]))
    findings.extend(_unclosed(pieces))
    choices = list(_choices(field, pieces, findings))
    return _whole(field, choices, negated, start, pieces), end


def _whole(
    field: Field | None, choices: list[Choice], negated: bool, start: int, pieces: list[_Piece]
) -> Clause | None:
    if not choices:
        return None
    return Clause(field, tuple(choices), negated, start, pieces[-1].after)


def _key_at(text: str, at: int) -> re.Match[str] | None:
    """Return the word before a colon that stands at `at`; "10:30" is a free word."""
    key = _KEY.match(text, at)
    return None if key is None or key[1].isdigit() else key


def field_called(word: str) -> Field | None:
    """Return the field that a word before a colon means, also when typed in English mode."""
    known = words.key_words()
    meant = typed_in_english(word)
    return known.get(words.plain(word)) or (known.get(words.plain(meant)) if meant else None)


def _after_spaces(text: str, at: int) -> int:
    """Return where the value begins: people like a space after a colon."""
    value = at
    while value < len(text) and text[value].isspace():
        value += 1
    is_value = value < len(text) and text[value] != "-" and _key_at(text, value) is None
    return value if is_value else at


def _pieces(text: str, at: int, *, numeric: bool) -> tuple[list[_Piece], int]:
    """Return what stands between commas, and where that ends."""
    pieces = []
    while True:
        whole = text[at : at + 1] == "=" and text[at + 1 : at + 2] in _QUOTES
        if whole or text[at : at + 1] in _QUOTES:
            piece = _quoted(text, at + whole, whole=whole)
        else:
            piece = _bare(text, at, numeric)
        if piece.text.strip():
            pieces.append(piece)
        at = piece.after
        if text[at : at + 1] not in tuple(_COMMAS):
            return pieces, at
        at += 1


def _quoted(text: str, at: int, *, whole: bool) -> _Piece:
    end = text.find(_QUOTES[text[at]], at + 1)
    closed = end >= 0
    end = end if closed else len(text)
    return _Piece(text[at + 1 : end], at + 1, end, quoted=True, closed=closed, whole=whole)


def _bare(text: str, at: int, numeric: bool) -> _Piece:
    end = at
    while end < len(text) and not text[end].isspace():
        if text[end] in _COMMAS and not (numeric and _THOUSANDS.match(text, end)):
            break
        end += 1
    return _Piece(text[at:end], at, end, quoted=False, closed=True)


def _choices(field: Field, pieces: list[_Piece], findings: list[Finding]) -> Iterator[Choice]:
    for piece in pieces:
        value = value_of(field, piece.text, quoted=piece.quoted, whole=piece.whole)
        if isinstance(value, Refused):
            code = FindingCode(value.code)
            findings.append(_finding(code, piece.start, piece.end, piece.text, value.suggestion))
        else:
            yield Choice(value, piece.start, piece.end)


def _unclosed(pieces: list[_Piece]) -> list[Finding]:
    return [
        _finding(FindingCode.UNCLOSED_QUOTE, piece.start, piece.end, piece.text)
        for piece in pieces
        if not piece.closed
    ]


def _finding(
    code: FindingCode, start: int, end: int, text: str, suggestion: str | None = None
) -> Finding:
    return Finding(code, start, end, text, suggestion)

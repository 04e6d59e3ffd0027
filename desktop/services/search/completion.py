"""Says how the word under the cursor of a search box may go on: keys, and words of closed lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from desktop.services.companies.names import initials, is_initials, spread_initials
from desktop.services.search import words
from desktop.services.search.query import field_called
from desktop.services.search.words import Field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop.services.search.words import Spoken

W = TypeVar("W", bound=StrEnum)

_WORD = re.compile(
    r"(?:^|(?<=\s))-?(?:([^\s:：\"“”,，]+)[:：])?((?:[^\s,，\"“”]*[,，])*)([^\s,，\"“”]*)$"
)
_SPANS = (("<7일", "<7d"), ("<14일", "<14d"), ("<30일", "<30d"))


@dataclass(frozen=True)
class Completion:
    """A word that can stand instead of the text from `start` to `end`.

    `member` is the word of the list that it means; None for a key, a day, or a person.
    """

    insert: str
    start: int
    end: int
    field: Field
    member: StrEnum | None = None


def completions(text: str, cursor: int, *, english: bool = False) -> list[Completion]:
    """Return how the word that ends at `cursor` may go on, in the order of the lists."""
    word = _WORD.search(text[:cursor])
    if word is None:
        return []
    key, before, typed = word.groups()
    start = word.start(3)
    if key is None:
        return [
            Completion(f"{said}:", start, cursor, field)
            for field, said in _begun(words.KEYS, typed, english=english)
            if typed and not before
        ]
    field = field_called(key)
    if field is None:
        return []
    listed = [
        Completion(said, start, cursor, field, member)
        for member, said in _begun(words.VALUES.get(field, {}), typed, english=english)
    ]
    return listed + [
        Completion(said, start, cursor, field)
        for said in _special(field, english=english)
        if words.plain(said).startswith(words.plain(typed))
    ]


def _begun(listed: Mapping[W, Spoken], typed: str, *, english: bool) -> Iterator[tuple[W, str]]:
    """Yield what begins like the typed letters, or like the first consonants."""
    begun = words.plain(typed)
    for meant, spoken in listed.items():
        said = _first(spoken, english=english)
        spellings = (*spoken.korean, *spoken.english)
        by_consonants = is_initials(typed) and initials(said).startswith(spread_initials(typed))
        if by_consonants or any(words.plain(word).startswith(begun) for word in spellings):
            yield meant, said


def _special(field: Field, *, english: bool) -> Iterator[str]:
    said = [words.ME] if field is Field.OWNER else []
    if field in words.DAYS:
        said += [words.TODAY, words.OVERDUE]
    yield from (_first(spoken, english=english) for spoken in said)
    if field in words.DAYS:
        yield from (pair[english] for pair in _SPANS)
    if field is not Field.STAGE and field is not Field.STATE and field is not Field.YEAR:
        yield _first(words.NOTHING, english=english)


def _first(spoken: Spoken, *, english: bool) -> str:
    return (spoken.english if english else spoken.korean)[0]

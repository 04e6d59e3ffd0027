"""Compares what people type with names, numbers and texts, in SQL and on short lists.

A name is found by a part of it, by first consonants (ㄷㅅ), by a mix while a syllable is being
typed (대ㅅ), and by Korean that was typed in English mode (eotjd).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sqlalchemy import false, func, or_

from desktop.services.companies.names import (
    initials,
    is_initials,
    normalise_name,
    spread_initials,
    typed_in_english,
)
from desktop.services.companies.numbers import narrow

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

FEWEST_DIGITS = 3  # fewer stand in every number
_NUMBER = re.compile(r"[\d\s.\-]+")
_FIRST_CONSONANT, _LAST_CONSONANT = 0x1100, 0x1112  # as NFKC writes ㄱ to ㅎ
_FIRST_SYLLABLE, _SYLLABLES_OF_ONE = 0xAC00, 21 * 28


def spellings(typed: str) -> list[str]:
    """Return what a person may have meant: the text, and Korean typed in English mode.

    The last key or two may not make a syllable yet: "eotjdw" is on its way to "대성정".
    """
    for cut in range(min(3, len(typed))):
        meant = typed_in_english(typed[: len(typed) - cut])
        if meant and not (cut and is_initials(meant)):
            return [typed, meant]
    return [typed]


def name_matches(
    typed: str, key: ColumnElement[str], first: ColumnElement[str] | None = None
) -> ColumnElement[bool]:
    """Return the condition that a name matches; `key` is normalised, `first` its consonants."""
    return or_(false(), *(spelling_matches(one, key, first) for one in spellings(typed)))


def spelling_matches(
    spelling: str, key: ColumnElement[str], first: ColumnElement[str] | None = None
) -> ColumnElement[bool]:
    """Return the condition that a name matches just this spelling."""
    if first is not None and is_initials(spelling):
        return func.instr(first, spread_initials(spelling)) > 0
    wanted = normalise_name(spelling)
    return _key_matches(key, wanted) if wanted else false()


def _key_matches(key: ColumnElement[str], wanted: str) -> ColumnElement[bool]:
    if not any(map(_is_consonant, wanted)):
        return func.instr(key, wanted) > 0
    return key.op("GLOB", is_comparison=True)(f"*{''.join(map(_syllables_of, wanted))}*")


def _is_consonant(letter: str) -> bool:
    return _FIRST_CONSONANT <= ord(letter) <= _LAST_CONSONANT


def _syllables_of(letter: str) -> str:
    """Return the GLOB range of the syllables that begin with a consonant: "[사-싷]" for ㅅ."""
    if not _is_consonant(letter):
        return letter
    first = _FIRST_SYLLABLE + (ord(letter) - _FIRST_CONSONANT) * _SYLLABLES_OF_ONE
    return f"[{chr(first)}-{chr(first + _SYLLABLES_OF_ONE - 1)}]"


def called(typed: str, name: str) -> bool:
    """Say whether `typed` finds `name`, for lists that are short enough to look at here."""
    key = normalise_name(name)
    for spelling in spellings(typed):
        if is_initials(spelling):
            if spread_initials(spelling) in initials(name):
                return True
        elif (wanted := normalise_name(spelling)) and wanted in key:
            return True
    return False


def text_matches(typed: str, *texts: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that one of `texts` contains what was typed, whatever its case."""
    wanted = {plain_text(spelling) for spelling in spellings(typed)} - {""}
    conditions = [func.instr(func.lower(text), word) > 0 for text in texts for word in wanted]
    return or_(*conditions) if conditions else false()


def plain_text(typed: str) -> str:
    """Return `typed` as it is looked for in texts: composed, small letters, no space around."""
    return unicodedata.normalize("NFC", typed).strip().lower()


def digits_of(typed: str) -> str:
    """Return the digits of a part of a number, "" where something else was typed."""
    plain = narrow(typed)
    if not _NUMBER.fullmatch(plain) or not plain.isascii():
        return ""
    digits = re.sub(r"\D", "", plain)
    return digits if len(digits) >= FEWEST_DIGITS else ""


def number_matches(typed: str, *numbers: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that one of `numbers`, kept as digits, contains the typed digits."""
    digits = digits_of(typed)
    if not digits:
        return false()
    return or_(*(func.instr(number, digits) > 0 for number in numbers))


def phone_matches(typed: str, *phones: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that one of `phones`, kept as people write them, has these digits."""
    plain = [func.replace(func.replace(phone, "-", ""), " ", "") for phone in phones]
    return number_matches(typed, *plain)

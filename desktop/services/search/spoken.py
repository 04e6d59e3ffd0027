"""Writes queries: a clause from a field and its values, a clause put into what stands there."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.services.search import words
from desktop.services.search.query import parse
from desktop.services.search.values import Days, Me, Nothing, Words
from desktop.services.search.words import Field

if TYPE_CHECKING:
    from desktop.services.search.query import Choice
    from desktop.services.search.words import Spoken

_COLON = re.compile("[:：]")
_NEEDS_QUOTES = re.compile(r'[\s,，"“”]|^[-<>=]')
_SPAN = re.compile(r"(?<=\d)(일|days?|d|주|weeks?|w|개월|달|months?|m)(?=이내|내|$|\.\.|~)")
_UNITS = {"d": ("일", "d"), "w": ("주", "w"), "m": ("개월", "m")}
_UNIT_OF = {"일": "d", "주": "w", "개월": "m", "달": "m"}
_SPECIAL = (words.ME, words.NOTHING, words.TODAY, words.TOMORROW, words.OVERDUE)

Said = StrEnum | str | int | date | None


def say(
    field: Field,
    *values: Said,
    negated: bool = False,
    whole: bool = False,
    english: bool = False,
) -> str:
    """Return the clause that says that `field` is one of `values`: "단계:구축,매칭".

    None means "nothing there"; with `whole` names are not parts of names. What is returned is
    understood by `parse` as just that.
    """
    sign = "=" if whole else ""
    said = ",".join(sign + _value(field, value, english=english) for value in values)
    return f"{'-' * negated}{_word(words.KEYS[field], english=english)}:{said}"


def say_between(field: Field, low: Said = None, high: Said = None, *, english: bool = False) -> str:
    """Return the clause that says that `field` lies from `low` to `high`, both included."""
    ends = ("" if end is None else _value(field, end, english=english) for end in (low, high))
    return f"{_word(words.KEYS[field], english=english)}:{'..'.join(ends)}"


def overdue() -> str:
    """Return the clause for what should have been done by now."""
    return say(Field.DUE, "지남")


def due_within(days: int) -> str:
    """Return the clause for what is due from today on, within that many days."""
    return say_between(Field.DUE, "0일", f"{days - 1}일")


def mine() -> str:
    """Return the clause for what the person who works here looks after."""
    return say(Field.OWNER, "@나")


def join(*clauses: str) -> str:
    """Return the query in which all these clauses hold."""
    return " ".join(filter(None, (clause.strip() for clause in clauses)))


def put(text: str, field: Field, clause: str) -> str:
    """Return `text` with `clause` in place of what it says about `field`; "" takes it out."""
    kept, at = [], 0
    for spoken in parse(text).of(field):
        kept.append(text[at : spoken.start].strip())
        at = spoken.end
    return join(*kept, text[at:], clause)


def in_tongue(text: str, *, english: bool) -> str:
    """Return `text` with the words of the language in one tongue; names stay as they are."""
    written, at = [], 0
    for clause in parse(text).clauses:
        if clause.field is None:
            continue
        start = clause.start + clause.negated
        written += [text[at:start], _word(words.KEYS[clause.field], english=english)]
        at = start + len(_COLON.split(text[start:], maxsplit=1)[0])
        for choice in clause.choices:
            typed = text[choice.start : choice.end]
            written += [text[at : choice.start], _said(clause.field, choice, typed, english)]
            at = choice.end
    return "".join((*written, text[at:]))


def _said(field: Field, choice: Choice, typed: str, english: bool) -> str:
    match choice.value:
        case Words() if member := words.value_words(field).get(words.plain(typed)):
            return _word(words.VALUES[field][member], english=english)
        case Me() | Nothing():
            return _special(typed, english=english)
        case Days():
            return "..".join(_days(part, english=english) for part in typed.split(".."))
    return typed


def _days(typed: str, *, english: bool) -> str:
    word = _special(typed, english=english)
    if word != typed:
        return word
    return _SPAN.sub(lambda unit: _UNITS[_unit(unit[1])][english], typed)


def _unit(written: str) -> str:
    return _UNIT_OF.get(written) or written[0]


def _special(typed: str, *, english: bool) -> str:
    for spoken in _SPECIAL:
        if words.says(spoken, typed):
            return _word(spoken, english=english)
    return typed


def _value(field: Field, value: Said, *, english: bool) -> str:
    if value is None:
        return _word(words.NOTHING, english=english)
    if isinstance(value, StrEnum):
        return _word(words.VALUES[field][value], english=english)
    if isinstance(value, date):
        return value.isoformat()
    return _quoted(str(value))


def _quoted(text: str) -> str:
    plain = re.sub(r'["“”]', "", text)
    return f'"{plain}"' if _NEEDS_QUOTES.search(text) else plain


def _word(spoken: Spoken, *, english: bool) -> str:
    return (spoken.english if english else spoken.korean)[0]
